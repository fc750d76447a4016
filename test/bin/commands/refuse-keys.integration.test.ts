import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFingerprints } from '../../../adapters/x509/key-fingerprints.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import { readEntry } from '../../../books/entry.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { keyPair, spkiOf } from '../../adapters/x509/fixture.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

const PROGRAMS = { office: 'office-worker', enclave: 'enclave-worker' } as const;
type Book = keyof typeof PROGRAMS;
const BOOKS: readonly Book[] = ['office', 'enclave'];

describe('toroku refuse-keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'toroku-keys-'));
  const clients = new Map<Book, pg.Client>();
  let held: HeldInstance;

  beforeAll(async () => {
    held = await holdInstance({
      only: ['postgres', 'softhsm'],
      env: { ISSUER_KEY_ALGORITHM: 'p256' },
      ceremony: true,
    });
    for (const book of BOOKS) {
      const url = new URL(held.instance.databaseUrl('postgres'));
      url.pathname = `/${book}`;
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      clients.set(book, client);
    }
  });
  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.end()));
    await held?.release();
    rmSync(folder, { recursive: true, force: true });
  });

  const refuse = (book: Book, ...args: string[]): Promise<string> =>
    runCommand(
      held.instance.environmentOf(PROGRAMS[book]),
      'refuse-keys',
      '--book',
      book,
      '--by',
      'operator-01',
      ...args,
    );

  const rowsOf = async (book: Book): Promise<{ fingerprint: string; basis: string }[]> => {
    const client = clients.get(book);
    const { rows } = (await client?.query(
      'select fingerprint, basis from refused_keys order by added_at, fingerprint',
    )) ?? { rows: [] };
    return rows;
  };

  const lastEntryOf = async (book: Book): Promise<unknown> => {
    const { rows } = (await clients
      .get(book)
      ?.query(`select octets from book_entries where event = 'refusedKeys.added' order by at`)) ?? {
      rows: [],
    };
    return readEntry(rows.at(-1)?.octets);
  };

  const fileWith = (name: string, content: string | Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  // The weak keys themselves are not here: one that is sound stands for them, named as OpenSSL names it.
  const spki = spkiOf(keyPair('rsa2048', 'refused').publicKey);
  const modulus = execFileSync(
    'openssl',
    ['rsa', '-pubin', '-inform', 'DER', '-noout', '-modulus'],
    { input: spki, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const digest = execFileSync('openssl', ['sha1', '-r'], { input: modulus }).toString();
  const debian = digest.slice(20, 40);
  const list = `# a list in the form of openssl-blacklist\n${debian}\n`;

  it.each(BOOKS)('adds a list to the register of the %s, with an entry', async (book) => {
    const file = fileWith('list', list);
    expect(JSON.parse(await refuse(book, '--list', file))).toEqual({
      book,
      basis: 'list',
      keys: 1,
      listSha256: sha256Hex(Buffer.from(list)),
    });
    expect(await rowsOf(book)).toEqual([{ fingerprint: debian, basis: 'list' }]);
    expect(keyFingerprints(spki)).toContain(debian);
    expect(await lastEntryOf(book)).toMatchObject({
      event: 'refusedKeys.added',
      actor: { id: 'operator-01', kind: book === 'office' ? 'officer' : 'custodian' },
      data: { basis: 'list', keys: 1, listSha256: sha256Hex(Buffer.from(list)) },
    });
  });

  it.each(BOOKS)('adds a key that was reported to the register of the %s', async (book) => {
    const key = spkiOf(keyPair('p256', 'reported').publicKey);
    await refuse(book, '--key', fileWith('key', key));
    const [, reported] = await rowsOf(book);
    expect(reported).toEqual({ fingerprint: sha256Hex(key), basis: 'reported' });
    expect(await lastEntryOf(book)).toMatchObject({
      data: { basis: 'reported', keys: 1, spkiSha256: sha256Hex(key) },
    });
  });

  it('takes a long list in one act', async () => {
    const long = Array.from({ length: 100_000 }, (_, n) => n.toString(16).padStart(20, '0'));
    for (const book of BOOKS) {
      await refuse(book, '--list', fileWith('long', long.join('\n')));
      expect(await rowsOf(book)).toHaveLength(100_002);
    }
  });

  it('takes nothing of a list with a line that is no fingerprint', async () => {
    const before = await rowsOf('office');
    const file = fileWith('bad', `${'0'.repeat(20)}f\n`);
    await expect(refuse('office', '--list', file)).rejects.toThrow(/line 1 is no fingerprint/);
    await expect(refuse('office')).rejects.toThrow(/toroku refuse-keys/);
    expect(await rowsOf('office')).toHaveLength(before.length);
  });
});
