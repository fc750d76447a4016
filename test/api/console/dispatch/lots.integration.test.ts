import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq, inArray, notInArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyLotInput,
  applyLotInputs,
  type LotOffice,
} from '../../../../activities/dispatch/apply-lot-input.ts';
import { removeLettersOver } from '../../../../activities/dispatch/remove-letters.ts';
import type { ActFailure } from '../../../../activities/governance/act-failure.ts';
import { LetterStore, letterPath } from '../../../../adapters/evidence-store/letter-store.ts';
import { registerSoftwarePasskeys } from '../../../../bin/software-passkeys.ts';
import { staffSignatures } from '../../../../bin/staff-passkeys.ts';
import { opens } from '../../../../books/commitment.ts';
import { readEntry } from '../../../../books/entry.ts';
import { openConsoleRecords } from '../../../../db/inspection/console-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../../db/office-database.ts';
import { caseInputs, certificateApplications } from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import { deliveryCodes, dispatchLots, lotInputs } from '../../../../db/schema/dispatch.ts';
import { accessRows, officers } from '../../../../db/schema/governance.ts';
import {
  readLetterInput,
  readResend,
  resendOrderText,
  type LetterPosted,
} from '../../../../domain/key-delivery/letter-inputs.ts';
import { readAssertion } from '../../../../adapters/webauthn/assertion.ts';
import { confirmationCsv } from '../../../../simulator/print-shop.ts';
import { cookiesOf } from '../fakes.ts';
import { addLink, consoleOf, type ConsoleApp, type Records } from '../office-console.ts';
import { SITE } from '../passkey-browser.ts';
import { CASE_PLANS, WORKED_EXAMPLE } from '../seed/case-plans.ts';
import { RESEND_CASE, seedCode, seedLetters, SEALED_LOT } from '../seed/seed-letters.ts';
import { startSeededOffice, type SeededOffice } from '../seed/seeded-office.ts';

const [RECEPTION, OPERATOR, APPROVER, EXAMINER] = [
  'officer-04',
  'officer-07',
  'officer-03',
  'officer-02',
];

let office: SeededOffice;
let app: ConsoleApp;
let records: Records;
let worker: OfficeDatabase;
const started: string[] = [];
const failures: ActFailure[] = [];
const nudged: { applicationId: string; inputId: string; kind: string }[] = [];
const cookies = new Map<string, string>();

beforeAll(async () => {
  office = await startSeededOffice();
  records = openConsoleRecords(office.db);
  const softwarePasskeys = await registerSoftwarePasskeys(records, {
    seed: Buffer.alloc(32, 5),
    now: office.now,
  });
  app = consoleOf(office, records, {
    letters: new LetterStore(join(office.directory, 'evidence')),
    softwarePasskeys,
    deciding: {
      ...staffSignatures(office.db, SITE.origin),
      nudge: async (input) => void nudged.push(input),
    },
  });
  // With the rights of the office-worker, and no more.
  worker = openOfficeDatabase(office.workerUrl, 4);
  const [reception] = await office.owner.select().from(officers).where(eq(officers.id, RECEPTION));
  if (!reception) throw new Error('nobody is at the reception');
  // A second account of the same person: two accounts of one person count as one (N13).
  await office.owner
    .insert(officers)
    .values({ ...reception, id: 'officer-14', roles: ['issuingOperator'] });
  await seedLetters(office);
});
afterAll(async () => {
  await worker?.$client.end();
  await office?.stop();
});

async function cookieOf(officerId: string): Promise<string> {
  const known = cookies.get(officerId);
  if (known !== undefined) return known;
  const secret = await addLink(records, officerId, office.now);
  const cookie = cookiesOf(await app.request(`/sign-in/${secret}`));
  cookies.set(officerId, cookie);
  return cookie;
}

const get = async (path: string, officerId: string): Promise<Response> =>
  app.request(path, { headers: { cookie: await cookieOf(officerId) } });

const page = async (path: string, officerId: string): Promise<string> =>
  (await get(path, officerId)).text();

type Fields = readonly (readonly [string, string])[];

const hidden = (html: string): Fields =>
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );

/** Opens a page and posts a form of it: what is hidden in it, and what somebody types. */
async function send(
  officerId: string,
  form: { readonly of: string; readonly to: string; readonly typed?: Fields },
): Promise<Response> {
  const html = await page(form.of, officerId);
  const [inner = ''] = new RegExp(`<form[^>]*action="${form.to}".*?</form>`, 's').exec(html) ?? [];
  return post(officerId, form.to, [...hidden(inner), ...(form.typed ?? [])]);
}

const post = async (officerId: string, to: string, fields: Fields): Promise<Response> =>
  app.request(to, {
    method: 'POST',
    headers: {
      cookie: await cookieOf(officerId),
      'content-type': 'application/x-www-form-urlencoded',
      origin: SITE.origin,
    },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  });

const desk = (): LotOffice & { report: (failure: ActFailure) => void } => ({
  db: worker,
  letters: new LetterStore(join(office.directory, 'evidence')),
  startLot: async (lotId) => void started.push(lotId),
  now: () => office.now,
  report: (failure) => void failures.push(failure),
});

/** What the page of an input says after the office-worker has judged it. */
async function outcome(response: Response, officerId: string) {
  expect(response.status).toBe(303);
  const path = response.headers.get('location') ?? '';
  expect(await page(path, officerId)).toContain('data-outcome="pending"');
  await applyLotInputs(desk());
  expect(failures.splice(0)).toEqual([]);
  const id = path.split('/').at(-1) ?? '';
  const [row] = await office.owner.select().from(lotInputs).where(eq(lotInputs.id, id));
  const html = await page(path, officerId);
  expect(html).toContain(`data-outcome="${row?.refused === null ? 'recorded' : 'refused'}"`);
  return { refused: row?.refused, lotId: row?.lotId ?? '' };
}

const ENDED = ['locked', 'lapsed', 'redeemed', 'voided'];

/** Letters of these many cases, made and in no lot. */
async function letters(count: number): Promise<string[]> {
  const cases = CASE_PLANS.filter(({ id }) => id !== RESEND_CASE).slice(0, count);
  const made: string[] = [];
  for (const { id: caseId } of cases) {
    const codes = await office.owner
      .select({ n: deliveryCodes.codeNumber })
      .from(deliveryCodes)
      .where(eq(deliveryCodes.caseId, caseId));
    const codeNumber = Math.max(0, ...codes.map(({ n }) => n)) + 1;
    // A new code voids the one before.
    await office.owner
      .update(deliveryCodes)
      .set({ state: 'voided' })
      .where(and(eq(deliveryCodes.caseId, caseId), notInArray(deliveryCodes.state, ENDED)));
    made.push(await seedCode(office, { caseId, codeNumber }));
  }
  return made;
}

/** A proposal through the form, of these letters alone. */
async function propose(dispatches: readonly string[], officerId = RECEPTION) {
  const html = await page('/dispatch-lots', officerId);
  const [form = ''] = /<form[^>]*action="\/dispatch-lots".*?<\/form>/s.exec(html) ?? [];
  for (const dispatch of dispatches) expect(form).toContain(`value="${dispatch}"`);
  const chosen = dispatches.map((dispatch) => ['dispatch', dispatch] as const);
  const response = await post(officerId, '/dispatch-lots', [...hidden(form), ...chosen]);
  return outcome(response, officerId);
}

async function seal(lotId: string, typed: string, officerId = OPERATOR) {
  const of = `/dispatch-lots/${lotId}`;
  const form = { of, to: `${of}/seals`, typed: [['letters', typed]] as const };
  return outcome(await send(officerId, form), officerId);
}

async function sealedLot(count: number): Promise<{ lotId: string; dispatches: string[] }> {
  const dispatches = await letters(count);
  const { lotId } = await propose(dispatches);
  expect((await seal(lotId, String(count))).refused).toBeNull();
  return { lotId, dispatches };
}

const lotRow = async (id: string) =>
  (await office.owner.select().from(dispatchLots).where(eq(dispatchLots.id, id)))[0];

const statesOf = async (dispatches: readonly string[]) => {
  const rows = await office.owner
    .select({ state: deliveryCodes.state, lotId: deliveryCodes.lotId })
    .from(deliveryCodes)
    .where(inArray(deliveryCodes.dispatchId, [...dispatches]));
  return rows.map(({ state }) => state).toSorted();
};

const entriesOf = async (caseId: string) => {
  const rows = await office.owner
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    .where(eq(bookEntries.caseId, caseId))
    .orderBy(bookEntries.ordinal);
  return rows.map(({ octets }) => readEntry(octets));
};

const change = (dispatch: string, set: Partial<typeof deliveryCodes.$inferInsert>) =>
  office.owner.update(deliveryCodes).set(set).where(eq(deliveryCodes.dispatchId, dispatch));

describe('a lot of letters', () => {
  it('is sealed by two, with an entry of each, and its codes with it', async () => {
    const dispatches = await letters(3);
    const { lotId, refused } = await propose(dispatches);
    expect(refused).toBeNull();
    expect(await statesOf(dispatches)).toEqual(['generated', 'generated', 'generated']);
    expect((await seal(lotId, '３')).refused).toBeNull();
    expect(await statesOf(dispatches)).toEqual(['sealed', 'sealed', 'sealed']);
    const lot = await lotRow(lotId);
    expect(lot).toMatchObject({ letters: 3, proposedBy: RECEPTION, sealedBy: OPERATOR });
    // 10:20 on a Tuesday: two business days end with Thursday.
    expect(lot?.printBy?.toISOString()).toBe('2026-12-03T15:00:00.000Z');
    const said = { lot: lotId, letters: 3, vendorFileSha256: lot?.vendorFileSha256 };
    expect(
      (await entriesOf(lotId)).map(({ event, seq, actor, data }) => [event, seq, actor.id, data]),
    ).toEqual([
      ['letter.lotSealed', 1, RECEPTION, said],
      ['letter.lotSealed', 2, OPERATOR, said],
    ]);
    expect(started).toContain(lotId);
  });

  it('shows the number to nobody before it is sealed, and no name at all', async () => {
    const { lotId } = await propose(await letters(2));
    const html = await page(`/dispatch-lots/${lotId}`, OPERATOR);
    expect(html).toContain('数えた通数');
    expect(html).not.toMatch(/>\s*2通/);
    const list = await page('/dispatch-lots', OPERATOR);
    for (const { name } of CASE_PLANS) {
      expect([name, html.includes(name), list.includes(name)]).toEqual([name, false, false]);
    }
    expect((await seal(lotId, '2')).refused).toBeNull();
  });

  it('is not sealed by its proposer, nor by another account of the same person', async () => {
    const { lotId } = await propose(await letters(1));
    const html = await page(`/dispatch-lots/${lotId}`, RECEPTION);
    expect(html).toContain('一人目はあなたです');
    expect(html).not.toContain('数えた通数');
    expect(html).toContain('岸 由美');
    for (const officerId of [RECEPTION, 'officer-14']) {
      const { kind, content } = { kind: 'seal', content: { v: 1, letters: 1 } } as const;
      const role = officerId === RECEPTION ? 'reception' : 'issuingOperator';
      const input = {
        id: crypto.randomUUID(),
        lotId,
        kind,
        content,
        officerId,
        role,
        terminal: 'T-07',
        receivedAt: office.now,
      };
      await records.lots.record(input);
      await applyLotInputs(desk());
      expect((await records.lots.outcome(input.id))?.refused).toBe('dutiesN7');
    }
    expect((await lotRow(lotId))?.sealedAt).toBeNull();
    const refused = (await entriesOf(lotId)).filter(({ event }) => event === 'input.refused');
    expect(refused.map(({ data }) => data)).toEqual([
      expect.objectContaining({ inputKind: 'lotSeal', problem: 'dutiesN7' }),
      expect.objectContaining({ inputKind: 'lotSeal', problem: 'dutiesN7' }),
    ]);
  });

  it('is not sealed with another number than that of its letters', async () => {
    const dispatches = await letters(2);
    const { lotId } = await propose(dispatches);
    expect((await seal(lotId, '3')).refused).toBe('countDiffers');
    expect(await statesOf(dispatches)).toEqual(['generated', 'generated']);
    expect((await seal(lotId, '2')).refused).toBeNull();
    expect(await page(`/dispatch-lots/${lotId}`, OPERATOR)).not.toContain('数えた通数');
  });

  it('loses a letter whose code ended before the second seal, and is counted without it', async () => {
    const dispatches = await letters(3);
    const { lotId } = await propose(dispatches);
    await change(dispatches[1] ?? '', { state: 'voided', endedAt: office.now });
    expect((await seal(lotId, '3')).refused).toBe('countDiffers');
    expect((await seal(lotId, '2')).refused).toBeNull();
    expect(await statesOf(dispatches)).toEqual(['sealed', 'sealed', 'voided']);
    expect(await lotRow(lotId)).toMatchObject({ letters: 2 });
    const html = await page(`/dispatch-lots/${lotId}`, OPERATOR);
    expect(html).not.toContain(dispatches[1] ?? '-');
  });

  it('is refused where a letter is in another lot or not there, and nothing is taken', async () => {
    const dispatches = await letters(2);
    const [first = '', second = ''] = dispatches;
    const base = { officerId: RECEPTION, role: 'reception', terminal: 'T', receivedAt: office.now };
    const sendProposal = async (ids: readonly string[], by = base) => {
      const [id, lotId] = [crypto.randomUUID(), crypto.randomUUID()];
      const content = { v: 1 as const, dispatches: ids };
      await records.lots.record({ ...by, id, lotId, kind: 'propose', content });
      await applyLotInputs(desk());
      return (await records.lots.outcome(id))?.refused;
    };
    expect(await sendProposal([first])).toBeNull();
    expect(await sendProposal([first, second])).toBe('letterTaken');
    const [row] = await office.owner
      .select()
      .from(deliveryCodes)
      .where(eq(deliveryCodes.dispatchId, second));
    expect(row?.lotId).toBeNull();
    rmSync(join(office.directory, 'evidence', letterPath(row?.ciphertextSha256 ?? '')));
    expect(await sendProposal([second])).toBe('letterMissing');
    const byExaminer = { ...base, officerId: EXAMINER, role: 'examiner' };
    expect(await sendProposal([second], byExaminer)).toBe('roleRequired');
    expect(await sendProposal([second], { ...byExaminer, role: 'reception' })).toBe('roleRequired');
    expect(await sendProposal([second], { ...base, officerId: 'nobody' })).toBe('officerUnknown');
  });

  it('is given up before the second seal, and its letters are free again', async () => {
    const dispatches = await letters(1);
    const { lotId } = await propose(dispatches);
    const of = `/dispatch-lots/${lotId}`;
    const given = await outcome(await send(RECEPTION, { of, to: `${of}/discards` }), RECEPTION);
    expect(given.refused).toBeNull();
    const entries = await entriesOf(lotId);
    expect(entries.map(({ event }) => event)).toEqual(['letter.lotSealed', 'input.refused']);
    expect(entries[1]?.data).toMatchObject({ inputKind: 'lotProposal', problem: 'discarded' });
    expect((await propose(dispatches)).refused).toBeNull();
  });

  it('is judged once, whoever repeats it', async () => {
    const { lotId } = await sealedLot(1);
    const before = (await entriesOf(lotId)).length;
    const rows = await office.owner.select().from(lotInputs).where(eq(lotInputs.lotId, lotId));
    for (const row of rows) expect(await applyLotInput(desk(), row)).toBeUndefined();
    expect(await entriesOf(lotId)).toHaveLength(before);
  });
});

describe('a letter that outlived its code', () => {
  it('is deleted, once no open lot needs it', async () => {
    const kept = new LetterStore(join(office.directory, 'evidence'));
    const look = () => removeLettersOver({ db: worker, kept });
    const [free = ''] = await letters(1);
    const there = async () => {
      const hashes = await kept.list();
      const rows = await office.owner.select().from(deliveryCodes);
      return rows
        .filter(({ ciphertextSha256 }) => hashes.includes(ciphertextSha256))
        .map(({ dispatchId }) => dispatchId);
    };
    await look();
    expect(await there()).toContain(free);
    // The code of the free one is void by these.
    const { lotId, dispatches: inLot } = await sealedLot(2);
    const [sealed = '', ended = ''] = inLot;
    await change(ended, { state: 'lapsed', endedAt: office.now });
    await look();
    expect(await there()).not.toContain(free);
    expect(await there()).toEqual(expect.arrayContaining([sealed, ended]));
    await office.owner
      .update(dispatchLots)
      .set({ closedAt: office.now })
      .where(eq(dispatchLots.id, lotId));
    await look();
    expect(await there()).not.toContain(ended);
    expect(await there()).toContain(sealed);
  });
});

describe('the vendor’s file', () => {
  it('has the hash that was sealed, and saving it is recorded', async () => {
    const { lotId, dispatches } = await sealedLot(2);
    const html = await page(`/dispatch-lots/${lotId}`, OPERATOR);
    expect(html).toContain('業者ファイルを保存する');
    const response = await get(`/dispatch-lots/${lotId}/vendor-file`, OPERATOR);
    expect(response.status).toBe(200);
    const octets = Buffer.from(await response.arrayBuffer());
    const sha256 = createHash('sha256').update(octets).digest('hex');
    expect(sha256).toBe((await lotRow(lotId))?.vendorFileSha256);
    const file = JSON.parse(octets.toString('utf8')) as { letters: { dispatch: string }[] };
    expect(file.letters.map(({ dispatch }) => dispatch)).toEqual(dispatches.toSorted());
    const reads = await office.owner.select().from(accessRows).where(eq(accessRows.caseId, lotId));
    expect(reads).toEqual([
      expect.objectContaining({ officerId: OPERATOR, fields: ['vendorFile'], purpose: 'dispatch' }),
    ]);
  });

  it('is for those who seal alone', async () => {
    const { lotId } = await sealedLot(1);
    expect((await get(`/dispatch-lots/${lotId}/vendor-file`, APPROVER)).status).toBe(403);
    expect(await page(`/dispatch-lots/${lotId}`, APPROVER)).toContain('保存できるのは');
  });

  it('stays whole when a code ends after the seal, and the vendor is told which letter to stop', async () => {
    const { lotId, dispatches } = await sealedLot(2);
    const [ended = ''] = dispatches;
    await change(ended, { state: 'voided', endedAt: office.now });
    expect((await get(`/dispatch-lots/${lotId}/vendor-file`, OPERATOR)).status).toBe(200);
    const html = await page(`/dispatch-lots/${lotId}`, OPERATOR);
    const [, stopped = ''] = html.split('業者に止めてもらう手紙');
    expect(stopped).toContain(ended);
  });

  it('cannot be made any more once a letter is printed and deleted, and the page says so', async () => {
    const { lotId, dispatches } = await sealedLot(1);
    const [row] = await office.owner
      .select()
      .from(deliveryCodes)
      .where(eq(deliveryCodes.dispatchId, dispatches[0] ?? ''));
    rmSync(join(office.directory, 'evidence', letterPath(row?.ciphertextSha256 ?? '')));
    expect(await page(`/dispatch-lots/${lotId}`, OPERATOR)).toContain('もう作れません');
    const response = await get(`/dispatch-lots/${lotId}/vendor-file`, OPERATOR);
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/dispatch-lots/${lotId}`,
    ]);
  });
});

/** Imports a file through the form. */
async function importCsv(csv: string | Buffer, officerId = RECEPTION): Promise<Response> {
  const html = await page('/dispatch-lots/confirmations', officerId);
  const body = new FormData();
  body.set('token', /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '');
  body.set('file', new File([csv], 'vendor.csv', { type: 'text/csv' }));
  return app.request('/dispatch-lots/confirmations', {
    method: 'POST',
    headers: { cookie: await cookieOf(officerId), origin: SITE.origin },
    body,
  });
}

const became = (html: string): string[] =>
  [...html.matchAll(/data-became="([^"]+)"/g)].map(([, code = '']) => code);

const inputsOf = async (dispatch: string) => {
  const rows = await office.owner.select().from(caseInputs).orderBy(caseInputs.receivedAt);
  return rows.filter(
    ({ content }) => (Object(content) as { dispatch?: string }).dispatch === dispatch,
  );
};

/** What opens the two commitments lies sealed beside them, and opens them. */
async function expectCommitted(content: LetterPosted, caseId: string): Promise<void> {
  const [row] = await office.owner
    .select()
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  const values = content.openings.map(({ field, sealed, keyId }) => {
    expect(keyId).toBe(row?.chainId);
    const octets = office.evidence.unseal(keyId, Buffer.from(sealed, 'base64'));
    const opening = JSON.parse(octets.toString('utf8')) as Parameters<typeof opens>[1] & {
      entry: string;
    };
    expect(opening).toMatchObject({ entry: content.entry, field });
    const name = field.split('.')[1] as 'addressCommitment';
    expect(opens(content[name], opening)).toBe(true);
    return opening.value;
  });
  expect(values[0]).toMatch(/[都道府県]/);
  expect(values[1]).toBe('123456789012');
}

describe('the vendor’s answers', () => {
  it('become inputs of their cases, in the order of the file, with address and tracking number committed to', async () => {
    const { lotId, dispatches } = await sealedLot(2);
    const [dispatch = '', other = ''] = dispatches;
    const at = new Date(office.now.getTime() - 3_600_000);
    const csv = confirmationCsv([
      { dispatch, event: 'printed', at },
      { dispatch, event: 'posted', at, tracking: '1234-5678-9012' },
      { dispatch: other, event: 'printed', at },
      { dispatch, event: 'delivered', at },
      { dispatch: lotId, event: 'printed', at },
    ]);
    nudged.splice(0);
    const response = await importCsv(`${csv}garbage`);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(became(html)).toEqual([
      'recorded',
      'recorded',
      'recorded',
      'recorded',
      'unknown',
      'columns',
    ]);
    expect(html).toContain('記録 4行・記録ずみ 0行・記録せず 2行');
    const rows = await inputsOf(dispatch);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'letterPrinted',
      'letterPosted',
      'letterDelivered',
    ]);
    for (const { kind, content, actor } of rows) {
      expect(actor).toBe(RECEPTION);
      expect(readLetterInput(kind as 'letterPrinted', content)).toMatchObject({
        officer: RECEPTION,
        reportSha256: createHash('sha256').update(`${csv}garbage`).digest('hex'),
      });
    }
    expect(nudged.map(({ kind }) => kind)).toEqual([
      'letterPrinted',
      'letterPosted',
      'letterPrinted',
      'letterDelivered',
    ]);
    await expectCommitted(rows[1]?.content as LetterPosted, rows[1]?.caseId ?? '');
    expect(JSON.stringify(rows)).not.toContain('123456789012');
    const [read] = await office.owner
      .select()
      .from(accessRows)
      .where(eq(accessRows.purpose, 'dispatch'))
      .then((all) => all.filter(({ caseId }) => caseId === rows[1]?.caseId));
    expect(read).toMatchObject({ officerId: RECEPTION, fields: ['address'] });
  });

  it('commit to the address of the version that the code was made for, not of one that came since', async () => {
    const { dispatches } = await sealedLot(1);
    const [dispatch = ''] = dispatches;
    const [code] = await office.owner
      .select()
      .from(deliveryCodes)
      .where(eq(deliveryCodes.dispatchId, dispatch));
    const ofCase = eq(certificateApplications.id, code?.caseId ?? '');
    await office.owner.update(certificateApplications).set({ edition: 2 }).where(ofCase);
    const csv = confirmationCsv([
      { dispatch, event: 'posted', at: office.now, tracking: '1234-5678-9012' },
    ]);
    expect(became(await (await importCsv(csv)).text())).toEqual(['recorded']);
    const [row] = await inputsOf(dispatch);
    await expectCommitted(row?.content as LetterPosted, row?.caseId ?? '');
    await office.owner.update(certificateApplications).set({ edition: 1 }).where(ofCase);
  });

  it('count once, however often the file is imported', async () => {
    const { dispatches } = await sealedLot(1);
    const [dispatch = ''] = dispatches;
    const csv = confirmationCsv([{ dispatch, event: 'printed', at: office.now }]);
    expect(became(await (await importCsv(csv)).text())).toEqual(['recorded']);
    expect(became(await (await importCsv(csv, OPERATOR)).text())).toEqual(['pending']);
    const [input] = await inputsOf(dispatch);
    const judged = (result: object) =>
      office.owner
        .update(caseInputs)
        .set({ appliedAt: office.now, result })
        .where(eq(caseInputs.id, input?.id ?? ''));
    await judged({ state: 'keyDelivery', isApplied: true });
    expect(became(await (await importCsv(csv)).text())).toEqual(['applied']);
    expect(await inputsOf(dispatch)).toHaveLength(1);
    // What was refused before may be heard again.
    await judged({ state: 'keyDelivery', isApplied: false, refused: 'stateMoved' });
    expect(became(await (await importCsv(csv)).text())).toEqual(['recorded']);
    expect(await inputsOf(dispatch)).toHaveLength(2);
  });

  it('say nothing of a letter that nobody sealed', async () => {
    const [dispatch = ''] = await letters(1);
    const csv = confirmationCsv([{ dispatch, event: 'printed', at: office.now }]);
    expect(became(await (await importCsv(csv)).text())).toEqual(['notInLot']);
  });

  it.each([
    ['another heading', 'a,b\n', '1行目が違います'],
    ['no rows', 'dispatch,event,at,tracking\n', '行がありません'],
    ['octets that are no text', Buffer.from([0xff, 0xfe, 0x00]), '文字として読めません'],
    ['more than is read', 'x'.repeat(300_000), '長すぎます'],
  ])(
    'are refused as a whole with %s, and the page says that nothing is recorded',
    async (_, csv, said) => {
      const response = await importCsv(csv);
      expect(response.status).toBe(422);
      const html = await response.text();
      expect(html).toContain(said);
      expect(html).toContain('何も記録していません');
    },
  );

  it('are imported by nobody else', async () => {
    expect(await page('/dispatch-lots/confirmations', APPROVER)).not.toContain('type="file"');
    expect((await importCsv('dispatch,event,at,tracking\n', APPROVER)).status).toBe(403);
  });
});

/** Scans an envelope on a page that lists what was scanned before. */
async function scan(dispatch: string, reason: string, before = '') {
  const html = before === '' ? await page('/returned-letters', RECEPTION) : before;
  const typed: Fields = [
    ['dispatch', dispatch],
    ['reason', reason],
  ];
  const [form = ''] = /<form[^>]*action="\/returned-letters".*?<\/form>/s.exec(html) ?? [];
  return (await post(RECEPTION, '/returned-letters', [...hidden(form), ...typed])).text();
}

const results = (html: string): string[] =>
  [...html.matchAll(/data-result="([^"]+)"/g)].map(([, code = '']) => code);

describe('scanning returned letters', () => {
  it('records each once, lists what was scanned, and offers the next step', async () => {
    const { dispatches } = await sealedLot(2);
    const [dispatch = '', other = ''] = dispatches;
    for (const id of dispatches) {
      await change(id, { state: 'posted', printedAt: office.now, postedAt: office.now });
    }
    const first = await scan(` ${dispatch.toUpperCase()} `, 'addressUnknown');
    expect(results(first)).toEqual(['recorded']);
    expect(first).toContain('手紙が戻りました(あて所に尋ねあたらない)。再送はあと2回です。');
    expect(first).toContain('autofocus');
    const again = await scan(dispatch, 'addressUnknown', first);
    expect(results(again)).toEqual(['known', 'recorded']);
    const third = await scan(other, 'moved', again);
    expect(results(third)).toEqual(['recorded', 'known', 'recorded']);
    const [input, ...more] = await inputsOf(dispatch);
    expect(more).toEqual([]);
    expect(readLetterInput('letterReturned', input?.content)).toMatchObject({
      reason: 'addressUnknown',
      from: 'officer',
      officer: RECEPTION,
      role: 'reception',
    });
    expect(nudged.at(-1)).toMatchObject({ kind: 'letterReturned' });
  });

  it.each([
    ['sealed', 'notPosted'],
    ['printed', 'notPosted'],
  ])('records none that is %s', async (state, result) => {
    const { dispatches } = await sealedLot(1);
    const [dispatch = ''] = dispatches;
    await change(dispatch, { state });
    expect(results(await scan(dispatch, 'refused'))).toEqual([result]);
    expect(await inputsOf(dispatch)).toEqual([]);
  });

  it('records one whose code lapsed or was used meanwhile, and offers a re-send of no used one', async () => {
    const { dispatches } = await sealedLot(2);
    const [lapsed = '', used = ''] = dispatches;
    const times = { printedAt: office.now, postedAt: office.now };
    await change(lapsed, { ...times, state: 'lapsed' });
    await change(used, { ...times, state: 'redeemed' });
    const html = await scan(lapsed, 'notCollected');
    expect([results(html), html.includes('/resends/new')]).toEqual([['recorded'], true]);
    const other = await scan(used, 'notCollected');
    expect([results(other), other.includes('/resends/new')]).toEqual([['recorded'], false]);
  });

  it('says what it cannot read, and carries nothing of it along', async () => {
    const unknown = await scan('019ad7f9-0000-7000-8000-00000000ffff', 'moved');
    expect(results(unknown)).toEqual(['unknown']);
    const odd = await scan('<script>山田', 'moved', unknown);
    expect(results(odd)).toEqual(['malformed', 'unknown']);
    expect(odd).not.toContain('山田');
  });

  it('is for reception and examiners', async () => {
    expect(await page('/returned-letters', OPERATOR)).toContain('受付と審査担当者が記録します');
    const form = await page('/returned-letters', OPERATOR);
    const token = /name="token" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const fields: Fields = [
      ['token', token],
      ['dispatch', WORKED_EXAMPLE.id],
      ['reason', 'moved'],
    ];
    expect((await post(OPERATOR, '/returned-letters', fields)).status).toBe(403);
  });
});

const RESENDS = `/certificate-applications/${RESEND_CASE}/resends`;

describe('ordering a re-send', () => {
  it('stands on the case whose letter came back, with how many are left', async () => {
    const html = await page(`/certificate-applications/${RESEND_CASE}`, APPROVER);
    expect(html).toContain(
      '手紙が戻りました(あて所に尋ねあたらない)。再送はあと1回です。先に住所を確かめてください。',
    );
    expect(html).toContain(`${RESENDS}/new`);
  });

  it('asks for the address first, and then for the passkey', async () => {
    const first = await page(`${RESENDS}/new`, APPROVER);
    expect(first).toContain('住所を確かめた');
    expect(first).not.toContain('name="software"');
    const second = await page(`${RESENDS}/new?checked=yes`, APPROVER);
    expect(second).toContain('name="software"');
  });

  it('is no act of whoever sealed the old lot, of another role, or of nobody’s code', async () => {
    expect(await page(`${RESENDS}/new`, OPERATOR)).toContain('承認者だけが指示できます');
    const [row] = await office.owner.select().from(officers).where(eq(officers.id, OPERATOR));
    const roles = ['issuingOperator', 'approver'];
    await office.owner.update(officers).set({ roles }).where(eq(officers.id, OPERATOR));
    const html = await page(`${RESENDS}/new?checked=yes`, OPERATOR);
    expect(html).toContain('前のロットに封をした人は指示できません');
    expect(html).toContain('長谷部 亮');
    expect(html).not.toContain('name="software"');
    await office.owner.update(officers).set({ roles: row?.roles }).where(eq(officers.id, OPERATOR));
    const other = `/certificate-applications/${WORKED_EXAMPLE.id}/resends/new`;
    expect(await page(other, APPROVER)).toContain('いま再送できる符号はありません');
  });

  it('is recorded with what the passkey signed: this case, this code, this reason', async () => {
    const html = await page(`${RESENDS}/new?checked=yes`, APPROVER);
    const [form = ''] = /<form[^>]*id="sign".*?<\/form>/s.exec(html) ?? [];
    const response = await post(APPROVER, RESENDS, [...hidden(form), ['software', 'yes']]);
    expect(response.status).toBe(303);
    const path = response.headers.get('location') ?? '';
    expect(await page(path, APPROVER)).toContain('data-outcome="pending"');
    const id = path.split('/').at(-1) ?? '';
    const [input] = await office.owner.select().from(caseInputs).where(eq(caseInputs.id, id));
    const content = readResend(input?.content);
    expect(content).toMatchObject({ codeNumber: 2, reasons: ['letterReturned'] });
    const [row] = await office.owner
      .select()
      .from(certificateApplications)
      .where(eq(certificateApplications.id, RESEND_CASE));
    const sha256 = content?.assertionSha256 ?? '';
    const place = { caseId: RESEND_CASE, chainId: row?.chainId ?? '' };
    const assertion = readAssertion(office.evidence.get(place, [sha256]).get(sha256) as Buffer);
    const signed = createHash('sha256').update(resendOrderText(RESEND_CASE, 2)).digest('hex');
    expect(assertion?.statement).toMatchObject({
      act: 'resend',
      subject: RESEND_CASE,
      officer: APPROVER,
      role: 'approver',
      contentSha256: signed,
    });
    expect(nudged.at(-1)).toEqual({ applicationId: RESEND_CASE, inputId: id, kind: 'resend' });
  });

  it('is not recorded for another code than the newest', async () => {
    const html = await page(`${RESENDS}/new?checked=yes`, APPROVER);
    const [form = ''] = /<form[^>]*id="sign".*?<\/form>/s.exec(html) ?? [];
    const fields = hidden(form).map(
      ([name, value]) => [name, name === 'code' ? '1' : value] as const,
    );
    const response = await post(APPROVER, RESENDS, [...fields, ['software', 'yes']]);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('何も記録していません');
  });

  it('is possible twice at most', async () => {
    const newest = eq(deliveryCodes.caseId, RESEND_CASE);
    await office.owner.update(deliveryCodes).set({ resend: 2 }).where(newest);
    expect(await page(`${RESENDS}/new`, APPROVER)).toContain('再送は2回までです');
    await office.owner.update(deliveryCodes).set({ resend: 1 }).where(newest);
  });
});

describe('the morning check', () => {
  it('tells of a lot that the vendor is late with, and of one that waits for its second seal', async () => {
    const late = await records.lots.late(office.now);
    expect(late.toPrint).toBe(1);
    expect(late.toSeal).toBeGreaterThan(0);
    const html = await page('/morning-check', RECEPTION);
    expect(html).toContain('印刷が遅れているロットが1件。');
    expect(await page(`/dispatch-lots/${SEALED_LOT}`, RECEPTION)).toContain('業者に電話で');
  });
});
