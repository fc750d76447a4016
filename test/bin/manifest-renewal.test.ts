import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startManifestRenewal } from '../../bin/manifest-renewal.ts';
import { publishFile } from '../../bin/publish-file.ts';
import { publishedFolder } from '../../bin/publish-manifest.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { manifestVerifier, readManifestNote } from '../../books/repository-manifest.ts';
import { temporaryFolders } from './temporary-folder.ts';

const aFolder = temporaryFolders();
const KEY = 'ab'.repeat(20);
const origin = 'toroku.example/enclave';
const seed = Buffer.alloc(32, 3);

const namedBy = (dir: string): string[] => {
  const note = readFileSync(join(dir, 'manifests/enclave.note'), 'utf8');
  const verifiers = [manifestVerifier(ed25519Signer(origin, seed).vkey)];
  const { sha256 } = readManifestNote(note, verifiers);
  return (
    JSON.parse(readFileSync(join(dir, 'manifests', `${sha256}.json`), 'utf8')) as {
      files: { path: string }[];
    }
  ).files.map(({ path }) => path);
};

it('signs for whatever was put there, by whomever, and says once what is gone', async () => {
  const dir = aFolder();
  const told: string[] = [];
  const renewal = startManifestRenewal({
    folder: publishedFolder({ dir, publisher: 'enclave' }, { origin, seed }),
    report: (what) => told.push(what),
    intervalMs: 5,
  });
  const [first, second] = [1, 2].map((n) => `crls/${KEY}/0/170000000${n}.crl`) as [string, string];
  publishFile(dir, first, Buffer.from('first'));
  await vi.waitFor(() => expect(namedBy(dir)).toEqual([first]));
  publishFile(dir, `crls/${KEY}/0.crl`, Buffer.from('first'));
  publishFile(dir, second, Buffer.from('second'));
  await vi.waitFor(() => expect(namedBy(dir)).toHaveLength(3));
  rmSync(join(dir, first));
  await vi.waitFor(() => expect(told).toEqual([`StatusDiverged: ${first} is gone`]));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(told).toHaveLength(1);
  expect(namedBy(dir)).toHaveLength(3);
  publishFile(dir, first, Buffer.from('first'));
  publishFile(dir, `issuers/${KEY}.cer`, Buffer.from('certificate'));
  await vi.waitFor(() => expect(namedBy(dir)).toHaveLength(4));
  await renewal.stop();
});
