import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { findSoftHsm } from '../../../bin/bootstrap/find.mjs';
import { hostEnvironment } from '../../../bin/config.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import type { Instance, InstanceOptions } from '../../../bin/instance/options.ts';
import { isRunning } from '../../../bin/instance/processes.ts';

const dataDir = temporaryDataDirectory();
const INFRASTRUCTURE = ['postgres', 'temporal', 'softhsm'] as const;

let instance: Instance | undefined;
const start = async (options: Partial<InstanceOptions> = {}) => {
  instance = await startInstance({ dataDir, only: INFRASTRUCTURE, ...options });
  return instance;
};

afterEach(async () => {
  await instance?.stop();
  instance = undefined;
});
afterAll(() => {
  removeDataDirectory(dataDir);
});

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

const namespaces = async (address: string) => {
  const connection = await Connection.connect({ address });
  try {
    const { namespaces: found } = await connection.workflowService.listNamespaces({});
    return found.map((each) => each.namespaceInfo?.name);
  } finally {
    await connection.close();
  }
};

const pidOf = (file: string) => Number(readFileSync(file, 'utf8').split('\n')[0]);

describe('startInstance', () => {
  it('brings up PostgreSQL, Temporal and a token, and stops them without a trace', async () => {
    const { databaseUrl, addresses, namespace } = await start();
    const [version] = await query(databaseUrl('toroku_office'), 'show server_version');
    expect(version).toMatchObject({ server_version: expect.stringMatching(/^18\./) });
    expect(await namespaces(addresses.temporal)).toContain(namespace);

    const postgres = pidOf(join(dataDir, 'postgres', 'postmaster.pid'));
    const temporal = pidOf(join(dataDir, 'temporal', 'temporal.pid'));
    await instance?.stop();
    expect([postgres, temporal].map(isRunning)).toEqual([false, false]);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('keeps durability on', async () => {
    const { databaseUrl } = await start({ only: 'postgres' });
    const settings = await query(
      databaseUrl('toroku_office'),
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit')`,
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  });

  it('keeps the roles of the office out of the enclave’s database, and of making tables', async () => {
    const { databaseUrl } = await start({ only: 'postgres' });
    for (const role of ['toroku_office', 'toroku_portal', 'toroku_console'] as const) {
      const enclave = databaseUrl(role).replace(/office$/, 'enclave');
      await expect(query(enclave, 'select 1')).rejects.toThrow(/permission denied for database/);
      await expect(query(databaseUrl(role), 'create table t ()')).rejects.toThrow(
        /permission denied for schema/,
      );
    }
    const wrongPassword = databaseUrl('toroku_office').replace(/:[0-9a-f]+@/, ':guess@');
    await expect(query(wrongPassword, 'select 1')).rejects.toThrow(/authentication failed/);
  });

  it('makes the token once', async () => {
    await start({ only: 'softhsm' });
    const { util } = findSoftHsm(hostEnvironment());
    const slots = () =>
      spawnSync(util as string, ['--show-slots'], {
        env: { SOFTHSM2_CONF: join(dataDir, 'hsm', 'softhsm2.conf') },
        encoding: 'utf8',
      }).stdout;
    expect(slots()).toMatch(/Label: +toroku\s/);
    const before = readdirSync(join(dataDir, 'hsm', 'tokens'));
    await instance?.stop();
    await start({ only: 'softhsm' });
    expect(readdirSync(join(dataDir, 'hsm', 'tokens'))).toEqual(before);
  });

  it('comes up again after PostgreSQL was killed, with what was committed', async () => {
    const { databaseUrl, startPostgres, stopPostgres } = await start({ only: 'postgres' });
    const owner = databaseUrl('toroku_queues');
    await query(owner, 'create table kept as select 1 as one');
    await stopPostgres('SIGKILL');
    await expect(query(owner, 'select one from kept')).rejects.toThrow();
    await startPostgres();
    expect(await query(owner, 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('forgets what Temporal knew only when it is wiped', async () => {
    const { addresses, stopTemporal, startTemporal, wipeTemporal } = await start({
      only: 'temporal',
    });
    const connection = await Connection.connect({ address: addresses.temporal });
    await connection.workflowService.registerNamespace({
      namespace: 'remembered',
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await connection.close();
    await stopTemporal('SIGKILL');
    await startTemporal();
    expect(await namespaces(addresses.temporal)).toContain('remembered');
    await wipeTemporal();
    await startTemporal();
    expect(await namespaces(addresses.temporal)).not.toContain('remembered');
  });

  it('is refused a data directory that is in use', async () => {
    await start({ only: 'softhsm' });
    await expect(startInstance({ dataDir, only: 'softhsm' })).rejects.toThrow(/in use/);
  });

  it('says which port is taken, and leaves nothing running', async () => {
    const { ports } = await start({ only: 'softhsm' });
    await instance?.stop();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(ports.temporal, '127.0.0.1', resolve));
    try {
      await expect(start({ ports, only: INFRASTRUCTURE })).rejects.toThrow(
        `Port ${ports.temporal} (temporal) is in use`,
      );
      expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
      expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    } finally {
      server.close();
    }
  });
});
