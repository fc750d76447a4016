import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive, startOf, takeLock } from '../../../bin/bootstrap/lock.mjs';
import { temporaryFolders } from '../temporary-folder.ts';

const aFolder = temporaryFolders();
const aLockFile = () => join(aFolder(), 'lock');

/** A process that has ended, so that its id names nobody. */
const deadPid = async () => {
  const child = spawn('true');
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid as number;
};

describe('takeLock', () => {
  it('is refused while a living process holds the lock, and tells which', () => {
    const file = aLockFile();
    expect(takeLock(file).taken).toBe(true);
    expect(takeLock(file)).toEqual({ taken: false, pid: process.pid });
  });

  it('can be taken again after release', () => {
    const file = aLockFile();
    const lock = takeLock(file);
    if (lock.taken) lock.release();
    expect(existsSync(file)).toBe(false);
    expect(takeLock(file).taken).toBe(true);
  });

  it('takes over from a process that died', async () => {
    const file = aLockFile();
    writeFileSync(file, JSON.stringify({ pid: await deadPid(), started: '1' }));
    expect(takeLock(file).taken).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('takes over when the process id has been given to another process', () => {
    const file = aLockFile();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(takeLock(file).taken).toBe(true);
  });

  it('takes over what a crash left half-written', () => {
    const file = aLockFile();
    writeFileSync(file, '');
    expect(takeLock(file).taken).toBe(true);
  });

  it('leaves nothing but the lock', () => {
    const file = aLockFile();
    takeLock(file);
    takeLock(file);
    expect(readdirSync(join(file, '..'))).toEqual(['lock']);
  });

  it('gives a dead process’s lock to one of many who want it at once', async () => {
    const file = aLockFile();
    writeFileSync(file, JSON.stringify({ pid: await deadPid(), started: '1' }));
    const lockModule = new URL('../../../bin/bootstrap/lock.mjs', import.meta.url).href;
    const program = `
      const { takeLock } = await import(${JSON.stringify(lockModule)});
      process.stdout.write(takeLock(${JSON.stringify(file)}).taken ? 'taken' : 'refused');
      process.stdin.resume().on('end', () => process.exit());`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', program]),
    );
    const answers = await Promise.all(
      children.map(
        (child) =>
          new Promise<string>((resolve) => child.stdout.once('data', (d) => resolve(`${d}`))),
      ),
    );
    for (const child of children) child.stdin.end();
    expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  });
});

describe('isAlive', () => {
  it('knows this process, with its start or without', () => {
    expect(isAlive({ pid: process.pid })).toBe(true);
    expect(isAlive({ pid: process.pid, started: startOf(process.pid) })).toBe(true);
  });

  it('knows that a process has ended', async () => {
    expect(isAlive({ pid: await deadPid() })).toBe(false);
  });
});
