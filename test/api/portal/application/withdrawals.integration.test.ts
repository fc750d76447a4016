import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../../adapters/x509/certificate.ts';
import { applicationTexts, caseInputs } from '../../../../db/schema/application.ts';
import { readSignedText } from '../../../../domain/application/signed-text.ts';
import { apply } from '../../../../simulator/application.ts';
import type { Card } from '../../../../simulator/card.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import type { RawAnswer, RawRequest } from '../office.ts';
import { CANARY, intakeBench, sha256, statusesOf } from './intake-bench.ts';

const bench = intakeBench();

const received = (): Promise<string> =>
  apply({ portal: bench.office.client(), card: bench.card, service: 'together' }).then(
    ({ applicationId }) => applicationId,
  );

const ask = (applicationId: string, request: Partial<RawRequest> = {}): Promise<RawAnswer> =>
  bench.office.send({
    method: 'POST',
    path: '/withdrawal-texts',
    body: { applicationId, method: 'jpki' },
    ...request,
  });

const send = (
  applicationId: string,
  text: string,
  { card = bench.card, ...request }: Partial<RawRequest> & { readonly card?: Card } = {},
): Promise<RawAnswer> =>
  bench.office.send({
    method: 'PUT',
    path: `/certificate-applications/${applicationId}/withdrawal`,
    body: { signatureContainer: card.sign(Buffer.from(text)).toString('base64') },
    ...request,
  });

const textFor = async (applicationId: string): Promise<string> =>
  String((await ask(applicationId)).json['text']);

describe('POST /withdrawal-texts', () => {
  it('names the case and the newest application text, and lives a day', async () => {
    const applicationId = await received();
    const { status, json } = await ask(applicationId);
    expect(status).toBe(201);
    const reading = readSignedText(Buffer.from(String(json['text'])));
    if (!reading.ok || reading.text.kind !== 'withdrawal') throw new Error('no withdrawal');
    const [application] = await bench.office.db
      .select()
      .from(applicationTexts)
      .where(eq(applicationTexts.usedBy, applicationId));
    expect(reading.text).toMatchObject({
      applicationId,
      portal: 'own-portal',
      service: 'together',
      method: 'jpki',
      applicationTextSha256: application?.textSha256,
      nonce: json['nonce'],
    });
    const { createdAt, expiresAt } = reading.text;
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(24 * 3600_000);
    expect((await bench.entriesOf(applicationId)).at(-1)).toMatchObject({
      event: 'text.handedOut',
      items: ['1ロ'],
      data: { transaction: 'withdrawal', textSha256: sha256(Buffer.from(String(json['text']))) },
    });
  });

  it('gives the very octets where plain text is asked for', async () => {
    const answer = await ask(await received(), { headers: { accept: 'text/plain' } });
    expect(answer.headers.get('text-sha256')).toBe(sha256(Buffer.from(answer.text)));
  });

  it('is not handed out where it could never succeed', async () => {
    const applicationId = await received();
    expect(await ask(uuidV7())).toMatchObject({ status: 404, problem: 'application-not-found' });
    expect(await ask(applicationId, { portal: 'other' })).toMatchObject({ status: 404 });
    expect(await ask(applicationId, { portal: 'closed' })).toMatchObject({ status: 403 });
    const paper = { applicationId, method: 'paper' };
    expect(await ask(applicationId, { body: paper })).toMatchObject({ status: 400 });
    const { $client } = bench.office.db;
    await $client.query(
      `update certificate_applications set state = 'lapsed', closed_at = now() where id = $1`,
      [applicationId],
    );
    expect(await ask(applicationId)).toMatchObject({ status: 409, problem: 'application-closed' });
  });

  it('keeps the number of an application to its first text', async () => {
    const applicationId = await received();
    await ask(applicationId);
    const known = await bench.office.deps.records.texts.knownNumber(applicationId);
    expect(known).toMatchObject({ isOfRequest: false, case: { edition: 1 } });
  });
});

describe('PUT /certificate-applications/{id}/withdrawal', () => {
  it('is received with its evidence and entry, and the run is told', async () => {
    const applicationId = await received();
    const text = await textFor(applicationId);
    bench.office.lifecycle.nudges.length = 0;
    const answer = await send(applicationId, text);
    expect(answer.status).toBe(201);
    expect(answer.json['told']).toMatchObject({ ja: '申込みの取下げを受け付けました。' });
    const [input] = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.kind, 'withdrawalByApplicant'));
    expect(input).toMatchObject({ caseId: applicationId, actor: 'own-portal', appliedAt: null });
    expect(bench.office.lifecycle.nudges).toEqual([
      { applicationId, inputId: input?.id, kind: 'withdrawalByApplicant' },
    ]);
    expect((await bench.entriesOf(applicationId)).at(-1)).toMatchObject({
      event: 'evidence.received',
      input: input?.id,
      evidence: expect.arrayContaining([
        expect.objectContaining({ kind: 'signedText', sha256: sha256(Buffer.from(text)) }),
        expect.objectContaining({ kind: 'jpkiCertificate' }),
        expect.objectContaining({ kind: 'signatureContainer' }),
      ]),
    });
    // The evidence of the application is as it was: facts are taken from its own version alone.
    const kept = await bench.office.db.$client.query<{ edition: number }>(
      `select edition from evidence_objects where case_id = $1 and kind = 'signedText' order by 1`,
      [applicationId],
    );
    expect(kept.rows.map(({ edition }) => edition)).toEqual([0, 1]);
    expect(await bench.everythingWritten()).not.toContain(CANARY);
  });

  it('is received once, however often and at once it is sent', async () => {
    const applicationId = await received();
    const text = await textFor(applicationId);
    const body = { signatureContainer: bench.card.sign(Buffer.from(text)).toString('base64') };
    const answers = await Promise.all([1, 2, 3].map(() => send(applicationId, text, { body })));
    expect(statusesOf(answers)).toEqual([200, 200, 201]);
    // Late, too: an answer that was lost is given again.
    bench.office.clockAheadMs = 48 * 3600_000;
    expect(await send(applicationId, text, { body })).toMatchObject({ status: 200 });
    const events = await bench.eventsOf(applicationId);
    expect(events.filter((event) => event === 'evidence.received')).toHaveLength(1);
  });

  it('takes another card of the same person, if JPKI issued it', async () => {
    const person = createPerson({ name: '別札　同一', birthDate: '1971-05-06' });
    const first = await bench.jlis.issueCard(person);
    const { applicationId } = await apply({
      portal: bench.office.client(),
      card: first,
      service: 'together',
    });
    const text = await textFor(applicationId);
    const second = await bench.jlis.issueCard(person);
    // Without anchors nobody knows who issued it.
    expect(await send(applicationId, text, { card: second })).toMatchObject({
      problem: 'signer-not-the-applicant',
    });
    bench.office.anchors.push(...bench.jlis.anchors.map(readCertificate));
    expect(await send(applicationId, text, { card: second })).toMatchObject({ status: 201 });
  });

  it('refuses what is not the applicant’s, and records it', async () => {
    const applicationId = await received();
    const text = await textFor(applicationId);
    const stranger = await bench.jlis.issueCard(
      createPerson({ name: '他人　太郎', birthDate: '1980-02-29' }),
    );
    const altered = text.replace('取り下げます。', '取り下げます.');
    const otherNonce = text.replace(/乱数：.{32}/, `乱数：${'0'.repeat(32)}`);
    const application = await bench.prepare();
    const refused: [RawAnswer, number, string][] = [
      [await send(applicationId, text, { card: stranger }), 422, 'signer-not-the-applicant'],
      [await send(applicationId, altered), 400, 'malformed-signed-text'],
      [await send(applicationId, otherNonce), 422, 'signed-text-unknown'],
      [
        await send(applicationId, application.handedOut.text),
        422,
        'signed-text-of-other-transaction',
      ],
      [await send(await received(), text), 422, 'signed-text-of-other-application'],
      [await send(applicationId, text, { portal: 'other' }), 404, 'application-not-found'],
    ];
    for (const [answer, status, problem] of refused) {
      expect([answer.status, answer.problem]).toEqual([status, problem]);
    }
    bench.office.clockAheadMs = 25 * 3600_000;
    expect(await send(applicationId, text)).toMatchObject({ problem: 'signed-text-expired' });
    const problems = await bench.refusedWith(applicationId);
    expect(problems).toEqual([
      'signer-not-the-applicant',
      'malformed-signed-text',
      'signed-text-unknown',
      'signed-text-of-other-transaction',
      'signed-text-expired',
    ]);
    const [first] = (await bench.entriesOf(applicationId)).filter(
      ({ event }) => event === 'input.refused',
    );
    expect(first).toMatchObject({ data: { inputKind: 'withdrawalByApplicant' } });
  });

  it.each(['cms', 'pdf', 'xml'] as const)(
    'reads it out of a container of the kind %s',
    async (container) => {
      const applicationId = await received();
      const text = await textFor(applicationId);
      const octets = bench.card.sign(Buffer.from(text), { container });
      const body = { signatureContainer: octets.toString('base64') };
      expect(await send(applicationId, text, { body })).toMatchObject({ status: 201 });
    },
  );

  it('refuses a signature over something else, with the kind of accident', async () => {
    const applicationId = await received();
    const text = await textFor(applicationId);
    const body = {
      signatureContainer: bench.card
        .sign(Buffer.from(text), { variant: 'bareHash' })
        .toString('base64'),
    };
    const answer = await send(applicationId, text, { body });
    expect([answer.status, answer.problem]).toEqual([422, 'signature-invalid']);
    expect(answer.json['verdict']).toBeDefined();
  });
});
