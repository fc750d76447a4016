import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BucketStore } from '../../adapters/tile-store/bucket-store.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { openOfficeSecond, secondIn } from '../../bin/second-medium.ts';
import { temporaryFolders } from './temporary-folder.ts';

const folder = temporaryFolders()();

const keyFile = (content: string): string => {
  const path = join(folder, `key-${content.length}`);
  writeFileSync(path, content);
  return path;
};

const bucket = { endpoint: 'http://127.0.0.1:9', bucket: 'books', prefix: 'office' };

const configOf = (key: string) => ({
  officeBookSecondDir: undefined,
  officeBookSecondBucket: bucket,
  officeBookSecondBucketRegion: 'us-east-1',
  officeBookSecondBucketKeyFile: key,
});

describe('openOfficeSecond', () => {
  it('opens a bucket with the key of its file', () => {
    expect(openOfficeSecond(configOf(keyFile('AKID\nsecret\n')))).toBeInstanceOf(BucketStore);
  });

  it.each(['', 'AKID', 'AKID\nsecret\nmore'])(
    'refuses a file of other than two lines without saying what it holds: %j',
    (content) => {
      const path = keyFile(content);
      expect(() => openOfficeSecond(configOf(path))).toThrow(
        new Error(`${path} does not hold two lines: access key id and secret`),
      );
    },
  );
});

describe('secondIn', () => {
  it('opens the directory that an environment names, and lists its folders', async () => {
    mkdirSync(join(folder, 'checkpoints'));
    writeFileSync(join(folder, 'checkpoints', '000000000001.txt'), 'note');
    const second = secondIn({ ENCLAVE_BOOK_SECOND_DIR: folder }, 'enclave');
    expect(second).toBeInstanceOf(TileStore);
    expect(await second?.list('checkpoints')).toEqual(['000000000001.txt']);
  });

  it('opens the bucket that an environment names', () => {
    const env = {
      ENCLAVE_BOOK_SECOND_BUCKET: 'https://s3.example/books/enclave',
      ENCLAVE_BOOK_SECOND_BUCKET_KEY_FILE: keyFile('AKID\nsecret\n'),
    };
    expect(secondIn(env, 'enclave')).toBeInstanceOf(BucketStore);
  });

  it('finds none where none of that book is named', () => {
    expect(secondIn({ ENCLAVE_BOOK_SECOND_DIR: folder }, 'office')).toBeUndefined();
    expect(secondIn({}, 'enclave')).toBeUndefined();
  });
});
