import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataDirectory } from './data-directory.ts';
import { InstanceError } from './failure.ts';
import type { Guardian } from './guardian.ts';
import { lastLines } from './log-file.ts';
import { startProcess } from './managed-process.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { commandLine, isRunning, stopProcess, waitFor } from './processes.ts';

const MAJOR_VERSION = '18';
const READY_SECONDS = 120;
const REMAINS_SECONDS = 10;

/** Durable as in production; sized for a machine with two cores that it shares. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export interface PostgresOptions {
  readonly data: DataDirectory;
  readonly place: PostgresPlace;
  readonly port: number;
  readonly guardian: Guardian;
}

/** Makes the cluster if there is none. A crash on the way leaves a folder that the next call removes. */
export async function initialisePostgres({
  data,
  place,
  guardian,
}: PostgresOptions): Promise<void> {
  if (existsSync(place.cluster)) return requireVersion(place.cluster);
  const work = `${place.cluster}.new`;
  const passwordFile = `${place.cluster}.password`;
  const log = join(data.folder('logs'), 'initdb.log');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  writeFileSync(passwordFile, `${data.secret('database-postgres', 24)}\n`, { mode: 0o600 });
  handOver(place, work, passwordFile);

  const run = await startProcess({
    command: join(place.binaries, 'initdb'),
    args: [
      `--pgdata=${work}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of strings on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    env: environment(place),
    cwd: dirname(work),
    log,
    kind: 'server',
    stopSignal: 'SIGTERM',
    account: place.account,
    guardian,
  });
  const { code } = await run.exited;
  rmSync(passwordFile);
  if (code !== 0) {
    const lines = ['initdb に失敗しました / initdb failed:', ...lastLines(log)];
    throw new InstanceError(lines.join('\n'));
  }
  renameSync(work, place.cluster);
}

/** Stops a server that an earlier process of ours left running on this cluster. */
export async function stopStalePostgres({ cluster }: PostgresPlace): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number(readLines(pidFile)[0]);
  if (!pid) return;
  const isOurs = isRunning(pid) && commandLine(pid)?.includes(cluster);
  if (isOurs) await stopProcess(pid, 'SIGINT', 30);
  // After a crash the id may belong to somebody else, and PostgreSQL would wait for them for ever.
  rmSync(pidFile, { force: true });
}

/** Starts the server and waits until it accepts connections, after a crash until it has recovered. */
export async function startPostgres(options: PostgresOptions): Promise<ManagedProcess> {
  const pidFile = join(options.place.cluster, 'postmaster.pid');
  const log = join(options.data.folder('logs'), 'postgres.log');
  const end = Date.now() + REMAINS_SECONDS * 1000;
  for (;;) {
    // The backends of a server that was killed hold on to its memory for a moment, and a new one refuses that.
    const wasKilled = existsSync(pidFile);
    const server = await spawnPostgres(options, log);
    if (await becomesReady(server, pidFile)) return server;
    await server.stop();
    if (wasKilled && Date.now() < end) await sleep(200);
    else break;
  }
  throw new InstanceError(
    ['PostgreSQL が起動しません / PostgreSQL does not start:', ...lastLines(log)].join('\n'),
  );
}

function spawnPostgres(options: PostgresOptions, log: string): Promise<ManagedProcess> {
  const { place, port, guardian } = options;
  return startProcess({
    command: join(place.binaries, 'postgres'),
    args: [
      '-D',
      place.cluster,
      '-p',
      String(port),
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: environment(place),
    cwd: dirname(place.cluster),
    log,
    kind: 'server',
    // Fast shutdown: connections are ended, the next start needs no recovery.
    stopSignal: 'SIGINT',
    account: place.account,
    guardian,
  });
}

/** The server writes its process id and, on the eighth line, how far it is. */
async function becomesReady(server: ManagedProcess, pidFile: string): Promise<boolean> {
  const isReady = () => {
    if (!isRunning(server.pid)) return false;
    const lines = readLines(pidFile);
    return (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') || undefined;
  };
  return (await waitFor(isReady, READY_SECONDS)) ?? false;
}

function requireVersion(cluster: string): void {
  const version = readLines(join(cluster, 'PG_VERSION'))[0];
  if (version === MAJOR_VERSION) return;
  throw new InstanceError(
    [
      `${cluster} は PostgreSQL ${version} のデータです (必要: ${MAJOR_VERSION})。`,
      `${cluster} was made by PostgreSQL ${version}, this is ${MAJOR_VERSION}: npm start -- --reset`,
    ].join('\n'),
  );
}

/** Hands files over to the user as whom PostgreSQL runs. */
function handOver({ account }: PostgresPlace, ...paths: string[]): void {
  if (!account) return;
  for (const path of paths) chownSync(path, account.uid, account.gid);
}

function environment({ cluster }: PostgresPlace): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: dirname(cluster) };
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}
