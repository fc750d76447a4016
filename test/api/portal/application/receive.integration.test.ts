import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { correctionInputId } from '../../../../api/portal/application/receipt.ts';
import { opens } from '../../../../books/commitment.ts';
import {
  caseInputs,
  certificateApplications,
  evidenceObjects,
} from '../../../../db/schema/application.ts';
import { openings } from '../../../../db/schema/books.ts';
import type { PreparedApplication } from '../../../../simulator/application.ts';
import { TOKENS } from '../office.ts';
import { CANARY, intakeBench, statusesOf } from './intake-bench.ts';

const bench = intakeBench();

describe('sending an application again', () => {
  it('is answered the same, and makes nothing anew', async () => {
    const prepared = await bench.prepare();
    const first = await bench.put(prepared);
    const again = await bench.put(prepared);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual(first.json);
    expect(await bench.eventsOf(prepared.applicationId)).toHaveLength(3);
  });

  it('does not mind the order of members, white space, nor how late it comes', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    bench.office.clockAheadMs = 2 * 3600_000;
    const turned = Object.fromEntries(Object.entries(prepared.submission).toReversed());
    const again = await bench.put(prepared, { body: JSON.stringify(turned, null, 2) });
    expect(again.status).toBe(200);
  });

  it('makes one case of two that arrive at once', async () => {
    const prepared = await bench.prepare();
    const answers = await Promise.all(Array.from({ length: 6 }, () => bench.put(prepared)));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await bench.eventsOf(prepared.applicationId)).toEqual([
      'text.handedOut',
      'explanation.shown',
      'application.received',
    ]);
    const inputs = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.caseId, prepared.applicationId));
    expect(inputs).toHaveLength(1);
  });

  it('takes one of two different contents that arrive at once, and refuses the other', async () => {
    const prepared = await bench.prepare();
    const contact = { mail: 'other@example.jp', telephone: '03-0000-0000' };
    const other = { ...prepared, submission: { ...prepared.submission, contact } };
    const answers = await Promise.all([bench.put(prepared), bench.put(other)]);
    expect(statusesOf(answers)).toEqual([201, 409]);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual([
      'exists-with-different-content',
    ]);
  });

  it('nudges again what was stored when the first attempt died before its nudge', async () => {
    const prepared = await bench.prepare();
    const { applicationId } = prepared;
    bench.office.lifecycle.isAway = true;
    expect((await bench.put(prepared)).status).toBe(201);
    expect(bench.office.lifecycle.nudges).toEqual([]);
    bench.office.lifecycle.isAway = false;
    expect((await bench.put(prepared)).status).toBe(200);
    expect(bench.office.lifecycle.nudges).toEqual([
      { applicationId, inputId: applicationId, kind: 'application' },
    ]);
  });

  it('nudges no more once the case has seen it', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    bench.office.lifecycle.nudges.length = 0;
    await bench.office.db
      .update(caseInputs)
      .set({ appliedAt: new Date() })
      .where(eq(caseInputs.id, prepared.applicationId));
    expect((await bench.put(prepared)).status).toBe(200);
    expect(bench.office.lifecycle.nudges).toEqual([]);
  });

  it('finishes what crashes between evidence and transaction left behind, and can read it', async () => {
    const prepared = await bench.prepare();
    const path = `/certificate-applications/${prepared.applicationId}`;
    const receipts = { store: () => Promise.reject(new Error('killed')) };
    const crashing = createPortalApp({
      ...bench.office.deps,
      records: { ...bench.office.deps.records, receipts },
    });
    const request = {
      method: 'PUT',
      headers: { authorization: `Bearer ${TOKENS.own}`, 'content-type': 'application/json' },
      body: JSON.stringify(prepared.submission),
    };
    for (let crash = 0; crash < 5; crash += 1) {
      expect((await crashing.request(path, request)).status).toBe(500);
    }
    expect(await bench.caseOf(prepared.applicationId)).toBeUndefined();
    expect((await bench.put(prepared)).status).toBe(201);
    expect(await bench.eventsOf(prepared.applicationId)).toHaveLength(3);
    const evidence = await bench.evidenceFor(prepared.applicationId);
    expect(evidence['signedText']?.toString('utf8')).toBe(prepared.handedOut.text);
  });
});

const returned = async (): Promise<PreparedApplication> => {
  const prepared = await bench.prepare();
  await bench.put(prepared);
  await bench.office.db
    .update(certificateApplications)
    .set({ state: 'returned', notHolding: ['name.match/different', 'guard.device/many'] })
    .where(eq(certificateApplications.id, prepared.applicationId));
  return prepared;
};

const corrected = ({ applicationId, applicant }: PreparedApplication) =>
  bench.prepare({ applicationId, applicant });

describe('a correction', () => {
  it('is sealed for the office and the room by a portal that has no key of the chain', async () => {
    const first = await returned();
    const { applicationId } = first;
    const second = await corrected(first);
    bench.office.forgetKeys();
    expect((await bench.put(second)).status).toBe(201);
    const row = await bench.caseOf(applicationId);
    if (!row) throw new Error('no case');
    const { evidence, db, deps } = bench.office;
    expect(evidence.unseal(row.chainId, row.nameSealed).toString('utf8')).toBe(CANARY);
    const entry = (await bench.entriesOf(applicationId)).at(-1);
    if (entry?.event !== 'application.corrected') throw new Error('no correction');
    const [beside] = await db.select().from(openings).where(eq(openings.entryId, entry.id));
    const opening = JSON.parse(
      evidence.unseal(row.chainId, beside?.sealed ?? Buffer.alloc(0)).toString('utf8'),
    );
    expect(opens(entry.data.nameCommitment, opening)).toBe(true);

    const at = { caseId: applicationId, chainId: row.chainId };
    const hash = second.handedOut.textSha256;
    expect(evidence.get(at, [hash]).get(hash)?.toString('utf8')).toBe(second.handedOut.text);
    expect(() => deps.evidence.get(at, [hash])).toThrow(/EvidenceMissing/);
  });

  it('is the next edition of a case that was returned, signed anew', async () => {
    const first = await returned();
    const { applicationId } = first;
    const second = await corrected(first);
    expect(second.handedOut.text).toContain('版：2\n前の版：SHA-256 ' + first.handedOut.textSha256);
    const answer = await bench.put(second);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      state: 'returned',
      told: { en: 'We have received your corrected application (documents).' },
    });
    expect((await bench.eventsOf(applicationId)).at(-1)).toBe('application.corrected');
    expect((await bench.caseOf(applicationId))?.edition).toBe(2);
    const inputId = correctionInputId(applicationId, 2);
    expect(bench.office.lifecycle.nudges.at(-1)).toEqual({
      applicationId,
      inputId,
      kind: 'correction',
    });
    const objects = await bench.office.db
      .select({ kind: evidenceObjects.kind })
      .from(evidenceObjects)
      .where(sql`case_id = ${applicationId} and edition = 2`);
    expect(objects.map(({ kind }) => kind)).toContain('signedText');
    expect((await bench.evidenceFor(applicationId))['signedText']).toBeDefined();

    expect((await bench.put(second)).status).toBe(200);
    const status = await bench.office.client().status(applicationId);
    expect(status.told.en).toBe('We have received your corrected application (documents).');
    expect(status).not.toHaveProperty('next');
  });

  it('is taken once, when two arrive at once', async () => {
    const second = await corrected(await returned());
    const answers = await Promise.all([bench.put(second), bench.put(second), bench.put(second)]);
    expect(statusesOf(answers)).toEqual([200, 200, 201]);
  });

  it('is not taken while the case is not returned', async () => {
    const first = await returned();
    const second = await corrected(first);
    await bench.office.db
      .update(certificateApplications)
      .set({ state: 'review' })
      .where(eq(certificateApplications.id, first.applicationId));
    const answer = await bench.put(second);
    expect([answer.status, answer.problem]).toEqual([409, 'application-not-correctable']);
    await expect(corrected(first)).rejects.toThrow('application-not-correctable');
  });

  it('is told which sentences did not hold, but none that staff alone look at', async () => {
    const { applicationId } = await returned();
    const status = await bench.office.client().status(applicationId);
    expect(status).toMatchObject({
      corrections: [
        { rule: 'name.match/different', ja: '氏名が異なる。', en: 'The names differ.' },
      ],
      next: {
        en: 'See what has to be corrected, then sign and send a new edition of the application.',
      },
    });
  });
});
