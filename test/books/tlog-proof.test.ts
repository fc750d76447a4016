import { describe, expect, it } from 'vitest';

import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { NoteRefused } from '../../books/signed-note.ts';
import {
  TlogProofRefused,
  printTlogProof,
  readTlogProof,
  verifyTlogProof,
} from '../../books/tlog-proof.ts';
import { TreeReader } from '../../books/tree-reader.ts';
import { MemoryLog, ORIGIN } from './memory-log.ts';
import { VECTORS, seedOf } from './vectors.ts';

const signer = ed25519Signer(ORIGIN, seedOf(1));
const verifiers = [readVkey(signer.vkey)];
const entries = VECTORS.logs[0].entries.map(({ canonical }) => Buffer.from(canonical));

const proofOf = async (index: number): Promise<string> => {
  const log = await MemoryLog.open();
  log.add(entries);
  const reader = new TreeReader({ size: entries.length, readFile: log.folder.read });
  return printTlogProof({
    index,
    proof: await reader.inclusionProof(index),
    checkpoint: await log.checkpoint(signer),
  });
};

describe('printTlogProof', () => {
  it('writes what C2SP tlog-proof says: index, hashes, blank line, checkpoint', async () => {
    const [office] = VECTORS.logs;
    const leaf = (index: number): string =>
      Buffer.from(office.entries[index]?.leafSha256 ?? '', 'hex').toString('base64');
    expect((await proofOf(1)).split('\n').slice(0, 3)).toEqual([
      'c2sp.org/tlog-proof@v1',
      'index 1',
      leaf(0),
    ]);
    expect(await proofOf(2)).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 2\n\S{44}\n\nca\.example/);
    expect((await proofOf(2)).endsWith(`\n\n${office.note}`)).toBe(true);
  });

  it.each([0, 1, 2])('proves entry %i, and no other, to whoever has the keys', async (index) => {
    const proof = readTlogProof(await proofOf(index));
    for (const [i, entry] of entries.entries()) {
      const verify = () => verifyTlogProof(proof, entry, verifiers);
      if (i === index) expect(verify().size).toBe(entries.length);
      else expect(verify).toThrow(TlogProofRefused);
    }
    const [entry = Buffer.alloc(0)] = entries;
    const strangers = VECTORS.logs[1].vkeys.map(readVkey);
    expect(() => verifyTlogProof(proof, entry, strangers)).toThrow(NoteRefused);
  });
});

describe('readTlogProof', () => {
  it.each<[what: string, change: (text: string) => string]>([
    ['another header', (text) => text.replace('@v1', '@v2')],
    ['an extra line', (text) => text.replace('index', 'extra AAAA\nindex')],
    ['a leading zero', (text) => text.replace('index 1', 'index 01')],
    ['a short hash', (text) => text.replace(/\n\S{44}\n/, '\nAAAA\n')],
    ['no checkpoint', (text) => text.slice(0, text.indexOf('\n\n'))],
    ['too many hashes', (text) => text.replace(/\n(\S{44})/, '\n$1'.repeat(54))],
  ])('refuses %s', async (_, change) => {
    const text = change(await proofOf(1));
    expect(() => readTlogProof(text)).toThrow(TlogProofRefused);
  });
});
