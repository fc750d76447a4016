import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataDirectory, removeDataDirectory } from '../../../bin/instance/data-directory.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const aTemporaryFolder = temporaryFolders();
const aFolder = () => join(aTemporaryFolder(), 'data');

describe('openDataDirectory', () => {
  it('is refused to a second supervisor, by process id', () => {
    const folder = aFolder();
    const first = openDataDirectory(folder);
    expect(() => openDataDirectory(folder)).toThrow(`pid ${process.pid}`);
    first.release();
    openDataDirectory(folder).release();
  });

  it('leaves a folder alone that holds something else', () => {
    const folder = aFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    expect(() => openDataDirectory(folder)).toThrow(/is left alone/);
  });

  it('makes a secret once, for our eyes only', () => {
    const folder = aFolder();
    const data = openDataDirectory(folder);
    const secret = data.secret('session-key');
    data.release();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(openDataDirectory(folder).secret('session-key')).toBe(secret);
    expect(statSync(join(folder, 'secrets', 'session-key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  });
});

describe('removeDataDirectory', () => {
  it('deletes what carries our marker', () => {
    const folder = aFolder();
    openDataDirectory(folder).release();
    removeDataDirectory(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it('deletes nothing else', () => {
    const folder = aFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    expect(() => removeDataDirectory(folder)).toThrow(/is left alone/);
    expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('deletes nothing under a supervisor that runs', () => {
    const folder = aFolder();
    openDataDirectory(folder);
    expect(() => removeDataDirectory(folder)).toThrow(/in use/);
    expect(existsSync(folder)).toBe(true);
  });

  it('has nothing to do where there is nothing', () => {
    expect(() => removeDataDirectory(aFolder())).not.toThrow();
  });
});
