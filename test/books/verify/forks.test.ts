import { describe, expect, it } from 'vitest';
import { keptCheckpointPath } from '../../../books/cosignature.ts';
import { leafHash } from '../../../books/merkle.ts';
import { encodeBundle, readBundle } from '../../../books/tiles.ts';
import { verifyExport } from '../../../books/verify/verify-export.ts';
import type { ExportInMemory } from '../../../bin/chaos/tamper/export-in-memory.ts';
import { issueCase, openBooks, rejectCase, type SampleBooks } from './sample-books.ts';
import { exported, TRUSTED } from './sample-export.ts';

const brokenIn = async (folder: ExportInMemory): Promise<string[]> => {
  const { failures } = await verifyExport({ folder, keys: TRUSTED });
  return failures.map(({ rule, log }) => [rule, log].filter((x) => x !== undefined).join(' '));
};

const exportOf = async ({ enclave, office, documents }: SampleBooks): Promise<ExportInMemory> => {
  await enclave.checkpoint();
  await office.checkpoint();
  return exported([enclave, office], documents);
};

describe('a history that was rewritten by whoever holds the keys', () => {
  it('shows at a checkpoint that was signed over the other one', async () => {
    const books = await openBooks();
    issueCase(books, 1);
    const folder = await exportOf(books);
    const fork = await openBooks();
    rejectCase(fork, 1);
    const size = fork.office.entries.length;
    const note = await fork.office.checkpoint();
    await folder.write(`office/${keptCheckpointPath(size)}`, Buffer.from(note));
    folder.relist();
    expect(await brokenIn(folder)).toEqual(['checkpointConsistent office']);
  });
});

describe('an entry that was rewritten together with its tile', () => {
  it('does not give the root of the checkpoint', async () => {
    const books = await openBooks();
    issueCase(books, 1);
    const folder = await exportOf(books);
    for (const path of folder.files.keys())
      if (path.startsWith('cases/')) folder.files.delete(path);
    const size = books.office.entries.length;
    const [path, tile] = [`office/tile/entries/000.p/${size}`, `office/tile/0/000.p/${size}`];
    const entries = readBundle(folder.of(path), size);
    const [before = Buffer.alloc(0)] = entries.slice(2);
    const after = Buffer.from(before.toString('utf8').replace(':07.123Z', ':08.123Z'));
    folder.files.set(path, encodeBundle(entries.with(2, after)));
    const leaves = Buffer.from(folder.of(tile));
    leaves.set(leafHash(after), 2 * 32);
    folder.files.set(tile, leaves);
    folder.relist();
    expect(await brokenIn(folder)).toEqual(['rootHash office', 'checkpointConsistent office']);
  });
});
