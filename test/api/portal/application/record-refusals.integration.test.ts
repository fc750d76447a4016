import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { applicationTexts, caseInputs } from '../../../../db/schema/application.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import type { RawAnswer } from '../office.ts';
import { CANARY, sha256, intakeBench } from './intake-bench.ts';

const bench = intakeBench();

/** What of an answer another request could have had too. */
const saidIn = ({ status, json }: RawAnswer) => ({ status, ...json, instance: undefined });

describe('a request that cannot be taken', () => {
  it('malformed JSON', async () => {
    const prepared = await bench.prepare();
    const answer = await bench.put(prepared, { body: '{"signatureContainer": ' });
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-request']);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual(['malformed-request']);
  });

  it('members that are missing, unknown or of another form', async () => {
    const prepared = await bench.prepare();
    const { contact, ...rest } = prepared.submission;
    for (const body of [
      rest,
      { ...rest, contact, extra: 1 },
      { ...rest, contact: { mail: 'x' } },
    ]) {
      const answer = await bench.put(prepared, { body });
      expect([answer.status, answer.problem]).toEqual([400, 'malformed-request']);
    }
    const answer = await bench.put(prepared, {
      body: { ...rest, contact: { ...contact, mail: CANARY } },
    });
    expect(answer.json['errors']).toEqual([{ pointer: '/contact/mail', code: 'invalid_format' }]);
  });

  it('an id that is no UUIDv7', async () => {
    const prepared = await bench.prepare();
    const applicationId = '4b2d3c1e-0000-4000-8000-000000000000';
    expect((await bench.put({ ...prepared, applicationId })).problem).toBe('malformed-request');
  });

  it('another media type', async () => {
    const prepared = await bench.prepare();
    const answer = await bench.put(prepared, { headers: { 'content-type': 'text/plain' } });
    expect([answer.status, answer.problem]).toEqual([415, 'media-type-unsupported']);
  });

  it('a body over the limit', async () => {
    const prepared = await bench.prepare();
    const answer = await bench.put(prepared, { body: ' '.repeat(1536 * 1024 + 1) });
    expect([answer.status, answer.problem]).toEqual([413, 'body-too-large']);
    expect(answer.json['limitOctets']).toBe(1536 * 1024);
    expect(await bench.refusedWith(prepared.applicationId)).toEqual(['body-too-large']);
  });

  it('a portal that is not known', async () => {
    const prepared = await bench.prepare();
    for (const portal of ['unknown', 'none'] as const) {
      const answer = await bench.put(prepared, { portal });
      expect([answer.status, answer.problem]).toEqual([401, 'authentication-required']);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await bench.refusedWith(prepared.applicationId)).toEqual([]);
  });

  it('a portal that is closed, also under its own number, and leaves no entry', async () => {
    const prepared = await bench.prepare();
    const { applicationId, submission } = prepared;
    await bench.office.db
      .update(applicationTexts)
      .set({ portalId: 'closed-portal' })
      .where(eq(applicationTexts.applicationId, applicationId));
    const before = await bench.eventsOf(applicationId);
    for (const body of [submission, '{']) {
      const answer = await bench.put(prepared, { portal: 'closed', body });
      expect([answer.status, answer.problem]).toEqual([403, 'portal-closed']);
      expect(answer.json['told']).toMatchObject({ en: expect.stringContaining('not take') });
    }
    expect(await bench.eventsOf(applicationId)).toEqual(before);
  });

  it('leaves no entry under an id that is not ours', async () => {
    const prepared = await bench.prepare();
    const applicationId = uuidV7();
    await bench.put({ ...prepared, applicationId });
    expect(await bench.eventsOf(applicationId)).toEqual([]);
  });

  it('leaves a row of inputs that is answered, beside the entry', async () => {
    const prepared = await bench.prepare();
    const submission = { ...prepared.submission, signatureContainer: 'AAAA' };
    await bench.put({ ...prepared, submission });
    const entry = (await bench.entriesOf(prepared.applicationId)).at(-1);
    if (entry?.event !== 'input.refused') throw new Error('not recorded');
    expect(entry.data.contentSha256).toBe(sha256(Buffer.from('AAAA', 'base64')));
    const [input] = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.id, String(entry.input)));
    expect(input).toMatchObject({ result: { refused: 'malformed-signature-container' } });
    expect(input?.appliedAt).toBeInstanceOf(Date);
    expect((await bench.put(prepared)).status).toBe(201);
  });
});

describe('a number of another portal', () => {
  it.each(['other', 'closed'] as const)(
    'gets no entry, no row and no answer of its own from the %s portal',
    async (portal) => {
      const prepared = await bench.prepare();
      await bench.put(prepared);
      const { applicationId, submission } = prepared;
      const before = await bench.entriesOf(applicationId);
      const stranger = uuidV7();
      for (const body of [
        submission,
        { ...submission, signatureContainer: 'AAAA' },
        '{',
        ' '.repeat(2e6),
      ]) {
        const answer = await bench.put(prepared, { portal, body });
        const toStranger = { ...prepared, applicationId: stranger };
        expect(saidIn(answer)).toEqual(saidIn(await bench.put(toStranger, { portal, body })));
        expect(answer.text).not.toContain('own-portal');
      }
      expect(await bench.entriesOf(applicationId)).toEqual(before);
      expect(await bench.eventsOf(stranger)).toEqual([]);
      const { db } = bench.office;
      const inputs = await db.select().from(caseInputs).where(eq(caseInputs.caseId, applicationId));
      expect(inputs.map(({ actor }) => actor)).toEqual(['own-portal']);
    },
  );

  it('is answered as one that nobody has', async () => {
    const prepared = await bench.prepare();
    const answer = await bench.put(prepared, { portal: 'other' });
    expect([answer.status, answer.problem]).toEqual([404, 'application-id-unknown']);
    expect((await bench.put(prepared)).status).toBe(201);
  });
});

describe('what is written of people', () => {
  it('is in no problem, no incident, no entry and no row but sealed ones', async () => {
    const prepared = await bench.prepare();
    await bench.put(prepared);
    const { mail, telephone } = prepared.submission.contact;
    const everything = await bench.everythingWritten();
    expect(bench.refusals.length).toBeGreaterThan(12);
    for (const canary of [CANARY, '金糸雀', mail, telephone, '1980-02-29', '19800229']) {
      expect(everything).not.toContain(canary);
    }
  });
});
