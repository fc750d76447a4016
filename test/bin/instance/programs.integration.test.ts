import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hostEnvironment } from '../../../bin/config.ts';
import { startGuardian } from '../../../bin/instance/guardian.ts';
import type { Exit } from '../../../bin/instance/managed-process.ts';
import { isRunning, waitFor } from '../../../bin/instance/processes.ts';
import { startProgram } from '../../../bin/instance/programs.ts';
import type { Program } from '../../../bin/instance/programs.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const announceReady = JSON.stringify(join(repository, 'bin', 'instance', 'program.ts'));

/** A folder that looks like the repository, with one program in it. */
const root = temporaryFolders()();
mkdirSync(join(root, 'bin'));
writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));

const WELL_BEHAVED = `
  import { announceReady } from ${announceReady};
  console.log('serving', process.env.GREETING ?? 'nobody');
  const timer: NodeJS.Timeout = setInterval(() => undefined, 1000);
  announceReady({
    stop: async () => { console.log('stopping'); clearInterval(timer); },
    links: { 'sign in': 'http://localhost/sign-in' },
  });`;

const guardian = startGuardian();
const log = join(root, 'portal.log');
let program: Program | undefined;
let ends: Exit[] = [];

const start = async (source: string) => {
  writeFileSync(join(root, 'bin', 'portal.ts'), source);
  program = await startProgram({
    name: 'portal',
    root,
    env: { PATH: hostEnvironment().PATH ?? '' },
    log,
    guardian,
    onUnexpectedExit: (exit) => ends.push(exit),
  });
  return program;
};

afterEach(async () => {
  await program?.stop();
  program = undefined;
  ends = [];
});
afterAll(() => guardian.leave());

describe('startProgram', () => {
  it('returns when the program is ready, with what it has to show', async () => {
    const { links, pid } = await start(WELL_BEHAVED);
    expect(links).toEqual({ 'sign in': 'http://localhost/sign-in' });
    expect(isRunning(pid)).toBe(true);
  });

  it('has the program stop in good order, and takes that for no accident', async () => {
    const { stop, exited, lastLines } = await start(WELL_BEHAVED);
    await stop();
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(lastLines(1)[0]).toMatch(/Z stopping$/);
    expect(ends).toEqual([]);
  });

  it('tells of an end that nobody asked for', async () => {
    const running = await start(WELL_BEHAVED);
    process.kill(running.pid, 'SIGKILL');
    expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await waitFor(() => ends.length > 0 || undefined, 5);
    expect(ends).toEqual([{ code: null, signal: 'SIGKILL' }]);
    expect(running.isRunning).toBe(false);
  });

  it('starts it again after a kill, with other settings if wanted', async () => {
    const running = await start(WELL_BEHAVED);
    const first = running.pid;
    await running.kill();
    await running.restart({ GREETING: 'Hanako' });
    expect(running.pid).not.toBe(first);
    expect(running.isRunning).toBe(true);
    expect(readFileSync(log, 'utf8')).toMatch(/Z serving Hanako\n$/);
  });

  it('shows the last lines of a program that ends before it is ready', async () => {
    await expect(start(`console.error('no key'); process.exit(3);`)).rejects.toThrow(
      /portal ended with 3 before it was ready[^]*Z no key/,
    );
  });
});

describe('announceReady', () => {
  it('ends the program when whoever started it is gone', async () => {
    await start(WELL_BEHAVED);
    // What the program sees of that is its channel closing.
    const child = spawn(process.execPath, ['--import', 'tsx', join('bin', 'portal.ts')], {
      cwd: root,
      env: { PATH: hostEnvironment().PATH },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(child, 'message');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
