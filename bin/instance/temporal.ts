import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { DataDirectory } from './data-directory.ts';
import { InstanceError } from './failure.ts';
import type { Guardian } from './guardian.ts';
import { lastLines } from './log-file.ts';
import { startProcess } from './managed-process.ts';
import type { ManagedProcess } from './managed-process.ts';
import { commandLine, isRunning, stopProcess, waitFor } from './processes.ts';

const READY_SECONDS = 60;
const DATABASE = 'temporal.db';
const PID_FILE = 'temporal.pid';

export interface TemporalOptions {
  readonly data: DataDirectory;
  readonly binary: string;
  readonly port: number;
  /** Undefined leaves out the web pages. */
  readonly uiPort: number | undefined;
  readonly namespace: string;
  readonly guardian: Guardian;
}

/** Starts a development server on a file below the data directory, and waits until it serves the namespace. */
export async function startTemporal(options: TemporalOptions): Promise<ManagedProcess> {
  const { data, namespace, guardian } = options;
  const folder = data.folder('temporal');
  const log = join(data.folder('logs'), 'temporal.log');
  const server = await startProcess({
    command: options.binary,
    args: serverArguments(options, folder),
    // A home of its own: the CLI would read settings from the user's.
    env: { PATH: '/usr/bin:/bin', HOME: folder },
    cwd: folder,
    log,
    kind: 'server',
    stopSignal: 'SIGTERM',
    guardian,
  });
  const pidFile = join(folder, PID_FILE);
  writeFileSync(pidFile, String(server.pid));
  void server.exited.then(() => rmSync(pidFile, { force: true }));
  const address = `127.0.0.1:${options.port}`;
  const serves = () => isRunning(server.pid) && servesNamespace(address, namespace);
  if (await waitFor(serves, READY_SECONDS)) return server;
  await server.stop();
  throw new InstanceError(
    ['Temporal が起動しません / Temporal does not start:', ...lastLines(log)].join('\n'),
  );
}

/** Stops a server that an earlier process of ours left running on this data. */
export async function stopStaleTemporal(data: DataDirectory): Promise<void> {
  const folder = data.folder('temporal');
  const pidFile = join(folder, PID_FILE);
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const isOurs = pid > 0 && isRunning(pid) && commandLine(pid)?.includes(join(folder, DATABASE));
  if (isOurs) await stopProcess(pid, 'SIGTERM', 15);
  rmSync(pidFile, { force: true });
}

/** Deletes all that a stopped server knew. */
export function deleteTemporalData(data: DataDirectory): void {
  const folder = data.folder('temporal');
  for (const name of readdirSync(folder)) {
    if (name.startsWith(DATABASE)) rmSync(join(folder, name));
  }
}

/**
 * Makes sure that a server which is not ours serves the namespace.
 *
 * @throws InstanceError that names the address and the namespace.
 */
export async function requireTemporal(address: string, namespace: string): Promise<void> {
  if (await waitFor(() => servesNamespace(address, namespace), 10)) return;
  throw new InstanceError(
    [
      `TEMPORAL_ADDRESS=${address} に名前空間 ${namespace} がないか、つながりません。`,
      `TEMPORAL_ADDRESS=${address} does not answer, or has no namespace ${namespace}:`,
      `temporal operator namespace create --address ${address} --namespace ${namespace}`,
    ].join('\n'),
  );
}

/** Server 1.29 has pinned worker deployment versions and updates by default: no dynamic configuration. */
function serverArguments({ port, uiPort, namespace }: TemporalOptions, folder: string): string[] {
  const options = {
    ip: '127.0.0.1',
    port: String(port),
    namespace,
    'db-filename': join(folder, DATABASE),
    'log-level': 'warn',
    color: 'never',
    ...(uiPort === undefined ? {} : { 'ui-port': String(uiPort) }),
  };
  // Measured: two to three times the throughput of the defaults.
  const pragmas = ['journal_mode=wal', 'synchronous=normal'];
  return [
    'server',
    'start-dev',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...(uiPort === undefined ? ['--headless'] : []),
  ];
}

/** True, or undefined if it does not answer yet. */
async function servesNamespace(address: string, namespace: string): Promise<true | undefined> {
  const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch {
    return undefined;
  } finally {
    await connection.close();
  }
}
