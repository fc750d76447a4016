import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { ExportRefused, FolderSink } from '../../../bin/export/folder-sink.ts';
import { temporaryFolders } from '../temporary-folder.ts';

const temporaryFolder = temporaryFolders();
const octets = Buffer.from('an entry');

describe('FolderSink', () => {
  it('shows nothing under the name of the export before it is whole', async () => {
    const out = join(temporaryFolder(), 'books');
    const sink = FolderSink.open(out);
    await sink.write('office/checkpoint', octets);
    expect(existsSync(out)).toBe(false);
    sink.commit();
    expect(readFileSync(join(out, 'office', 'checkpoint'))).toEqual(octets);
  });

  it('remembers every file for the manifest, and not the manifest', async () => {
    const sink = FolderSink.open(join(temporaryFolder(), 'books'));
    await sink.write('a/b', octets);
    const hash = await sink.writeList('manifest.json', octets);
    expect(sink.files).toEqual([{ path: 'a/b', sha256: sha256Hex(octets), size: 8 }]);
    expect(hash).toBe(sha256Hex(octets));
  });

  it('takes an empty folder, and refuses one that holds anything', () => {
    const folder = temporaryFolder();
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    FolderSink.open(empty).commit();
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'kept');
    expect(() => FolderSink.open(full)).toThrow(ExportRefused);
    expect(readdirSync(full)).toEqual(['mine.txt']);
  });

  it('leaves nothing behind when it is given up', async () => {
    const folder = temporaryFolder();
    const sink = FolderSink.open(join(folder, 'books'));
    await sink.write('a', octets);
    sink.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes no file twice', async () => {
    const sink = FolderSink.open(join(temporaryFolder(), 'books'));
    await sink.write('a', octets);
    await expect(sink.write('a', octets)).rejects.toThrow('EEXIST');
  });
});
