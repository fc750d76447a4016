import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostEnvironment } from '../../../bin/config.ts';
import {
  removeDataDirectory,
  temporaryDataDirectory,
} from '../../../bin/instance/data-directory.ts';
import { startInstance } from '../../../bin/instance/instance.ts';
import { isRunning, waitFor } from '../../../bin/instance/processes.ts';

const dataDir = temporaryDataDirectory();
afterAll(() => removeDataDirectory(dataDir));

const instanceModule = new URL('../../../bin/instance/instance.ts', import.meta.url).href;

/** Starts an instance in a process of its own, and gives that process and those of its servers. */
const anInstanceElsewhere = async () => {
  const program = `
    const { startInstance } = await import(${JSON.stringify(instanceModule)});
    await startInstance({ dataDir: ${JSON.stringify(dataDir)}, only: ['postgres', 'temporal'] });
    console.log('up');`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: hostEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const pid = (file: string) => Number(readFileSync(join(dataDir, file), 'utf8').split('\n')[0]);
  return { child, servers: [pid('postgres/postmaster.pid'), pid('temporal/temporal.pid')] };
};

describe('startGuardian', () => {
  it('stops the servers in good order when the process of the instance is killed', async () => {
    const { child, servers } = await anInstanceElsewhere();
    expect(servers.map(isRunning)).toEqual([true, true]);
    child.kill('SIGKILL');
    const areGone = () => !servers.some(isRunning) || undefined;
    expect(await waitFor(areGone, 60)).toBe(true);
    // A clean shutdown, not a crash to recover from.
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('is not needed: the next start ends what is left, on the same ports', async () => {
    const { child, servers } = await anInstanceElsewhere();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await startInstance({ dataDir, only: ['postgres', 'temporal'] });
    try {
      expect(servers.map(isRunning)).toEqual([false, false]);
    } finally {
      await next.stop();
    }
  });
});
