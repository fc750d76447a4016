import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useRoom } from '../held-room.ts';
import { killAt } from '../killed-room.ts';
import {
  made,
  makeCodedCase,
  makingOf,
  openLetter,
  redemptionOf,
  symbolsOf,
  WRONG,
  type CodedCase,
} from './coded-case.ts';

const held = useRoom();

const eventsOf = async ({ request }: CodedCase): Promise<string[]> =>
  (await held().bench.readBook()).flatMap(({ entry }) =>
    entry.case === request.applicationId ? [entry.event] : [],
  );

/** Letters on the disk. */
function letters(): string[] {
  const dir = join(held().bench.config.evidenceDir, 'letters');
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.p7m'),
  );
}

/** A case with a code that was made before the room was killed. */
async function coded() {
  const { bench, openRoom } = held();
  const one = await makeCodedCase(bench);
  const room = await openRoom();
  const code = made(await room.codes.make(makingOf(one)));
  return { one, letter: { ...code, symbols: symbolsOf(openLetter(bench, code)) } };
}

describe('a room that is killed while it makes a code', () => {
  it.each([
    ['code.1-letter-written', []],
    ['room-book.1-committed', ['code.generated', 'code.voided']],
    ['room-book.2-published', ['code.generated', 'code.voided']],
    ['code.2-generated', ['code.generated', 'code.voided']],
  ])('at %s leaves no code that anybody can use', async (step, before) => {
    const { bench, openRoom } = held();
    const one = await makeCodedCase(bench);
    const [making, kept] = [makingOf(one), new Set(letters())];
    await killAt(bench, step, [making]);
    const room = await openRoom();
    // What was written before its entry is gone; what has one waits for the repeat.
    const left = letters().filter((name) => !kept.has(name));
    expect(left).toHaveLength(before.length === 0 ? 0 : 1);
    const code = made(await room.codes.make(making));
    expect(await eventsOf(one)).toEqual([...before, 'code.generated']);
    expect(letters().filter((name) => !kept.has(name))).toEqual([
      expect.stringContaining(code.ciphertextSha256),
    ]);
    const letter = { ...code, symbols: symbolsOf(openLetter(bench, code)) };
    const redemption = await redemptionOf({ bench, one }, letter);
    expect(await room.codes.redeem(redemption)).toMatchObject({ outcome: 'redeemed' });
  });
});

describe('a room that is killed while a code is used', () => {
  it.each(['room-book.1-committed', 'code.3-attempt-counted'])(
    'at %s has counted the attempt, once',
    async (step) => {
      const { bench, openRoom } = held();
      const { one, letter } = await coded();
      const wrong = await redemptionOf({ bench, one }, letter, WRONG);
      await killAt(bench, step, [wrong]);
      const room = await openRoom();
      expect(await room.codes.redeem(wrong)).toEqual({ outcome: 'wrongCode', attemptsLeft: 4 });
      expect(await eventsOf(one)).toEqual(['code.generated', 'code.attemptFailed']);
    },
  );

  it.each(['room-book.1-committed', 'code.4-redeemed'])(
    'at %s has redeemed it, and says so again',
    async (step) => {
      const { bench, openRoom } = held();
      const { one, letter } = await coded();
      const right = await redemptionOf({ bench, one }, letter);
      await killAt(bench, step, [right]);
      const room = await openRoom();
      expect(await room.codes.redeem(right)).toEqual({
        outcome: 'redeemed',
        keys: one.drafted.applicant.keys.map(({ spkiSha256 }) => spkiSha256),
      });
      expect(await eventsOf(one)).toEqual(['code.generated', 'code.redeemed']);
      expect(await room.issuer.issue(one.request)).toMatchObject({ outcome: 'issued' });
    },
  );

  it('at code.6-voided has ended it, once', async () => {
    const { bench, openRoom } = held();
    const { one } = await coded();
    const end = { applicationId: one.request.applicationId, codeNumber: 1, cause: 'withdrawal' };
    await killAt(bench, 'code.6-voided', [end]);
    const room = await openRoom();
    expect(await room.codes.end(end)).toEqual({ ended: 'voided' });
    expect(await eventsOf(one)).toEqual(['code.generated', 'code.voided']);
  });
});
