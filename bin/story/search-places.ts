import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';
import { postgresElsewhere } from '../instance/data-directory.ts';
import { OWNERS } from '../instance/databases.ts';
import type { Instance } from '../instance/options.ts';

/** The instance is running and renames files while we read: what went away between listing and reading is read again. */
function steadily<T>(read: () => T): T {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 20) throw error;
    }
  }
}

const pathsBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Every file below `dir` with its octets. */
export const filesBelow = (dir: string): Map<string, Buffer> =>
  steadily(() => new Map(pathsBelow(dir).map((file) => [file, readFileSync(file)])));

/** Every table of a database, of the queues too, as text: `schema.table` → its rows. */
export async function tablesOf(url: string): Promise<Map<string, Buffer>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found = new Map<string, Buffer>();
    for (const { name } of rows) {
      const content = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      found.set(name, Buffer.from(content.rows.map(({ row }) => row).join('\n')));
    }
    return found;
  } finally {
    await client.end();
  }
}

/** The ways in which something secret could have been written down: as it is, in hexadecimal, in Base64 of each alignment. */
export function writtenWays(secret: Uint8Array): Buffer[] {
  const octets = Buffer.from(secret);
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), octets]).toString('base64');
    // What the neighbours of the octets share a symbol with is left out.
    const inner = shifted.slice(
      shift === 0 ? 0 : shift + 1,
      Math.floor(shifted.length / 4) * 4 - 4,
    );
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const inHex = octets.toString('hex');
  const ways = [
    octets,
    ...[inHex, inHex.toUpperCase(), ...inBase64].map((text) => Buffer.from(text)),
  ];
  return ways.filter((way, index) => ways.findIndex((other) => other.equals(way)) === index);
}

/** What was searched, and where each of the things that were looked for can be read. */
export interface Search<Name extends string> {
  /** Files and tables. */
  readonly searched: number;
  readonly places: Readonly<Record<Name, readonly string[]>>;
}

/** Lines end wherever a mail or a PEM ends them, in the middle of what is looked for too. */
const LINE_ENDS = /=?\r?\n/g;
/** No mail, and no line of a log, is longer. */
const JOINED_OCTETS_MAX = 1024 * 1024;

/** Whether one of the marks is in the octets, or in the text that its lines make. */
export function holdsOneOf(octets: Buffer, marks: readonly Buffer[]): boolean {
  if (marks.some((mark) => octets.includes(mark))) return true;
  if (octets.length > JOINED_OCTETS_MAX || octets.includes(0)) return false;
  const joined = Buffer.from(octets.toString('latin1').replaceAll(LINE_ENDS, ''), 'latin1');
  return marks.some((mark) => joined.includes(mark));
}

/**
 * Looks for things in an instance that is running: in files of every program, with logs, books, evidence, mails, Temporal's
 * histories and the very files of the databases, and in every table of the databases of office, room and queues.
 *
 * @param marks ways in which each thing may be written, by a name for it
 */
export async function searchPlaces<Name extends string>(
  instance: Instance,
  marks: Readonly<Record<Name, readonly Buffer[]>>,
): Promise<Search<Name>> {
  await flushDatabases(instance);
  const names = Object.keys(marks) as Name[];
  const places = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    string[]
  >;
  let searched = 0;
  const look = (place: string, octets: Buffer): void => {
    searched += 1;
    for (const name of names) if (holdsOneOf(octets, marks[name])) places[name].push(place);
  };
  for (const [file, octets] of filesOf(instance)) look(relative(instance.dataDir, file), octets);
  for (const [database, owner] of Object.entries(OWNERS)) {
    const tables = await tablesOf(instance.databaseUrl(owner));
    for (const [name, rows] of tables) look(`${database} ${name}`, rows);
  }
  return { searched, places };
}

/** One after the other: all at once would be more than fits. What was renamed meanwhile is read under its other name. */
function* filesOf({ dataDir }: Instance): Generator<[string, Buffer]> {
  const elsewhere = postgresElsewhere(dataDir);
  const folders = [dataDir, ...(elsewhere && existsSync(elsewhere) ? [elsewhere] : [])];
  const list = (): string[] => folders.flatMap((folder) => steadily(() => pathsBelow(folder)));
  const seen = new Set<string>();
  for (let rounds = 0; rounds < 5; rounds += 1) {
    const fresh = list().filter((file) => !seen.has(file));
    for (const file of fresh) {
      seen.add(file);
      const octets = readIfThere(file);
      if (octets) yield [file, octets];
    }
    if (fresh.length === 0) return;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Has PostgreSQL write what it holds in memory, so that its files have it. */
async function flushDatabases(instance: Instance): Promise<void> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('postgres') });
  await client.connect();
  try {
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
