import { describe, expect, it } from 'vitest';

import {
  MalformedCheckpoint,
  printCheckpoint,
  readCheckpoint,
  readCheckpointText,
} from '../../books/checkpoint.ts';
import { EMPTY_ROOT } from '../../books/merkle.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { NoteRefused } from '../../books/signed-note.ts';
import { VECTORS } from './vectors.ts';

const ROOT = 'PC/h4nKf7TAbisnn2SZ2Nfx7Wipn2ZQkVzqd5Yn74UI=';

describe('readCheckpoint', () => {
  it.each(VECTORS.logs)('reads the checkpoint of $origin in the vectors', (log) => {
    const { verified, ...checkpoint } = readCheckpoint(log.note, log.vkeys.map(readVkey));
    expect(verified).toHaveLength(log.vkeys.length);
    expect(checkpoint).toEqual({
      origin: log.origin,
      size: log.entries.length,
      root: Buffer.from(log.rootBase64, 'base64'),
    });
    expect(log.note.startsWith(`${printCheckpoint(checkpoint)}\n—`)).toBe(true);
  });

  it('believes no checkpoint that no known key signed', () => {
    const [office, enclave] = VECTORS.logs;
    expect(() => readCheckpoint(office.note, enclave.vkeys.map(readVkey))).toThrow(NoteRefused);
  });
});

describe('readCheckpointText', () => {
  it.each<[what: string, text: string]>([
    ['an extension line', `a\n3\n${ROOT}\nmore\n`],
    ['a blank line', `a\n3\n${ROOT}\n\n`],
    ['no origin', `\n3\n${ROOT}\n`],
    ['a leading zero', `a\n03\n${ROOT}\n`],
    ['a sign', `a\n+3\n${ROOT}\n`],
    ['a size beyond 2^53-1', `a\n9007199254740992\n${ROOT}\n`],
    ['a short root', `a\n3\n${ROOT.slice(4)}\n`],
    ['a root with loose bits', `a\n3\n${ROOT.replace('I=', 'J=')}\n`],
    ['no newline at the end', `a\n3\n${ROOT}`],
    ['carriage returns', `a\r\n3\r\n${ROOT}\r\n`],
  ])('refuses %s', (_, text) => {
    expect(() => readCheckpointText(text)).toThrow(MalformedCheckpoint);
  });

  it('reads the checkpoint of an empty log', () => {
    const empty = { origin: 'a', size: 0, root: EMPTY_ROOT };
    expect(readCheckpointText(printCheckpoint(empty))).toEqual(empty);
  });
});

describe('printCheckpoint', () => {
  it.each([
    { origin: 'a b', size: 1, root: EMPTY_ROOT },
    { origin: 'a\nb', size: 1, root: EMPTY_ROOT },
    { origin: '', size: 1, root: EMPTY_ROOT },
    { origin: 'a', size: -1, root: EMPTY_ROOT },
    { origin: 'a', size: 1.5, root: EMPTY_ROOT },
    { origin: 'a', size: 1, root: Buffer.alloc(31) },
  ])('refuses what could not be read back: %j', (checkpoint) => {
    expect(() => printCheckpoint(checkpoint)).toThrow(MalformedCheckpoint);
  });
});
