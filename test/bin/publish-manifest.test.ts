import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishVkeys } from '../../bin/book-keys.ts';
import { verifyRepositoryCommand } from '../../bin/commands/verify-repository.ts';
import { isKept, publishFile } from '../../bin/publish-file.ts';
import { publishedFolder, publishManifest } from '../../bin/publish-manifest.ts';
import { verifyPublisher } from '../../bin/repository/verify-repository.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { manifestVerifier, readManifestNote } from '../../books/repository-manifest.ts';
import { temporaryFolders } from './temporary-folder.ts';

const aFolder = temporaryFolders();
const KEY = 'ab'.repeat(20);
const OTHER = 'cd'.repeat(20);
const ORIGIN = 'toroku.example/enclave';
const seed = Buffer.alloc(32, 3);
const book = ed25519Signer(ORIGIN, seed);

const folderAt = (dir: string) =>
  publishedFolder({ dir, publisher: 'enclave' }, { origin: ORIGIN, seed });

/** What a verifier needs ten years later. */
const KEPT = {
  [`issuers/${KEY}.cer`]: 'certificate',
  [`links/${KEY}/${OTHER}.cer`]: 'link',
  [`crls/${KEY}/0/1700000000.crl`]: 'first list',
  [`crls/${KEY}/0/1700000001.crl`]: 'last list',
};
const LIST = `crls/${KEY}/0.crl`;

const filled = (): string => {
  const dir = aFolder();
  for (const [name, text] of Object.entries(KEPT)) publishFile(dir, name, Buffer.from(text));
  publishFile(dir, LIST, Buffer.from('last list'));
  publishFile(dir, `ocsp/${KEY}/ab/ab12.ors`, Buffer.from('answer'));
  return dir;
};

const verified = (dir: string) =>
  verifyPublisher(
    async (path) => (existsSync(join(dir, path)) ? readFileSync(join(dir, path)) : undefined),
    { publisher: 'enclave', verifiers: [manifestVerifier(book.vkey)] },
    async () => undefined,
  );

describe('publishManifest', () => {
  it('names every file with size, hash and time, but answers of OCSP, under the key of the book', async () => {
    const dir = filled();
    const { files } = await publishManifest(folderAt(dir), new Date());
    expect(files.map(({ path }) => path).toSorted()).toEqual(
      [...Object.keys(KEPT), LIST].toSorted(),
    );
    expect(files.find(({ path }) => path === LIST)).toMatchObject({ size: 'last list'.length });
    expect(await verified(dir)).toMatchObject({ files: 5, findings: [] });
  });

  it('is never taken for a checkpoint of the book, whose key it is', async () => {
    const dir = filled();
    await publishManifest(folderAt(dir), new Date());
    const note = readFileSync(join(dir, 'manifests/enclave.note'), 'utf8');
    expect(note.startsWith(`${ORIGIN}/repository\n`)).toBe(true);
    expect(() => readManifestNote(note, [readVkey(book.vkey)])).toThrow('no signature');
  });

  it('writes the note last: at every moment what a note names is there', async () => {
    const dir = filled();
    await publishManifest(folderAt(dir), new Date());
    const before = readFileSync(join(dir, 'manifests/enclave.note'), 'utf8');
    publishFile(dir, `crls/${KEY}/0/1700000002.crl`, Buffer.from('newer'));
    // The folder of notes cannot be written to: what a crash before the note leaves.
    const folder = folderAt(dir);
    const failing = {
      ...folder,
      signer: { ...folder.signer, sign: () => Promise.reject(new Error('away')) },
    };
    await expect(publishManifest(failing, new Date())).rejects.toThrow('away');
    expect(readFileSync(join(dir, 'manifests/enclave.note'), 'utf8')).toBe(before);
    expect(await verified(dir)).toMatchObject({ files: 5, findings: [] });
    await publishManifest(folder, new Date());
    expect(await verified(dir)).toMatchObject({ files: 6, findings: [] });
  });

  it('forgets lists of files that no note names since an hour, and no file', async () => {
    const dir = filled();
    await publishManifest(folderAt(dir), new Date());
    const [first = ''] = readdirSync(join(dir, 'manifests')).filter((name) =>
      name.endsWith('.json'),
    );
    const old = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(dir, 'manifests', first), old, old);
    publishFile(dir, LIST, Buffer.from('other'));
    await publishManifest(folderAt(dir), new Date(Date.now() + 1));
    expect(existsSync(join(dir, 'manifests', first))).toBe(false);
    for (const [name, text] of Object.entries(KEPT)) {
      expect(readFileSync(join(dir, name), 'utf8')).toBe(text);
    }
  });
});

describe('long status', () => {
  it.each(Object.entries(KEPT))('cannot lose %s to anything that publishes', async (name, text) => {
    const dir = filled();
    expect(isKept(name)).toBe(true);
    for (const other of ['', 'another', `${text} `]) {
      expect(() => publishFile(dir, name, Buffer.from(other))).toThrow(
        expect.objectContaining({ type: 'ExistsWithDifferentContent' }),
      );
    }
    expect(publishFile(dir, name, Buffer.from(text)).toString()).toBe(text);
    for (let day = 0; day < 3; day += 1) {
      publishFile(dir, LIST, Buffer.from(`list ${day}`));
      await publishManifest(folderAt(dir), new Date(Date.now() + day * 86_400_000));
    }
    expect(readFileSync(join(dir, name), 'utf8')).toBe(text);
  });

  it('keeps every version of CP and CPS, and replaces their index', () => {
    expect(isKept('documents/cps/1.0.pdf')).toBe(true);
    expect(isKept('documents/index.json')).toBe(false);
    expect(isKept(LIST)).toBe(false);
  });

  it.each(Object.keys(KEPT))('is signed for no more once somebody took %s away', async (name) => {
    const dir = filled();
    await publishManifest(folderAt(dir), new Date());
    const before = readFileSync(join(dir, 'manifests/enclave.note'), 'utf8');
    rmSync(join(dir, name));
    await expect(publishManifest(folderAt(dir), new Date())).rejects.toThrow(`${name} is gone`);
    expect(readFileSync(join(dir, 'manifests/enclave.note'), 'utf8')).toBe(before);
    expect((await verified(dir)).findings).toEqual([{ rule: 'fileMissing', path: name }]);
    writeFileSync(join(dir, name), 'another');
    await expect(publishManifest(folderAt(dir), new Date())).rejects.toThrow('another file');
  });

  it('has no code in the programs that publish which deletes below a published folder', () => {
    const deletes = /\b(rm|rmSync|unlink|unlinkSync|rmdir|rmdirSync|truncate|truncateSync)\(/g;
    const found = ['bin', 'api/repository', 'enclave/status'].flatMap((layer) =>
      readdirSync(join(import.meta.dirname, '../..', layer), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => join(layer, file))
        .filter((file) => {
          // What was written beside and not renamed is no published file.
          const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8').replaceAll(
            /rmSync\(beside\b/g,
            '',
          );
          return (
            /repositoryDir|publishFile|putFile|documentsDir/.test(source) && deletes.test(source)
          );
        }),
    );
    // Lists of files alone, see "forgets lists of files".
    expect(found).toEqual(['bin/publish-manifest.ts']);
  });
});

const setUp = async () => {
  const [dir, documents, keys] = [filled(), aFolder(), aFolder()];
  const office = { origin: 'toroku.example/office', seed: Buffer.alloc(32, 4) };
  publishFile(documents, 'documents/cps/1.0.txt', Buffer.from('規程'));
  writeFileSync(join(documents, 'announcements.json'), '{}');
  await publishManifest(folderAt(dir), new Date());
  await publishManifest(
    publishedFolder({ dir: documents, publisher: 'office' }, office),
    new Date(),
  );
  publishVkeys(keys, 'enclave', [book.vkey]);
  publishVkeys(keys, 'office', [ed25519Signer(office.origin, office.seed).vkey]);
  const run = () => verifyRepositoryCommand(['--keys', keys, '--documents', documents, dir]);
  return { dir, documents, keys, run };
};

describe('toroku verify-repository', () => {
  it('holds for what was published', async () => {
    const { run } = await setUp();
    expect(await run()).toBe(0);
  });

  it.each([
    ['an altered document', 'documents', 'documents/cps/1.0.txt'],
    ['an altered certificate', 'dir', `issuers/${KEY}.cer`],
    ['an altered note', 'dir', 'manifests/enclave.note'],
  ] as const)('fails for %s', async (_, where, name) => {
    const set = await setUp();
    const octets = readFileSync(join(set[where], name));
    octets[0] = (octets[0] ?? 0) ^ 1;
    writeFileSync(join(set[where], name), octets);
    expect(await set.run()).toBe(1);
  });

  it('reads again where a list was replaced after the note, and fails if no note comes', async () => {
    const dir = filled();
    await publishManifest(folderAt(dir), new Date());
    publishFile(dir, LIST, Buffer.from('newer'));
    const known = { publisher: 'enclave', verifiers: [manifestVerifier(book.vkey)] } as const;
    const read = async (path: string) => readFileSync(join(dir, path));
    const late = await verifyPublisher(read, known, async () => undefined);
    expect(late.findings).toEqual([{ rule: 'fileDiffers', path: LIST }]);
    const renewed = await verifyPublisher(read, known, () =>
      publishManifest(folderAt(dir), new Date()),
    );
    expect(renewed.findings).toEqual([]);
  });

  it('fails for a set that the other side signed', async () => {
    const { run, keys } = await setUp();
    publishVkeys(keys, 'office', [book.vkey]);
    expect(await run()).toBe(1);
  });

  it('asks for keys', async () => {
    expect(await verifyRepositoryCommand(['/nowhere'])).toBe(64);
  });
});
