import { describe, expect, it } from 'vitest';

import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { derBlocks, onlyDerBlock } from '../../../adapters/x509/pem.ts';

const LABEL = 'X509 CRL';
const block = (body: string, label: string = LABEL): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const read = (text: string): string[] =>
  derBlocks(Buffer.from(text, 'latin1'), LABEL).map((der) => der.toString('latin1'));

describe('derBlocks', () => {
  it('finds the blocks with the label among others and text', () => {
    expect(
      read(`text\n${block('YQ==')}${block('eHg=', 'CERTIFICATE')}- ${block('YW\nI=')}`),
    ).toEqual(['a', 'ab']);
  });

  it.each([
    ['a length that is none', 'YWI'],
    ['padding within', 'YQ==YQ=='],
    ['three signs of padding', 'Y==='],
    ['another alphabet', 'YW_i'],
    ['a header', 'Proc-Type: 4\n\nYQ=='],
  ])('refuses %s', (_, body) => {
    expect(() => read(block(body))).toThrow(MalformedDer);
  });

  it('refuses a block that does not end, or ends as another', () => {
    expect(() => read(`-----BEGIN ${LABEL}-----\nYQ==\n`)).toThrow(MalformedDer);
    expect(() => read(block('YQ==').replace('END X509', 'END X500'))).toThrow(MalformedDer);
    expect(() => read(block('YQ==').repeat(65))).toThrow('too many PEM blocks');
  });

  it.each([1, 6, 24])('reads %d MiB of base64', (mebibytes) => {
    const octets = Buffer.alloc(mebibytes * 1024 * 1024, 'A line of a list');
    const lines = octets.toString('base64').replace(/.{64}/g, '$&\n');
    expect(onlyDerBlock(Buffer.from(block(lines)), LABEL).equals(octets)).toBe(true);
    const oneLine = Buffer.from(block(octets.toString('base64')));
    expect(onlyDerBlock(oneLine, LABEL).length).toBe(octets.length);
  });
});
