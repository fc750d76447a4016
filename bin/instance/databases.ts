import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import type { DataDirectory } from './data-directory.ts';

/** The database of each role. An owner makes the tables; the others get what the grants give them. */
export const ROLES = {
  toroku_office_owner: 'office',
  toroku_office: 'office',
  toroku_portal: 'office',
  toroku_console: 'office',
  toroku_dispatch: 'office',
  toroku_enclave_owner: 'enclave',
  toroku_enclave: 'enclave',
  toroku_queues: 'queues',
} as const;

/** The role that owns each database and applies its migrations. BullMQ makes the tables of the queues itself. */
export const OWNERS = {
  office: 'toroku_office_owner',
  enclave: 'toroku_enclave_owner',
  queues: 'toroku_queues',
} as const satisfies Record<string, Role>;

export type Role = keyof typeof ROLES;
export type Database = keyof typeof OWNERS;

/** The file that holds a role's password. */
export function passwordFile(data: DataDirectory, role: Role | 'postgres'): string {
  return data.secretFile(`database-${role}`, 24);
}

/** Where a role connects, with its password. */
export function databaseUrl(data: DataDirectory, port: number, role: Role | 'postgres'): string {
  const database = role === 'postgres' ? 'postgres' : ROLES[role];
  const password = data.secret(`database-${role}`, 24);
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes databases and roles that are missing, and closes each database to the roles of the others. */
export async function prepareDatabases(data: DataDirectory, port: number): Promise<void> {
  await withClient(databaseUrl(data, port, 'postgres'), async (client) => {
    for (const role of Object.keys(ROLES) as Role[]) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      if (!rowCount) await client.query(`create role ${role} login`);
      // Each time, as the file may be newer than the role.
      const password = client.escapeLiteral(data.secret(`database-${role}`, 24));
      await client.query(`alter role ${role} password ${password}`);
    }
    for (const [database, owner] of Object.entries(OWNERS)) {
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
        database,
      ]);
      if (!rowCount) await client.query(`create database ${database} owner ${owner}`);
      await client.query(`revoke all on database ${database} from public`);
    }
    for (const [role, database] of Object.entries(ROLES)) {
      await client.query(`grant connect on database ${database} to ${role}`);
    }
  });
}

/**
 * Applies the migrations of a folder as the database's owner, then its grants. Both may be applied again.
 *
 * @returns false if the folder has no migrations.
 */
export async function applyMigrations(url: string, folder: string): Promise<boolean> {
  const migrationsFolder = join(folder, 'migrations');
  if (!existsSync(join(migrationsFolder, 'meta', '_journal.json'))) return false;
  await withClient(url, async (client) => {
    await migrate(drizzle(client), { migrationsFolder });
    const grants = join(folder, 'grants.sql');
    if (existsSync(grants)) await client.query(readFileSync(grants, 'utf8'));
  });
  return true;
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
