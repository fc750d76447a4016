import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedTestServer } from '../../../bin/bootstrap/find.mjs';
import { temporaryFolders } from '../temporary-folder.ts';

const aFolder = temporaryFolders();
const moduleUrl = new URL('../../../bin/bootstrap/test-server.mjs', import.meta.url).href;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the `mvn` below fetches is one library. */
const EXPECTED = sha256(`${sha256('library')}  a.jar\n`);

const FETCHES_A_LIBRARY = `
  echo "$@" >> $HOME/fetches
  sleep 0.3
  for argument in "$@"; do
    case $argument in
      -DoutputDirectory=*) mkdir -p "\${argument#*=}"; printf library > "\${argument#*=}/a.jar" ;;
    esac
  done`;

type Machine = Record<string, string> & { HOME: string; PATH: string };

const install = ({ PATH }: Machine, name: string, program: string): void => {
  writeFileSync(join(PATH, name), `#!/bin/sh\nexport PATH=/usr/bin:/bin\n${program}\n`);
  chmodSync(join(PATH, name), 0o755);
};

/** A machine with Java and a `mvn` of our making, where the SDK's download fails as it does without internet. */
const aMachine = (mvn: string = FETCHES_A_LIBRARY): Machine => {
  const home = aFolder();
  const machine = {
    HOME: home,
    PATH: join(home, 'bin'),
    NODE_OPTIONS: '--import=data:text/javascript,process.exit(1)',
  };
  mkdirSync(machine.PATH);
  symlinkSync('/bin/rm', join(machine.PATH, 'rm'));
  install(machine, 'java', 'exit 0');
  install(machine, 'mvn', mvn);
  return machine;
};

/** Runs `ensureTestServer` as an ordinary user in a process of its own, as each `npm test` does. */
const ensureTestServer = async (env: Machine, expected = EXPECTED): Promise<string> => {
  const program = `
    process.getuid = () => 1000;
    import { ensureTestServer } from ${JSON.stringify(moduleUrl)};
    const progress = { ready: console.log, say: console.log, plain: console.log };
    await ensureTestServer({ root: '/', env: ${JSON.stringify(env)}, progress }, '${expected}')
      .catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await once(child, 'close');
  return said;
};

const fetches = ({ HOME }: Machine): string[] => {
  const file = join(HOME, 'fetches');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

describe('ensureTestServer', () => {
  it('puts the server together in the cache, and leaves nothing else there', async () => {
    const machine = aMachine();
    const server = cachedTestServer(machine);
    expect(await ensureTestServer(machine)).toContain(server);
    expect(readdirSync(dirname(server)).toSorted()).toEqual(['lib', 'temporal-test-server']);
    expect(readdirSync(dirname(dirname(server)))).toHaveLength(1);
    // Somebody's own Maven repository stays as it is.
    expect(fetches(machine)[0]).toContain(`-Dmaven.repo.local=${machine.HOME}/.cache/toroku/`);
  });

  it('fetches once for two at the same time, and not again', async () => {
    const machine = aMachine();
    await Promise.all([ensureTestServer(machine), ensureTestServer(machine)]);
    await ensureTestServer(machine);
    expect(fetches(machine)).toHaveLength(1);
  });

  it('does not keep libraries that are not the expected ones', async () => {
    const machine = aMachine();
    const said = await ensureTestServer(machine, sha256('others'));
    expect(said).toContain('what came is not what is expected');
    expect(said).toContain('TOROKU_TEST_SERVER');
    expect(existsSync(cachedTestServer(machine))).toBe(false);
  });

  it('tells what to do when they cannot be fetched', async () => {
    const said = await ensureTestServer(aMachine('echo "no network" >&2; exit 1'));
    expect(said).toContain('no network');
    expect(said).toContain('TOROKU_TEST_SERVER');
  });

  it.each([
    ['java', 'default-jre-headless'],
    ['mvn', 'maven'],
  ])('tells an ordinary user without %s the one line that brings it', async (name, packages) => {
    const machine = aMachine();
    rmSync(join(machine.PATH, name));
    const said = await ensureTestServer(machine);
    expect(said).toMatch(
      new RegExp(`\n {2}(sudo apt-get install .*${packages}|brew install .*)\n`),
    );
    expect(fetches(machine)).toEqual([]);
  });

  it('notices that the Java of its copy is gone, and makes it anew with another', async () => {
    const machine = aMachine();
    await ensureTestServer(machine);
    const elsewhere = { ...machine, JAVA_HOME: join(machine.HOME, 'jdk') };
    mkdirSync(elsewhere.JAVA_HOME);
    mkdirSync(join(elsewhere.JAVA_HOME, 'bin'));
    install({ ...elsewhere, PATH: join(elsewhere.JAVA_HOME, 'bin') }, 'java', 'exit 0');
    rmSync(join(machine.PATH, 'java'));
    expect(await ensureTestServer(elsewhere)).toContain(cachedTestServer(machine));
    expect(fetches(machine)).toHaveLength(2);
  });

  it('says that the server which was named does not run, and fetches no other', async () => {
    const machine = { ...aMachine(), TOROKU_TEST_SERVER: '/nowhere' };
    const said = await ensureTestServer(machine);
    expect(said).toContain('/nowhere: ');
    expect(fetches(machine)).toEqual([]);
  });
});
