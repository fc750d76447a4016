import { describe, expect, it } from 'vitest';
import { KeptFigures } from '../../../bin/export/kept-figures.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import type { Entry } from '../../../books/entry.ts';
import { figuresPath } from '../../../domain/reconciliation/figures-path.ts';

const completed = (day: string, octets: Buffer): Entry =>
  ({
    event: 'reconciliation.completed',
    data: { day, equations: 1, failed: [], figuresSha256: sha256Hex(octets) },
  }) as unknown as Entry;

const [first, second, ofRoom] = ['first', 'second', 'of the room'].map((text) => Buffer.from(text));

/** The files beside a log. */
const beside = (...files: (readonly [day: string, octets: Buffer])[]) => {
  const all = new Map(files.map(([day, o]) => [figuresPath(day, sha256Hex(o)), o]));
  return async (path: string) => all.get(path);
};

async function written(
  entries: readonly (readonly ['office' | 'enclave', Entry])[],
  snapshots: Parameters<KeptFigures['write']>[0],
): Promise<Record<string, string>> {
  const figures = new KeptFigures();
  for (const [log, entry] of entries) figures.take(log, entry);
  const files: Record<string, string> = {};
  await figures.write(snapshots, {
    write: async (path: string, octets: Uint8Array) => {
      files[path] = Buffer.from(octets).toString();
    },
  });
  return files;
}

describe('KeptFigures', () => {
  const [a = Buffer.alloc(0), b = Buffer.alloc(0), room = Buffer.alloc(0)] = [
    first,
    second,
    ofRoom,
  ];
  const DAY = '2026-12-01';

  it('writes of a day what its newest entry names', async () => {
    const readFile = beside([DAY, a], [DAY, b]);
    const entries = [a, b].map((octets) => ['office', completed(DAY, octets)] as const);
    expect(await written(entries, [{ log: 'office', readFile }])).toEqual({
      [`figures/${DAY}.json`]: 'second',
    });
  });

  it('takes the office’s where both logs are exported, and the room’s alone without it', async () => {
    const entries = [
      ['office', completed(DAY, a)],
      ['enclave', completed(DAY, room)],
    ] as const;
    const enclave = { log: 'enclave' as const, readFile: beside([DAY, room]) };
    const office = { log: 'office' as const, readFile: beside([DAY, a]) };
    expect(await written(entries, [enclave, office])).toEqual({ [`figures/${DAY}.json`]: 'first' });
    expect(await written(entries, [enclave])).toEqual({ [`figures/${DAY}.json`]: 'of the room' });
  });

  it('leaves out what is gone, or is not what the entry names', async () => {
    const entries = [['office', completed(DAY, a)]] as const;
    expect(await written(entries, [{ log: 'office', readFile: beside() }])).toEqual({});
    expect(await written(entries, [{ log: 'office', readFile: async () => b }])).toEqual({});
  });
});
