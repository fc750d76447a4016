import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSigningCases } from '../../../../db/application/signing-case.ts';
import { caseInputs } from '../../../../db/schema/application.ts';
import { certificates } from '../../../../db/schema/certificates.ts';
import { orders as orderRows } from '../../../../db/schema/decision.ts';
import { revocationRequests } from '../../../../db/schema/revocation.ts';
import { readSignedText } from '../../../../domain/application/signed-text.ts';
import { createApplicant, type Applicant } from '../../../../simulator/applicant.ts';
import { apply } from '../../../../simulator/application.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import type { TestCa } from '../../../activities/office-case.ts';
import { adoptCa, issueCase, signedWith, type Issued } from '../issued-case.ts';
import type { RawAnswer, RawRequest } from '../office.ts';
import { CANARY, intakeBench, statusesOf } from './intake-bench.ts';

const bench = intakeBench();
let ca: TestCa;

beforeAll(async () => {
  ca = await adoptCa(bench.office);
});

interface Case {
  readonly applicationId: string;
  readonly applicant: Applicant;
  readonly issued: readonly Issued[];
}

/** A case that was issued with one certificate, or with a pair. */
async function issuedCase(pair = false): Promise<Case> {
  const applicant = await createApplicant({ orders: pair ? 2 : 1 });
  const orders = (['basic', 'attribute'] as const)
    .slice(0, pair ? 2 : 1)
    .map((certificateType) => ({ certificateType, validityMonths: 24 }));
  const { applicationId } = await apply({
    portal: bench.office.client(),
    card: bench.card,
    service: 'together',
    applicant,
    text: { orders },
  });
  const spkis = applicant.keys.map(({ spki }) => spki);
  return {
    applicationId,
    applicant,
    issued: await issueCase(bench.office, applicationId, { ca, spkis }),
  };
}

const ask = (applicationId: string, body: object = {}, request: Partial<RawRequest> = {}) =>
  bench.office.send({
    method: 'POST',
    path: '/receipt-texts',
    body: { applicationId, method: 'receivedCertificate', ...body },
    ...request,
  });

const textFor = async ({ applicationId }: Case, body: object = {}): Promise<string> =>
  String((await ask(applicationId, body)).json['text']);

const put = (
  applicationId: string,
  signatureContainer: string,
  request: Partial<RawRequest> = {},
): Promise<RawAnswer> =>
  bench.office.send({
    method: 'PUT',
    path: `/certificate-applications/${applicationId}/receipt`,
    body: { signatureContainer },
    ...request,
  });

/** Signed by the certificate of an order, the first unless said otherwise. */
function own({ issued, applicant }: Case, text: string, order = 1): string {
  const [certificate, key] = [issued[order - 1]?.certificate, applicant.keys[order - 1]];
  if (!certificate || !key) throw new Error('no such order');
  return signedWith(text, certificate, key.privateKey);
}

const inputsOf = (applicationId: string) =>
  bench.office.db
    .select()
    .from(caseInputs)
    .where(and(eq(caseInputs.caseId, applicationId), eq(caseInputs.kind, 'receipt')));

const setState = (orderId: string | undefined, state: 'accepted' | 'revoked') =>
  bench.office.db
    .update(certificates)
    .set(
      state === 'accepted'
        ? { state, acceptedAt: new Date(), acceptedBy: 'jpki' }
        : { state, endedAt: new Date(), dueAt: null },
    )
    .where(eq(certificates.orderId, orderId ?? ''));

describe('POST /receipt-texts', () => {
  it('names every certificate whose receipt is awaited, and lives a day', async () => {
    const of = await issuedCase(true);
    const { status, json } = await ask(of.applicationId);
    expect(status).toBe(201);
    const reading = readSignedText(Buffer.from(String(json['text'])));
    if (!reading.ok || reading.text.kind !== 'receipt') throw new Error('no receipt');
    const { text } = reading;
    expect(text).toMatchObject({ applicationId: of.applicationId, method: 'receivedCertificate' });
    expect(text.certificates.map(({ sha256 }) => sha256)).toEqual(of.issued.map((o) => o.sha256));
    expect(Date.parse(text.expiresAt) - Date.parse(text.createdAt)).toBe(24 * 3600_000);
  });

  it('names those that are asked for, and none twice', async () => {
    const of = await issuedCase(true);
    const one = await textFor(of, { orders: [2] });
    expect(one).toContain(of.issued[1]?.sha256);
    expect(one).not.toContain(of.issued[0]?.sha256);
    await setState(of.issued[0]?.orderId, 'accepted');
    expect(await ask(of.applicationId, { orders: [1, 2] })).toMatchObject({
      status: 409,
      problem: 'nothing-to-accept',
    });
  });

  it('is not handed out where nothing is to be received', async () => {
    const { applicationId } = await apply({
      portal: bench.office.client(),
      card: bench.card,
      service: 'together',
    });
    expect(await ask(applicationId)).toMatchObject({ status: 409, problem: 'nothing-to-accept' });
    const of = await issuedCase();
    expect(await ask(of.applicationId, {}, { portal: 'other' })).toMatchObject({ status: 404 });
    expect(await ask(uuidV7())).toMatchObject({ status: 404 });
  });
});

describe('PUT /certificate-applications/{id}/receipt', () => {
  it('takes one that the received certificate signed, once, and tells so', async () => {
    const of = await issuedCase();
    const container = own(of, await textFor(of));
    const first = await put(of.applicationId, container);
    expect(first).toMatchObject({
      status: 201,
      json: { state: 'issued', told: { en: 'We have your confirmation of receipt.' } },
    });
    expect(first.json).not.toHaveProperty('next');
    expect((await put(of.applicationId, container)).status).toBe(200);
    const [input, ...others] = await inputsOf(of.applicationId);
    expect(others).toEqual([]);
    expect(input?.content).toMatchObject({
      kind: 'receipt',
      method: 'receivedCertificate',
      certificates: [of.issued[0]?.sha256],
    });
    expect(bench.office.lifecycle.nudges).toContainEqual({
      applicationId: of.applicationId,
      inputId: input?.id,
      kind: 'receipt',
    });
    const entry = (await bench.entriesOf(of.applicationId)).at(-1);
    expect(entry).toMatchObject({ event: 'evidence.received', input: input?.id });
    expect(JSON.stringify([entry, input])).not.toContain(CANARY);
  });

  it('is received once, however many bring it at once', async () => {
    const of = await issuedCase();
    const container = own(of, await textFor(of));
    const answers = await Promise.all([1, 2, 3, 4].map(() => put(of.applicationId, container)));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 201]);
    expect(await inputsOf(of.applicationId)).toHaveLength(1);
  });

  it('takes one that the card of the case signed', async () => {
    const of = await issuedCase();
    const text = await textFor(of, { method: 'jpki' });
    const container = bench.card.sign(Buffer.from(text)).toString('base64');
    expect((await put(of.applicationId, container)).status).toBe(201);
  });

  it('refuses the card of another, and a certificate of another case', async () => {
    const [of, other] = [await issuedCase(), await issuedCase()];
    const byCard = await textFor(of, { method: 'jpki' });
    const stranger = await bench.jlis.issueCard(createPerson());
    const signed = stranger.sign(Buffer.from(byCard)).toString('base64');
    expect((await put(of.applicationId, signed)).problem).toBe('signer-not-the-applicant');
    const text = await textFor(of);
    expect((await put(of.applicationId, own(other, text))).problem).toBe(
      'signer-not-the-applicant',
    );
    expect(await inputsOf(of.applicationId)).toHaveLength(2);
    expect((await inputsOf(of.applicationId)).every(({ appliedAt }) => appliedAt)).toBe(true);
  });

  it('refuses a signature of another key under the certificate, and a text that was changed', async () => {
    const [of, other] = [await issuedCase(), await issuedCase()];
    const text = await textFor(of);
    const [issued, key] = [of.issued[0], other.applicant.keys[0]];
    if (!issued || !key) throw new Error('no certificate');
    const forged = signedWith(text, issued.certificate, key.privateKey);
    expect((await put(of.applicationId, forged)).problem).toBe('signature-invalid');
    const changed = text.replace(issued.sha256, other.issued[0]?.sha256 ?? '');
    expect((await put(of.applicationId, own(of, changed))).problem).toBe('signed-text-altered');
    expect((await put(other.applicationId, own(of, text))).problem).toBe(
      'signed-text-of-other-application',
    );
  });

  it('refuses one for certificates that are accepted or revoked', async () => {
    const of = await issuedCase();
    const text = await textFor(of);
    await setState(of.issued[0]?.orderId, 'accepted');
    expect((await put(of.applicationId, own(of, text))).problem).toBe('nothing-to-accept');
    await setState(of.issued[0]?.orderId, 'revoked');
    expect((await put(of.applicationId, own(of, text))).problem).toBe('nothing-to-accept');
  });

  it('refuses what a certificate signed whose revocation is recorded, and takes the other of the pair', async () => {
    const of = await issuedCase(true);
    const [order] = await bench.office.db
      .select()
      .from(orderRows)
      .where(eq(orderRows.certificateSha256, of.issued[0]?.sha256 ?? ''));
    const find = () =>
      createSigningCases(bench.office.db).ownCertificate(of.issued[0]?.sha256 ?? '');
    expect(await find()).toMatchObject({ caseId: of.applicationId });
    await bench.office.db.insert(revocationRequests).values({
      id: uuidV7(),
      inputId: uuidV7(),
      number: 1,
      chainId: uuidV7(),
      channel: 'telephone',
      identityMethod: 'callBack',
      issuerKeyId: order?.issuerKeyId ?? null,
      serialNumber: order?.serialNumber ?? null,
      reasonAsked: 'keyCompromise',
      requestedAt: new Date(),
      decideBy: new Date(),
      state: 'recorded',
    });
    const text = await textFor(of);
    expect((await put(of.applicationId, own(of, text))).problem).toBe('signer-not-the-applicant');
    expect(await find()).toBeUndefined();
    expect((await put(of.applicationId, own(of, text, 2))).status).toBe(201);
  });

  it('refuses a text that has expired', async () => {
    const of = await issuedCase();
    const container = own(of, await textFor(of));
    bench.office.clockAheadMs = 25 * 3600_000;
    const answer = await put(of.applicationId, container);
    bench.office.clockAheadMs = 0;
    expect(answer.problem).toBe('signed-text-expired');
  });

  it('takes a pair by the signature of either', async () => {
    const of = await issuedCase(true);
    expect((await put(of.applicationId, own(of, await textFor(of), 2))).status).toBe(201);
  });
});

describe('certificate.delivered', () => {
  it('is written with the first hand-over of each certificate, and never again', async () => {
    const of = await issuedCase(true);
    const get = (path: string) =>
      bench.office.send({
        method: 'GET',
        path: `/certificate-applications/${of.applicationId}/${path}`,
      });
    expect((await get('certificates/1.cer')).status).toBe(200);
    await Promise.all([get('certificates/1.pem'), get('chain.pem'), get('chain.pem')]);
    const delivered = (await bench.entriesOf(of.applicationId)).filter(
      ({ event }) => event === 'certificate.delivered',
    );
    expect(delivered.map(({ data }) => data)).toEqual(
      of.issued.map(({ orderId, sha256 }) => ({
        order: orderId,
        certificateSha256: sha256,
        channel: 'portalApi',
      })),
    );
  });
});
