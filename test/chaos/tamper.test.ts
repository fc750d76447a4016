import { describe, expect, it } from 'vitest';
import { tamper, type Tampering } from '../../bin/chaos/tamper.ts';
import { sampleBooks } from '../books/verify/sample-books.ts';
import { exported, TRUSTED } from '../books/verify/sample-export.ts';

const FOLDER = sampleBooks(12).then((books) =>
  exported([books.enclave, books.office], books.documents),
);

const tampering = (more: Partial<Tampering> = {}): Tampering => ({
  mutations: 150,
  seed: 20_261_201,
  say: () => undefined,
  ...more,
});

describe('tamper', () => {
  it('finds no change of an export that the verifier does not name', async () => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const result = await tamper(await FOLDER, TRUSTED, tampering({ say }));
    expect(said.filter((line) => line.startsWith('not caught'))).toEqual([]);
    expect(result).toEqual({ mutations: 150, caught: 150 });
  }, 60_000);

  it('does the same again with the same seed', async () => {
    const runs: string[][] = [[], []];
    for (const said of runs) {
      const say = (line: string) => said.push(line);
      await tamper(await FOLDER, TRUSTED, tampering({ mutations: 20, say }));
    }
    expect(runs[0]).toEqual(runs[1]);
  }, 60_000);

  it('begins with nothing that is broken already', async () => {
    const broken = (await FOLDER).copy();
    broken.files.delete('README.txt');
    await expect(tamper(broken, TRUSTED, tampering())).rejects.toThrow('fileListed');
  });
});
