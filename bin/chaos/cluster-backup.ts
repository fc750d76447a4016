import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Instance } from '../instance/options.ts';

const run = promisify(execFile);

/** A copy of the whole cluster as of one instant. */
export interface ClusterBackup {
  /** Stops PostgreSQL, puts the copy in the place of its data, and starts it. Programs go on meanwhile. */
  readonly restore: () => Promise<void>;
}

/**
 * Takes a base backup of all databases while they are written to (PostgreSQL: low-level base backup): the
 * copy begins and ends under a mark in the log, and a start on it replays the log to where it ended.
 */
export async function backUpCluster(instance: Instance): Promise<ClusterBackup> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('postgres') });
  await client.connect();
  try {
    const cluster = await only<string>(client, 'select current_setting($1) as value', [
      'data_directory',
    ]);
    const copy = `${cluster}.backup-${randomBytes(4).toString('hex')}`;
    await client.query('select pg_backup_start($1, true)', ['chaos']);
    await copyFolder(cluster, copy);
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    );
    // What was written while the files were copied stands in the log up to here.
    await copyFolder(join(cluster, 'pg_wal'), join(copy, 'pg_wal'));
    finish(cluster, copy, rows[0]?.labelfile ?? '');
    return { restore: () => putBack(instance, cluster, copy) };
  } finally {
    await client.end();
  }
}

async function only<T>(client: pg.Client, text: string, values: unknown[]): Promise<T> {
  const { rows } = await client.query<{ value: T }>(text, values);
  return (rows[0] as { value: T }).value;
}

/** Files may go while they are copied: what is missing then is in the log. */
async function copyFolder(from: string, to: string): Promise<void> {
  await run('sh', ['-c', 'mkdir -p "$2" && cp -a "$1/." "$2/" || true', 'sh', from, to]);
}

function finish(cluster: string, copy: string, label: string): void {
  rmSync(join(copy, 'postmaster.pid'), { force: true });
  rmSync(join(copy, 'postmaster.opts'), { force: true });
  const { uid, gid } = statSync(cluster);
  const file = join(copy, 'backup_label');
  writeFileSync(file, label, { mode: 0o600 });
  chownSync(file, uid, gid);
  chownSync(copy, uid, gid);
  chmodSync(copy, 0o700);
}

async function putBack(instance: Instance, cluster: string, copy: string): Promise<void> {
  await instance.stopPostgres();
  rmSync(cluster, { recursive: true });
  renameSync(copy, cluster);
  await instance.startPostgres();
}
