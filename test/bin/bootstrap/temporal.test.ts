import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedTemporal } from '../../../bin/bootstrap/find.mjs';
import { temporaryFolders } from '../temporary-folder.ts';
import { machineWithGo } from './machine-with-go.ts';

const aFolder = temporaryFolders();
const aMachine = (install: string) => machineWithGo(aFolder(), install);
const temporalModule = new URL('../../../bin/bootstrap/temporal.mjs', import.meta.url).href;

const MAKES_A_SERVER =
  'sleep 0.3; printf "#!/bin/sh\\ntrue\\n" > $GOBIN/temporal; chmod +x $GOBIN/temporal';

/** Runs `ensureTemporal` in a process of its own, as each start does. */
const ensureTemporal = async (env: Record<string, string>) => {
  const program = `
    import { ensureTemporal } from ${JSON.stringify(temporalModule)};
    const progress = { ready: console.log, say: console.log, plain: console.log };
    await ensureTemporal({ root: '/', env: ${JSON.stringify(env)}, progress })
      .catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await once(child, 'close');
  return said;
};

const builds = (env: { HOME: string }) => readFileSync(join(env.HOME, 'builds'), 'utf8');

describe('ensureTemporal', () => {
  it('builds the server into the cache, and leaves nothing else there', async () => {
    const env = aMachine(MAKES_A_SERVER);
    expect(await ensureTemporal(env)).toContain(cachedTemporal(env));
    expect(existsSync(cachedTemporal(env))).toBe(true);
    expect(readdirSync(dirname(dirname(cachedTemporal(env))))).toHaveLength(1);
    expect(builds(env)).toMatch(/^github\.com\/temporalio\/cli\/cmd\/temporal@v[\d.]+ in /);
  });

  it('builds once for two starts at the same time, and not again', async () => {
    const env = aMachine(MAKES_A_SERVER);
    await Promise.all([ensureTemporal(env), ensureTemporal(env)]);
    await ensureTemporal(env);
    expect(builds(env).trim().split('\n')).toHaveLength(1);
  });

  it('keeps what a build downloads out of a home that has no Go in it', async () => {
    const env = aMachine(MAKES_A_SERVER);
    await ensureTemporal(env);
    expect(builds(env)).toContain(` in ${join(env.HOME, '.cache', 'toroku')}`);
  });

  it('uses the caches of somebody who has Go', async () => {
    const env = aMachine(MAKES_A_SERVER);
    mkdirSync(join(env.HOME, 'go', 'mod'), { recursive: true });
    mkdirSync(join(env.HOME, 'go', 'build'));
    await ensureTemporal(env);
    expect(builds(env)).toContain(' in the usual cache');
  });

  it('tells what to do when the build fails', async () => {
    const env = aMachine('echo "no network" >&2; exit 1');
    const said = await ensureTemporal(env);
    expect(said).toContain('no network');
    expect(said).toContain('TEMPORAL_ADDRESS');
    expect(existsSync(cachedTemporal(env))).toBe(false);
  });

  it('does not keep a server that does not run', async () => {
    const env = aMachine('echo "not a program" > $GOBIN/temporal; chmod +x $GOBIN/temporal');
    await ensureTemporal(env);
    expect(existsSync(cachedTemporal(env))).toBe(false);
  });
});
