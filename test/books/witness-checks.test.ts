import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT } from '../../books/merkle.ts';
import { readVkey } from '../../books/note-verifier.ts';
import {
  NotContinued,
  continueLog,
  originOf,
  readSignedBy,
  type Continuation,
} from '../../books/witness-checks.ts';
import { VECTORS } from './vectors.ts';

const [office, enclave] = VECTORS.logs;
const log = { origin: office.origin, verifiers: office.vkeys.map(readVkey) };
const room = { origin: enclave.origin, verifiers: enclave.vkeys.map(readVkey) };
const root = Buffer.from(office.rootBase64, 'base64');
const first: Continuation = { note: office.note, log, before: undefined, from: 0, proof: [] };

const reasonOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    if (error instanceof NotContinued) return [error.reason, error.knownSize];
    throw error;
  }
  return undefined;
};

describe('continueLog', () => {
  it('takes the first checkpoint of a log, and the same again', () => {
    expect(continueLog(first)).toMatchObject({ size: 3, root });
    expect(continueLog({ ...first, before: { size: 3, root }, from: 3 })).toMatchObject({
      size: 3,
    });
  });

  it.each<[string, Partial<Continuation>, [string, number]]>([
    ['another log’s note', { note: enclave.note }, ['malformed', 0]],
    ['no note', { note: 'x' }, ['malformed', 0]],
    ['a note of which one of two keys has not signed', missesOne(), ['unsigned', 0]],
    ['a smaller tree', { before: { size: 4, root }, from: 4 }, ['rollback', 4]],
    ['another tree of the size', { before: { size: 3, root: EMPTY_ROOT }, from: 3 }, ['fork', 3]],
    ['a proof from elsewhere', { before: { size: 3, root }, from: 2 }, ['from', 3]],
    ['no proof', { before: { size: 2, root: EMPTY_ROOT }, from: 2 }, ['proof', 2]],
    ['a proof from nothing', { proof: [root] }, ['proof', 0]],
  ])('refuses %s', (_, change, refused) => {
    expect(reasonOf(() => continueLog({ ...first, ...change }))).toEqual(refused);
  });
});

function missesOne(): Partial<Continuation> {
  const [text, lines = ''] = enclave.note.split('\n\n');
  return { log: room, note: `${text}\n\n${lines.split('\n')[1]}\n` };
}

describe('readSignedBy', () => {
  it('gives the checkpoint that every key of the log has signed', () => {
    expect(readSignedBy(enclave.note, room)).toMatchObject({ origin: room.origin, size: 3 });
  });
});

describe('originOf', () => {
  it('is the first line of a checkpoint, and undefined for anything else', () => {
    expect(originOf(office.note)).toBe(office.origin);
    expect(originOf('a\nb\n\n— c AAAAAAAA\n')).toBeUndefined();
  });
});
