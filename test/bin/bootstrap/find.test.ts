import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cachedTemporal,
  cachedTestServer,
  findOnPath,
  findSoftHsm,
  findTemporal,
  findTestServer,
} from '../../../bin/bootstrap/find.mjs';
import { temporaryFolders } from '../temporary-folder.ts';

const aFolder = temporaryFolders();

/** A home without anything, and a PATH with `temporal` of that server version, if one is given. */
const aMachine = (serverVersion?: string) => {
  const home = aFolder();
  const env = { HOME: home, PATH: join(home, 'bin') };
  mkdirSync(env.PATH);
  if (serverVersion) {
    const text = `temporal version 1.0.0 (Server ${serverVersion}, UI 2.42.1)`;
    anExecutable(join(env.PATH, 'temporal'), `echo '${text}'`);
  }
  return env;
};

const anExecutable = (path: string, command = 'true') => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${command}\n`);
  chmodSync(path, 0o755);
};

describe('findTemporal', () => {
  it('prefers a server that runs', () => {
    const env = { ...aMachine('1.29.1'), TEMPORAL_ADDRESS: 'temporal.example:7233' };
    expect(findTemporal(env)).toEqual({ kind: 'address', address: 'temporal.example:7233' });
  });

  it('then takes the command on the PATH', () => {
    const env = aMachine('1.29.1');
    anExecutable(cachedTemporal(env));
    expect(findTemporal(env)).toEqual({ kind: 'binary', path: join(env.PATH, 'temporal') });
  });

  it('passes over a command that is too old for pinned worker versions', () => {
    const env = aMachine('1.28.1');
    expect(findTemporal(env)).toBeUndefined();
    anExecutable(cachedTemporal(env));
    expect(findTemporal(env)).toEqual({ kind: 'binary', path: cachedTemporal(env) });
  });

  it('keeps its own copy below XDG_CACHE_HOME, or else below the home', () => {
    const env = aMachine();
    expect(cachedTemporal(env)).toMatch(new RegExp(`^${env.HOME}/.cache/toroku/`));
    expect(cachedTemporal({ ...env, XDG_CACHE_HOME: '/var/cache' })).toMatch(
      /^\/var\/cache\/toroku\//,
    );
  });

  it('finds nothing on a machine without any', () => {
    expect(findTemporal(aMachine())).toBeUndefined();
  });
});

describe('findTestServer', () => {
  it('takes the one that TOROKU_TEST_SERVER names, and no other', () => {
    const env = aMachine();
    anExecutable(cachedTestServer(env));
    const named = { ...env, TOROKU_TEST_SERVER: join(env.HOME, 'server') };
    expect(findTestServer(named)).toBeUndefined();
    anExecutable(named.TOROKU_TEST_SERVER);
    expect(findTestServer(named)).toBe(named.TOROKU_TEST_SERVER);
  });

  it('otherwise prefers the command on the PATH to its own copy', () => {
    const env = aMachine();
    expect(findTestServer(env)).toBeUndefined();
    anExecutable(cachedTestServer(env));
    expect(findTestServer(env)).toBe(cachedTestServer(env));
    const onPath = join(env.PATH, 'temporal-test-server');
    anExecutable(onPath);
    expect(findTestServer(env)).toBe(onPath);
  });
});

describe('findSoftHsm', () => {
  it('takes the module that PKCS11_MODULE names, and no other', () => {
    const env = aMachine();
    const module = join(env.HOME, 'libsofthsm2.so');
    expect(findSoftHsm({ ...env, PKCS11_MODULE: module }).module).toBeUndefined();
    writeFileSync(module, '');
    expect(findSoftHsm({ ...env, PKCS11_MODULE: module }).module).toBe(module);
  });
});

describe('findOnPath', () => {
  it('passes over what cannot be run', () => {
    const env = aMachine();
    writeFileSync(join(env.PATH, 'go'), '');
    expect(findOnPath('go', env)).toBeUndefined();
    const elsewhere = join(env.HOME, 'go', 'bin');
    anExecutable(join(elsewhere, 'go'));
    expect(findOnPath('go', env, [elsewhere])).toBe(join(elsewhere, 'go'));
  });
});
