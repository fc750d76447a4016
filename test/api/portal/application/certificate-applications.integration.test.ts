import { createHash, createPublicKey } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unseal } from '../../../../adapters/evidence-store/chain-keys.ts';
import { createPortalApp } from '../../../../api/portal/app.ts';
import { correctionInputId } from '../../../../api/portal/application/receipt.ts';
import { opens } from '../../../../books/commitment.ts';
import { readEntry, type Entry } from '../../../../books/entry.ts';
import {
  applicantKeys,
  applicationTexts,
  caseInputs,
  certificateApplications,
  evidenceObjects,
  misuseIndex,
} from '../../../../db/schema/application.ts';
import { bookEntries, openings } from '../../../../db/schema/books.ts';
import { utf8String } from '../../../../adapters/x509/der-writer.ts';
import { proofOfPossessionOctets } from '../../../../domain/key-delivery/proof-of-possession.ts';
import { createApplicant } from '../../../../simulator/applicant.ts';
import {
  prepareApplication,
  type ApplicationOptions,
  type PreparedApplication,
} from '../../../../simulator/application.ts';
import type { Card } from '../../../../simulator/card.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { uuidV7 } from '../../../../simulator/uuid.ts';
import { csrDer } from '../../../adapters/x509/csr-fixture.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { openOffice, TOKENS, type Office, type RawAnswer } from '../office.ts';

const CANARY = '山吹　金糸雀';

const bench = new Workbench();
let office: Office;
let jlis: Jlis;
let card: Card;
/** Everything that was answered with a problem, for the last test. */
const refusals: RawAnswer[] = [];

beforeAll(async () => {
  [office, jlis] = await Promise.all([openOffice(), bench.open()]);
  card = await jlis.issueCard(createPerson({ name: CANARY, birthDate: '1980-02-29' }));
});
afterAll(async () => {
  await office.close();
  bench.close();
});
beforeEach(() => {
  office.clockAheadMs = 0;
  office.lifecycle.isAway = false;
  office.lifecycle.nudges.length = 0;
});

const prepare = (options: Partial<ApplicationOptions> = {}): Promise<PreparedApplication> =>
  prepareApplication({ portal: office.client(), card, service: 'together', ...options });

const put = async (
  { applicationId, submission }: Pick<PreparedApplication, 'applicationId' | 'submission'>,
  request: Partial<Parameters<Office['send']>[0]> = {},
): Promise<RawAnswer> => {
  const path = `/certificate-applications/${applicationId}`;
  const answer = await office.send({ method: 'PUT', path, body: submission, ...request });
  if (answer.problem) refusals.push(answer);
  return answer;
};

const statusesOf = (answers: readonly RawAnswer[]): number[] =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

const container = (octets: Buffer): string => octets.toString('base64');

const entriesOf = async (applicationId: string): Promise<Entry[]> => {
  const rows = await office.db
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    .where(eq(bookEntries.caseId, applicationId))
    .orderBy(bookEntries.seq);
  return rows.map(({ octets }) => readEntry(octets));
};

const eventsOf = async (applicationId: string): Promise<string[]> =>
  (await entriesOf(applicationId)).map(({ event }) => event);

const refusedWith = async (applicationId: string): Promise<unknown[]> =>
  (await entriesOf(applicationId)).flatMap((entry) =>
    entry.event === 'input.refused' ? [entry.data.problem] : [],
  );

const caseOf = async (applicationId: string) => {
  const [row] = await office.db
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, applicationId));
  return row;
};

const evidenceFor = async (applicationId: string) => {
  const row = await caseOf(applicationId);
  if (!row) throw new Error('no case');
  const objects = await office.db
    .select()
    .from(evidenceObjects)
    .where(eq(evidenceObjects.caseId, applicationId));
  const octets = office.evidence.get(
    { caseId: applicationId, chainId: row.chainId },
    objects.map(({ sha256 }) => sha256),
  );
  return Object.fromEntries(
    objects.map(({ kind, sha256 }) => [kind, octets.get(sha256) ?? Buffer.alloc(0)]),
  );
};

const misuseRowOf = async (id: string) =>
  (await office.db.select().from(misuseIndex).where(eq(misuseIndex.caseId, id)))[0];

const returned = async (): Promise<PreparedApplication> => {
  const prepared = await prepare();
  await put(prepared);
  await office.db
    .update(certificateApplications)
    .set({ state: 'returned', notHolding: ['name.match/different', 'guard.device/many'] })
    .where(eq(certificateApplications.id, prepared.applicationId));
  return prepared;
};

const corrected = ({ applicationId, applicant }: PreparedApplication) =>
  prepare({ applicationId, applicant });

const signing = (prepared: PreparedApplication, text: string): PreparedApplication => {
  const signatureContainer = container(card.sign(Buffer.from(text)));
  return { ...prepared, submission: { ...prepared.submission, signatureContainer } };
};

const sha256 = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

describe('PUT /certificate-applications/{id}', () => {
  it('receives an application: case, input, evidence, keys and entry', async () => {
    const prepared = await prepare();
    const { applicationId, submission, handedOut, applicant } = prepared;
    const answer = await put(prepared);
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      applicationId,
      state: 'received',
      told: { ja: '申込みを受け付けました。', en: 'We have received your application.' },
      certificates: [],
    });

    expect(await eventsOf(applicationId)).toEqual([
      'text.handedOut',
      'explanation.shown',
      'application.received',
    ]);
    const row = await caseOf(applicationId);
    expect(row).toMatchObject({
      portalId: 'own-portal',
      service: 'together',
      identityRoute: 'jpki',
      keyDelivery: 'simultaneous',
      edition: 1,
      ruleSetId: '2026-12',
      state: 'received',
    });
    const [input] = await office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.id, applicationId));
    expect(input).toMatchObject({
      caseId: applicationId,
      kind: 'application',
      signedContentSha256: handedOut.textSha256,
      appliedAt: null,
    });
    const [text] = await office.db
      .select()
      .from(applicationTexts)
      .where(eq(applicationTexts.textSha256, handedOut.textSha256));
    expect(text?.usedBy).toBe(applicationId);
    expect(
      await office.db.select().from(applicantKeys).where(eq(applicantKeys.caseId, applicationId)),
    ).toEqual([
      {
        caseId: applicationId,
        edition: 1,
        order: 1,
        spkiSha256: applicant.keys[0]?.spkiSha256,
      },
    ]);
    expect(submission.contact.mail).toContain('@');
    expect(office.lifecycle.nudges).toEqual([
      { applicationId, inputId: applicationId, kind: 'application' },
    ]);
  });

  it('keeps the evidence octet for octet, and records about a person with a salt', async () => {
    const prepared = await prepare();
    await put(prepared);
    const evidence = await evidenceFor(prepared.applicationId);
    expect(Object.keys(evidence).toSorted()).toEqual([
      'contactRecord',
      'deviceEvidence',
      'explanationRecord',
      'jpkiCertificate',
      'proofOfPossession',
      'signatureContainer',
      'signedText',
    ]);
    expect(evidence['signedText']?.toString('utf8')).toBe(prepared.handedOut.text);
    expect(evidence['signatureContainer']?.toString('base64')).toBe(
      prepared.submission.signatureContainer,
    );
    expect(evidence['jpkiCertificate']).toEqual(card.certificate);
    const records = ['contactRecord', 'deviceEvidence', 'explanationRecord', 'proofOfPossession'];
    for (const kind of records) {
      expect(JSON.parse(String(evidence[kind]))).toMatchObject({
        v: 1,
        salt: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
    expect(JSON.parse(String(evidence['explanationRecord']))).toMatchObject({
      application: prepared.applicationId,
      explanationVersion: '2026-10-01',
      means: 'screen',
      textSha256: prepared.handedOut.textSha256,
    });
  });

  it('commits to the name in the entry, and keeps the opening under the key of the chain', async () => {
    const prepared = await prepare();
    await put(prepared);
    const row = await caseOf(prepared.applicationId);
    const entry = (await entriesOf(prepared.applicationId)).at(-1);
    if (entry?.event !== 'application.received' || !row) throw new Error('no receipt');
    expect(entry.data.chain).toBe(row.chainId);
    expect(entry.input).toBe(prepared.applicationId);
    const [opening] = await office.db.select().from(openings).where(eq(openings.entryId, entry.id));
    if (!opening) throw new Error('no opening');
    expect(opening).toMatchObject({
      field: 'data.nameCommitment',
      kind: 'name',
      keyId: row.chainId,
    });
    const key = office.evidence.chainKeys(row.chainId).chain;
    const opened = JSON.parse(unseal(key, opening.sealed).toString('utf8'));
    expect(opened).toMatchObject({ entry: entry.id, value: CANARY });
    expect(opens(entry.data.nameCommitment, opened)).toBe(true);
    expect(unseal(key, row.nameSealed).toString('utf8')).toBe(CANARY);
  });

  it('knows a person, a device and a contact again by keyed hashes alone', async () => {
    const applicant = await createApplicant();
    const [first, second] = await Promise.all([
      prepare({ applicant }),
      prepare({ applicant: { ...(await createApplicant()), contact: applicant.contact } }),
    ]);
    await put(first);
    await put(second);
    const [one, two] = [
      await misuseRowOf(first.applicationId),
      await misuseRowOf(second.applicationId),
    ];
    expect(one?.person).toBe(two?.person);
    expect(one?.contact).toBe(two?.contact);
    expect(one?.device).not.toBe(two?.device);
    const other = await prepare({ card: await jlis.issueCard(createPerson()) });
    await put(other);
    expect((await misuseRowOf(other.applicationId))?.person).not.toBe(one?.person);
  });

  it('takes two orders with two keys, a key for each', async () => {
    const applicant = await createApplicant({ orders: 2 });
    const orders = [
      { certificateType: 'basic', validityMonths: 24 },
      { certificateType: 'attribute', validityMonths: 24 },
    ] as const;
    const prepared = await prepare({ applicant, text: { orders } });
    expect((await put(prepared)).status).toBe(201);
    const keys = await office.db
      .select()
      .from(applicantKeys)
      .where(eq(applicantKeys.caseId, prepared.applicationId));
    expect(keys.map(({ order }) => order).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('takes a proof that comes as PKCS#10, and not one made for something else', async () => {
    const prepared = await prepare();
    const { applicationId, applicant, handedOut } = prepared;
    const [key] = applicant.keys;
    if (!key) throw new Error('no key');
    const csrFor = (orderNumber: number) => {
      const proof = proofOfPossessionOctets({
        applicationId,
        orderNumber,
        nonce: handedOut.nonce,
        textSha256: handedOut.textSha256,
        spkiSha256: key.spkiSha256,
      });
      const password = createHash('sha256').update(proof).digest('base64url');
      const publicKey = createPublicKey(key.privateKey);
      const challengePassword = utf8String(password);
      return csrDer({ key: { publicKey, privateKey: key.privateKey }, challengePassword });
    };
    const sending = (csr: Buffer) => {
      const proofsOfPossession = [{ order: 1, csr: csr.toString('base64') }];
      return put(prepared, { body: { ...prepared.submission, proofsOfPossession } });
    };
    expect((await sending(csrFor(2))).problem).toBe('proof-of-possession-invalid');
    expect((await sending(csrFor(1))).status).toBe(201);
  });

  it('takes a detached container with the text beside it, and not without', async () => {
    const prepared = await prepare({ signing: { detached: true } });
    expect((await put(prepared)).problem).toBe('malformed-signature-container');
    const submission = { ...prepared.submission, signedText: prepared.handedOut.text };
    expect((await put({ ...prepared, submission })).status).toBe(201);
  });

  it('takes an application whose key comes later, by the code', async () => {
    const prepared = await prepare({ service: 'by-code', text: { keyDelivery: 'code' } });
    expect((await put(prepared)).status).toBe(201);
    expect((await caseOf(prepared.applicationId))?.keyDelivery).toBe('code');
  });
});

describe('sending an application again', () => {
  it('is answered the same, and makes nothing anew', async () => {
    const prepared = await prepare();
    const first = await put(prepared);
    const again = await put(prepared);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual(first.json);
    expect(await eventsOf(prepared.applicationId)).toHaveLength(3);
  });

  it('does not mind the order of members, white space, nor how late it comes', async () => {
    const prepared = await prepare();
    await put(prepared);
    office.clockAheadMs = 2 * 3600_000;
    const turned = Object.fromEntries(Object.entries(prepared.submission).toReversed());
    const again = await put(prepared, { body: JSON.stringify(turned, null, 2) });
    expect(again.status).toBe(200);
  });

  it('makes one case of two that arrive at once', async () => {
    const prepared = await prepare();
    const answers = await Promise.all(Array.from({ length: 6 }, () => put(prepared)));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await eventsOf(prepared.applicationId)).toEqual([
      'text.handedOut',
      'explanation.shown',
      'application.received',
    ]);
    const inputs = await office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.caseId, prepared.applicationId));
    expect(inputs).toHaveLength(1);
  });

  it('takes one of two different contents that arrive at once, and refuses the other', async () => {
    const prepared = await prepare();
    const contact = { mail: 'other@example.jp', telephone: '03-0000-0000' };
    const other = { ...prepared, submission: { ...prepared.submission, contact } };
    const answers = await Promise.all([put(prepared), put(other)]);
    expect(statusesOf(answers)).toEqual([201, 409]);
    expect(await refusedWith(prepared.applicationId)).toEqual(['exists-with-different-content']);
  });

  it('nudges again what was stored when the first attempt died before its nudge', async () => {
    const prepared = await prepare();
    const { applicationId } = prepared;
    office.lifecycle.isAway = true;
    expect((await put(prepared)).status).toBe(201);
    expect(office.lifecycle.nudges).toEqual([]);
    office.lifecycle.isAway = false;
    expect((await put(prepared)).status).toBe(200);
    expect(office.lifecycle.nudges).toEqual([
      { applicationId, inputId: applicationId, kind: 'application' },
    ]);
  });

  it('nudges no more once the case has seen it', async () => {
    const prepared = await prepare();
    await put(prepared);
    office.lifecycle.nudges.length = 0;
    await office.db
      .update(caseInputs)
      .set({ appliedAt: new Date() })
      .where(eq(caseInputs.id, prepared.applicationId));
    expect((await put(prepared)).status).toBe(200);
    expect(office.lifecycle.nudges).toEqual([]);
  });

  it('finishes what crashes between evidence and transaction left behind, and can read it', async () => {
    const prepared = await prepare();
    const path = `/certificate-applications/${prepared.applicationId}`;
    const receipts = { store: () => Promise.reject(new Error('killed')) };
    const crashing = createPortalApp({
      ...office.deps,
      records: { ...office.deps.records, receipts },
    });
    const request = {
      method: 'PUT',
      headers: { authorization: `Bearer ${TOKENS.own}`, 'content-type': 'application/json' },
      body: JSON.stringify(prepared.submission),
    };
    for (let crash = 0; crash < 5; crash += 1) {
      expect((await crashing.request(path, request)).status).toBe(500);
    }
    expect(await caseOf(prepared.applicationId)).toBeUndefined();
    expect((await put(prepared)).status).toBe(201);
    expect(await eventsOf(prepared.applicationId)).toHaveLength(3);
    const evidence = await evidenceFor(prepared.applicationId);
    expect(evidence['signedText']?.toString('utf8')).toBe(prepared.handedOut.text);
  });
});

describe('an application that cannot be taken', () => {
  const other = { mail: 'other@example.jp', telephone: '03-0000-0000' };

  it('malformed JSON', async () => {
    const prepared = await prepare();
    const answer = await put(prepared, { body: '{"signatureContainer": ' });
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-request']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['malformed-request']);
  });

  it('members that are missing, unknown or of another form', async () => {
    const prepared = await prepare();
    const { contact, ...rest } = prepared.submission;
    for (const body of [
      rest,
      { ...rest, contact, extra: 1 },
      { ...rest, contact: { mail: 'x' } },
    ]) {
      const answer = await put(prepared, { body });
      expect([answer.status, answer.problem]).toEqual([400, 'malformed-request']);
    }
    const answer = await put(prepared, {
      body: { ...rest, contact: { ...contact, mail: CANARY } },
    });
    expect(answer.json['errors']).toEqual([{ pointer: '/contact/mail', code: 'invalid_format' }]);
  });

  it('an id that is no UUIDv7', async () => {
    const prepared = await prepare();
    const applicationId = '4b2d3c1e-0000-4000-8000-000000000000';
    expect((await put({ ...prepared, applicationId })).problem).toBe('malformed-request');
  });

  it('another media type', async () => {
    const prepared = await prepare();
    const answer = await put(prepared, { headers: { 'content-type': 'text/plain' } });
    expect([answer.status, answer.problem]).toEqual([415, 'media-type-unsupported']);
  });

  it('a body over the limit', async () => {
    const prepared = await prepare();
    const answer = await put(prepared, { body: ' '.repeat(1536 * 1024 + 1) });
    expect([answer.status, answer.problem]).toEqual([413, 'body-too-large']);
    expect(answer.json['limitOctets']).toBe(1536 * 1024);
    expect(await refusedWith(prepared.applicationId)).toEqual(['body-too-large']);
  });

  it('a portal that is not known', async () => {
    const prepared = await prepare();
    for (const portal of ['unknown', 'none'] as const) {
      const answer = await put(prepared, { portal });
      expect([answer.status, answer.problem]).toEqual([401, 'authentication-required']);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await refusedWith(prepared.applicationId)).toEqual([]);
  });

  it('a portal that is closed', async () => {
    const prepared = await prepare();
    const answer = await put(prepared, { portal: 'closed' });
    expect([answer.status, answer.problem]).toEqual([403, 'portal-closed']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['portal-closed']);
  });

  it('a container that cannot be read', async () => {
    const prepared = await prepare();
    const signatureContainer = container(Buffer.from('no container'));
    const answer = await put({
      ...prepared,
      submission: { ...prepared.submission, signatureContainer },
    });
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signature-container']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['malformed-signature-container']);
  });

  it('a text that cannot be read: line and reason', async () => {
    const prepared = await prepare();
    const text = prepared.handedOut.text.replace('代理：', '代埋：');
    const answer = await put(signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([400, 'malformed-signed-text']);
    expect(answer.json).toMatchObject({ line: 9, reason: 'expected 代理：' });
    expect(answer.text).not.toContain(CANARY);
  });

  it('a text of another transaction', async () => {
    const prepared = await prepare();
    const text = [
      '電子証明書利用申込取下書',
      '書式：toroku-text/1',
      '手続：利用申込みの取下げ',
      `申込番号：${prepared.applicationId}`,
      '受付窓口：own-portal',
      '認証業務：together',
      '確認の方法：署名用電子証明書の電子署名',
      `取り下げる申込書：SHA-256 ${prepared.handedOut.textSha256}`,
      '意思の確認：上の申込みを取り下げます。',
      `乱数：${prepared.handedOut.nonce}`,
      '作成日時：2026-12-03T08:00:00+09:00',
      '有効期限：2026-12-04T08:00:00+09:00',
      '',
    ].join('\n');
    const answer = await put(signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-transaction']);
  });

  it('a text that was altered', async () => {
    const prepared = await prepare();
    const text = prepared.handedOut.text.replace('24か月', '25か月');
    const answer = await put(signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-altered']);
    expect(answer.json['told']).toEqual({
      ja: '申込みを受け取れませんでした。表示された理由をご確認ください。',
      en: 'We could not take your application. Please see the reason shown.',
    });
    expect(await refusedWith(prepared.applicationId)).toEqual(['signed-text-altered']);
  });

  it('a text that was never handed out', async () => {
    const prepared = await prepare();
    const text = prepared.handedOut.text.replace(/乱数：.*/, `乱数：${'0'.repeat(32)}`);
    const answer = await put(signing(prepared, text));
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-unknown']);
  });

  it('a text of another portal', async () => {
    const prepared = await prepare();
    const answer = await put(prepared, { portal: 'other' });
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-portal']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['signed-text-of-other-portal']);
  });

  it('a text of another application', async () => {
    const prepared = await prepare();
    const answer = await put({ ...prepared, applicationId: uuidV7() });
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-of-other-application']);
  });

  it('the same signed content under another id', async () => {
    const prepared = await prepare();
    await put(prepared);
    const target = await prepare();
    const answer = await put({ ...prepared, applicationId: target.applicationId });
    expect([answer.status, answer.problem]).toEqual([409, 'signed-content-reused']);
    expect(await refusedWith(target.applicationId)).toEqual(['signed-content-reused']);
  });

  it('a text that expired before it arrived', async () => {
    const prepared = await prepare();
    office.clockAheadMs = 61 * 60_000;
    const answer = await put(prepared);
    expect([answer.status, answer.problem]).toEqual([422, 'signed-text-expired']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['signed-text-expired']);
  });

  it('the same id with other content', async () => {
    const prepared = await prepare();
    await put(prepared);
    const submission = { ...prepared.submission, contact: other };
    const answer = await put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([409, 'exists-with-different-content']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['exists-with-different-content']);
  });

  it('a key that is not the one named in the text', async () => {
    const prepared = await prepare();
    const [key] = (await createApplicant()).keys;
    const { nonce, textSha256 } = prepared.handedOut;
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    const answer = await put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'key-not-named-in-text']);
  });

  it('a proof of possession for something else', async () => {
    const prepared = await prepare();
    const [key] = prepared.applicant.keys;
    const { textSha256 } = prepared.handedOut;
    const nonce = 'f'.repeat(32);
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    const answer = await put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'proof-of-possession-invalid']);
    expect(await refusedWith(prepared.applicationId)).toEqual(['proof-of-possession-invalid']);
  });

  it('no proof of possession', async () => {
    const prepared = await prepare();
    const { proofsOfPossession, ...submission } = prepared.submission;
    expect(proofsOfPossession).toHaveLength(1);
    const answer = await put({ ...prepared, submission });
    expect([answer.status, answer.problem]).toEqual([422, 'proof-of-possession-missing']);
  });

  it('a key where the text says that it comes later', async () => {
    const prepared = await prepare({ service: 'by-code', text: { keyDelivery: 'code' } });
    const [key] = prepared.applicant.keys;
    const { nonce, textSha256 } = prepared.handedOut;
    const proof = key?.prove({
      applicationId: prepared.applicationId,
      order: 1,
      nonce,
      textSha256,
    });
    const submission = { ...prepared.submission, proofsOfPossession: proof ? [proof] : [] };
    expect((await put({ ...prepared, submission })).problem).toBe('key-not-named-in-text');
  });

  it('leaves no entry under an id that is not ours', async () => {
    const prepared = await prepare();
    const applicationId = uuidV7();
    await put({ ...prepared, applicationId });
    expect(await eventsOf(applicationId)).toEqual([]);
  });

  it('leaves a row of inputs that is answered, beside the entry', async () => {
    const prepared = await prepare();
    const submission = { ...prepared.submission, signatureContainer: 'AAAA' };
    await put({ ...prepared, submission });
    const entry = (await entriesOf(prepared.applicationId)).at(-1);
    if (entry?.event !== 'input.refused') throw new Error('not recorded');
    expect(entry.data.contentSha256).toBe(sha256(Buffer.from('AAAA', 'base64')));
    const [input] = await office.db
      .select()
      .from(caseInputs)
      .where(eq(caseInputs.id, String(entry.input)));
    expect(input).toMatchObject({ result: { refused: 'malformed-signature-container' } });
    expect(input?.appliedAt).toBeInstanceOf(Date);
    expect((await put(prepared)).status).toBe(201);
  });
});

describe('a correction', () => {
  it('is the next edition of a case that was returned, signed anew', async () => {
    const first = await returned();
    const { applicationId } = first;
    const second = await corrected(first);
    expect(second.handedOut.text).toContain('版：2\n前の版：SHA-256 ' + first.handedOut.textSha256);
    const answer = await put(second);
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      state: 'returned',
      told: { en: 'We have received your corrected application (documents).' },
    });
    expect((await eventsOf(applicationId)).at(-1)).toBe('application.corrected');
    expect((await caseOf(applicationId))?.edition).toBe(2);
    const inputId = correctionInputId(applicationId, 2);
    expect(office.lifecycle.nudges.at(-1)).toEqual({ applicationId, inputId, kind: 'correction' });
    const objects = await office.db
      .select({ kind: evidenceObjects.kind })
      .from(evidenceObjects)
      .where(sql`case_id = ${applicationId} and edition = 2`);
    expect(objects.map(({ kind }) => kind)).toContain('signedText');
    expect((await evidenceFor(applicationId))['signedText']).toBeDefined();

    expect((await put(second)).status).toBe(200);
    const status = await office.client().status(applicationId);
    expect(status.told.en).toBe('We have received your corrected application (documents).');
    expect(status).not.toHaveProperty('next');
  });

  it('is taken once, when two arrive at once', async () => {
    const second = await corrected(await returned());
    const answers = await Promise.all([put(second), put(second), put(second)]);
    expect(statusesOf(answers)).toEqual([200, 200, 201]);
  });

  it('is not taken while the case is not returned', async () => {
    const first = await returned();
    const second = await corrected(first);
    await office.db
      .update(certificateApplications)
      .set({ state: 'review' })
      .where(eq(certificateApplications.id, first.applicationId));
    const answer = await put(second);
    expect([answer.status, answer.problem]).toEqual([409, 'application-not-correctable']);
    await expect(corrected(first)).rejects.toThrow('application-not-correctable');
  });

  it('is told which sentences did not hold, but none that staff alone look at', async () => {
    const { applicationId } = await returned();
    const status = await office.client().status(applicationId);
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

describe('what is written of people', () => {
  it('is in no problem, no incident, no entry and no row but sealed ones', async () => {
    const prepared = await prepare();
    await put(prepared);
    const { mail, telephone } = prepared.submission.contact;
    const rows = await office.db.execute(sql`
        select convert_from(octets, 'UTF8') as t from book_entries
        union all select row_to_json(a)::text from application_texts a
        union all select row_to_json(i)::text from case_inputs i
        union all select row_to_json(m)::text from misuse_index m
        union all select row_to_json(c)::text from certificate_applications c`);
    const everything = [
      JSON.stringify(rows.rows),
      JSON.stringify(office.incidents),
      ...refusals.map(({ text }) => text),
    ].join('\n');
    expect(refusals.length).toBeGreaterThan(20);
    for (const canary of [CANARY, '金糸雀', mail, telephone, '1980-02-29', '19800229']) {
      expect(everything).not.toContain(canary);
    }
  });
});
