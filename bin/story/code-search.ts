import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  CODE_KEY_DERIVATION,
  CODE_RANDOM_OCTETS,
  codeFromRandom,
  printedCode,
  readTypedCode,
} from '../../domain/key-delivery/code.ts';
import { OWNERS } from '../instance/databases.ts';
import type { Instance } from '../instance/options.ts';
import { searchPlaces, writtenWays } from './search-places.ts';

/** What an instance is searched for. */
export interface LookedFor {
  /** As it is printed. */
  readonly code: string;
  /** 32 hexadecimal digits. Public, and kept: by it the search shows that it sees. */
  readonly salt: string;
  readonly applicationId: string;
}

/** What the search found. */
export interface CodeSearch {
  readonly placesSearched: number;
  readonly placesWithCode: number;
  readonly placesWithSalt: number;
}

const symbolsOf = (code: string): string => {
  const read = readTypedCode(code);
  if (!read.ok) throw new Error('no code');
  return read.symbols;
};

/** Another code than this one, as somebody could type it who has no letter. */
export function otherCode(code: string): string {
  const symbols = symbolsOf(code);
  return printedCode(`${symbols.startsWith('7') ? '8' : '7'}${symbols.slice(1)}`);
}

/** A code as its 16 symbols, with its check symbol and as it is printed, in large and small letters, and the key K of it. */
export function marksOf({ code, salt }: Pick<LookedFor, 'code' | 'salt'>): Buffer[] {
  const symbols = symbolsOf(code);
  const { iterations, keyOctets } = CODE_KEY_DERIVATION;
  const k = pbkdf2Sync(symbols, Buffer.from(salt, 'hex'), iterations, keyOctets, 'sha256');
  const printed = printedCode(symbols);
  const texts = [symbols, printed.replaceAll('-', ''), printed];
  const written = texts.flatMap((text) => [text, text.toLowerCase()]);
  return [...written.map((text) => Buffer.from(text)), k].flatMap(writtenWays);
}

/**
 * Looks for a code and its K in every place of an instance. That it sees is shown each time by what it has to find: the salt, the
 * application's number, and a second code that nobody was sent, written into a log and into each database.
 *
 * @throws if it was blind somewhere
 */
export async function searchForCode(instance: Instance, looked: LookedFor): Promise<CodeSearch> {
  const decoy = printedCode(codeFromRandom(randomBytes(CODE_RANDOM_OCTETS)));
  const seeded = await seed(instance, decoy);
  try {
    const { searched, places } = await searchPlaces(instance, {
      code: marksOf(looked),
      salt: writtenWays(Buffer.from(looked.salt, 'hex')),
      application: [Buffer.from(looked.applicationId)],
      decoy: marksOf({ code: decoy, salt: looked.salt }),
    });
    const missed = seeded.places.filter((place) => !places.decoy.includes(place));
    if (places.salt.length === 0) missed.push('salt');
    if (places.application.length === 0) missed.push('application');
    if (missed.length > 0) throw new Error(`the search is blind: ${missed.join(', ')}`);
    for (const place of places.code) console.error(`the code is in ${place}`);
    console.error(
      `searched ${searched} places: code in ${places.code.length}, salt in ${places.salt.length}, ` +
        `application in ${places.application.length}, seeded code in ${places.decoy.length}`,
    );
    return {
      placesSearched: searched,
      placesWithCode: places.code.length,
      placesWithSalt: places.salt.length,
    };
  } finally {
    await seeded.remove();
  }
}

const TABLE = 'seeded_by_story';

/** Writes a code down as a careless program would: Base64 in a log, octets in a table of each database. */
async function seed(instance: Instance, decoy: string) {
  const log = join('logs', 'seeded.log');
  writeFileSync(join(instance.dataDir, log), `sent: ${Buffer.from(decoy).toString('base64')}\n`);
  const inEach = async (statements: (client: pg.Client) => Promise<unknown>): Promise<void> => {
    for (const owner of Object.values(OWNERS)) {
      const client = new pg.Client({ connectionString: instance.databaseUrl(owner) });
      await client.connect();
      try {
        await statements(client);
      } finally {
        await client.end();
      }
    }
  };
  await inEach(async (client) => {
    await client.query(`create table ${TABLE} (octets bytea)`);
    await client.query(`insert into ${TABLE} values ($1)`, [Buffer.from(decoy)]);
  });
  return {
    places: [log, ...Object.keys(OWNERS).map((database) => `${database} public.${TABLE}`)],
    remove: async () => {
      rmSync(join(instance.dataDir, log));
      await inEach((client) => client.query(`drop table ${TABLE}`));
    },
  };
}
