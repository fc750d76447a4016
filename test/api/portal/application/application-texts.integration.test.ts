import { createHash, generateKeyPairSync } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntry } from '../../../../books/entry.ts';
import { addRefusedKeys } from '../../../../db/governance/add-refused-keys.ts';
import { applicationTexts } from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import { readSignedText } from '../../../../domain/application/signed-text.ts';
import { keyDefects } from '../../../../domain/key-delivery/key-defects.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { rocaPair } from '../../../adapters/x509/weak-keys.ts';
import { openOffice, type Office, type RawRequest } from '../office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const newSpki = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');

const aRequest = (change: Record<string, unknown> = {}) => ({
  applicationId: uuidV7(),
  service: 'together',
  identityRoute: 'jpki',
  name: '山田　花子',
  proxy: 'none',
  substitutes: 'none',
  previousCertificates: 'none',
  orders: [{ certificateType: 'basic', validityMonths: 24 }],
  keyDelivery: 'simultaneous',
  keys: [{ order: 1, spki: newSpki() }],
  explanation: { version: '2026-10-01', shownAt: new Date().toISOString(), means: 'screen' },
  ...change,
});

const post = (body: object, request: Partial<RawRequest> = {}) =>
  office.send({ method: 'POST', path: '/application-texts', body, ...request });

const entriesOf = async (applicationId: string) => {
  const rows = await office.db
    .select()
    .from(bookEntries)
    .where(eq(bookEntries.caseId, applicationId))
    .orderBy(bookEntries.seq);
  return rows.map(({ octets }) => readEntry(octets));
};

describe('POST /application-texts', () => {
  it('writes the text from the values, with hash, nonce and end of its life', async () => {
    const request = aRequest();
    const { status, json, headers } = await post(request);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    const octets = Buffer.from(String(json['text']));
    expect(json['textSha256']).toBe(createHash('sha256').update(octets).digest('hex'));
    const reading = readSignedText(octets);
    if (!reading.ok || reading.text.kind !== 'application') throw new Error('no application');
    const { text } = reading;
    expect(text).toMatchObject({
      applicationId: request.applicationId,
      edition: 1,
      portal: 'own-portal',
      service: 'together',
      name: '山田　花子',
      nonce: json['nonce'],
      expiresAt: json['expiresAt'],
    });
    expect(Date.parse(text.expiresAt) - Date.parse(text.createdAt)).toBe(60 * 60_000);
    expect(Math.abs(Date.parse(text.createdAt) - Date.now())).toBeLessThan(10_000);
  });

  it('gives the very octets where plain text is asked for', async () => {
    const { status, text, headers } = await post(aRequest(), { headers: { accept: 'text/plain' } });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('text/plain; charset=UTF-8');
    expect(headers.get('text-sha256')).toBe(createHash('sha256').update(text).digest('hex'));
    expect(text).toContain(`乱数：${headers.get('text-nonce')}\n`);
    expect(text).toContain(`有効期限：${headers.get('text-expires')}\n`);
  });

  it('keeps hashes and terms, and no name, and records it with the explanation', async () => {
    const request = aRequest();
    const { json } = await post(request);
    const [row] = await office.db
      .select()
      .from(applicationTexts)
      .where(eq(applicationTexts.applicationId, request.applicationId));
    expect(row).toMatchObject({
      textSha256: json['textSha256'],
      nonceSha256: createHash('sha256').update(String(json['nonce'])).digest('hex'),
      transaction: 'application',
      explanationVersion: '2026-10-01',
      explanationShown: true,
      usedBy: null,
    });
    expect(JSON.stringify(row)).not.toContain('花子');
    // With the nonce, whoever has the hash of the text could try names.
    expect(JSON.stringify(row)).not.toContain(json['nonce']);
    const entries = await entriesOf(request.applicationId);
    expect(entries.map(({ event, seq, items }) => [event, seq, items])).toEqual([
      ['text.handedOut', 1, ['1イ', '1ロ']],
      ['explanation.shown', 2, ['1イ']],
    ]);
    expect(JSON.stringify(entries)).not.toContain('花子');
  });

  it('hands out another text each time, numbered on in the book', async () => {
    const request = aRequest();
    const [first, second] = [await post(request), await post(request)];
    expect(first.json['nonce']).not.toBe(second.json['nonce']);
    expect((await entriesOf(request.applicationId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('does not normalise the name', async () => {
    const { json } = await post(aRequest({ name: '\uFA19田　花子' }));
    expect(json['text']).toContain('証明書に記載する氏名：\uFA19田　花子\n');
  });

  const shortKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
  const ed25519 = generateKeyPairSync('ed25519')
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
  const rocaKey = rocaPair().publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const explained = { shownAt: new Date().toISOString(), means: 'screen' };

  it.each([
    ['name.length/tooLong', { name: '長'.repeat(65) }],
    ['name.characters/privateUse', { name: '山田\uE000　花子' }],
    ['name.characters/forbidden', { name: '山田\u202E　花子' }],
    ['name.characters/forbidden', { name: '山田\n氏名：花子' }],
    ['name.characters/forbidden', { name: '山田\uD800' }],
    [
      'service.type/notOffered',
      {
        service: 'by-code',
        keyDelivery: 'code',
        keys: undefined,
        orders: [{ certificateType: 'attribute', validityMonths: 24 }],
      },
    ],
    ['service.validity/tooLong', { orders: [{ certificateType: 'basic', validityMonths: 59 }] }],
    ['duty.keyDelivery/codeRequired', { service: 'by-code' }],
    ['key.received/missing', { keys: [] }],
    ['key.strength/tooShort', { keys: [{ order: 1, spki: shortKey }] }],
    ['key.strength/unsupported', { keys: [{ order: 1, spki: ed25519 }] }],
    ['key.strength/malformed', { keys: [{ order: 1, spki: 'AAAA' }] }],
    ['key.strength/weak', { keys: [{ order: 1, spki: rocaKey }] }],
    ['person.proxy/refused', { proxy: 'declared' }],
    ['intent.explanation/unknown', { explanation: { version: '2026-09-01', ...explained } }],
  ])('refuses what can never succeed: %s', async (rule, change) => {
    const request = aRequest(change);
    const { status, problem, json, text } = await post(request);
    expect([status, problem]).toEqual([422, rule]);
    expect(json['ja']).toMatchObject({ title: expect.stringMatching(/[ぁ-ん]/) });
    expect(text).not.toContain('花子');
    expect(await entriesOf(request.applicationId)).toEqual([]);
  });

  it('refuses a key of the register of refused keys before anybody signs', async () => {
    const keys = [{ order: 1, spki: newSpki() }];
    const fingerprint = createHash('sha256')
      .update(Buffer.from(keys[0]?.spki ?? '', 'base64'))
      .digest('hex');
    const addition = {
      basis: 'reported',
      fingerprints: [fingerprint],
      listSha256: 'a'.repeat(64),
      spkiSha256: fingerprint,
    } as const;
    expect((await post(aRequest({ keys }))).status).toBe(201);
    const at = new Date();
    await addRefusedKeys(office.db, addition, { operator: 'operator-01', at });
    // Twice is once: what is there stays as it is.
    await addRefusedKeys(office.db, addition, { operator: 'operator-01', at });
    const { status, problem } = await post(aRequest({ keys }));
    expect([status, problem]).toEqual([422, 'key.unseen/compromised']);
    const rows = await office.db
      .select()
      .from(bookEntries)
      .where(eq(bookEntries.event, 'refusedKeys.added'));
    expect(rows.map(({ octets }) => readEntry(octets))).toMatchObject([
      { items: ['3ロ'], data: { basis: 'reported', keys: 1, spkiSha256: fingerprint } },
      { data: { basis: 'reported' } },
    ]);
  });

  it('says which key has which defect, in both languages', async () => {
    const orders = [1, 2].map(() => ({ certificateType: 'basic', validityMonths: 24 }));
    const keys = [
      { order: 1, spki: newSpki() },
      { order: 2, spki: rocaKey },
    ];
    const { problem, json } = await post(aRequest({ orders, keys }));
    expect(problem).toBe('key.strength/weak');
    expect(json).toMatchObject({
      keys: [{ order: 2, defect: 'roca' }],
      ja: { detail: keyDefects.roca.ja },
      en: { detail: keyDefects.roca.en },
    });
  });

  it.each([
    ['service-unknown', 422, { service: 'none-such' }],
    ['malformed-request', 400, { applicationId: 'A'.repeat(36) }],
    ['malformed-request', 400, { identityRoute: 'ownCertificate' }],
    ['malformed-request', 400, { name: '' }],
    ['malformed-request', 400, { orders: [] }],
    ['malformed-request', 400, { keys: [{ order: 2, spki: newSpki() }] }],
    ['malformed-request', 400, { keyDelivery: 'code' }],
    [
      'malformed-request',
      400,
      {
        explanation: {
          version: '2026-10-01',
          shownAt: new Date(Date.now() + 3600_000).toISOString(),
          means: 'screen',
        },
      },
    ],
    ['application-not-correctable', 409, { edition: 2 }],
  ] as const)('refuses %s', async (problem, status, change) => {
    const answer = await post(aRequest(change));
    expect([answer.status, answer.problem]).toEqual([status, problem]);
  });

  it('refuses the same key for two certificates', async () => {
    const spki = newSpki();
    const order = { certificateType: 'basic', validityMonths: 24 };
    const keys = [1, 2].map((number) => ({ order: number, spki }));
    const answer = await post(aRequest({ orders: [order, order], keys }));
    expect(answer.problem).toBe('malformed-request');
  });

  it('leaves a number to the portal that used it first', async () => {
    const request = aRequest();
    await post(request);
    const before = await entriesOf(request.applicationId);
    for (const edition of [undefined, 1, 2]) {
      const answer = await post({ ...request, edition }, { portal: 'other' });
      expect([answer.status, answer.problem]).toEqual([403, 'application-id-taken']);
      expect(answer.text).not.toMatch(/own-portal|other-portal|別の受付窓口/);
    }
    expect(await entriesOf(request.applicationId)).toEqual(before);
  });

  it('refuses unknown and closed portals', async () => {
    expect((await post(aRequest(), { portal: 'unknown' })).problem).toBe('authentication-required');
    expect((await post(aRequest(), { portal: 'closed' })).problem).toBe('portal-closed');
  });
});

describe('GET /services and /explanations/current', () => {
  it('names the services of today and how a key may arrive', async () => {
    const { json } = await office.send({ method: 'GET', path: '/services', portal: 'none' });
    expect(json['services']).toEqual([
      {
        id: 'together',
        name: { ja: '同時送付', en: 'Together' },
        certificateTypes: ['basic', 'attribute'],
        keyDeliveries: ['simultaneous', 'code'],
        validityMonthsMax: 58,
      },
      {
        id: 'by-code',
        name: { ja: '識別符号', en: 'By code' },
        certificateTypes: ['basic'],
        keyDeliveries: ['code'],
        validityMonthsMax: 58,
      },
    ]);
  });

  it('gives the explanation in force with its hash', async () => {
    const path = '/explanations/current';
    const { json } = await office.send({ method: 'GET', path, portal: 'none' });
    const content = Buffer.from(String(json['content']), 'base64');
    expect(content.toString()).toBe('重要事項説明');
    expect(json).toMatchObject({
      version: '2026-10-01',
      mediaType: 'text/plain; charset=utf-8',
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });
});
