import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoomFigures } from '../../../activities/reconciliation/contract.ts';
import {
  compareDay,
  createReconciliationActivities,
  type ReconcilingOffice,
} from '../../../activities/reconciliation/create-reconciliation-activities.ts';
import { readBook } from '../../../bin/chaos/verify-books.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { ed25519Signer } from '../../../books/note-signer.ts';
import { recordReconciliation } from '../../../db/reconciliation/reconciliations.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { dayBefore, reconciledDay } from '../../../domain/reconciliation/japan-day.ts';
import { EQUATION_NOS, notEvaluated } from '../../../domain/reconciliation/equations.ts';
import { foundHaltingOf } from '../../../domain/reconciliation/judgement.ts';
import { figuresPath } from '../../../domain/reconciliation/figures-path.ts';
import type { ReconciliationResult } from '../../../workflows/reconciliation/contract.ts';
import { apply } from '../../../simulator/application.ts';
import { MemoryLog, ORIGIN } from '../../books/memory-log.ts';
import { TAMPERINGS } from './tamperings.ts';
import { openQuietOffice, tampered, type QuietOffice } from './quiet-office.ts';
import { openReconciledInstance, type ReconciledInstance } from './reconciled-instance.ts';

let at: ReconciledInstance;
let office: QuietOffice;
/** The room's figures of the clean run. */
let room: RoomFigures;

const TODAY = printDate(japanDate(Date.now()));

const YESTERDAY = dayBefore(Date.now());

const reconcile = (): Promise<ReconciliationResult> =>
  at.client.workflow.execute('reconciliation', {
    workflowId: 'reconciliation/test',
    taskQueue: 'office',
    args: [{ day: TODAY, until: Date.now() }],
  }) as Promise<ReconciliationResult>;

const switchOn = (...custodians: string[]): string[] => [
  'switch',
  'on',
  'allSigning',
  '--cause',
  'mended',
  ...custodians.flatMap((id) => ['--custodian', id]),
];

interface Document {
  readonly takenAt: string;
  readonly differences: Readonly<Record<string, readonly { readonly check: string }[]>>;
  readonly office: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly room?: RoomFigures;
  readonly notEvaluated: readonly string[];
}

const figuresOf = (
  day: string,
  sha256: string,
  dir = at.config.officeBookSecondDir ?? '',
): Document => JSON.parse(readFileSync(join(dir, figuresPath(day, sha256)), 'utf8')) as Document;

/** What was counted last, whether or not an entry names it. */
function newestFigures(): Document {
  const dir = join(at.config.officeBookSecondDir ?? '', 'figures');
  const all = readdirSync(dir).map(
    (name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as Document,
  );
  const [newest] = all.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  if (!newest) throw new Error('nothing was counted');
  return newest;
}

beforeAll(async () => {
  at = await openReconciledInstance();
}, 180_000);
afterAll(async () => {
  await office?.close();
  await at?.close();
});

const roomRows = async <R extends pg.QueryResultRow>(query: string): Promise<R[]> => {
  const client = new pg.Client({ connectionString: at.instance.databaseUrl('toroku_enclave') });
  await client.connect();
  try {
    return (await client.query<R>(query)).rows;
  } finally {
    await client.end();
  }
};
const switchEntries = async () =>
  (await readBook(at.instance, 'enclave')).flatMap(({ entry }) =>
    entry.event === 'switch.set' ? [entry] : [],
  );
const stateOf = async (id: string): Promise<string> => {
  const { rows } = await at.office.query(
    `select state || ' ' || not_holding::text as state from certificate_applications where id = $1`,
    [id],
  );
  return rows[0]?.state as string;
};

const said = async (log: 'office' | 'enclave') =>
  (await readBook(at.instance, log)).flatMap(({ entry }) =>
    entry.event === 'reconciliation.completed' ? [entry] : [],
  );

const activities = (more: Partial<ReconcilingOffice> = {}) =>
  createReconciliationActivities({ ...office.parts, ...more });
const complete = (day: string, more: Partial<ReconcilingOffice> = {}) =>
  activities(more).completeReconciliation({ plan: { day, until: Date.now() }, room });
const rowsOf = async (day: string) =>
  (await at.office.query('select * from reconciliations where day = $1 order by at', [day])).rows;
const entries = async (): Promise<number> => {
  const { rows: counted } = await at.office.query(
    `select count(*)::int as n from book_entries where event = 'reconciliation.completed'`,
  );
  return counted[0]?.n as number;
};

const tomorrowNow = (): Date => new Date(Date.now() + 86_400_000);

/** Temporal that lists no run. */
const none = async function* (): AsyncGenerator<never> {};

/** The run of a certificate that never went over. */
async function* oldRuns() {
  yield { workflowId: 'certificate-validity/019ad7f2-6a10-7c3a-9f10-4d5e6f708192' };
}

describe('the reconciliation of an instance', () => {
  it('finds nothing to differ after cases were issued, returned and lapsed', async () => {
    const found = await reconcile();
    expect(found).toEqual({
      outcome: 'agrees',
      day: TODAY,
      failed: [],
      isRoomHeard: true,
      isNew: true,
    });
    const { rows } = await at.office.query('select * from reconciliations');
    const [row] = rows;
    const document = figuresOf(TODAY, row.figures_sha256);
    expect(document.office['Q4']).toMatchObject({ received: 4, issued: 2, open: 1, lapsed: 1 });
    expect(document.office['Q24']).toMatchObject({ openCases: 1, openRuns: 1 });
    expect(document.notEvaluated).toEqual(Object.keys(notEvaluated));
    if (!document.room) throw new Error('no figures of the room');
    room = document.room;
  });

  it('stands in both books, and the room’s entry names the figures that the office kept', async () => {
    await expect.poll(async () => (await said('office')).length).toBe(1);
    const [[ours], [theirs]] = [await said('office'), await said('enclave')];
    expect(ours).toMatchObject({
      data: { day: TODAY, equations: EQUATION_NOS.length, failed: [] },
      evidence: [{ kind: 'reconciliationFigures' }],
      run: { workflow: 'reconciliation/test' },
    });
    expect(theirs?.data.figuresSha256).toBe(
      sha256Hex(canonicalOctets(room as unknown as CanonicalValue)),
    );
  });

  it('names no person', async () => {
    const { rows } = await at.office.query('select figures_sha256 from reconciliations');
    const text = JSON.stringify(figuresOf(TODAY, rows[0].figures_sha256));
    // Digits, hexadecimal, names of figures and checks; nothing of any other script.
    expect(text).toMatch(/^[\x20-\x7e≤≥]*$/);
    expect(text).not.toMatch(/officer|[A-Z]{2}/);
  });
});

describe('a difference on a line that must always agree', () => {
  it('that the office finds stops the room, and two custodians let it sign again', async () => {
    const how = `update orders set certificate_sha256 = repeat('0', 64)
      where id = (select max(id::text)::uuid from orders)`;
    const result = await tampered(at.office, { tables: ['orders'], how }, () => reconcile());
    expect(result).toMatchObject({ outcome: 'differs', failed: ['Q10'], isNew: true });
    expect(await roomRows('select * from room_switches')).toEqual([
      { name: 'allSigning', is_on: 0 },
    ]);
    await expect.poll(async () => (await switchEntries()).length).toBe(1);
    expect((await switchEntries())[0]).toMatchObject({
      actor: { kind: 'system', id: 'enclave-worker' },
      data: { switch: 'allSigning', to: 'off', cause: `reconciliation ${TODAY} Q10` },
    });

    const card = await at.parts.sandbox.issueCard('ordinary');
    const { portal } = at.parts;
    const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
    await expect
      .poll(() => stateOf(applicationId), { timeout: 30_000 })
      .toBe('issuing {gate/switchOff}');
    expect(await roomRows('select * from issuances')).toHaveLength(2);

    // What was mended is said in a second entry of the day; the room stays as it is.
    expect(await reconcile()).toMatchObject({ outcome: 'agrees', isNew: true });
    expect(await reconcile()).toMatchObject({ outcome: 'agrees', isNew: false });
    expect(await roomRows('select is_on from room_switches')).toEqual([{ is_on: 0 }]);

    await at.instance.stopProgram('enclave-worker');
    const env = at.instance.environmentOf('enclave-worker');
    const alone = runCommand(env, ...switchOn('custodian-01', 'custodian-01'));
    await expect(alone).rejects.toThrow('two different custodians');
    const stranger = runCommand(env, ...switchOn('custodian-01', 'officer-01'));
    await expect(stranger).rejects.toThrow('officer-01 is no custodian');
    const answer = await runCommand(env, ...switchOn('custodian-01', 'custodian-02'));
    expect(answer).toContain('signs again');
    await at.instance.restartProgram('enclave-worker');
    await portal.waitFor(applicationId, ['issued'], 120_000);
    const acts = (await readBook(at.instance, 'enclave')).map(({ entry }) => entry.event);
    // Those before are the ceremony’s: its own, and what it did to its keys.
    expect(acts.filter((event) => event.startsWith('act.')).slice(-3)).toEqual([
      'act.proposed',
      'act.approved',
      'act.effective',
    ]);
    expect(await reconcile()).toMatchObject({ outcome: 'agrees' });
    room = newestFigures().room as RoomFigures;
  }, 240_000);
});

describe('each equation of the office', () => {
  beforeAll(async () => {
    office = await openQuietOffice(at);
  });

  it('holds while nothing was done', async () => {
    expect(await office.failed(room)).toEqual([]);
    expect(await office.failed(room, { day: YESTERDAY })).toEqual([]);
  });

  it.each(TAMPERINGS)('$no notices that $what', async ({ no, tables, how }) => {
    const day = no === 'Q25' ? YESTERDAY : TODAY;
    const failed = await tampered(at.office, { tables, how }, () => office.failed(room, { day }));
    expect(failed).toEqual([no]);
    expect(await office.failed(room)).toEqual([]);
  });

  it('Q1 notices a second medium that is empty, or holds another log', async () => {
    const empty = { ...office.parts.second, read: async () => undefined };
    expect(await office.failed(room, { second: empty })).toEqual(['Q1']);
    const other = await MemoryLog.open();
    other.add(Array.from({ length: 500 }, (_, i) => Buffer.from(`entry ${i}`)));
    const note = Buffer.from(await other.checkpoint(ed25519Signer(ORIGIN, Buffer.alloc(32, 1))));
    const second = {
      ...office.parts.second,
      read: async (path: string) => (path === 'checkpoint' ? note : other.folder.read(path)),
    };
    expect(await office.failed(room, { second })).toEqual(['Q1']);
  }, 60_000);

  it('Q1 notices an entry that nobody gave a place', async () => {
    const how = `delete from book_places where log_index = (select max(log_index) from book_places)`;
    await at.office.query(
      `update book_entries set at = at - interval '1 minute' where ordinal = (select max(ordinal) from book_entries)`,
    );
    const failed = await tampered(at.office, { tables: ['book_places'], how }, () =>
      office.failed(room),
    );
    expect(failed).toEqual(['Q1']);
  });

  it('Q22 notices evidence that is gone, a leftover of a day, and a case that nobody knows', async () => {
    const cases = join(at.config.evidenceDir, 'cases');
    const { issued } = at.cases;
    const folder = join(cases, issued.slice(-2), issued);
    const [pack = ''] = readdirSync(folder);
    renameSync(join(folder, pack), join(folder, 'aside'));
    expect(await office.failed(room)).toEqual(['Q22']);
    renameSync(join(folder, 'aside'), join(folder, pack));
    expect(await office.failed(room)).toEqual([]);

    const unknown = uuidV7();
    for (const dir of [folder, join(cases, unknown.slice(-2), unknown)]) {
      mkdirSync(dir, { recursive: true });
      const leftover = join(dir, `${'0'.repeat(32)}.pack`);
      writeFileSync(leftover, Buffer.alloc(64));
      // Of today it may be a receipt on its way.
      expect(await office.failed(room)).toEqual([]);
      const before = new Date(Date.now() - 25 * 3600 * 1000);
      utimesSync(leftover, before, before);
      expect(await office.failed(room)).toEqual(['Q22']);
      rmSync(leftover);
    }
    expect(await office.failed(room)).toEqual([]);
  });

  it('Q24 notices a case without run, a run without case, and a run that is too old', async () => {
    const { openRuns } = office.parts;
    expect(await office.failed(room, { openRuns: none })).toEqual(['Q24']);
    const stray = async function* () {
      yield* openRuns();
      yield { caseId: at.cases.lapsed, startedAt: new Date() };
    };
    expect(await office.failed(room, { openRuns: stray })).toEqual(['Q24']);
    const old = async function* () {
      for await (const run of openRuns()) yield { ...run, startedAt: new Date('2025-01-01') };
    };
    expect(await office.failed(room, { openRuns: old })).toEqual(['Q24']);
    expect(await office.failed(room, { oldRuns })).toEqual(['Q24']);
  });

  it('names the cases that a person has to look at', async () => {
    const plan = { day: TODAY, until: Date.now() };
    const { octets } = await compareDay({ ...office.parts, openRuns: none }, plan, room);
    const document = JSON.parse(octets.toString('utf8')) as Document;
    expect(document.office['Q24']).toMatchObject({ cases: [at.cases.returned] });
    expect(document.differences['Q24']).toEqual([
      { check: 'office.openCases = office.openRuns', left: 1, right: 0 },
    ]);
  });

  it('takes what the room did not say for a difference, and stops nothing for it', async () => {
    const failed = await office.failed(undefined);
    expect(failed).toEqual(['Q1', 'Q2', 'Q8', 'Q9', 'Q10', 'Q14', 'Q18', 'Q25', 'Q27']);
    const plan = { day: TODAY, until: Date.now() };
    const { judgements } = await compareDay(office.parts, plan, undefined);
    expect(foundHaltingOf(judgements)).toEqual([]);
    // The office cannot say in the room's place what the room did not.
    const { Q8: _, ...others } = room.equations;
    expect(await office.failed({ ...room, equations: others })).toEqual(['Q8']);
  });
});

describe('recording a reconciliation', () => {
  it('writes one entry a day and outcome, and another when the outcome changes', async () => {
    const before = await entries();
    const alarms: string[] = [];
    const more = {
      openRuns: none,
      alarm: (day: string, failed: readonly string[]) => alarms.push(`${day} ${failed.join()}`),
    };
    expect(await complete(YESTERDAY)).toMatchObject({ failed: [], isNew: true });
    expect(await complete(YESTERDAY)).toMatchObject({ failed: [], isNew: false });
    expect(await complete(YESTERDAY, more)).toMatchObject({ failed: ['Q24'], isNew: true });
    expect(await complete(YESTERDAY, more)).toMatchObject({ failed: ['Q24'], isNew: false });
    expect(await complete(YESTERDAY)).toMatchObject({ failed: [], isNew: true });
    expect(await entries()).toBe(before + 3);
    expect(alarms).toEqual([`${YESTERDAY} Q24`]);
    for (const { figures_sha256: sha256, failed } of await rowsOf(YESTERDAY)) {
      for (const dir of [at.config.officeBookDir, at.config.officeBookSecondDir ?? '']) {
        expect(Object.keys(figuresOf(YESTERDAY, sha256, dir).differences)).toEqual(failed);
      }
    }
  });

  it('does not take a look at a day that was not over for the day', async () => {
    const tomorrow = printDate(japanDate(Date.now() + 86_400_000));
    const dayTo = new Date(reconciledDay(tomorrow)?.to ?? 0);
    const found = (instant: number) => ({
      day: tomorrow,
      at: new Date(instant),
      dayTo,
      equations: 1,
      failed: [],
      figures: { kind: 'reconciliationFigures' as const, sha256: 'a'.repeat(64), size: 1 },
    });
    const record = async (instant: number) =>
      (await recordReconciliation(office.parts.db, found(instant))).isNew;
    expect(await record(dayTo.getTime() - 2)).toBe(true);
    expect(await record(dayTo.getTime() - 1)).toBe(false);
    expect(await record(dayTo.getTime())).toBe(true);
    expect(await record(dayTo.getTime() + 1)).toBe(false);
  });

  it('leaves figures without an entry when it is cut between both, and is made up for', async () => {
    const day = printDate(japanDate(Date.now() - 2 * 86_400_000));
    const before = await entries();
    const cut = { ...office.parts.local, write: () => Promise.reject(new Error('cut')) };
    await expect(complete(day, { local: cut })).rejects.toThrow('cut');
    const kept = () =>
      readdirSync(join(at.config.officeBookSecondDir ?? '', 'figures')).filter((f) =>
        f.startsWith(day),
      );
    expect(kept()).toHaveLength(1);
    expect(await entries()).toBe(before);
    expect(await complete(day)).toMatchObject({ isNew: true });
    expect(await entries()).toBe(before + 1);
    expect(kept()).toHaveLength(2);
    expect(await rowsOf(day)).toHaveLength(1);
  });

  it('plans the day before, none before the book was opened, and refuses what never came', async () => {
    const plans = activities();
    expect(await plans.planReconciliation({})).toBeUndefined();
    const next = await activities({ now: tomorrowNow }).planReconciliation({});
    expect(next).toEqual({ day: TODAY, until: reconciledDay(TODAY)?.to });
    expect((await plans.planReconciliation({ day: TODAY }))?.until).toBeLessThan(
      Date.now() - 200_000,
    );
    for (const day of ['2999-01-01', '2026-02-30', 'today']) {
      await expect(plans.planReconciliation({ day })).rejects.toMatchObject({
        type: 'MalformedRequest',
      });
    }
  });
});
