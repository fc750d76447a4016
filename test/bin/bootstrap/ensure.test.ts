import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../temporary-folder.ts';

const bootstrap = (name: string) => new URL(`../../../bin/bootstrap/${name}`, import.meta.url);

const run = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, { env, encoding: 'utf8' });

const anEmptyHome = temporaryFolders();

describe('npm start', () => {
  it('explains itself before anything is installed', () => {
    const { stdout, status } = run([bootstrap('start.mjs').pathname, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--check');
    expect(stdout).toContain('--reset');
  });
});

describe('run.mjs', () => {
  it('leaves stdout to the program', () => {
    const { stdout, stderr, status } = run([bootstrap('run.mjs').pathname, 'bin/no-such.ts']);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('bin/no-such.ts');
  });
});

/** As an ordinary user, on a machine without SoftHSM2: the override names no file. */
const ask = (forTests: boolean) =>
  run([
    '--input-type=module',
    '-e',
    `import { ensureSystem } from ${JSON.stringify(bootstrap('system.mjs').href)};
     process.getuid = () => 1000;
     const env = { PATH: '/usr/bin', PKCS11_MODULE: '/nowhere.so', TOROKU_CHROMIUM: '/nowhere' };
     const progress = { ready() {}, say() {}, plain() {} };
     await ensureSystem({ env, progress }, { forTests: ${forTests} })
       .catch((error) => console.log(error.message));`,
  ]).stdout;

describe('ensureSystem', () => {
  it('tells an ordinary user the one line that brings what is missing', () => {
    expect(ask(false)).toMatch(/\n {2}(sudo apt-get install|brew install) .*softhsm2?\n/);
    expect(ask(false)).not.toContain('chromium');
    expect(ask(false)).toContain('PKCS11_MODULE=/nowhere.so: ');
  });

  it('names what only tests need when tests are run', () => {
    expect(ask(true)).toMatch(/ install .*softhsm2 chromium/);
  });
});

describe('ensurePackages', () => {
  it('does nothing twice', () => {
    const program = `
      import { ensurePackages } from ${JSON.stringify(bootstrap('packages.mjs').href)};
      const progress = { ready: (text) => console.log(text), say() { throw new Error('installs'); } };
      const env = { HOME: ${JSON.stringify(anEmptyHome())} };
      await ensurePackages({ root: process.cwd(), env, progress });`;
    const { stdout, stderr } = run(['--input-type=module', '-e', program]);
    expect(stderr).toBe('');
    expect(stdout).toContain('packages');
  });
});
