import { hash, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readProofs } from '../../../../adapters/jpki/proof-evidence.ts';
import { readCanonicalJson } from '../../../../books/canonical-json.ts';
import { readEntry } from '../../../../books/entry.ts';
import { certificateApplications } from '../../../../db/schema/application.ts';
import { decisions, orders } from '../../../../db/schema/decision.ts';
import { deliveryCodes } from '../../../../db/schema/dispatch.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { createApplicant, type Applicant } from '../../../../simulator/applicant.ts';
import { apply } from '../../../../simulator/application.ts';
import { createPerson } from '../../../../simulator/person.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { openOffice, type Office, type RawAnswer } from '../office.ts';
import { redemptionOf, type SaidOfCode } from './redeeming.ts';

let office: Office;
let applicant: Applicant;
let jlis: Jlis;
const bench = new Workbench();
const k = randomBytes(32);
const SALT = 'ab'.repeat(16);

beforeAll(async () => {
  [office, jlis] = await Promise.all([openOffice(), bench.open()]);
  applicant = await createApplicant();
});
afterAll(async () => {
  await office.close();
  bench.close();
});

/** A case that waits for its keys, with a code that was posted. */
async function withCode(state = 'posted'): Promise<string> {
  const card = await jlis.issueCard(createPerson());
  const { applicationId } = await apply({
    portal: office.client(),
    card,
    service: 'by-code',
    text: { keyDelivery: 'code' },
  });
  const decisionId = uuidV7();
  await office.db.insert(decisions).values({
    id: decisionId,
    caseId: applicationId,
    edition: 1,
    outcome: 'approved',
    decider: 'ruleSet',
    dossierSha256: '0'.repeat(64),
    at: new Date(),
  });
  await office.db.insert(orders).values({
    id: uuidV7(),
    caseId: applicationId,
    decisionId,
    number: 1,
    certificateType: 'basic',
    validityMonths: 24,
  });
  await office.db.insert(deliveryCodes).values({
    caseId: applicationId,
    codeNumber: 1,
    edition: 1,
    state,
    salt: SALT,
    dispatchId: uuidV7(),
    ciphertextSha256: '0'.repeat(64),
    vendorKeySha256: '0'.repeat(64),
    madeAt: new Date(),
    lapsesAt: new Date(Date.now() + 30 * 24 * 3600 * 1000),
  });
  await office.db.update(certificateApplications).set({ state: 'keyDelivery' });
  return applicationId;
}

const read = (id: string, portal?: 'other'): Promise<RawAnswer> =>
  office.send({
    method: 'GET',
    path: `/certificate-applications/${id}/key-delivery`,
    ...(portal ? { portal } : {}),
  });
const put = (
  id: string,
  body: unknown,
  { codeNumber = 1, portal = 'own' }: { codeNumber?: number; portal?: 'own' | 'other' } = {},
) =>
  office.send({
    method: 'PUT',
    path: `/certificate-applications/${id}/key-delivery/${codeNumber}/redemption`,
    portal,
    body,
  });
const bodyFor = async (id: string) =>
  redemptionOf((await read(id)).json as unknown as SaidOfCode, { k, applicant });

const from = (n: number) => ({ endUserAddress: `198.51.100.${n}` });

/** As the office-worker does once the room has answered. */
const answer = (result: object): Promise<unknown> =>
  office.db.$client.query(
    `update case_inputs set applied_at = now(), result = $1 where kind = 'codeRedemption' and applied_at is null`,
    [result],
  );

describe('GET …/key-delivery', () => {
  it('says where the code stands, with another nonce for each request', async () => {
    const id = await withCode();
    const [first, second] = [await read(id), await read(id)];
    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({
      applicationId: id,
      codeNumber: 1,
      state: 'posted',
      salt: SALT,
      iterations: 600_000,
      attemptsLeft: 5,
      orders: [{ order: 1, certificateType: 'basic' }],
    });
    expect(first.json['textSha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(first.json['nonce']).not.toBe(second.json['nonce']);
    const { rows } = await office.db.$client.query(
      'select nonce_sha256 as hash from redemption_nonces where case_id = $1 order by expires_at',
      [id],
    );
    expect(rows.map((row) => row.hash)).toContain(hash('sha256', String(first.json['nonce'])));
    expect(first.headers.get('cache-control')).toBe('no-store');
  });

  it('hands out no nonce for a code that cannot be used', async () => {
    const { json } = await read(await withCode('sealed'));
    expect(json).not.toHaveProperty('nonce');
    expect(json['state']).toBe('sealed');
  });

  it('knows no code of another portal, and none before it is made', async () => {
    const id = await withCode();
    expect((await read(id, 'other')).problem).toBe('application-not-found');
    await office.db.$client.query('delete from delivery_codes where case_id = $1', [id]);
    expect((await read(id)).problem).toBe('code-not-made');
  });
});

describe('the status of a case that waits for its keys', () => {
  it.each([
    ['posted', '利用者識別符号を発送しました。30日以内にお手続きください。', '公開鍵を届け出て'],
    [
      'locked',
      '入力の誤りが続いたため、この利用者識別符号は使えなくなりました。',
      '再送をお申し出',
    ],
    ['sealed', '利用者識別符号を郵便でお送りします。', 'お待ちください'],
  ])('tells of a code that is %s what is to be done', async (state, told, next) => {
    const id = await withCode(state);
    const { json } = await office.send({ method: 'GET', path: `/certificate-applications/${id}` });
    expect(json).toMatchObject({
      told: { ja: told },
      next: { ja: expect.stringContaining(next) },
      code: { codeNumber: 1, state, attemptsLeft: 5 },
    });
  });
});

describe('PUT …/key-delivery/{codeNumber}/redemption', () => {
  let id: string;
  beforeEach(async () => {
    id = await withCode();
    office.lifecycle.nudges.length = 0;
    Object.assign(office.deps, { redemptionPatienceMs: 10_000 });
  });

  it('keeps the redemption as evidence without the address, and answers what the room said', async () => {
    const asked = put(id, { ...(await bodyFor(id)), endUserAddress: '192.0.2.7' });
    await expect.poll(() => office.lifecycle.nudges.length).toBe(1);
    await answer({ outcome: 'wrongCode', attemptsLeft: 4, isApplied: false });
    const { status, json } = await asked;
    expect([status, json]).toEqual([
      200,
      {
        outcome: 'wrongCode',
        attemptsLeft: 4,
        told: {
          ja: '利用者識別符号が一致しません。あと4回入力できます。',
          en: 'The code does not match. Attempts left: 4.',
        },
      },
    ]);
    const { rows } = await office.db.$client.query(
      `select i.content, a.chain_id as "chainId", e.octets from case_inputs i
       join certificate_applications a on a.id = i.case_id
       join book_entries e on e.case_id = i.case_id and e.event = 'evidence.received'
       where i.case_id = $1 and i.kind = 'codeRedemption'`,
      [id],
    );
    const [{ content, chainId, octets }] = rows;
    const entry = readEntry(octets);
    expect(entry).toMatchObject({
      data: { evidenceKind: 'codeRedemption', supplier: 'applicant' },
    });
    expect(entry.evidence?.map(({ kind }) => kind).toSorted()).toEqual([
      'codeRedemption',
      'proofOfPossession',
    ]);
    const { redemptionSha256, proofSha256 } = content;
    const kept = office.evidence.get({ caseId: id, chainId }, [redemptionSha256, proofSha256]);
    expect(readCanonicalJson(kept.get(redemptionSha256) as Buffer)).toEqual({
      v: 1,
      applicationId: id,
      codeNumber: 1,
      nonce: expect.any(String),
      mac: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: content.source,
    });
    expect(readProofs(kept.get(proofSha256) as Buffer)).toHaveLength(1);
    expect(JSON.stringify(content) + String(kept.get(redemptionSha256))).not.toContain('192.0.2.7');
  });

  it('answers the same content the same, also when its nonce has expired, and counts it once', async () => {
    const body = await bodyFor(id);
    const asked = put(id, body);
    await expect.poll(() => office.lifecycle.nudges.length).toBe(1);
    await answer({ outcome: 'redeemed', isApplied: true, state: 'issuing' });
    const first = await asked;
    office.clockAheadMs = 25 * 3600 * 1000;
    const again = await put(id, { ...body, endUserAddress: '192.0.2.8' });
    office.clockAheadMs = 0;
    expect(again.json).toEqual(first.json);
    expect(first.json['told']).toMatchObject({ ja: '公開鍵を受け取りました。' });
    const { rows } = await office.db.$client.query(
      `select count(*)::int as inputs from case_inputs where case_id = $1 and kind = 'codeRedemption'`,
      [id],
    );
    expect(rows).toEqual([{ inputs: 1 }]);
  });

  it('receives the same twice at once only once', async () => {
    const body = await bodyFor(id);
    Object.assign(office.deps, { redemptionPatienceMs: 0 });
    const both = await Promise.all([put(id, body), put(id, body)]);
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    const { rows } = await office.db.$client.query(
      `select (select count(*)::int from case_inputs where case_id = $1 and kind = 'codeRedemption') as inputs,
         (select count(*)::int from book_entries where case_id = $1 and event = 'evidence.received') as entries`,
      [id],
    );
    expect(rows).toEqual([{ inputs: 1, entries: 1 }]);
  });

  it('says that it is received while the room is silent, and nudges again when asked again', async () => {
    Object.assign(office.deps, { redemptionPatienceMs: 0 });
    const body = await bodyFor(id);
    const { status, json } = await put(id, body);
    expect([status, Object.keys(json)]).toEqual([202, ['told']]);
    await put(id, body);
    expect(office.lifecycle.nudges).toHaveLength(2);
    expect(office.lifecycle.nudges[0]).toEqual(office.lifecycle.nudges[1]);
  });

  it('records nothing of what it refuses', async () => {
    const body = await bodyFor(id);
    const other = await bodyFor(await withCode());
    const refusals = [
      [await put(id, { ...body, nonce: 'f'.repeat(32) }), 422, 'redemption-nonce-invalid'],
      [await put(id, other), 422, 'redemption-nonce-invalid'],
      [
        await put(id, { ...body, keys: [...body.keys, ...body.keys] }),
        422,
        'redemption-keys-incomplete',
      ],
      [
        await put(id, { ...body, keys: [{ order: 1, csr: 'MAA=' }] }),
        422,
        'unacceptable-public-key',
      ],
      [await put(id, { ...body, keys: other.keys }), 422, 'proof-of-possession-invalid'],
      [await put(id, body, { codeNumber: 2 }), 404, 'code-not-made'],
      [await put(id, body, { portal: 'other' }), 404, 'application-not-found'],
      [await put(id, { ...body, mac: 'short' }), 400, 'malformed-request'],
    ] as const;
    for (const [answered, status, problem] of refusals) {
      expect([answered.status, answered.problem]).toEqual([status, problem]);
    }
    office.clockAheadMs = 25 * 3600 * 1000;
    expect((await put(id, body)).problem).toBe('redemption-nonce-invalid');
    office.clockAheadMs = 0;
    const { rows } = await office.db.$client.query(
      `select count(*)::int as n from case_inputs where case_id = $1 and kind = 'codeRedemption'`,
      [id],
    );
    expect(rows).toEqual([{ n: 0 }]);
    expect(office.lifecycle.nudges.map(({ kind }) => kind)).not.toContain('codeRedemption');
  });

  const inputs = async (): Promise<number> => {
    const { rows } = await office.db.$client.query(
      `select count(*)::int as n from case_inputs where case_id = $1 and kind = 'codeRedemption'`,
      [id],
    );
    return rows[0].n;
  };

  it('takes nothing new once the code is redeemed, or another has followed', async () => {
    Object.assign(office.deps, { redemptionPatienceMs: 0 });
    const [first, second] = [await bodyFor(id), await bodyFor(id)];
    await put(id, first);
    await answer({ outcome: 'redeemed', isApplied: true, state: 'issuing' });
    await office.db.update(deliveryCodes).set({ state: 'redeemed' });
    const used = await put(id, second);
    expect([used.status, used.json['outcome']]).toEqual([200, 'used']);
    await office.db
      .update(deliveryCodes)
      .set({ codeNumber: 2, state: 'posted' })
      .where(eq(deliveryCodes.caseId, id));
    expect((await put(id, second)).json['outcome']).toBe('notLive');
    expect((await put(id, first)).json['outcome']).toBe('redeemed');
    expect(await inputs()).toBe(1);
  });

  it('takes thirty redemptions of one code', async () => {
    Object.assign(office.deps, { redemptionPatienceMs: 0 });
    await put(id, await bodyFor(id));
    await answer({ outcome: 'keyRefused', isApplied: false });
    await office.db.$client.query(
      `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at, applied_at, result)
       select gen_random_uuid(), case_id, kind, actor, content_sha256, content, now(), now(), result
       from case_inputs, generate_series(1, 29) where case_id = $1 and kind = 'codeRedemption'`,
      [id],
    );
    const refused = await put(id, await bodyFor(id));
    expect([refused.status, refused.problem]).toEqual([429, 'too-many-redemptions']);
    expect(await inputs()).toBe(30);
  });

  it('takes no more from an address after twenty wrong codes within the hour', async () => {
    Object.assign(office.deps, { redemptionPatienceMs: 0 });
    await put(id, { ...(await bodyFor(id)), ...from(1) });
    await answer({ outcome: 'wrongCode', attemptsLeft: 4, isApplied: false });
    const { rows } = await office.db.$client.query(
      `select content from case_inputs where case_id = $1 and kind = 'codeRedemption'`,
      [id],
    );
    await office.db.$client.query(
      `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at, applied_at, result)
       select gen_random_uuid(), $1, 'codeRedemption', 'own-portal', 'x', $2, now(), now(), '{"outcome":"wrongCode"}'
       from generate_series(1, 19)`,
      [id, rows[0].content],
    );
    const refused = await put(id, { ...(await bodyFor(id)), ...from(1) });
    expect([refused.status, refused.problem]).toEqual([429, 'too-many-wrong-codes']);
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect((await put(id, { ...(await bodyFor(id)), ...from(2) })).status).toBe(202);
    office.clockAheadMs = 61 * 60 * 1000;
    expect((await put(id, { ...(await bodyFor(id)), ...from(1) })).status).toBe(202);
    office.clockAheadMs = 0;
  });
});
