import { describe, expect, it } from 'vitest';
import {
  certificatesOf,
  listOfText,
  readMassRevocation,
} from '../../../domain/revocation/mass-revocation.ts';

const KEY = 'a'.repeat(40);
const SERIAL = `1${'b'.repeat(39)}`;
const SHA256 = 'c'.repeat(64);

describe('listOfText', () => {
  it('reads lines however they are separated, and keeps their numbers', () => {
    const text = [
      'issuerKeyId,serialNumber,sha256',
      `${KEY},${SERIAL},${SHA256}`,
      '',
      '# by telephone',
      `"${KEY}"; "${SERIAL.toUpperCase()}"; "${SHA256}"\r`,
      `${KEY} ${SERIAL}\t${SHA256}`,
    ].join('\n');
    const read = listOfText(text);
    const certificates = 'list' in read ? certificatesOf(read.list) : undefined;
    expect(certificates?.map(({ line }) => line)).toEqual([2, 5, 6]);
    expect(certificates?.[1]).toEqual({
      line: 5,
      issuerKeyId: KEY,
      serialNumber: SERIAL,
      certificateSha256: SHA256,
    });
  });

  it.each([
    ['a number without its fingerprint', `${KEY} ${SERIAL}`],
    ['a fingerprint without a number', `${KEY} ${SHA256}`],
    ['a negative number', `${KEY} ${'f'.repeat(40)} ${SHA256}`],
    ['a short fingerprint', `${KEY} ${SERIAL} ${'c'.repeat(40)}`],
  ])('names the line of %s', (_, line) => {
    expect(listOfText(`${KEY} ${SERIAL} ${SHA256}\n${line}`)).toEqual({ problems: [2] });
  });
});

describe('certificatesOf', () => {
  it.each([
    ['nothing', undefined],
    ['no line', { v: 1, lines: [] }],
    ['another version', { v: 2, lines: [`1 ${KEY} ${SERIAL} ${SHA256}`] }],
    ['something beside the lines', { v: 1, lines: [`1 ${KEY} ${SERIAL} ${SHA256}`], x: 1 }],
    ['a line twice', { v: 1, lines: Array(2).fill(`1 ${KEY} ${SERIAL} ${SHA256}`) }],
    ['a line that is no certificate', { v: 1, lines: [`1 ${KEY} ${SERIAL}`] }],
  ])('reads no list out of %s', (_, document) => {
    expect(certificatesOf(document)).toBeUndefined();
  });
});

describe('readMassRevocation', () => {
  const change = {
    by: 'office',
    certificates: 1,
    documentSha256: SHA256,
    reasonCode: 'superseded',
  };

  it('reads who does it, why, how many and of which list', () => {
    expect(readMassRevocation(change)).toEqual(change);
  });

  it.each([
    ['a reason that nobody may choose', { ...change, reasonCode: 'certificateHold' }],
    ['somebody else', { ...change, by: 'portal' }],
    ['no list', { ...change, documentSha256: undefined }],
    ['a field more', { ...change, more: 1 }],
  ])('refuses %s', (_, other) => {
    expect(readMassRevocation(other)).toBeUndefined();
  });
});
