import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedS3Server } from '../../../bin/bootstrap/find.mjs';
import { temporaryFolders } from '../temporary-folder.ts';
import { machineWithGo } from './machine-with-go.ts';

const aFolder = temporaryFolders();
const moduleUrl = new URL('../../../bin/bootstrap/s3-server.mjs', import.meta.url).href;

const MAKES_A_SERVER = 'printf "#!/bin/sh\\ntrue\\n" > $GOBIN/versitygw; chmod +x $GOBIN/versitygw';

/** Runs `ensureS3Server` in a process of its own, as each `npm test` does. */
const ensureS3Server = (env: Record<string, string>): string => {
  const program = `
    import { ensureS3Server } from ${JSON.stringify(moduleUrl)};
    const progress = { ready: console.log, say: console.log, plain: console.log };
    await ensureS3Server({ root: '/', env: ${JSON.stringify(env)}, progress })
      .catch((error) => console.log(error.message));`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
    .stdout;
};

describe('ensureS3Server', () => {
  it('builds the server into the cache once, and leaves nothing else there', () => {
    const env = machineWithGo(aFolder(), MAKES_A_SERVER);
    expect(ensureS3Server(env)).toContain(cachedS3Server(env));
    ensureS3Server(env);
    expect(readdirSync(dirname(dirname(cachedS3Server(env))))).toHaveLength(1);
    expect(readFileSync(join(env.HOME, 'builds'), 'utf8')).toMatch(
      /^github\.com\/versity\/versitygw\/cmd\/versitygw@v[\d.]+ in .*\n$/,
    );
  });

  it('tells what to do when the build fails', () => {
    const env = machineWithGo(aFolder(), 'echo "no network" >&2; exit 1');
    const said = ensureS3Server(env);
    expect(said).toContain('no network');
    expect(said).toContain('versitygw');
    expect(existsSync(cachedS3Server(env))).toBe(false);
  });
});
