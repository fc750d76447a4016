import { readFileSync } from 'node:fs';
import { BucketStore } from '../adapters/tile-store/bucket-store.ts';
import { TileStore } from '../adapters/tile-store/tile-store.ts';
import type { LogName } from '../books/entry.ts';
import type { LogFiles } from '../books/tail.ts';
import type { Config, Environment } from './config.ts';
import type { BucketAddress } from './setting-kinds.ts';
import { SETTINGS } from './settings.ts';

/** The files of a log on its second medium, wherever that is. */
export interface SecondMedium extends LogFiles {
  /** Names of the files in a folder, in their order; none for a folder that is not there. */
  list(folder: string): Promise<string[]>;
}

/** Where a second medium is: a directory or a bucket. */
interface Place {
  readonly dir: string | undefined;
  readonly bucket: BucketAddress | undefined;
  readonly region: string | undefined;
  readonly keyFile: string | undefined;
}

type SettingsOf<B extends string> =
  `${B}BookSecond${'Dir' | 'Bucket' | 'BucketRegion' | 'BucketKeyFile'}`;

/** The second medium of the office's book. */
export const openOfficeSecond = (
  config: Pick<Config<'office-worker'>, SettingsOf<'office'>>,
): SecondMedium =>
  open({
    dir: config.officeBookSecondDir,
    bucket: config.officeBookSecondBucket,
    region: config.officeBookSecondBucketRegion,
    keyFile: config.officeBookSecondBucketKeyFile,
  });

/** The second medium of the room's book. */
export const openEnclaveSecond = (
  config: Pick<Config<'enclave-worker'>, SettingsOf<'enclave'>>,
): SecondMedium =>
  open({
    dir: config.enclaveBookSecondDir,
    bucket: config.enclaveBookSecondBucket,
    region: config.enclaveBookSecondBucketRegion,
    keyFile: config.enclaveBookSecondBucketKeyFile,
  });

/** The second medium that an environment names; undefined if it names none. */
export function secondIn(env: Environment, book: LogName): SecondMedium | undefined {
  const prefix = book === 'office' ? 'OFFICE_BOOK_SECOND' : 'ENCLAVE_BOOK_SECOND';
  const bucket = env[`${prefix}_BUCKET`];
  const dir = env[`${prefix}_DIR`];
  if (!dir && !bucket) return undefined;
  return open({
    dir: dir || undefined,
    bucket: bucket ? SETTINGS[`${prefix}_BUCKET`].kind.parse(bucket) : undefined,
    region: env[`${prefix}_BUCKET_REGION`] || SETTINGS[`${prefix}_BUCKET_REGION`].fallback,
    keyFile: env[`${prefix}_BUCKET_KEY_FILE`],
  });
}

/** @throws Error if the file with the key does not hold two lines; it does not say what it holds. */
function open({ dir, bucket, region, keyFile }: Place): SecondMedium {
  if (dir !== undefined) return new TileStore(dir, { isDurable: true });
  if (bucket === undefined || keyFile === undefined || region === undefined) {
    throw new Error('a second medium is a directory, or a bucket with its region and key');
  }
  const [accessKeyId, secretAccessKey, ...more] = readFileSync(keyFile, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!accessKeyId || !secretAccessKey || more.length > 0) {
    throw new Error(`${keyFile} does not hold two lines: access key id and secret`);
  }
  return new BucketStore({ ...bucket, region, accessKeyId, secretAccessKey });
}
