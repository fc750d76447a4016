import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCaseActivities } from '../../activities/application/move-case.ts';
import type { OfficeDependencies } from '../../activities/dependencies.ts';
import { openFolderMailer, openSmtpMailer, type Mailer } from '../../adapters/mail/mailer.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { applyRepeats } from '../../db/dispatch/dispatch-repeats.ts';
import { prepareDispatches } from '../../db/inspection/dispatches.ts';
import { prepareDispatch } from '../../db/dispatch/prepare.ts';
import { sendingPausesMs } from '../../domain/dispatch/sending-pauses.ts';
import { carryDispatch } from '../../queues/carry-dispatch.ts';
import { mailChannel } from '../../queues/mail-channel.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { apply } from '../../simulator/application.ts';
import { createPerson } from '../../simulator/person.ts';
import { openOffice, type Office } from '../api/portal/office.ts';
import { Workbench } from '../simulator/workbench.ts';
import { openMailSink, type MailSink } from './mail-sink.ts';

const ADDRESS = 'canary-hanako@example.jp';
const bench = new Workbench();
let office: Office;
let jlis: Awaited<ReturnType<Workbench['open']>>;
/** With the rights of the dispatch-worker. */
let db: OfficeDatabase;
let sink: MailSink;
let mailer: Mailer;
let aheadMs = 0;
const now = () => new Date(Date.now() + aheadMs);

const smtp = (isTlsRequired: boolean): Mailer =>
  openSmtpMailer({
    url: sink.url,
    isTlsRequired,
    from: 'Toroku <no-reply@toroku.example>',
    timeoutMs: 2_000,
  });

beforeAll(async () => {
  [office, jlis] = await Promise.all([openOffice(), bench.open()]);
  db = openOfficeDatabase(office.instance.databaseUrl('toroku_dispatch'), 4);
});
beforeEach(async () => {
  sink = await openMailSink();
  mailer = smtp(false);
});
afterEach(async () => {
  mailer.close();
  await sink.close();
});
afterAll(async () => {
  await db.$client.end();
  await office.close();
  bench.close();
});

/** An application as it comes in, opened by the office: its applicant is told that it was received. */
async function received(): Promise<{ applicationId: string; dispatch: string }> {
  const applicant = await createApplicant({ contact: { mail: ADDRESS } });
  const card = await jlis.issueCard(createPerson());
  const portal = office.client();
  const { applicationId } = await apply({ portal, card, service: 'together', applicant });
  const deps = {
    db: office.db,
    evidence: office.evidence,
    build: 'test',
    now,
  } as OfficeDependencies;
  await createCaseActivities(deps).openCase(applicationId);
  const [row] = await rowsOf(applicationId);
  return { applicationId, dispatch: row?.id ?? '' };
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly template: string;
}

async function rowsOf(caseId: string): Promise<Row[]> {
  const { rows } = await office.db.$client.query<Row>(
    `select id, state, attempts, failure, template from dispatches where case_id = $1 and channel = 'mail'`,
    [caseId],
  );
  return rows;
}

const carry = (
  dispatch: string,
  by: Mailer = mailer,
  evidence: Pick<Office['evidence'], 'get' | 'put'> = office.evidence,
): Promise<void> =>
  carryDispatch(
    {
      db,
      now,
      channels: {
        mail: mailChannel({ db, evidence, mailer: by }),
        webhook: () => Promise.reject(new Error('no webhook here')),
      },
    },
    dispatch,
  );

interface NoticeEntry {
  readonly evidence: readonly { readonly sha256: string }[];
}

async function entriesOf(caseId: string) {
  const { rows } = await office.db.$client.query<{ octets: Buffer }>(
    `select octets from book_entries where case_id = $1 and event = 'notice.sent'`,
    [caseId],
  );
  return rows.map(({ octets }) => JSON.parse(octets.toString()) as NoticeEntry);
}

describe('mails', () => {
  it('reach the address of the application, and the book says which notice was sent', async () => {
    const { applicationId, dispatch } = await received();
    await carry(dispatch);
    expect(sink.taken.map(({ to }) => to)).toEqual([[ADDRESS]]);
    const [mail] = sink.taken;
    expect(mail?.text).toContain('電子証明書の利用申込みを受け付けました。');
    expect(mail?.text).toContain('We have received your application for a certificate.');
    expect(mail?.raw).toMatch(new RegExp(`^Message-ID: <${dispatch}@toroku.example>`, 'm'));
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(await rowsOf(applicationId)).toMatchObject([{ state: 'sent', failure: null }]);
    const [entry] = await entriesOf(applicationId);
    expect(entry).toMatchObject({
      actor: { kind: 'system', id: 'dispatch-worker' },
      data: { dispatch, noticeKind: 'received', channel: 'mail', template: 'received/2026-12-01' },
    });
    const { rows } = await office.db.$client.query(
      'select chain_id from certificate_applications where id = $1',
      [applicationId],
    );
    const hash = entry?.evidence[0]?.sha256 ?? '';
    const kept = office.evidence.get({ caseId: applicationId, chainId: rows[0].chain_id }, [hash]);
    expect(String(kept.get(hash))).toContain('申込みを受け付けました');
  });

  it('are recorded once, however often they are carried', async () => {
    const { applicationId, dispatch } = await received();
    await Promise.all([carry(dispatch), carry(dispatch)]);
    await carry(dispatch);
    expect(await entriesOf(applicationId)).toHaveLength(1);
    // Two at once were both under way; the third found it sent.
    expect(sink.taken.length).toBeLessThanOrEqual(2);
  });

  it('leave the address nowhere in the database', async () => {
    const { dispatch } = await received();
    await carry(dispatch);
    const { rows: tables } = await office.db.$client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const { rows } = await office.db.$client.query(
        `select count(*)::int as found from ${name} t where t::text like '%canary-hanako%'`,
      );
      expect([name, rows[0].found]).toEqual([name, 0]);
    }
  });

  it('wait where the server is away, and are parked after five repeats', async () => {
    const { applicationId, dispatch } = await received();
    sink.refuse = () => ({ code: 451 });
    for (const pause of [...sendingPausesMs, 0]) {
      await carry(dispatch);
      aheadMs += pause;
    }
    expect(await rowsOf(applicationId)).toMatchObject([
      { state: 'failed', attempts: 6, failure: 'answered451' },
    ]);
    expect(await entriesOf(applicationId)).toEqual([]);
  });

  it('are parked at once where the server says that there is no such address', async () => {
    const { applicationId, dispatch } = await received();
    sink.refuse = () => ({ code: 550 });
    await carry(dispatch);
    expect(await rowsOf(applicationId)).toMatchObject([
      { state: 'failed', failure: 'answered550' },
    ]);
  });

  it('are sent once more where staff order it, once for an order', async () => {
    const { applicationId, dispatch } = await received();
    sink.refuse = () => ({ code: 550 });
    await carry(dispatch);
    sink.refuse = () => undefined;
    const consoleDb = openOfficeDatabase(office.instance.databaseUrl('toroku_console'), 1);
    const shown = prepareDispatches(consoleDb);
    expect(await shown.failed()).toContainEqual(expect.objectContaining({ id: dispatch }));
    expect(await shown.order(dispatch, 'officer-03', now())).toBe(true);
    expect(await shown.order(dispatch, 'officer-03', now())).toBe(false);
    await applyRepeats(db, now());
    await carry(dispatch);
    expect(await rowsOf(applicationId)).toMatchObject([{ state: 'sent', failure: null }]);
    expect(await shown.order(dispatch, 'officer-03', now())).toBe(false);
    await applyRepeats(db, now());
    await carry(dispatch);
    expect(sink.taken).toHaveLength(1);
    await consoleDb.$client.end();
  });

  it('go out in clear nowhere that TLS is asked for', async () => {
    const { applicationId, dispatch } = await received();
    const careful = smtp(true);
    await carry(dispatch, careful);
    careful.close();
    expect(sink.taken).toEqual([]);
    expect((await rowsOf(applicationId))[0]?.state).not.toBe('sent');
  });

  it('are parked where the template takes what the dispatch does not give', async () => {
    const { applicationId } = await received();
    const row = prepareDispatch({
      caseId: applicationId,
      portalId: 'own-portal',
      kind: 'notice',
      channel: 'mail',
      noticeKind: 'codePosted',
      template: 'codePosted/2026-12-01',
      preparedAt: now(),
      dueAt: now(),
    });
    await office.db.$client.query(
      'insert into dispatches select * from jsonb_populate_recordset(null::dispatches, $1)',
      [JSON.stringify([row])],
    );
    await carry(String(row['id']));
    const found = (await rowsOf(applicationId)).find(({ id }) => id === row['id']);
    expect(found).toMatchObject({ state: 'failed', failure: 'valueMissing' });
    expect(sink.taken).toEqual([]);
  });

  it.each([
    ['wait for a disk that is away', 'EIO: i/o error, read', 'prepared'],
    ['are parked where the evidence is gone', 'EvidenceMissing: keys of chain x', 'failed'],
  ])('%s', async (_, message, state) => {
    const { applicationId, dispatch } = await received();
    const get = () => {
      throw new Error(message);
    };
    await carry(dispatch, mailer, { get, put: (...objects) => office.evidence.put(...objects) });
    const [row] = await rowsOf(applicationId);
    expect(row).toMatchObject({ state, failure: 'evidenceMissing', attempts: 1 });
  });

  it('lie in a folder in development, as a mail server would get them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mail-'));
    const { dispatch } = await received();
    await carry(dispatch, openFolderMailer({ folder, from: 'no-reply@toroku.example' }));
    expect(readdirSync(folder)).toEqual([`${dispatch}.eml`]);
    expect(readFileSync(join(folder, `${dispatch}.eml`), 'utf8')).toMatch(
      new RegExp(`^To: ${ADDRESS}`, 'm'),
    );
    rmSync(folder, { recursive: true });
  });
});
