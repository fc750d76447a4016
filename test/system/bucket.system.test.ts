import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../adapters/tile-store/bucket-client.ts';
import { issueCases } from '../../bin/chaos/issued-cases.ts';
import type { ConfiguredProgram } from '../../bin/config.ts';
import { runCommand } from '../../bin/instance/command.ts';
import { startS3Server, type S3Server } from '../adapters/tile-store/s3-server.ts';
import { useStage } from './stage.ts';

const BOOKS = ['office', 'enclave'] as const;
type Book = (typeof BOOKS)[number];

describe('books with buckets as second media', () => {
  const stage = useStage();
  const out = mkdtempSync(join(tmpdir(), 'toroku-bucket-'));
  let server: S3Server;
  const buckets = new Map<Book, Bucket>();

  beforeAll(async () => {
    server = await startS3Server();
  }, 1_200_000);

  afterAll(async () => {
    await server.stop();
    rmSync(out, { recursive: true, force: true });
  });

  /** The settings that put a book into a bucket, in place of its directory. */
  const settingsOf = (book: Book, bucket: Bucket): Record<string, string> => {
    const prefix = `${book.toUpperCase()}_BOOK_SECOND`;
    const keyFile = join(out, `${book}-key`);
    writeFileSync(keyFile, `${bucket.accessKeyId}\n${bucket.secretAccessKey}\n`, { mode: 0o600 });
    return {
      [`${prefix}_DIR`]: '',
      [`${prefix}_BUCKET`]: `${bucket.endpoint}/${bucket.bucket}/toroku/${book}`,
      [`${prefix}_BUCKET_REGION`]: bucket.region,
      [`${prefix}_BUCKET_KEY_FILE`]: keyFile,
    };
  };

  const directoryOf = (book: Book): string =>
    stage().instance.environmentOf(`${book}-worker`)[`${book.toUpperCase()}_BOOK_SECOND_DIR`] ?? '';

  const objectsOf = (book: Book): string => {
    const bucket = buckets.get(book);
    if (!bucket) throw new Error('no bucket');
    return join(server.folderOf(bucket), 'toroku', book);
  };

  /** What programs are given, with the buckets for the directories. */
  const environmentOf = (...programs: readonly ConfiguredProgram[]): Record<string, string> =>
    Object.assign(
      {},
      ...programs.map((program) => stage().instance.environmentOf(program)),
      ...[...buckets].map(([book, bucket]) => settingsOf(book, bucket)),
    ) as Record<string, string>;

  it('are not begun anew in an empty bucket', async () => {
    const { instance, ...clients } = stage();
    await issueCases(clients, 1);
    await instance.stopProgram('enclave-worker');
    const empty = settingsOf('enclave', server.newBucket());
    await expect(instance.startProgram('enclave-worker', empty)).rejects.toThrow();
    await instance.restartProgram('enclave-worker');
  });

  it('move there with their files, and go on', async () => {
    const { instance, ...clients } = stage();
    for (const book of BOOKS) {
      await instance.stopProgram(`${book}-worker`);
      buckets.set(book, server.newBucket());
      cpSync(directoryOf(book), objectsOf(book), { recursive: true });
    }
    for (const [book, bucket] of buckets) {
      await instance.startProgram(`${book}-worker`, settingsOf(book, bucket));
    }
    const before = BOOKS.map((book) => readdirSync(directoryOf(book), { recursive: true }).length);
    await issueCases(clients, 2);
    expect(BOOKS.map((book) => readdirSync(directoryOf(book), { recursive: true }).length)).toEqual(
      before,
    );
    expect(readdirSync(join(objectsOf('enclave'), 'tail')).length).toBeGreaterThan(0);
  });

  it('are exported from there, and hold', async () => {
    const folder = join(out, 'export');
    const env = environmentOf('enclave-worker', 'office-worker');
    await runCommand(env, 'export', '--book', 'both', '--out', folder);
    expect(existsSync(join(folder, 'enclave', 'checkpoint'))).toBe(true);
    expect(JSON.parse(await runCommand({}, 'verify', folder))).toMatchObject({
      ok: true,
      failures: [],
    });
  });

  it('are what a recovery reads', async () => {
    const { instance } = stage();
    for (const book of BOOKS) {
      await instance.stopProgram(`${book}-worker`);
      const env = environmentOf(book === 'office' ? 'office-recovery' : 'enclave-worker');
      const said = await runCommand(env, 'recover', '--book', book);
      const { size, restored } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as {
        size: number;
        restored: number;
      };
      expect(size).toBeGreaterThan(10);
      expect(restored).toBe(0);
    }
  });
});
