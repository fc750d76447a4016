import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';
import { postgresElsewhere } from '../instance/data-directory.ts';
import type { Instance } from '../instance/options.ts';

/**
 * Every file below `dir` with its octets. The instance is running and renames files while we
 * read: a file that went away between listing and reading means the folder is read again.
 */
export function filesBelow(dir: string): Map<string, Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return new Map(
        readdirSync(dir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((file) => [file, readFileSync(file)]),
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 20) throw error;
    }
  }
}

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
  return [octets, ...[inHex, inHex.toUpperCase(), ...inBase64].map((text) => Buffer.from(text))];
}

/**
 * Where in an instance that is running one of the marks can be read: files of every program, with logs, books, evidence, Temporal's
 * histories and the very files of the databases, and every table of both databases.
 */
export async function placesWith(instance: Instance, marks: readonly Buffer[]): Promise<string[]> {
  const isIn = (octets: Buffer): boolean => marks.some((mark) => octets.includes(mark));
  const elsewhere = postgresElsewhere(instance.dataDir);
  const folders = [instance.dataDir, ...(elsewhere && existsSync(elsewhere) ? [elsewhere] : [])];
  const files = folders.flatMap((folder) =>
    [...filesBelow(folder)]
      .filter(([, octets]) => isIn(octets))
      .map(([file]) => relative(instance.dataDir, file)),
  );
  const tables: string[] = [];
  for (const owner of ['toroku_office_owner', 'toroku_enclave_owner'] as const) {
    const found = await tablesOf(instance.databaseUrl(owner));
    for (const [name, rows] of found) if (isIn(rows)) tables.push(`${owner} ${name}`);
  }
  return [...files, ...tables];
}
