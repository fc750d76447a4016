import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { manifestVerifier } from '../../books/repository-manifest.ts';
import { readKnownLog } from '../book-keys.ts';
import type { Publisher } from '../publish-manifest.ts';
import {
  verifyPublisher,
  type KnownPublisher,
  type ReadPublished,
} from '../repository/verify-repository.ts';
import { parseOptions, UsageError } from './judgement-options.ts';

const USAGE = 'toroku verify-repository --keys DIR [--documents DIR] URL|DIR';

/** A list of a million entries has 40 MB; whoever serves more than this is not ours. */
const FILE_OCTETS_MAX = 64 * 1024 * 1024;
const TIMEOUT_MS = 180_000;

/** Reads below a URL, following nothing: what is named is there or not. */
const readUrl =
  (base: string): ReadPublished =>
  async (path) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${base}/${path}`, { redirect: 'error', signal });
    const length = Number(response.headers.get('content-length') ?? 0);
    if (!response.ok || length > FILE_OCTETS_MAX) {
      await response.body?.cancel();
      return undefined;
    }
    return Buffer.from(await response.arrayBuffer());
  };

const readFolder =
  (dir: string): ReadPublished =>
  async (path) => {
    try {
      return await readFile(join(dir, path));
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'ENOENT' || code === 'EISDIR') return undefined;
      throw error;
    }
  };

const PUBLISHERS: readonly Publisher[] = ['enclave', 'office'];

/**
 * `toroku verify-repository`: verifies what is published by the keys of the two books (`enclave.vkey`, `office.vkey` in a
 * folder that somebody believes). With a folder, the office's part is in `--documents`.
 *
 * @returns 0 if all is as it was signed for, 1 if anything is not, 2 if it cannot be read, 64 for the command line
 */
export async function verifyRepositoryCommand(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseOptions(args, { keys: 'word', documents: 'word' });
    const [where, ...more] = positionals;
    const [keys] = values.get('keys') ?? [];
    if (where === undefined || keys === undefined || more.length > 0) {
      throw new UsageError('the keys and one repository are wanted');
    }
    const documents = values.get('documents')?.[0] ?? where;
    const isUrl = /^https?:\/\//.test(where);
    const readerOf = (publisher: Publisher): ReadPublished =>
      isUrl
        ? readUrl(where.replace(/\/+$/, ''))
        : readFolder(publisher === 'office' ? documents : where);
    return await tell(keys, readerOf);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    if (!(error instanceof UsageError)) return 2;
    console.error(USAGE);
    return 64;
  }
}

async function tell(
  keys: string,
  readerOf: (publisher: Publisher) => ReadPublished,
): Promise<number> {
  const verified = [];
  for (const publisher of PUBLISHERS) {
    const known: KnownPublisher = { publisher, verifiers: verifiersOf(keys, publisher) };
    verified.push(await verifyPublisher(readerOf(publisher), known, (ms) => sleep(ms)));
  }
  const findings = verified.flatMap((each) => each.findings);
  for (const { rule, path } of findings) console.log(`${rule}: ${path}`);
  console.log(JSON.stringify({ valid: findings.length === 0, verified }));
  return findings.length === 0 ? 0 : 1;
}

/** Of the keys of a book the one that lies in a file signs manifests; that of the HSM signs checkpoints alone. */
const verifiersOf = (keys: string, publisher: Publisher) =>
  readKnownLog(keys, publisher)
    .verifiers.filter(({ type }) => type === 1)
    .map(({ vkey }) => manifestVerifier(vkey));
