import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readMedium } from '../../books/medium.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { runCommand } from '../instance/command.ts';
import type { Instance } from '../instance/options.ts';
import type { ProgramName } from '../instance/programs.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import type { Recovery } from '../recovery/restored.ts';
import { backUpCluster } from './cluster-backup.ts';
import { countOutcomes } from './count-outcomes.ts';
import { startLoad, type Load } from './load.ts';
import { keysOf, readBook } from './verify-books.ts';

/** What the run ends with. Sizes are of office and enclave book. */
export interface RestoreResult {
  readonly seconds: number;
  readonly oldTip: Sizes;
  readonly restoredEntries: Sizes;
  readonly recoveredTo: Sizes;
  /** Programs that said `BooksBehind` and stopped writing. */
  readonly stoppedWithBooksBehind: readonly string[];
  /** Entries and certificates that came to the restored databases before they were recovered. */
  readonly writtenWhileBehind: number;
  readonly issued: number;
  readonly lost: number;
  readonly duplicate: number;
  readonly withoutIntent: number;
  /** Certificates that a portal was given and the room does not know. */
  readonly unknownSerials: number;
  readonly sentAgain: number;
  readonly begunAnew: number;
  /** Of these, acknowledged and not in the book yet when the databases went back: what no book can know. */
  readonly forgotten: number;
  /** Cases that the recovery put before a person. */
  readonly marked: number;
}

interface Sizes {
  readonly office: number;
  readonly enclave: number;
}

const WRITERS: readonly ProgramName[] = ['portal', 'console', 'office-worker', 'enclave-worker'];
const BOOKS = ['office', 'enclave'] as const;

/** Long enough for every program to have tried to write. */
const BEHIND_MS = 6_000;
const NOTICE_PATIENCE_MS = 60_000;

/**
 * Both databases go back to a backup beneath programs that run and issue. Every writer has to stop, the
 * recovery has to bring the books back to where they were, and in the end every application has one
 * certificate that everybody knows.
 */
export function restoreUnderLoad(seconds: number): Promise<RestoreResult> {
  const env = { ISSUANCE_CAP_PER_HOUR: '1000000' };
  return withThrowAwayInstance({ env, log: say }, async (instance) => {
    const load = startLoad(instance);
    await sleep((seconds * 1000) / 4);
    const backup = await backUpCluster(instance);
    say(`backed up after ${load.issued.size} certificates`);
    await sleep(seconds * 1000);
    say(`restoring after ${load.issued.size} certificates`);
    await backup.restore();
    const oldTip = await sizesOf((log) => mediumSize(instance, log));
    const before = await rowCount(instance);
    const stopped = await programsThatStop(instance);
    await sleep(BEHIND_MS);
    const writtenWhileBehind = (await rowCount(instance)) - before;
    const recoveries = await recoverBoth(instance);
    const recoveredTo = await sizesOf((log) => databaseSize(instance, log));
    await startAgain(instance);
    await sleep((seconds * 1000) / 4);
    await load.finish();
    return {
      seconds,
      oldTip,
      recoveredTo,
      restoredEntries: await sizesOf(async (log) => recoveries[log].restored),
      stoppedWithBooksBehind: stopped,
      writtenWhileBehind,
      ...(await outcomesOf(instance, load)),
      marked: BOOKS.flatMap((log) => Object.keys(recoveries[log].marked)).length,
    };
  });
}

const say = (line: string): void => console.error(line);

async function sizesOf(size: (log: 'office' | 'enclave') => Promise<number>): Promise<Sizes> {
  return { office: await size('office'), enclave: await size('enclave') };
}

/** Size of a book on its second medium, its tail included, proven. */
async function mediumSize(instance: Instance, log: 'office' | 'enclave'): Promise<number> {
  const env = instance.environmentOf(`${log}-worker`);
  const prefix = `${log.toUpperCase()}_BOOK`;
  const files = new TileStore(env[`${prefix}_SECOND_DIR`] ?? '', { isDurable: false });
  const note = (await files.read('checkpoint'))?.toString('utf8') ?? '';
  const { size } = await readMedium({
    origin: env[`${prefix}_ORIGIN`] ?? '',
    files,
    verifiers: await keysOf((path) => files.read(path), note),
    onEntry: () => undefined,
  });
  return size;
}

async function ask<T>(instance: Instance, log: 'office' | 'enclave', query: string): Promise<T> {
  const client = new pg.Client({ connectionString: instance.databaseUrl(`toroku_${log}`) });
  await client.connect();
  try {
    return ((await client.query(query)).rows[0] as { value: T }).value;
  } finally {
    await client.end();
  }
}

const databaseSize = (instance: Instance, log: 'office' | 'enclave'): Promise<number> =>
  ask(
    instance,
    log,
    `select coalesce(max(log_index) + 1, 0)::int as value
     from ${log === 'office' ? 'book_places' : 'book_entries'}`,
  );

/** Entries of both books, whether they have their index or not, and certificates. */
async function rowCount(instance: Instance): Promise<number> {
  const count = 'select count(*)::int as value from';
  return (
    (await ask<number>(instance, 'office', `${count} book_entries`)) +
    (await ask<number>(instance, 'enclave', `${count} book_entries`)) +
    (await ask<number>(instance, 'enclave', `${count} issuances where completed_at is not null`))
  );
}

/** Waits until each program has said it; one that ended is started once more, and must not come up. */
async function programsThatStop(instance: Instance): Promise<string[]> {
  const until = Date.now() + NOTICE_PATIENCE_MS;
  const hasSaid = (name: ProgramName): boolean =>
    instance.programs
      .get(name)
      ?.lastLines(40)
      .some((line) => line.includes('BooksBehind')) ?? false;
  while (Date.now() < until && !WRITERS.every(hasSaid)) {
    for (const name of WRITERS) {
      const program = instance.programs.get(name);
      // PostgreSQL went away under it: as a supervisor would, it is started again.
      if (program && !program.isRunning && !hasSaid(name)) {
        await instance.restartProgram(name).catch(() => say(`${name} does not start`));
      }
    }
    await sleep(200);
  }
  for (const name of WRITERS.filter((each) => !hasSaid(each))) {
    say(`${name} says: ${instance.programs.get(name)?.lastLines(5).join('\n')}`);
  }
  return WRITERS.filter(hasSaid);
}

/** Ends the two workers, as the runbook says, and recovers their databases. */
async function recoverBoth(instance: Instance): Promise<Record<'office' | 'enclave', Recovery>> {
  await instance.stopProgram('office-worker');
  await instance.stopProgram('enclave-worker');
  const recover = async (log: 'office' | 'enclave'): Promise<Recovery> => {
    const program = log === 'office' ? 'office-recovery' : 'enclave-worker';
    const said = await runCommand(instance.environmentOf(program), 'recover', '--book', log);
    say(said.trim());
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Recovery;
  };
  return { enclave: await recover('enclave'), office: await recover('office') };
}

async function startAgain(instance: Instance): Promise<void> {
  await instance.restartProgram('enclave-worker');
  await instance.restartProgram('office-worker');
  say((await runCommand(instance.environmentOf('office-worker'), 'rebuild-workflows')).trim());
}

async function outcomesOf(instance: Instance, load: Load) {
  const outcomes = await countOutcomes(instance, [...load.issued.keys()]);
  const book = await readBook(instance, 'enclave');
  const completed = new Map(
    book.flatMap(({ entry }) =>
      entry.event === 'issuance.completed' ? [[entry.data.serialNumber, entry.case] as const] : [],
    ),
  );
  const stored = await ask<string[]>(
    instance,
    'enclave',
    `select coalesce(array_agg(serial_number), '{}') as value from issuances
     where certificate_sealed is not null`,
  );
  const isKnown = (serial: string, id: string): boolean =>
    completed.get(serial) === id && stored.includes(serial);
  const unknown = [...load.issued].filter(([id, serial]) => !isKnown(serial, id));
  const { sentAgain, begunAnew, forgotten } = load;
  return { ...outcomes, unknownSerials: unknown.length, sentAgain, begunAnew, forgotten };
}

/** Whether nothing was lost, doubled, unknown or written, and every writer stopped. */
export const isCleanRestore = (result: RestoreResult): boolean =>
  result.stoppedWithBooksBehind.length === WRITERS.length &&
  BOOKS.every((log) => result.recoveredTo[log] >= result.oldTip[log]) &&
  BOOKS.every((log) => result.restoredEntries[log] > 0) &&
  result.issued > 0 &&
  result.lost + result.duplicate + result.withoutIntent === 0 &&
  result.unknownSerials + result.writtenWhileBehind + result.marked === 0;
