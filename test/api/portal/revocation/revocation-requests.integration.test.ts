import { createSecretKey } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { rebuildCaseRows } from '../../../../bin/recovery/case-rows.ts';
import { readEntry } from '../../../../books/entry.ts';
import { INPUTS } from '../../../../db/reconciliation/case-queries.ts';
import { countBy } from '../../../../db/reconciliation/query.ts';
import { caseInputs } from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import { revocationRequests } from '../../../../db/schema/revocation.ts';
import { readSignedText } from '../../../../domain/application/signed-text.ts';
import { apply } from '../../../../simulator/application.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { intakeBench, sha256, statusesOf } from '../application/intake-bench.ts';
import { issueOrder, type Named } from '../issued-order.ts';
import type { RawAnswer, RawRequest } from '../office.ts';

const bench = intakeBench();
afterEach(() => expect(bench.office.incidents).toEqual([]));

/** A certificate of an application of its own. */
async function issued(
  options: Parameters<typeof issueOrder>[2] = {},
): Promise<Named & { readonly applicationId: string }> {
  const { applicationId } = await apply({
    portal: bench.office.client(),
    card: bench.card,
    service: 'together',
  });
  return { applicationId, ...(await issueOrder(bench.office.db, applicationId, options)) };
}

const nameOf = ({ issuerKeyId, serialNumber, sha256: hash }: Named): Named => ({
  issuerKeyId,
  serialNumber,
  sha256: hash,
});

const wish = (certificates: readonly Named[], change: object = {}) => ({
  requestId: uuidV7(),
  method: 'jpki',
  requesterName: '山吹　金糸雀',
  certificates: certificates.map(nameOf),
  reason: 'keyCompromise',
  invalidityDate: '2026-11-01',
  ...change,
});

const ask = (body: object, request: Partial<RawRequest> = {}): Promise<RawAnswer> =>
  bench.office.send({ method: 'POST', path: '/revocation-texts', body, ...request });

const send = (
  requestId: string,
  octets: Buffer,
  request: Partial<RawRequest> = {},
): Promise<RawAnswer> =>
  bench.office.send({
    method: 'PUT',
    path: `/revocation-requests/${requestId}`,
    body: { signatureContainer: octets.toString('base64') },
    ...request,
  });

const read = (requestId: string, request: Partial<RawRequest> = {}): Promise<RawAnswer> =>
  bench.office.send({ method: 'GET', path: `/revocation-requests/${requestId}`, ...request });

/** A text that was handed out, and its number. */
async function handedOut(change: object = {}): Promise<{ requestId: string; text: string }> {
  const body = wish([await issued()], change);
  const { json, status } = await ask(body);
  expect(status).toBe(201);
  return { requestId: body.requestId, text: String(json['text']) };
}

const signed = (text: string): Buffer => bench.card.sign(Buffer.from(text));

const rowsOf = (inputId: string) =>
  bench.office.db
    .select()
    .from(revocationRequests)
    .where(eq(revocationRequests.inputId, inputId))
    .orderBy(revocationRequests.number);

const entriesOf = async (caseId: string) =>
  (
    await bench.office.db
      .select({ octets: bookEntries.octets })
      .from(bookEntries)
      .where(eq(bookEntries.caseId, caseId))
      .orderBy(bookEntries.seq)
  ).map(({ octets }) => readEntry(octets));

describe('POST /revocation-texts', () => {
  it('names certificates, reason and requester, and lives an hour', async () => {
    const certificates = [await issued(), await issued()];
    const body = wish(certificates);
    const { json } = await ask(body);
    const reading = readSignedText(Buffer.from(String(json['text'])));
    if (!reading.ok || reading.text.kind !== 'revocation') throw new Error('no request');
    expect(reading.text).toMatchObject({
      requestId: body.requestId,
      service: 'together',
      requesterName: '山吹　金糸雀',
      certificates: certificates.map(nameOf),
      reasonCode: 'keyCompromise',
      invalidityDate: '2026-11-01',
    });
    const [entry] = await entriesOf(body.requestId);
    expect(entry).toMatchObject({ event: 'text.handedOut', seq: 1, items: ['2イ'] });
    expect(json).toMatchObject({ requestId: body.requestId });
  });

  it('is handed out to a closed portal, too', async () => {
    const answer = await ask(wish([await issued()]), { portal: 'closed' });
    expect(answer.status).toBe(201);
  });

  it('is not handed out for what could never be revoked, nor under the number of something else', async () => {
    const own = await issued();
    const refused: [object, number, string][] = [
      [wish([own, { ...own, serialNumber: '7'.repeat(40) }]), 422, 'certificate-unknown'],
      [wish([{ ...own, sha256: '0'.repeat(64) }]), 422, 'certificate-unknown'],
      [wish([await issued({ notAfter: new Date(0) })]), 422, 'certificate-expired'],
      [wish([own], { invalidityDate: '2099-01-01' }), 422, 'invalidity-date-in-future'],
      [wish([own], { reason: 'superseded' }), 400, 'malformed-request'],
      [wish([own, own]), 400, 'malformed-request'],
      [wish([]), 400, 'malformed-request'],
      [wish([own], { method: 'paper' }), 400, 'malformed-request'],
      [wish([own], { requestId: own.applicationId }), 403, 'application-id-taken'],
    ];
    for (const [body, status, problem] of refused) {
      const answer = await ask(body);
      expect([answer.status, answer.problem]).toEqual([status, problem]);
    }
    const taken = wish([own]);
    await ask(taken);
    expect(await ask(taken, { portal: 'other' })).toMatchObject({
      problem: 'application-id-taken',
    });
    // And no application may have the number of a request.
    const { requestId: applicationId } = taken;
    await expect(bench.prepare({ applicationId })).rejects.toThrow('application-id-taken');
  });
});

describe('PUT /revocation-requests/{requestId}', () => {
  it('is received with its evidence before any rule has looked at it', async () => {
    const [first, second] = [await issued(), await issued()];
    const body = wish([first, second]);
    const text = String((await ask(body)).json['text']);
    const octets = signed(text);
    const answer = await send(body.requestId, octets);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      requestId: body.requestId,
      state: 'received',
      told: { ja: '失効の請求を受け付けました。' },
      certificates: [
        { requestId: body.requestId, serialNumber: first.serialNumber, state: 'received' },
        { serialNumber: second.serialNumber, state: 'received' },
      ],
    });
    const rows = await rowsOf(body.requestId);
    expect(rows).toMatchObject([
      {
        id: body.requestId,
        caseId: first.applicationId,
        channel: 'portalJpki',
        textState: 'current',
        reasonAsked: 'keyCompromise',
        invalidityDate: '2026-11-01',
        state: 'received',
      },
      { caseId: second.applicationId, number: 2 },
    ]);
    expect((rows[0]?.decideBy.getTime() ?? 0) - (rows[0]?.requestedAt.getTime() ?? 0)).toBe(
      3600_000,
    );
    const [, entry] = await entriesOf(body.requestId);
    expect(entry).toMatchObject({
      event: 'revocation.requested',
      items: ['2イ'],
      data: {
        request: body.requestId,
        channel: 'portalJpki',
        serialNumber: first.serialNumber,
        certificateSha256: first.sha256,
        textSha256: sha256(Buffer.from(text)),
        identityMethod: 'jpki',
      },
    });
    expect(entry?.evidence?.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['signedText', 'signatureContainer']),
    );
    const [other] = await entriesOf(rows[1]?.id ?? '');
    expect(other).toMatchObject({ event: 'revocation.requested', seq: 1 });
    // The evidence can be read by the office, under the key of the certificate's chain.
    const kept = bench.office.evidence.get(
      { caseId: body.requestId, chainId: rows[0]?.chainId ?? '' },
      [sha256(octets)],
    );
    expect(kept.get(sha256(octets))).toEqual(octets);
    expect(JSON.stringify(await entriesOf(body.requestId))).not.toContain('金糸雀');
  });

  it('is received once, however often and at once it is sent', async () => {
    const { requestId, text } = await handedOut();
    const octets = signed(text);
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(requestId, octets)));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await rowsOf(requestId)).toHaveLength(1);
  });

  it('is received late, used before, altered, of another portal and unknown, and says which', async () => {
    const states: string[] = [];
    const sent = async (path: string, octets: Buffer, request: Partial<RawRequest> = {}) => {
      const answer = await send(path, octets, request);
      expect([answer.status, answer.problem]).toEqual([201, undefined]);
      const id = String(answer.json['requestId']);
      const [row] = await rowsOf(id);
      states.push(row?.textState ?? '');
      return id;
    };
    const one = await handedOut();
    await sent(one.requestId, signed(one.text));
    // The same text signed once more is another request, under a number of its own.
    const again = await sent(
      one.requestId,
      bench.card.sign(Buffer.from(one.text), { digest: 'sha512' }),
    );
    expect(again).not.toBe(one.requestId);
    const two = await handedOut();
    await sent(two.requestId, signed(two.text.replace('金糸雀', '別名')));
    const three = await handedOut();
    await sent(three.requestId, signed(three.text), { portal: 'other' });
    const four = await handedOut();
    await sent(four.requestId, signed(four.text.replace(/乱数：.{32}/, `乱数：${'0'.repeat(32)}`)));
    const five = await handedOut();
    bench.office.clockAheadMs = 2 * 3600_000;
    await sent(five.requestId, signed(five.text));
    expect(states).toEqual([
      'current',
      'alreadyUsed',
      'altered',
      'otherPortal',
      'notHandedOut',
      'expired',
    ]);
  });

  it('is received from a closed portal, with every switch off, and for no certificate of ours', async () => {
    const { db } = bench.office;
    await db.$client.query(
      `insert into switches (name, is_on, changed_at) values ('portal:closed-portal', false, now()),
         ('automaticRevocation', false, now()), ('allSigning', false, now())`,
    );
    const { text, requestId } = await handedOut();
    const strange = text.replace(/番号 [0-9a-f]{40}/, `番号 ${'1'.repeat(40)}`);
    const answer = await send(requestId, signed(strange), { portal: 'closed' });
    expect(answer.status).toBe(201);
    const [row] = await rowsOf(requestId);
    expect(row).toMatchObject({ caseId: null, portalId: 'closed-portal', state: 'received' });
    await db.$client.query('delete from switches');
  });

  it('counts what the text says, not the address, and never takes the number of an application', async () => {
    const { text, requestId } = await handedOut();
    const answer = await send(uuidV7(), signed(text));
    expect(answer.json['requestId']).toBe(requestId);
    expect(answer.headers.get('location')).toBe(
      `https://portal.example/revocation-requests/${requestId}`,
    );
    const { applicationId } = await issued();
    const other = await handedOut();
    const forged = other.text.replace(other.requestId, applicationId);
    const taken = await send(applicationId, signed(forged));
    expect(taken.status).toBe(201);
    expect(taken.json['requestId']).not.toBe(applicationId);
    expect((await bench.eventsOf(applicationId)).includes('revocation.requested')).toBe(false);
  });

  it('keeps octets that nobody can read, once, and names the telephone', async () => {
    const { requestId, text } = await handedOut();
    const broken = signed(text).subarray(0, 400);
    const [answer, again] = [await send(requestId, broken), await send(requestId, broken)];
    for (const each of [answer, again]) {
      expect(each).toMatchObject({ status: 422, problem: 'revocation-request-unreadable' });
      expect(each.json).toMatchObject({
        telephone: '+81 3 0000 0000',
        told: { ja: expect.stringContaining('+81 3 0000 0000') },
      });
    }
    const inputs = await bench.office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.contentSha256, sha256(broken)));
    expect(inputs).toMatchObject([
      { kind: 'revocationRequest', result: { refused: 'revocation-request-unreadable' } },
    ]);
    expect((await entriesOf(inputs[0]?.id ?? '')).map(({ event }) => event)).toEqual([
      'evidence.received',
      'input.refused',
    ]);
    // The request itself may still come.
    expect(await send(requestId, signed(text))).toMatchObject({ status: 201 });
    // What is an application is kept likewise.
    const application = await bench.prepare();
    const wrong = signed(application.handedOut.text);
    expect(await send(requestId, wrong)).toMatchObject({ status: 422 });
  });

  it.each([
    ['no JSON', '{', 400],
    ['no container', {}, 400],
    ['another member', { signatureContainer: 'AAAA', more: 1 }, 400],
    ['a container over the limit', { signatureContainer: 'A'.repeat(1_398_108) }, 400],
    ['a body over the limit', { signatureContainer: 'A'.repeat(1_600_000) }, 413],
  ])('refuses %s with the telephone', async (_name, body, status) => {
    const answer = await send(uuidV7(), Buffer.alloc(0), { body });
    expect(answer.status).toBe(status);
    expect(answer.json['told']).toMatchObject({ en: expect.stringContaining('+81 3 0000 0000') });
  });

  it('is put back by a recovery, but for what its text was on receipt', async () => {
    const body = wish([await issued(), await issued()]);
    await send(body.requestId, signed(String((await ask(body)).json['text'])));
    const stored = await rowsOf(body.requestId);
    const { db, evidence, evidenceDir } = bench.office;
    await db.$client.query('delete from revocation_requests where input_id = $1', [body.requestId]);
    await db.$client.query('delete from case_inputs where id = $1', [body.requestId]);
    const client = await db.$client.connect();
    try {
      const sources = {
        client,
        evidence,
        evidenceDir,
        misuseKey: createSecretKey(Buffer.alloc(32)),
        ruleSetAt: async () => '2026-12',
      };
      for (const { id } of stored) {
        for (const entry of await entriesOf(id)) await rebuildCaseRows(sources, entry);
      }
    } finally {
      client.release();
    }
    const rebuilt = await rowsOf(body.requestId);
    // The second names its evidence with the first: the chain is that of its own certificate then.
    const known = stored.map((row) => ({ ...row, textState: null, invalidityDate: null }));
    expect(rebuilt.map((row) => ({ ...row, chainId: '' }))).toEqual(
      known.map((row) => ({ ...row, chainId: '' })),
    );
    expect(rebuilt[0]?.chainId).toBe(stored[0]?.chainId);
    expect((await read(body.requestId)).json['state']).toBe('received');
  });

  it('adds up in the reconciliation', async () => {
    const now = new Date();
    const times = { dayFrom: now, dayTo: now, until: now, asOf: now };
    const inputs = await countBy(bench.office.db.$client, INPUTS, times);
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
  });
});

describe('GET /revocation-requests/{requestId}', () => {
  it('answers the portal that sent it alone, with a tag', async () => {
    const { requestId, text } = await handedOut();
    expect(await read(requestId)).toMatchObject({
      status: 404,
      problem: 'revocation-request-not-found',
    });
    await send(requestId, signed(text));
    const answer = await read(requestId);
    expect(answer).toMatchObject({ status: 200, json: { state: 'received' } });
    const tag = String(answer.headers.get('etag'));
    const headers = { 'if-none-match': `"other", ${tag}` };
    expect(await read(requestId, { headers })).toMatchObject({ status: 304, text: '' });
    expect(await read(requestId, { portal: 'other' })).toMatchObject({ status: 404 });
  });
});
