import { join } from 'node:path';
import type pg from 'pg';
import { createConsoleApp } from '../../api/console/app.tsx';
import { hashOfSecret } from '../../api/console/governance/session.ts';
import { openConsoleRecords } from '../../db/inspection/console-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../db/office-database.ts';
import { openSimulator } from '../../simulator/jlis.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { openEvidence, publishReader } from '../parts.ts';
import { makeWholeCase } from './console-cases.ts';
import { fillOffice, OFFICERS, RARE_PORTAL } from './console-fill.ts';
import { rounded } from './measure.ts';
import { isFrugal, rowsReadBy, sentDuring, type RowsRead } from './rows-read.ts';

/** How much is measured. */
export interface ConsoleBench {
  readonly cases: number;
  /** Of each kind of page. */
  readonly pages: number;
}

/** What a page may take at the server, in milliseconds, at the 95th of a hundred. */
const LIMITS_MS = { queue: 50, case: 50, search: 150, morning: 150, statistics: 300 } as const;

type Kind = keyof typeof LIMITS_MS;

/** One in a hundred is open, as ten thousand are of a million. */
const OPEN_SHARE = 100;

const WHOLE_CASES = 40;
const WARM_UP = 10;

interface Stage {
  readonly db: OfficeDatabase;
  readonly owner: OfficeDatabase;
  readonly open: (path: string) => Promise<void>;
  readonly addresses: Readonly<Record<Kind, readonly string[]>>;
}

interface Figures {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly limitMs: number;
  readonly isWithinLimit: boolean;
  /** Of this process: what a busy machine leaves comparable. */
  readonly cpuMsPerPage: number;
}

/** What the bench says. */
export interface ConsoleFigures {
  readonly bench: 'console';
  readonly cases: number;
  readonly open: number;
  readonly fillSeconds: number;
  readonly pages: Readonly<Record<Kind, Figures>>;
  /** A case by its number and one recorded read, without any page around them. */
  readonly referenceP50Ms: number;
  /** The queue against the reference, in the middle. */
  readonly ratio: number;
  readonly rowsRead: {
    readonly statements: number;
    readonly worst: RowsRead | undefined;
    readonly tooMany: readonly RowsRead[];
    /** Statements that count what happened, whose rows are those of a night or of some weeks. */
    readonly counting: readonly RowsRead[];
  };
}

/**
 * Server time of the queue, the page of a case and the search, as a browser asks for them and with the
 * rights of the console, over so many cases; and from the plans of every statement that these pages send,
 * how many rows each reads for those that it gives.
 */
export function benchConsole(bench: ConsoleBench): Promise<ConsoleFigures> {
  return withThrowAwayInstance({ only: ['postgres'] }, async (instance) => {
    const owner = openOfficeDatabase(ownerUrl(instance), 4);
    const db = openOfficeDatabase(instance.databaseUrl('toroku_console'), 4);
    try {
      const start = performance.now();
      const stage = await prepare({ instance, owner, db }, bench);
      const fillSeconds = rounded((performance.now() - start) / 1000, 1);
      console.error(`filled in ${fillSeconds} s`);
      return await measure(stage, bench, fillSeconds);
    } finally {
      await Promise.all([db.$client.end(), owner.$client.end()]);
    }
  });
}

function ownerUrl(instance: Instance): string {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/office';
  return url.href;
}

async function prepare(
  { instance, owner, db }: { instance: Instance; owner: OfficeDatabase; db: OfficeDatabase },
  { cases }: ConsoleBench,
): Promise<Stage> {
  const env = instance.environmentOf('console');
  const keyFile = env['EVIDENCE_OFFICE_KEY_FILE'] ?? '';
  const evidenceDir = env['EVIDENCE_DIR'] ?? '';
  for (const [reader, program] of [
    ['office', 'console'],
    ['enclave', 'enclave-worker'],
  ] as const) {
    const name = `EVIDENCE_${reader.toUpperCase()}_KEY_FILE`;
    publishReader(evidenceDir, reader, instance.environmentOf(program)[name] ?? '');
  }
  const evidence = openEvidence(evidenceDir, 'office', keyFile);
  const now = new Date();
  await fillOffice(owner.$client, evidence, { cases, open: cases / OPEN_SHARE, now });
  const jlis = await openSimulator({ dataDir: join(instance.dataDir, 'jlis'), keyPoolSize: 4 });
  const whole: string[] = [];
  for (let n = 0; n < WHOLE_CASES; n += 1) {
    whole.push(await makeWholeCase({ owner, evidence, jlis }));
  }
  jlis.close();
  await owner.$client.query('vacuum analyze');
  const app = createConsoleApp({
    records: openConsoleRecords(db),
    evidence,
    settings: {
      isDevelopment: true,
      isSecure: false,
      origin: 'http://127.0.0.1',
      build: 'bench',
      terminal: 'bench',
      sessionKey: Buffer.alloc(32, 7),
    },
    now: () => new Date(),
    report: ({ error }) => {
      throw error;
    },
  });
  const cookie = await signIn(app, db);
  const open = async (path: string): Promise<void> => {
    const response = await app.request(path, { headers: { cookie } });
    await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  };
  return { db, owner, open, addresses: await addressesOf(owner.$client, whole) };
}

async function signIn(
  app: ReturnType<typeof createConsoleApp>,
  db: OfficeDatabase,
): Promise<string> {
  const secret = 'b'.repeat(43);
  const endsAt = new Date(Date.now() + 3_600_000);
  const [officerId = ''] = OFFICERS;
  await openConsoleRecords(db).sessions.addLinks([
    { idSha256: hashOfSecret(secret), officerId, endsAt },
  ]);
  const answer = await app.request(`/sign-in/${secret}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

const VIEWS = ['mine', 'free', 'jlis', 'applicant', 'instruct', 'parked', 'machine', 'done'];

/** Cases all over the table, so that no page has only what the one before it has left in memory. */
async function addressesOf(owner: pg.Pool, whole: readonly string[]): Promise<Stage['addresses']> {
  const { rows } = await owner.query<{ id: string; serial: string; day: string }>(
    `select c.id::text, o.serial_number as serial,
       to_char(c.received_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD') as day
     from certificate_applications c tablesample bernoulli (20) repeatable (1)
     join orders o on o.case_id = c.id order by random() limit 50`,
  );
  const searched = rows.flatMap(({ id, serial, day }) => [
    id,
    `${id.slice(0, 8)} ${id.slice(-4)}`,
    serial,
    day,
    `portal-1 ${day}`,
    RARE_PORTAL,
    '019ad7f2-0000-7000-8000-000000000000',
    'f'.repeat(40),
  ]);
  return {
    queue: VIEWS.map((view) => `/queue?view=${view}`),
    morning: ['/morning-check'],
    statistics: ['/inspection/statistics'],
    case: whole.map((id) => `/certificate-applications/${id}`),
    search: searched.map((typed) => `/search?q=${encodeURIComponent(typed)}`),
  };
}

/** Milliseconds of so many acts, ascending. */
async function timesOf(count: number, act: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = -WARM_UP; n < count; n += 1) {
    const start = performance.now();
    await act(Math.abs(n));
    if (n >= 0) times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b);
}

const at = (times: readonly number[], share: number): number =>
  rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);

async function figuresOf({ open, addresses }: Stage, kind: Kind, count: number): Promise<Figures> {
  const paths = addresses[kind];
  const before = process.cpuUsage();
  const times = await timesOf(count, (n) => open(paths[n % paths.length] ?? ''));
  const { user, system } = process.cpuUsage(before);
  const cpuMsPerPage = rounded((user + system) / 1000 / (count + WARM_UP));
  const [p50Ms, p95Ms, limitMs] = [at(times, 0.5), at(times, 0.95), LIMITS_MS[kind]];
  return { p50Ms, p95Ms, limitMs, isWithinLimit: p95Ms <= limitMs, cpuMsPerPage };
}

/** The least that any page of a case has to do. */
async function reference({ db, addresses }: Stage, count: number): Promise<number> {
  const { access } = openConsoleRecords(db);
  const ids = addresses.case.map((path) => path.split('/').at(-1) ?? '');
  const times = await timesOf(count, async (n) => {
    const caseId = ids[n % ids.length] ?? '';
    await db.$client.query({
      name: 'bench-case',
      text: 'select * from certificate_applications where id = $1',
      values: [caseId],
    });
    const read = { at: new Date(), officerId: OFFICERS[0] ?? '', role: 'examiner', caseId };
    await access.record([{ ...read, fields: ['name'], purpose: 'review' }]);
  });
  return at(times, 0.5);
}

/** The rows that every statement of every kind of page reads. */
async function rowsOfPages(stage: Stage): Promise<RowsRead[]> {
  const { db, open, addresses } = stage;
  const paths = [
    ...addresses.queue,
    ...addresses.case.slice(0, 2),
    ...addresses.search.slice(0, 8),
  ];
  const sample = addresses.queue.map(
    (path) => `${path}&after=1.00000000-0000-0000-0000-000000000000`,
  );
  return rowsOf(db, open, [...paths, ...sample]);
}

/** What the statements of some pages read, each for what it gives. */
async function rowsOf(
  db: OfficeDatabase,
  open: Stage['open'],
  paths: readonly string[],
): Promise<RowsRead[]> {
  const found: RowsRead[] = [];
  for (const path of paths) {
    for (const sent of await sentDuring(db.$client, () => open(path))) {
      found.push(...(await rowsReadBy(db.$client, sent)));
    }
  }
  return found;
}

/** Statements that count what happened in some hours or weeks: they read it, and so more than they give. */
const AGGREGATES = /^console_(night_counts|statistics_\w+|morning_room)$/;

/** The rows that the pages read which count, apart from those that list. */
async function rowsOfCounts({ db, open, addresses }: Stage): Promise<RowsRead[]> {
  return rowsOf(db, open, [...addresses.morning, ...addresses.statistics]);
}

const share = ({ read, shown }: RowsRead): number => read / Math.max(1, shown);

async function measure(
  stage: Stage,
  { cases, pages: count }: ConsoleBench,
  fillSeconds: number,
): Promise<ConsoleFigures> {
  const pages = {
    queue: await figuresOf(stage, 'queue', count),
    case: await figuresOf(stage, 'case', count),
    search: await figuresOf(stage, 'search', count),
    morning: await figuresOf(stage, 'morning', count),
    statistics: await figuresOf(stage, 'statistics', count),
  };
  const referenceP50Ms = await reference(stage, count);
  const counts = await rowsOfCounts(stage);
  const rows = [
    ...(await rowsOfPages(stage)),
    ...counts.filter(({ name }) => !AGGREGATES.test(name)),
  ];
  return {
    bench: 'console',
    cases,
    open: cases / OPEN_SHARE,
    fillSeconds,
    pages,
    referenceP50Ms,
    ratio: rounded(pages.queue.p50Ms / referenceP50Ms),
    rowsRead: {
      statements: rows.length,
      worst: rows.toSorted((a, b) => share(b) - share(a))[0],
      tooMany: rows.filter((each) => !isFrugal(each)),
      counting: counts.filter(({ name }) => AGGREGATES.test(name)),
    },
  };
}
