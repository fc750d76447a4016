import { createHash } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../../domain/errors.ts';
import type { CrlFiles } from '../../../enclave/status/shard-lists.ts';
import type { CrlPlace } from '../../../enclave/status/sign-list.ts';
import type { Config } from '../../config.ts';
import { putFile, syncFolderOf } from '../../publish-file.ts';

/** Where the room puts published files, and where everyone gets them. */
export interface CrlFilesOptions {
  readonly repositoryDir: string;
  /** Address of the repository, without a slash at its end. */
  readonly readBackUrl: string;
}

const READ_BACK_MS = 60_000;

const keptName = ({ issuerKeyId, shard, number }: CrlPlace): string =>
  `crls/${issuerKeyId}/${shard}/${number}.crl`;

const servedName = ({ issuerKeyId, shard }: CrlPlace): string => `crls/${issuerKeyId}/${shard}.crl`;

/** By the settings of the enclave-worker. */
export const crlFilesOf = (
  config: Pick<
    Config<'enclave-worker'>,
    'repositoryDir' | 'publicRepositoryUrl' | 'statusReadBackUrl'
  >,
): CrlFiles =>
  crlFiles({
    repositoryDir: config.repositoryDir,
    readBackUrl: config.statusReadBackUrl ?? config.publicRepositoryUrl,
  });

/**
 * Lists of revoked certificates as files: each is kept under its number for good, and the newest of a shard is the same file
 * under the name that certificates have. What everyone gets is asked over HTTP, as they ask it.
 */
export function crlFiles({ repositoryDir, readBackUrl }: CrlFilesOptions): CrlFiles {
  const pathOf = (name: string): string => join(repositoryDir, name);
  return {
    archive: (place, octets) => putFile(repositoryDir, keptName(place), octets),
    archived: (place) => {
      const path = pathOf(keptName(place));
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    serve: (place) => serveFile(pathOf(keptName(place)), pathOf(servedName(place))),
    readBack: (place) => readBack(`${readBackUrl}/${servedName(place)}`),
  };
}

/** The same file under a second name: a list of many megabytes is written once. */
function serveFile(kept: string, served: string): void {
  const beside = `${served}.${process.pid}.new`;
  rmSync(beside, { force: true });
  linkSync(kept, beside);
  renameSync(beside, served);
  // To rename one name of a file over another of the same file does nothing, and leaves both.
  rmSync(beside, { force: true });
  syncFolderOf(served);
}

async function readBack(url: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    const answer = await fetch(url, {
      headers: { 'cache-control': 'no-cache' },
      signal: AbortSignal.timeout(READ_BACK_MS),
    });
    if (answer.status !== 200 || answer.body === null) throw new Error(`status ${answer.status}`);
    for await (const part of answer.body) hash.update(part as Uint8Array);
  } catch {
    throw new DomainError('RepositoryUnavailable', 'a list could not be read back');
  }
  return hash.digest('hex');
}
