import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSyntheticExport } from '../../bin/bench/synthetic-book.ts';
import type { ExportInMemory } from '../../bin/chaos/tamper/export-in-memory.ts';
import { sampleBooks } from '../books/verify/sample-books.ts';
import { exported } from '../books/verify/sample-export.ts';
import { foreignVerifier } from './foreign-verifier.ts';

const run = promisify(execFile);

const scratch = mkdtempSync(join(tmpdir(), 'toroku-interop-'));
let verifier = '';

/** What the verifier in Go says of a folder. @throws with what it refused on stderr */
const accept = async (dir: string): Promise<string> => (await run(verifier, [dir])).stdout;

let written = 0;

function onDisk({ files }: ExportInMemory): string {
  const dir = join(scratch, String((written += 1)));
  for (const [path, octets] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), octets);
  }
  return dir;
}

const FOLDER = sampleBooks(120).then((books) =>
  exported([books.enclave, books.office], books.documents),
);

beforeAll(() => {
  verifier = foreignVerifier();
}, 300_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the Go project's code for transparency logs", () => {
  it('accepts an export: checkpoints, bundles, tiles, consistency, proofs', async () => {
    const said = await accept(onDisk(await FOLDER));
    expect(said).toMatch(/^accepted office: 544 entries, \d+ checkpoints, 540 proofs$/m);
    expect(said).toMatch(/^accepted enclave: 183 entries, \d+ checkpoints, 180 proofs$/m);
  });

  it('accepts a log with tiles of three levels', async () => {
    const dir = join(scratch, 'synthetic');
    await writeSyntheticExport(dir, 66_000);
    expect(await accept(join(dir, 'export'))).toContain('accepted office: 66000 entries');
  }, 120_000);

  it.each([
    ['an entry', 'office/tile/entries/001', 'do not give the root'],
    ['a hash tile', 'office/tile/0/001', 'is not what the entries give'],
    ['a tile above', 'office/tile/1/000.p/2', 'is not what the entries give'],
    ['a checkpoint', 'office/checkpoint', 'refused'],
  ])('refuses a change of %s', async (_, path, said) => {
    const folder = (await FOLDER).copy();
    const octets = Buffer.from(folder.of(path));
    octets[40] = (octets[40] ?? 0) ^ 1;
    folder.files.set(path, octets);
    await expect(accept(onDisk(folder))).rejects.toThrow(said);
  });

  it('refuses a kept checkpoint of another log', async () => {
    const folder = (await FOLDER).copy();
    const [kept = ''] = [...folder.files.keys()].filter((path) =>
      path.startsWith('office/checkpoints/'),
    );
    folder.files.set(kept, folder.of('enclave/checkpoint'));
    await expect(accept(onDisk(folder))).rejects.toThrow('refused');
  });
});
