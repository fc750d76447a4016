import { join } from 'node:path';
import { findTemporal } from '../bootstrap/find.mjs';
import type { Environment } from '../config.ts';
import type { DataDirectory } from './data-directory.ts';
import { applyMigrations, databaseUrl, prepareDatabases } from './databases.ts';
import { InstanceError } from './failure.ts';
import type { Guardian } from './guardian.ts';
import type { Exit } from './managed-process.ts';
import type { Ports } from './ports.ts';
import { findPostgresPlace } from './postgres-place.ts';
import { initialisePostgres, startPostgres, stopStalePostgres } from './postgres.ts';
import { createService } from './service.ts';
import type { Service } from './service.ts';
import {
  deleteTemporalData,
  requireTemporal,
  startTemporal,
  stopStaleTemporal,
} from './temporal.ts';

/** What the servers of an instance are made from. */
export interface InfrastructureOptions {
  readonly root: string;
  readonly data: DataDirectory;
  readonly ports: Ports;
  readonly host: Environment;
  readonly namespace: string;
  readonly hasTemporalUi: boolean;
  readonly guardian: Guardian;
  readonly log: (line: string) => void;
  readonly onUnexpectedExit: ((server: 'postgres' | 'temporal', exit: Exit) => void) | undefined;
}

/** A server whose process may have outlived an instance that was killed. */
export interface OwnService extends Service {
  readonly label: string;
  /** Ends what was left running, so that ports and files are free. */
  readonly stopStale: () => Promise<void>;
}

/** PostgreSQL with its databases, roles and tables. */
export function createPostgres(options: InfrastructureOptions): OwnService {
  const { root, data, ports, guardian, log } = options;
  const place = findPostgresPlace(data);
  const server = {
    data,
    place,
    port: ports.postgres,
    guardian,
  };
  const tables = [
    ['toroku_office_owner', 'db'],
    ['toroku_enclave_owner', 'enclave/db'],
  ] as const;
  const start = async () => {
    await initialisePostgres(server);
    const run = await startPostgres(server);
    try {
      await prepareDatabases(data, ports.postgres);
      for (const [owner, folder] of tables) {
        const url = databaseUrl(data, ports.postgres, owner);
        const isThere = await applyMigrations(url, join(root, folder));
        if (!isThere) log(`${folder}/migrations がまだありません / no migrations yet`);
      }
    } catch (error) {
      await run.stop();
      throw error;
    }
    return run;
  };
  const service = createService(start, (exit) => options.onUnexpectedExit?.('postgres', exit));
  return Object.assign(service, {
    label: 'PostgreSQL',
    stopStale: () => stopStalePostgres(place),
  });
}

/** A Temporal server: our own, or the one that TEMPORAL_ADDRESS names. */
export interface TemporalService extends OwnService {
  readonly address: string;
  readonly isOurs: boolean;
  /** Stops it, and deletes all that it knew. */
  readonly wipe: () => Promise<void>;
}

export function createTemporal(options: InfrastructureOptions): TemporalService {
  const { data, ports, namespace, guardian } = options;
  const found = findTemporal(options.host);
  if (!found) throw new InstanceError('Temporal がありません / no Temporal server here: npm start');
  if (found.kind === 'address') return foreignTemporal(found.address, namespace);
  const start = () =>
    startTemporal({
      data,
      binary: found.path,
      port: ports.temporal,
      uiPort: options.hasTemporalUi ? ports.temporalUi : undefined,
      namespace,
      guardian,
    });
  const service = createService(start, (exit) => options.onUnexpectedExit?.('temporal', exit));
  return Object.assign(service, {
    label: 'Temporal',
    stopStale: () => stopStaleTemporal(data),
    address: `127.0.0.1:${ports.temporal}`,
    isOurs: true,
    wipe: async () => {
      await service.stop();
      deleteTemporalData(data);
    },
  });
}

/** Used as it is; stopping and wiping what belongs to others is refused. */
function foreignTemporal(address: string, namespace: string): TemporalService {
  const refuse = () =>
    Promise.reject(new InstanceError(`TEMPORAL_ADDRESS=${address} is not ours to stop or wipe`));
  let isRunning = false;
  return {
    address,
    isOurs: false,
    label: `Temporal (${address})`,
    stopStale: () => Promise.resolve(),
    pid: undefined,
    get isRunning() {
      return isRunning;
    },
    start: async () => {
      await requireTemporal(address, namespace);
      isRunning = true;
    },
    stop: refuse,
    wipe: refuse,
  };
}
