import { describe, expect, it } from 'vitest';
import {
  deletion,
  readObjectPage,
  refusedDeletion,
} from '../../../adapters/tile-store/object-list.ts';

const page = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>${inner}</ListBucketResult>`;

describe('readObjectPage', () => {
  it('reads the keys, and where the next page begins', () => {
    const keys =
      '<Contents><Key>a/1</Key><Size>2</Size></Contents><Contents><Key>a/2</Key></Contents>';
    const xml = page(
      `${keys}<IsTruncated>true</IsTruncated><NextContinuationToken>x/+=&amp;</NextContinuationToken>`,
    );
    expect(readObjectPage(xml)).toEqual({ keys: ['a/1', 'a/2'], continuation: 'x/+=&' });
  });

  it('reads names with the characters that XML writes otherwise', () => {
    const xml = page('<Key>&lt;a&#x26;&#39;&quot;&gt;&apos;</Key><IsTruncated>false</IsTruncated>');
    expect(readObjectPage(xml)).toEqual({ keys: [`<a&'">'`], continuation: undefined });
  });

  it.each([
    ['nothing', ''],
    ['a page of the web', '<html><body>Sign in</body></html>'],
    ['one that is cut off', page('<Key>a</Key>')],
    ['one that goes on nowhere', page('<Key>a</Key><IsTruncated>true</IsTruncated>')],
  ])('refuses %s', (_, xml) => {
    expect(() => readObjectPage(xml)).toThrow(/list/);
  });
});

describe('deletion', () => {
  it('names each key as XML writes it', () => {
    expect(String(deletion(['a/1', 'b&<c>']))).toContain(
      '<Object><Key>a/1</Key></Object><Object><Key>b&#38;&#60;c&#62;</Key></Object>',
    );
  });
});

describe('refusedDeletion', () => {
  it.each([
    ['<DeleteResult></DeleteResult>', undefined],
    [
      '<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error></DeleteResult>',
      'AccessDenied',
    ],
    ['<DeleteResult><Error><Key>a</Key></Error></DeleteResult>', 'unknown'],
  ])('of %s is %s', (xml, word) => {
    expect(refusedDeletion(xml)).toBe(word);
  });
});
