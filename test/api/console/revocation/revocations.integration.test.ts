import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OfficeDependencies } from '../../../../activities/dependencies.ts';
import { applyRequestInputs } from '../../../../activities/revocation/apply-request-input.ts';
import { registerSoftwarePasskeys } from '../../../../bin/software-passkeys.ts';
import { staffSignatures } from '../../../../bin/staff-passkeys.ts';
import { readEntry, type Entry } from '../../../../books/entry.ts';
import { openConsoleRecords } from '../../../../db/inspection/console-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../../db/office-database.ts';
import { caseInputs } from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import { accessRows, officers } from '../../../../db/schema/governance.ts';
import { revocationRequests } from '../../../../db/schema/revocation.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { cookiesOf } from '../fakes.ts';
import { addLink, consoleOf, type ConsoleApp, type Records } from '../office-console.ts';
import { SITE } from '../passkey-browser.ts';
import { WORKED_EXAMPLE } from '../seed/case-plans.ts';
import { issuedCertificate, seedRevocations, SIGNED } from '../seed/seed-revocations.ts';
import { startSeededOffice, type SeededOffice } from '../seed/seeded-office.ts';

const [APPROVER, SECOND, RECEPTION, AUDITOR] = [
  'officer-03',
  'officer-01',
  'officer-04',
  'officer-06',
];

let office: SeededOffice;
let app: ConsoleApp;
let records: Records;
let worker: OfficeDatabase;
let serial = '';
let issuer = '';
const nudged: string[] = [];
const cookies = new Map<string, string>();

beforeAll(async () => {
  office = await startSeededOffice();
  await seedRevocations(office);
  records = openConsoleRecords(office.db);
  const seed = Buffer.alloc(32, 5);
  const softwarePasskeys = await registerSoftwarePasskeys(records, { seed, now: office.now });
  app = consoleOf(office, records, {
    softwarePasskeys,
    deciding: {
      ...staffSignatures(office.db, SITE.origin),
      nudge: async ({ applicationId }) => void nudged.push(applicationId),
    },
  });
  worker = openOfficeDatabase(office.workerUrl, 2);
  const certificate = await issuedCertificate(office.owner, WORKED_EXAMPLE.id);
  serial = certificate.serialNumber ?? '';
  issuer = certificate.issuerKeyId ?? '';
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

const get = async (path: string, officerId = APPROVER): Promise<Response> =>
  app.request(path, { headers: { cookie: await cookieOf(officerId ?? '') } });

const page = async (path: string, officerId?: string): Promise<string> =>
  (await get(path, officerId)).text();

/** Hidden fields of every form of a page; what was typed comes over them. */
function hiddenIn(html: string): [string, string][] {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return [...inputs].map(([, name = '', value = '']): [string, string] => [name, value]);
}

async function post(
  path: string,
  fields: readonly (readonly [string, string])[],
  officerId = APPROVER,
): Promise<Response> {
  return app.request(path, {
    method: 'POST',
    headers: {
      cookie: await cookieOf(officerId ?? ''),
      'content-type': 'application/x-www-form-urlencoded',
      origin: SITE.origin,
    },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  });
}

/** Signs what a page shows with the passkey in software. @returns where it leads to */
async function sign(path: string, officerId = APPROVER): Promise<string> {
  const html = await page(path, officerId);
  const [, id = ''] = /^\/revocation-requests\/([^/]+)\//.exec(path) ?? [];
  const [, form = ''] = /<form id="sign"(.*?)<\/form>/s.exec(html) ?? [];
  const response = await post(
    `/revocation-requests/${id}/decisions`,
    [...hiddenIn(form), ['software', 'yes']],
    officerId,
  );
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

const deps = () =>
  ({
    db: worker,
    evidence: office.evidence,
    build: 'test',
    now: () => office.now,
    staff: staffSignatures(worker, SITE.origin),
  }) as unknown as OfficeDependencies;

const rowOf = async (id: string) => {
  const [row] = await office.owner
    .select()
    .from(revocationRequests)
    .where(eq(revocationRequests.id, id));
  if (!row) throw new Error('no such request');
  return row;
};

async function entriesOf(id: string): Promise<Entry[]> {
  const rows = await office.owner.select().from(bookEntries).where(eq(bookEntries.caseId, id));
  return rows.map(({ octets }) => readEntry(octets));
}

/** Looks for a certificate as the form of a page does. */
async function search(typed: Readonly<Record<string, string>>, at = 'emergency') {
  const path = `/revocation-requests/${at}`;
  const [, form = ''] =
    /<form class="[^"]*search3"(.*?)<\/form>/s.exec(await page(path, RECEPTION)) ?? [];
  expect(form).toContain('method="post"');
  return (await post(path, [...hiddenIn(form), ...Object.entries(typed)], RECEPTION)).text();
}

/** A call is taken on the page of an emergency, as whoever answers it does. @returns the request */
async function take(officerId = RECEPTION): Promise<string> {
  const html = await page(`/revocation-requests/emergency?number=${serial}`, officerId);
  const [, form = ''] = /data-found="[0-9a-f]+".*?<form(.*?)<\/form>/s.exec(html) ?? [];
  const response = await post('/revocation-requests', hiddenIn(form), officerId);
  const [, id = ''] =
    /\/emergency\?request=([0-9a-f-]{36})$/.exec(response.headers.get('location') ?? '') ?? [];
  return id;
}

describe('the search of an emergency', () => {
  it('finds by number, says whether name and birth date agree, and records that they were read', async () => {
    const before = (await office.owner.select().from(accessRows)).length;
    const typed = { number: serial, name: '山田', birth: '1990-04-12' };
    const html = await search(typed);
    expect(html).toContain(`data-found="${serial}"`);
    expect(html).toContain('氏名が合う');
    expect(html).toContain('生年月日が合う');
    const rows = (await office.owner.select().from(accessRows)).slice(before);
    expect(rows.map(({ purpose }) => purpose)).toEqual(['revocation', 'revocation']);
    expect(rows.flatMap(({ fields }) => fields)).toEqual(
      expect.arrayContaining(['name', 'birthDate']),
    );
  });

  it('shows by a number that the name is another, and by a day finds only those whose name agrees', async () => {
    const name = '鈴木';
    for (const at of ['emergency', 'new']) {
      expect(await search({ number: serial, name }, at)).toContain('氏名が違う');
      expect(await search({ number: '2026-12-01', name }, at)).not.toContain('data-found');
    }
  });

  it('takes no name out of an address, where browsers and proxies would keep it', async () => {
    const typed = new URLSearchParams({ number: serial, name: '鈴木', birth: '1990-04-12' });
    for (const at of ['emergency', 'new']) {
      const html = await page(`/revocation-requests/${at}?${String(typed)}`, RECEPTION);
      expect(html).toContain(`data-found="${serial}"`);
      expect(html).not.toContain('氏名が違う');
      expect(html).not.toContain('value="1990-04-12"');
    }
  });

  it('finds nobody by a name alone, and says what to ask for', async () => {
    const html = await search({ name: '山田' });
    expect(html).toContain('氏名だけでは探せません');
    expect(html).not.toContain('data-found');
  });

  it('is for nobody who may not read cases', async () => {
    for (const path of ['', '/emergency', '/new', `/${SIGNED}`]) {
      expect((await get(`/revocation-requests${path}`, AUDITOR)).status).toBe(403);
    }
    expect((await get(`/certificates/${serial}`, AUDITOR)).status).toBe(403);
  });
});

describe('a call at night', () => {
  let id = '';

  it('is recorded with its entry before anything is asked, once', async () => {
    id = await take();
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'received', channel: 'telephone', serialNumber: serial });
    expect(row.certificateSha256).toMatch(/^[0-9a-f]{64}$/);
    const [entry] = await entriesOf(id);
    expect(entry).toMatchObject({
      event: 'revocation.requested',
      actor: { kind: 'officer', id: RECEPTION, role: 'reception' },
    });
    const [taker] = await office.owner.select().from(officers).where(eq(officers.id, RECEPTION));
    expect(entry?.actor).toMatchObject({ nameCommitment: taker?.nameCommitment });
    expect(nudged).toContain(id);
  });

  it('offers the button to approvers alone, and tells the others who can', async () => {
    const path = `/revocation-requests/emergency?request=${id}`;
    const byReception = await page(path, RECEPTION);
    expect(byReception).not.toContain('この証明書の失効を記録する');
    expect(byReception).toContain('折返しを記録する');
    expect(byReception).toContain('長谷部 亮');
    const byApprover = await page(path);
    expect(byApprover).toContain('この証明書の失効を記録する');
    expect(byApprover).toContain('東京都清瀬市中里５－８４２');
    expect(byApprover).toContain('確かめる人: 三宅 和彦');
  });

  it('cannot be revoked at once after the subscriber denied it, or knew no answer', async () => {
    const at = `/revocation-requests/${id}/decisions/new?decision=emergency&reason=keyCompromise`;
    for (const said of ['result=denied&answer=address&answer=portal', 'result=confirmed']) {
      const html = await page(`${at}&${said}`);
      expect(html).toContain('本人の申し出と確かめられません');
      expect(html).not.toContain('id="sign"');
    }
  });

  it('is granted by one passkey, with the record of the call that names no answer', async () => {
    const said = 'reason=keyCompromise&result=confirmed&answer=address&answer=portal';
    const path = `/revocation-requests/${id}/decisions/new?decision=emergency&${said}`;
    const outcome = await sign(path);
    expect(await page(outcome)).toContain('data-outcome="pending"');
    await applyRequestInputs(deps(), id);
    expect(await rowOf(id)).toMatchObject({
      state: 'granted',
      isEmergency: true,
      reasonCode: 'keyCompromise',
    });
    const html = await page(outcome);
    expect(html).toContain('data-outcome="applied"');
    expect(html).toContain('本人にもう一度知らせます');
    const entries = await entriesOf(id);
    const called = entries.find(({ event }) => event === 'revocation.callback');
    expect(called?.data).toMatchObject({ result: 'confirmed', scriptVersion: 'callback/1' });
    const sha256 = called?.evidence?.[0]?.sha256 ?? '';
    const { chainId } = await rowOf(id);
    const record = String(office.evidence.get({ caseId: id, chainId }, [sha256]).get(sha256));
    expect(JSON.parse(record)).toMatchObject({ right: ['address', 'portal'] });
    expect(record).not.toMatch(/清瀬|見本ポータル|2026-12/);
    expect(entries.filter(({ event }) => event === 'revocation.granted')).toHaveLength(1);
  });

  it('is confirmed by another approver within the hour, never by whoever granted it (N6)', async () => {
    const path = `/revocation-requests/${id}/confirmation`;
    const own = await page(`${path}?confirmed=yes`);
    expect(own).not.toContain('id="sign"');
    expect(own).toContain('いまできる人: 三宅 和彦');
    expect(await page(path, SECOND)).toContain('残り');
    expect(await page('/morning-check', SECOND)).toContain('/revocation-requests?view=confirm');
    expect(await page('/revocation-requests?view=confirm', SECOND)).toContain(id);
    const outcome = await sign(`${path}?confirmed=yes`, SECOND);
    await applyRequestInputs(deps(), id);
    expect(await page(outcome, SECOND)).toContain('事後確認を記録しました');
    expect(await rowOf(id)).toMatchObject({ isConfirmed: true, state: 'granted' });
    expect(await page('/revocation-requests?view=confirm', SECOND)).not.toContain(id);
  });

  it('shows on the page of the certificate that it is being revoked', async () => {
    const html = await page(`/certificates/${serial}`);
    expect(html).toContain('失効を記録中');
    expect(html).toContain(`/revocation-requests/${id}`);
  });
});

const PDF = Buffer.from('%PDF-1.7 a form that somebody signed');

async function upload(fields: Readonly<Record<string, string>>, file = PDF): Promise<Response> {
  const html = await page(`/revocation-requests/new?serial=${serial}&issuer=${issuer}`, RECEPTION);
  const [, form = ''] = /enctype="multipart\/form-data"(.*?)<\/form>/s.exec(html) ?? [];
  const body = new FormData();
  for (const [name, value] of [...hiddenIn(form), ...Object.entries(fields)]) body.set(name, value);
  body.set('document', new File([new Uint8Array(file)], 'scan.pdf'));
  return app.request('/revocation-requests', {
    method: 'POST',
    headers: { cookie: await cookieOf(RECEPTION ?? ''), origin: SITE.origin },
    body,
  });
}

const FORM = {
  channel: 'paperForm',
  paperIntent: 'signed',
  requesterMatch: 'same',
  reason: 'cessationOfOperation',
  receivedOn: '2026-11-30',
  compared: 'yes',
};

describe('a request that staff take', () => {
  it.each([
    ['no way', { channel: '' }, PDF, '方法を選んでください'],
    ['nothing seen of the form', { paperIntent: '' }, PDF, '確かめたことを選んでください'],
    ['no reason', { reason: '' }, PDF, '理由を選んでください'],
    ['a day that is still to come', { receivedOn: '2027-01-01' }, PDF, '今日までのYYYY-MM-DD'],
    ['a document that is none', {}, Buffer.from('MZ…'), 'PDF・JPEG・PNGです'],
    ['number and fingerprint not compared', { compared: '' }, PDF, '番号と指紋を確かめ'],
  ])('is not recorded with %s', async (...[, wrong, file, said]) => {
    const before = (await office.owner.select().from(revocationRequests)).length;
    const response = await upload({ ...FORM, ...wrong }, file);
    expect(response.status).toBe(409);
    const html = await response.text();
    expect(html).toContain(said);
    expect(html).toContain('何も記録していません');
    expect(await office.owner.select().from(revocationRequests)).toHaveLength(before);
  });

  it('keeps the form that was scanned, and gives it back to whoever decides', async () => {
    const response = await upload(FORM);
    expect(response.status).toBe(303);
    const path = response.headers.get('location') ?? '';
    const id = path.split('/').at(-1) ?? '';
    expect(await rowOf(id)).toMatchObject({ channel: 'paperForm', identityMethod: 'signed' });
    const html = await page(path);
    const [, document = ''] = /href="([^"]+\/documents\/[0-9a-f]{64})"/.exec(html) ?? [];
    const file = await get(document);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF);
  });

  it('is recorded on our own ground where a receipt is missing', async () => {
    const fields = { channel: 'exOfficio', ground: 'receiptMissing', reason: 'privilegeWithdrawn' };
    const response = await upload({ ...fields, compared: 'yes' });
    const id = response.headers.get('location')?.split('/').at(-1) ?? '';
    expect(await rowOf(id)).toMatchObject({
      channel: 'exOfficio',
      identityMethod: 'otherGround',
      reasonAsked: 'privilegeWithdrawn',
    });
  });
});

describe('missedReceipts', () => {
  it('offers what the machine has no request for, and not what was asked for on our own ground', async () => {
    const id = uuidV7();
    const { $client } = office.owner;
    const { rows } = await $client.query<{ order: string }>(
      `select o.id as "order" from orders o where o.issuer_key_id = $1 and o.serial_number = $2`,
      [issuer, serial],
    );
    const order = rows[0]?.order;
    const before = await $client.query('select * from certificates where order_id = $1', [order]);
    const isOffered = async (): Promise<boolean> =>
      (await records.certificates.missedReceipts(office.now)).some(
        ({ serialNumber }) => serialNumber === serial,
      );
    const change = (missedAt: Date | null) =>
      $client.query(
        `update certificates set state = 'issued', receipt_required = true, missed_at = $2,
           acceptance_deadline = $3, accepted_at = null, accepted_by = null, ended_at = null
         where order_id = $1`,
        [order, missedAt, new Date(office.now.getTime() - 60_000)],
      );
    const others = await $client.query<{ id: string }>(
      `update revocation_requests set order_id = null where order_id = $1 returning id`,
      [order],
    );
    try {
      await change(null);
      // Its machine has still to look.
      expect(await isOffered()).toBe(false);
      await change(office.now);
      expect(await isOffered()).toBe(true);
      await $client.query(
        `insert into revocation_requests (id, input_id, request_number, order_id, chain_id, channel, identity_method,
           reason_asked, requested_at, decide_by, state, closed_at)
         values ($1, $1, 1, $2, $1, 'exOfficio', 'none', 'privilegeWithdrawn', $3, $3, 'refused', $3)`,
        [id, order, office.now],
      );
      expect(await isOffered()).toBe(false);
    } finally {
      const [was] = before.rows;
      await $client.query(
        `update certificates set state = $2, receipt_required = $3, missed_at = $4, acceptance_deadline = $5,
           accepted_at = $6, accepted_by = $7, ended_at = $8 where order_id = $1`,
        [
          order,
          was.state,
          was.receipt_required,
          was.missed_at,
          was.acceptance_deadline,
          was.accepted_at,
          was.accepted_by,
          was.ended_at,
        ],
      );
      await $client.query('update revocation_requests set order_id = null where id = $1', [id]);
      await $client.query('update revocation_requests set order_id = $2 where id = any($1)', [
        others.rows.map((row) => row.id),
        order,
      ]);
    }
  });
});

/** What an examination leaves of a call: an approver may decide it. */
const examination = (notHolding: readonly string[]) => ({
  state: 'examining',
  outcome: 'refers',
  notHolding: [...notHolding],
  findingsSha256: 'f1'.repeat(32),
  ruleSetId: 'revocation-2026-12',
});

/** A call that was taken and examined. */
async function examined(notHolding: readonly string[], taker?: string): Promise<string> {
  const id = await take(taker);
  await office.owner
    .update(revocationRequests)
    .set(examination(notHolding))
    .where(eq(revocationRequests.id, id));
  return id;
}

describe('a decision about a request', () => {
  it('is refused with a reason and the letter that the page showed', async () => {
    const id = await examined(['revoke.telephone/notReached']);
    const path = `/revocation-requests/${id}/decisions/new?decision=refuse`;
    expect(await page(path)).not.toContain('id="sign"');
    const html = await page(`${path}&refusal=intentNotEstablished`);
    expect(html).toContain('失効のご意思を、確認できませんでした。');
    const outcome = await sign(`${path}&refusal=intentNotEstablished`);
    await applyRequestInputs(deps(), id);
    expect(await page(outcome)).toContain('data-outcome="applied"');
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'refused', refusalReason: 'intentNotEstablished' });
    const sha256 = row.letterSha256 ?? '';
    const of = { caseId: id, chainId: row.chainId };
    expect(String(office.evidence.get(of, [sha256]).get(sha256))).toContain('失効のご意思');
  });

  it('is granted for a reason to each finding, and for keyCompromise with its day', async () => {
    const id = await examined(['revoke.telephone/confirmed']);
    const at = `/revocation-requests/${id}/decisions/new?decision=grant`;
    const chosen = `${at}&reason=keyCompromise&invalidityDate=2026-11-30`;
    expect(await page(chosen)).not.toContain('id="sign"');
    await sign(`${chosen}&override:revoke.telephone/confirmed=callBackMade`);
    const grants = (await office.owner.select().from(caseInputs).where(eq(caseInputs.caseId, id)))
      .filter(({ kind }) => kind === 'revocationGrant')
      .map(({ content }) => content);
    expect(grants).toEqual([
      expect.objectContaining({
        reasonCode: 'keyCompromise',
        invalidityDate: '2026-11-30',
        reasons: ['revoke.telephone/confirmed=callBackMade'],
        findingsSha256: 'f1'.repeat(32),
      }),
    ]);
  });

  it('is not offered where a finding forbids it, nor to whoever took the call (N6)', async () => {
    const denied = await examined(['revoke.telephone/denied']);
    const html = await page(`/revocation-requests/${denied}`);
    expect(html).toContain('規則の結果、失効はできません');
    expect(html).not.toContain(`${denied}/decisions/new?decision=grant`);
    const own = await examined(['revoke.telephone/confirmed'], APPROVER);
    expect(await page(`/revocation-requests/${own}`)).not.toContain(
      `${own}/decisions/new?decision=grant`,
    );
    expect(await page(`/revocation-requests/${own}`, SECOND)).toContain(
      `${own}/decisions/new?decision=grant`,
    );
  });

  it('records nothing without a passkey that signed just this', async () => {
    const id = await examined(['revoke.telephone/confirmed']);
    const path = `/revocation-requests/${id}/decisions/new?decision=suspend`;
    const [, form = ''] = /<form id="sign"(.*?)<\/form>/s.exec(await page(path)) ?? [];
    const response = await post(`/revocation-requests/${id}/decisions`, hiddenIn(form));
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('何も記録していません');
    const inputs = await office.owner.select().from(caseInputs).where(eq(caseInputs.caseId, id));
    expect(inputs.map(({ kind }) => kind)).toEqual(['revocationRequest']);
  });

  it('takes two approvers where a finding says so', async () => {
    const html = await page(`/revocation-requests/${SIGNED}`);
    expect(html).toContain('承認者2人で決めます');
    expect(html).toContain('電子証明書失効請求書');
  });
});
