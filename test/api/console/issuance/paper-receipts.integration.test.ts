import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OfficeDependencies } from '../../../../activities/dependencies.ts';
import { applyReceipt } from '../../../../activities/issuance/apply-receipt.ts';
import { sha256Hex } from '../../../../books/canonical-json.ts';
import { readEntry } from '../../../../books/entry.ts';
import { openConsoleRecords } from '../../../../db/inspection/console-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../../db/office-database.ts';
import {
  applicationTexts,
  caseInputs,
  certificateApplications,
} from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import { certificates } from '../../../../db/schema/certificates.ts';
import { dispatches } from '../../../../db/schema/dispatch.ts';
import { printSignedText, type ReceiptText } from '../../../../domain/application/signed-text.ts';
import { receivedInstant } from '../../../../domain/issuance/paper-receipt.ts';
import { cookiesOf } from '../fakes.ts';
import { addLink, consoleOf, type ConsoleApp, type Records } from '../office-console.ts';
import { staffSignatures } from '../../../../bin/staff-passkeys.ts';
import { SITE } from '../passkey-browser.ts';
import { WORKED_EXAMPLE } from '../seed/case-plans.ts';
import { startSeededOffice, type SeededOffice } from '../seed/seeded-office.ts';

const CASE = WORKED_EXAMPLE.id;
const AT = `/certificate-applications/${CASE}/paper-receipts`;
const [RECEPTION, OPERATOR] = ['officer-04', 'officer-07'];

let office: SeededOffice;
let app: ConsoleApp;
let records: Records;
let worker: OfficeDatabase;
const nudged: { applicationId: string; inputId: string; kind: string }[] = [];
const cookies = new Map<string, string>();

beforeAll(async () => {
  office = await startSeededOffice();
  records = openConsoleRecords(office.db);
  app = consoleOf(office, records, {
    deciding: {
      ...staffSignatures(office.db, SITE.origin),
      nudge: async (input) => void nudged.push(input),
    },
  });
  worker = openOfficeDatabase(office.workerUrl, 2);
});
afterAll(async () => {
  await worker?.$client.end();
  await office?.stop();
});

async function cookieOf(officerId: string): Promise<string> {
  const secret = await addLink(records, officerId, office.now);
  const known = cookies.get(officerId) ?? cookiesOf(await app.request(`/sign-in/${secret}`));
  cookies.set(officerId, known);
  return known;
}

const page = async (path: string, officerId = RECEPTION): Promise<string> =>
  (await app.request(path, { headers: { cookie: await cookieOf(officerId ?? '') } })).text();

type Fields = Readonly<Record<string, string>>;

async function post(fields: Fields, officerId = RECEPTION): Promise<Response> {
  const html = await page(`${AT}/new`, officerId);
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return app.request(AT, {
    method: 'POST',
    headers: {
      cookie: await cookieOf(officerId ?? ''),
      'content-type': 'application/x-www-form-urlencoded',
      origin: SITE.origin,
    },
    body: new URLSearchParams({ token, ...fields }),
  });
}

let texts = 0;

/** A receipt text as the portal hands it out on paper, with its row. */
async function handedOut(): Promise<{ readonly text: string; readonly sha256: string }> {
  texts += 1;
  const [certificate] = await records.paperReceipts.certificates(CASE);
  if (!certificate) throw new Error('nothing was issued');
  const { issuerKeyId, serialNumber, certificateSha256: sha256 } = certificate;
  const createdAt = new Date(office.now.getTime() - 60_000);
  const nonce = String(texts).padStart(32, '0');
  const lines: ReceiptText = {
    kind: 'receipt',
    applicationId: CASE,
    service: 'demo-simultaneous',
    portal: 'sample-portal',
    method: 'paper',
    certificates: [{ issuerKeyId, serialNumber, sha256 }],
    nonce,
    createdAt: '2026-12-01T00:00:00+09:00',
    expiresAt: '2027-01-30T00:00:00+09:00',
  };
  const text = Buffer.from(printSignedText(lines)).toString('utf8');
  const textSha256 = sha256Hex(Buffer.from(text));
  await office.owner.insert(applicationTexts).values({
    textSha256,
    nonceSha256: sha256Hex(Buffer.from(nonce)),
    transaction: 'receipt',
    applicationId: CASE,
    edition: 1,
    portalId: 'sample-portal',
    service: 'demo-simultaneous',
    createdAt,
    expiresAt: new Date(office.now.getTime() + 60 * 86_400_000),
  });
  return { text, sha256: textSha256 };
}

const today = (): string =>
  new Date(office.now.getTime() + 9 * 3_600_000).toISOString().slice(0, 10);

async function typed(of: Fields = {}): Promise<Fields> {
  const [certificate] = await records.paperReceipts.certificates(CASE);
  const { sha256 } = await handedOut();
  return {
    receivedOn: today(),
    text: sha256,
    certificate: certificate?.certificateSha256 ?? '',
    compared: 'yes',
    ...of,
  };
}

const inputs = () => office.owner.select().from(caseInputs).where(eq(caseInputs.kind, 'receipt'));

describe('a receipt on paper', () => {
  beforeEach(() => void nudged.splice(0));

  it('is for reception and examiners', async () => {
    expect(await page(`${AT}/new`, OPERATOR)).toContain('受付と審査担当者が記録します');
    expect((await post(await typed(), OPERATOR)).status).toBe(403);
    expect(await inputs()).toEqual([]);
  });

  it.each([
    ['a day that is still to come', { receivedOn: '2027-12-01' }, '発行日から今日まで'],
    ['a day before the issue', { receivedOn: '2026-01-01' }, '発行日から今日まで'],
    ['a text that was never handed out', { text: 'a'.repeat(64) }, '交付した受領書ではありません'],
    ['what is no text', { text: '電子証明書受領書' }, '交付した受領書ではありません'],
    ['a certificate of another case', { certificate: 'b'.repeat(64) }, '証明書を選んでください'],
    ['a name that nobody compared', { compared: 'no' }, '見比べ、印を付けてください'],
  ])('is not recorded with %s', async (_, of, said) => {
    const response = await post(await typed(of));
    expect(response.status).toBe(409);
    const html = await response.text();
    expect(html).toContain(said);
    expect(html).toContain('何も記録していません');
    expect(await inputs()).toEqual([]);
  });

  it('is recorded once with its entry and its register card, and applied by the office', async () => {
    expect(await page(`/certificate-applications/${CASE}`)).toContain(`${AT}/new`);
    const { text, sha256 } = await handedOut();
    const fields = await typed({ text: text.replaceAll('\n', '\r\n') });
    const response = await post(fields);
    expect(response.status).toBe(303);
    const path = response.headers.get('location') ?? '';
    expect((await post(fields)).headers.get('location')).toBe(path);
    expect(await page(path)).toContain('data-outcome="pending"');
    const [input, ...more] = await inputs();
    expect(more).toEqual([]);
    const inputId = input?.id ?? '';
    expect(nudged[0]).toEqual({ applicationId: CASE, inputId, kind: 'receipt' });
    expect(input?.receivedAt).toEqual(receivedInstant(today(), office.now));

    const { now, evidence } = office;
    const deps = { db: worker, evidence, build: 'test', now: () => now };
    await applyReceipt(deps as unknown as OfficeDependencies, { inputId, caseId: CASE });
    expect(await page(path)).toContain('data-outcome="applied"');
    const [certificate] = await office.owner
      .select()
      .from(certificates)
      .where(eq(certificates.caseId, CASE));
    expect(certificate).toMatchObject({ state: 'accepted', acceptedBy: 'paper' });
    const told = await office.owner.select().from(dispatches).where(eq(dispatches.caseId, CASE));
    expect(told.map(({ noticeKind }) => noticeKind)).toContain('accepted');
    const html = await page(`/certificate-applications/${CASE}`);
    expect(html).toContain('data-acceptance="accepted"');
    expect(html).not.toContain(`${AT}/new`);

    const rows = await office.owner.select().from(bookEntries).where(eq(bookEntries.caseId, CASE));
    const entries = rows.map(({ octets }) => readEntry(octets));
    const received = entries.find(({ event }) => event === 'evidence.received');
    expect(received).toMatchObject({
      input: inputId,
      actor: { kind: 'officer', id: RECEPTION, role: 'reception' },
      data: { evidenceKind: 'physicalOriginal', supplier: 'subscriber' },
    });
    const [row] = await office.owner
      .select()
      .from(certificateApplications)
      .where(eq(certificateApplications.id, CASE));
    const card = received?.evidence?.[0]?.sha256 ?? '';
    const octets = evidence.get({ caseId: CASE, chainId: row?.chainId ?? '' }, [card]).get(card);
    expect(JSON.parse(String(octets))).toMatchObject({ textSha256: sha256, isCompared: true });
    expect(entries.find(({ event }) => event === 'acceptance.received')).toMatchObject({
      actor: { kind: 'officer', id: RECEPTION },
      data: { identityMethod: 'paper', textSha256: sha256 },
    });
  });
});
