import { pbkdf2Sync, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresElsewhere } from '../../../bin/instance/data-directory.ts';
import { sealingContext } from '../../../enclave/key-delivery/make-code.ts';
import { useRoom } from '../held-room.ts';
import type { TestRoom } from '../room-bench.ts';
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
let room: TestRoom;

beforeAll(async () => {
  room = await held().bench.openRoom();
});
afterAll(() => room?.close());

/** What somebody may ask of the codes of one case, in any order and at once. */
const call = fc.oneof(
  fc.record({ do: fc.constant('make' as const), number: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('wrong' as const), number: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('post' as const), number: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constant('end' as const),
    number: fc.integer({ min: 1, max: 3 }),
    cause: fc.constantFrom('withdrawal', 'timePassed'),
  }),
);

type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;
type Code = { readonly salt: string; readonly codeNumber: number; readonly symbols: string };

async function ask(one: CodedCase, asked: Call, codes: Code[]): Promise<void> {
  const { bench } = held();
  const name = { applicationId: one.request.applicationId, codeNumber: asked.number };
  if (asked.do === 'make') {
    const code = made(await room.codes.make(makingOf(one, asked.number)));
    codes.push({ ...code, symbols: symbolsOf(openLetter(bench, code)) });
  } else if (asked.do === 'post') {
    await room.codes.notePosted({ ...name, postedAt: Date.now() });
  } else if (asked.do === 'end') {
    await room.codes.end({ ...name, cause: asked.cause });
  } else {
    const code = { salt: '00'.repeat(16), codeNumber: asked.number, ...WRONG };
    await room.codes.redeem(await redemptionOf({ bench, one }, code));
  }
}

interface Standing {
  readonly codeNumber: number;
  readonly state: string;
  readonly salt: string;
  readonly key: Buffer | null;
}

const standingOf = ({ request }: CodedCase): Promise<Standing[]> =>
  held().bench.rows<{ codeNumber: number; state: string; salt: string; key: Buffer | null }>(
    `select code_number as "codeNumber", state, salt, key_sealed as key from codes
     where application_id = $1`,
    [request.applicationId],
  );

/** What the book says of a case: #generated = #redeemed + #voided + #lapsed + live, a locked one counted as live. */
async function openByBook({ request }: CodedCase): Promise<number> {
  const entries = (await held().bench.readBook()).filter(
    ({ entry }) => entry.case === request.applicationId,
  );
  const count = (event: string) => entries.filter(({ entry }) => entry.event === event).length;
  const ended = count('code.redeemed') + count('code.voided') + count('code.lapsed');
  return count('code.generated') - ended;
}

describe('codes of one case', () => {
  it(
    'are never two that are live, whatever is asked in whichever order and at once',
    { timeout: 240_000 },
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(call, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 }),
          async (groups) => {
            const one = await makeCodedCase(held().bench);
            const codes: Code[] = [];
            for (const group of [[{ do: 'make', number: 1 } as const], ...groups]) {
              await Promise.allSettled(group.map((asked) => ask(one, asked, codes)));
              const standing = await standingOf(one);
              const open = standing.filter(({ state }) => ['live', 'locked'].includes(state));
              expect(open.length).toBeLessThanOrEqual(1);
              expect(await openByBook(one)).toBe(open.length);
              await opensForNewest(one, standing, codes);
            }
          },
        ),
        { numRuns: 3 },
      ),
  );
});

/** The one K that is there is that of the code which was made last under its number. */
async function opensForNewest(one: CodedCase, standing: readonly Standing[], codes: Code[]) {
  for (const { key, salt, codeNumber } of standing.filter((each) => each.key !== null)) {
    const code = codes.find((each) => each.salt === salt && each.codeNumber === codeNumber);
    // The call whose answer failed made none.
    if (!code || !key) throw new Error('a live code that nobody made');
    const { applicationId } = one.request;
    const opened = await room.room
      .codeKey()
      .open(key, sealingContext({ applicationId, codeNumber }));
    const derived = pbkdf2Sync(code.symbols, Buffer.from(salt, 'hex'), 600_000, 32, 'sha256');
    expect(opened).toEqual(derived);
  }
}

describe('the clear code', () => {
  it('is in no table, no book and no file of the room, and neither is K', async () => {
    const { bench } = held();
    const one = await makeCodedCase(bench);
    const code = made(await room.codes.make(makingOf(one)));
    const { code: printed } = openLetter(bench, code);
    const symbols = symbolsOf(openLetter(bench, code));
    const wrong = await redemptionOf({ bench, one }, { ...code, ...WRONG });
    await room.codes.redeem({ ...wrong, inputId: randomUUID() });
    await room.codes.redeem(await redemptionOf({ bench, one }, { ...code, symbols }));
    await room.room.book.settle();
    const key = pbkdf2Sync(symbols, Buffer.from(code.salt, 'hex'), 600_000, 32, 'sha256');
    const secrets = [printed, symbols, key.toString('hex'), key.toString('base64')];
    for (const table of ['codes', 'code_attempts', 'book_entries', 'keys_seen', 'issuances']) {
      const rows = await bench.rows<{ row: string }>(
        `select ${table}::text || coalesce(${table === 'book_entries' ? "encode(octets, 'escape')" : "''"}, '') as row
         from ${table}`,
      );
      expect(rows.filter(({ row }) => secrets.some((secret) => row.includes(secret)))).toEqual([]);
    }
    const { dataDir } = bench.instance;
    const places = [dataDir, postgresElsewhere(dataDir) ?? dataDir];
    const found = places
      .flatMap(filesBelow)
      .filter((path) =>
        [...secrets.map((secret) => Buffer.from(secret)), key].some((secret) =>
          contains(path, secret),
        ),
      );
    expect(found).toEqual([]);
  });
});

/** Every file of the instance: its database with the log of its changes, books, second medium, evidence, letters, logs. */
const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true, encoding: 'utf8' }).flatMap((each) =>
    each.isFile() ? [join(each.parentPath, each.name)] : [],
  );

function contains(path: string, secret: Buffer): boolean {
  try {
    return readFileSync(path).includes(secret);
  } catch {
    // A file that came and went meanwhile.
    return false;
  }
}
