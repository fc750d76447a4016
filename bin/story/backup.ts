import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Instance } from '../instance/options.ts';

/** The databases that a backup holds. */
const DATABASES = { office: 'toroku_office_owner', enclave: 'toroku_enclave_owner' } as const;

/** Rows of every table of a database, one JSON object a row. */
async function rowsByTable(url: string): Promise<Map<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const tables = new Map<string, string[]>();
    // One state of everything, as a backup has it.
    await client.query('begin isolation level repeatable read read only');
    for (const { name } of rows) {
      const content = await client.query<{ row: string }>(
        `select row_to_json(t)::text as row from ${client.escapeIdentifier(name)} t`,
      );
      tables.set(
        name,
        content.rows.map(({ row }) => row),
      );
    }
    await client.query('rollback');
    return tables;
  } finally {
    await client.end();
  }
}

/**
 * Takes what an ordinary backup has: both databases, the packs of the evidence and the second media of the
 * books. The wrapped keys of the chains are never in it.
 */
export async function takeBackup(instance: Instance, into: string): Promise<void> {
  for (const [name, role] of Object.entries(DATABASES)) {
    mkdirSync(join(into, name), { recursive: true });
    for (const [table, rows] of await rowsByTable(instance.databaseUrl(role))) {
      writeFileSync(join(into, name, `${table}.jsonl`), rows.join('\n'));
    }
  }
  const { EVIDENCE_DIR: evidence = '' } = instance.environmentOf('office-worker');
  copyFolder(join(evidence, 'cases'), join(into, 'evidence', 'cases'));
  copyFolder(join(instance.dataDir, 'books-second'), join(into, 'books-second'));
}

/** Copies a folder that is being written to: what is not under its name yet is left out. */
function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.tmp') });
}
