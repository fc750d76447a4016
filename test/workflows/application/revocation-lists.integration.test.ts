import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RevocationLists } from '../../../activities/identity/revocation-lists.ts';
import { findIssuer } from '../../../adapters/jpki/jpki-chain.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { jlisListsInForce } from '../../../db/identity/jlis-lists.ts';
import { governanceDocuments } from '../../../db/schema/governance.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import type { ResponderBehaviour } from '../../../simulator/status.ts';
import { Course, type Applying } from '../course.ts';
import { openStage, type Stage } from '../lifecycle-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Longer than the office's last look at its documents serves. */
const LOOK_MS = 2_200;

describe('revocation lists as the second way to a status', () => {
  let stage: Stage;
  let course: Course;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.time.tell();
    course = new Course(stage);
  });
  afterEach(async () => {
    await course.end();
    expect(stage.time.incidents).toEqual([]);
  });

  const now = (): Date => new Date(stage.time.clock.ms);

  const adopt = async (revocationLists: boolean): Promise<void> => {
    const content = Buffer.from(JSON.stringify({ v: 1, revocationLists }));
    await stage.office.db.insert(governanceDocuments).values({
      documentType: 'jlisService',
      version: crypto.randomUUID(),
      content,
      sha256: sha256Hex(content),
      effectiveFrom: now(),
    });
    await sleep(LOOK_MS);
  };

  const receive = async () => stage.lists.receive(await stage.jlis.revocationList('sign-3'), now());

  interface Answer {
    readonly attempt: number;
    readonly method: string;
    readonly result: string;
    readonly listSha256?: string;
    readonly pieces: number;
  }

  /** What the book says of the last answer. */
  const answerOf = async ({ applicationId }: Applying): Promise<Answer | undefined> => {
    const { rows } = await stage.office.db.$client.query<{ octets: Buffer }>(
      `select octets from book_entries where case_id = $1 and event = 'jlis.answered'
       order by seq desc limit 1`,
      [applicationId],
    );
    const [row] = rows;
    if (!row) return undefined;
    const entry = JSON.parse(row.octets.toString()) as { data: Answer; evidence?: unknown[] };
    return { ...entry.data, pieces: entry.evidence?.length ?? 0 };
  };

  const rowOf = async ({ applicationId }: Applying) => {
    const { rows } = await stage.office.db.$client.query(
      `select method, result, no_answer_reason as "noAnswerReason", answer_sha256 is not null as "hasAnswer",
         list_sha256 is not null as "hasList"
       from jlis_queries where case_id = $1 order by attempt desc limit 1`,
      [applicationId],
    );
    return rows[0] as unknown;
  };

  /** Applies with a card that the newest list knows of. */
  const listed = async (who: PersonaName, behaviour?: ResponderBehaviour): Promise<Applying> => {
    const card = await stage.jlis.issueCard(who);
    if (behaviour) stage.jlis.setStatus(card.serialNumber, { behaviour });
    await receive();
    return course.apply(card);
  };

  const issued = async (applying: Applying): Promise<void> =>
    expect(await course.outcomeBy(stage.time.clock.ms, applying)).toEqual({ outcome: 'issued' });

  it('are not looked in while the agreement gives none', async () => {
    const applying = await listed('contradicted');
    await issued(applying);
    expect(await answerOf(applying)).toMatchObject({ method: 'ocsp', result: 'verified' });
    expect(await rowOf(applying)).toMatchObject({ hasList: false });
  });

  it('are kept once, byte for byte, and named in the book', async () => {
    const octets = await stage.jlis.revocationList('sign-3');
    const first = await stage.lists.receive(octets, now());
    expect(await stage.lists.receive(octets, now())).toEqual({ isNew: false });
    expect('refused' in first).toBe(false);
    const rows = await jlisListsInForce(stage.office.db, now());
    const row = rows.find(({ sha256 }) => sha256 === sha256Hex(octets));
    expect(row?.pieces).toEqual([sha256Hex(octets)]);
    const { rows: entries } = await stage.office.db.$client.query(
      `select from book_entries where event = 'jlis.listReceived' and position($1 in encode(octets, 'escape')) > 0`,
      [sha256Hex(octets)],
    );
    expect(entries).toHaveLength(1);
  });

  describe('by an agreement that gives them', () => {
    beforeAll(() => adopt(true));

    it('stand beside a good answer, and the case goes on', async () => {
      const applying = await listed('ordinary');
      await issued(applying);
      const answer = await answerOf(applying);
      expect(answer).toMatchObject({ method: 'both', result: 'verified', pieces: 1 });
      expect(answer?.listSha256).toMatch(/^[0-9a-f]{64}$/);
      expect(await rowOf(applying)).toMatchObject({ hasAnswer: true, hasList: true });
    });

    it('hold a case back for an alarm that the answer alone would have let through', async () => {
      const applying = await listed('contradicted');
      const { notHolding } = await course.reaches(applying, 'waiting');
      expect(notHolding).toEqual(['jlis.status/contradictory']);
      expect(await answerOf(applying)).toMatchObject({ method: 'both', result: 'verified' });
    });

    it('never approve in place of an answer: J-LIS is asked on', async () => {
      const applying = await listed('ordinary', 'silent');
      const { notHolding, nextAttemptAt = 0 } = await course.reaches(applying, 'waiting');
      expect(notHolding).toEqual(['jlis.method/crlAlone']);
      expect(await answerOf(applying)).toMatchObject({ method: 'crl', pieces: 0 });
      expect(await rowOf(applying)).toEqual({
        method: 'ocsp',
        result: 'none',
        noAnswerReason: 'timedOut',
        hasAnswer: false,
        hasList: true,
      });
      stage.jlis.setStatus(applying.card.serialNumber, { behaviour: 'normal' });
      expect(await course.outcomeBy(nextAttemptAt + MINUTE_MS, applying)).toEqual({
        outcome: 'issued',
      });
      expect(await answerOf(applying)).toMatchObject({ method: 'both', attempt: 2 });
    });

    it('end a case whose certificate they have, with J-LIS silent', async () => {
      const applying = await listed('moved', 'silent');
      const { notHolding } = await course.reaches(applying, 'returned');
      expect(notHolding).toContain('jlis.status/changed');
      expect(await answerOf(applying)).toMatchObject({ method: 'crl', result: 'verified' });
    });

    it('are looked in no longer once they are out of force', async () => {
      await stage.time.until(stage.time.clock.ms + 26 * HOUR_MS);
      const applying = await course.apply('ordinary');
      await issued(applying);
      expect(await answerOf(applying)).toMatchObject({ method: 'ocsp' });
    });

    it('are there after a start, and older ones are read where they are kept', async () => {
      const applying = await listed('contradicted');
      await course.reaches(applying, 'waiting');
      const named = (await answerOf(applying))?.listSha256 ?? '';
      await stage.time.until(stage.time.clock.ms + MINUTE_MS);
      await receive();
      const { db } = stage.office;
      const anchors = stage.jlis.anchors.map(readCertificate);
      const lists = new RevocationLists({ db, evidence: stage.office.evidence, anchors });
      await lists.load(now());
      const certificate = readCertificate(applying.card.certificate);
      const issuer = findIssuer(certificate, anchors);
      const newest = issuer && lists.newestFor(certificate, issuer, now());
      expect(newest?.sha256).not.toBe(named);
      const serial = certificate.serialNumber;
      expect(newest?.list.find(serial).jlisStatus).toBe('revoked');
      expect((await lists.find(named, certificate)).find(serial).jlisStatus).toBe('revoked');
      await expect(lists.find('0'.repeat(64), certificate)).rejects.toThrow('revocation list');
    });

    it('are refused where they are none, and the one before stays', async () => {
      const before = await jlisListsInForce(stage.office.db, now());
      const said = await stage.lists.receive(Buffer.from('<html>'), now());
      expect(said).toEqual({ refused: 'it cannot be read' });
      expect(await jlisListsInForce(stage.office.db, now())).toEqual(before);
    });
  });
});
