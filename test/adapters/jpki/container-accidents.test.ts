import { describe, expect, it } from 'vitest';

import { octetsOfPem } from '../../../adapters/jpki/container-accident.ts';
import { judgeContainer } from '../../../adapters/jpki/judge-signature.ts';
import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { readSignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import { accidentOfSignature, accidentOfText } from '../../../adapters/jpki/text-accident.ts';
import { readSignedText } from '../../../domain/application/signed-text.ts';
import { jpkiCertificate } from './fixture.ts';
import { cardCms, reasonOf, signedPdf, signedXml, TEXT } from './signed-containers.ts';

const p7m = cardCms(TEXT, { detached: false });
const base64 = p7m.toString('base64');
const lines = (text: string): string => `${text.match(/.{1,64}/g)?.join('\n')}\n`;
const pem = (label: string): Buffer =>
  Buffer.from(`-----BEGIN ${label}-----\n${lines(base64)}-----END ${label}-----\n`);

describe('accidents with the octets of a container', () => {
  it.each([
    ['nothing', 'empty', Buffer.alloc(0)],
    ['PEM in place of DER', 'pem', pem('CMS')],
    ['PEM under its old name', 'pem', pem('PKCS7')],
    ['Base64 once more', 'base64', Buffer.from(base64)],
    ['Base64 in lines', 'base64', Buffer.from(lines(base64))],
    ['Base64 in lines of Windows', 'base64', Buffer.from(lines(base64).replace(/\n/g, '\r\n'))],
    ['Base64url', 'base64url', Buffer.from(`${p7m.toString('base64url')}-_`)],
    ['Base64 in UTF-16', 'utf16', Buffer.from(base64, 'utf16le')],
    ['a line feed after DER', 'trailingOctets', Buffer.concat([p7m, Buffer.from('\n')])],
    ['zeros after DER', 'trailingOctets', Buffer.concat([p7m, Buffer.alloc(64)])],
    ['DER that is cut off', 'malformedCms', p7m.subarray(0, -1)],
    ['a certificate', 'malformedCms', jpkiCertificate()],
    ['a PDF after an empty line', 'notAContainer', Buffer.concat([Buffer.from('\n'), signedPdf()])],
    ['a picture', 'notAContainer', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['JSON', 'notAContainer', Buffer.from('{"signature":"…"}')],
    ['XML in UTF-16', 'utf16', Buffer.from(`\ufeff${signedXml().toString()}`, 'utf16le')],
    ['more than a MiB', 'tooLarge', Buffer.alloc(1024 * 1024 + 1, 0x30)],
  ])('names %s: %s', (_, reason, octets) => {
    expect(reasonOf(octets)).toBe(reason);
  });

  it.each([
    ['P7M, the text in it', p7m, TEXT],
    ['P7S, the text beside it', cardCms(TEXT), undefined],
  ])('reads %s', (_, octets, text) => {
    const container = readSignatureContainer(octets);
    expect(container.text).toEqual(text);
    expect(judgeContainer(container, TEXT)).toBe('valid');
  });

  it.each(['CMS', 'PKCS7'])('decodes PEM of %s for whoever reads files', (label) => {
    expect(octetsOfPem(pem(label))).toEqual(p7m);
  });

  it('decodes no PEM of two blocks, of other characters, or of nothing', () => {
    expect(octetsOfPem(Buffer.concat([pem('CMS'), pem('CMS')]))).toBeUndefined();
    expect(octetsOfPem(Buffer.from(pem('CMS').toString().replace(/\n./, '\n-')))).toBeUndefined();
    expect(octetsOfPem(Buffer.alloc(0))).toBeUndefined();
  });

  it('keeps the padding of the card behind the certificate, and says so', () => {
    const certificate = Buffer.concat([jpkiCertificate(), Buffer.alloc(300)]);
    const octets = cardCms(TEXT, { certificate });
    const container = readSignatureContainer(octets);
    expect(container.certificate?.length).toBe(certificate.length);
    expect(readJpkiCertificate(container.certificate ?? certificate).encoding).toBe(
      'trailingBytes',
    );
    expect(judgeContainer(container, TEXT)).toBe('valid');

    const inXml = readSignatureContainer(signedXml({ certificate }));
    expect(readJpkiCertificate(inXml.certificate ?? certificate).encoding).toBe('trailingBytes');
    expect(judgeContainer(inXml, TEXT)).toBe('valid');
  });
});

const utf16 = Buffer.from(TEXT.toString(), 'utf16le');
const marked = (mark: string, octets: Buffer): Buffer =>
  Buffer.concat([Buffer.from(mark, 'hex'), octets]);

/** The text as it was signed, and what happened to it. */
const TEXTS = [
  ['byteOrderMark', marked('efbbbf', TEXT)],
  ['crlf', Buffer.from(TEXT.toString().replace(/\n/g, '\r\n'))],
  ['noFinalLineFeed', TEXT.subarray(0, -1)],
  ['utf16', utf16],
  ['utf16', marked('fffe', utf16)],
  ['utf16', Buffer.from(utf16).swap16()],
  ['utf16', marked('feff', Buffer.from(utf16).swap16())],
  ['base64', Buffer.from(TEXT.toString('base64'))],
] as const;

describe('accidents with the octets of a text', () => {
  it.each(TEXTS)('named %s are seen in a text that came with its signature', (accident, signed) => {
    expect(readSignedText(signed).ok).toBe(false);
    expect(accidentOfText(signed)).toBe(accident);
    for (const octets of [cardCms(signed, { detached: false }), signedXml({ text: signed })]) {
      const container = readSignatureContainer(octets);
      expect(judgeContainer(container, TEXT)).toBe('mismatch');
      expect(accidentOfSignature(container, TEXT)).toBeUndefined();
    }
  });

  it.each(TEXTS)('named %s are found by a detached signature over it', (accident, signed) => {
    const container = readSignatureContainer(cardCms(signed));
    expect(judgeContainer(container, TEXT)).toBe('mismatch');
    expect(accidentOfSignature(container, TEXT)).toBe(accident);
  });

  it('are told from a text in order, from other octets, and from a digest as text', () => {
    expect(accidentOfText(TEXT)).toBeUndefined();
    expect(accidentOfText(Buffer.from('別\n'))).toBeUndefined();
    expect(accidentOfText(Buffer.from('a'.repeat(64)))).toBe('digestInHexadecimal');
    for (const octets of [32, 48, 64]) {
      expect(accidentOfText(Buffer.alloc(octets, 0x9f))).toBe('digest');
    }
    expect(accidentOfSignature(readSignatureContainer(cardCms(Buffer.from('別'))), TEXT)).toBe(
      undefined,
    );
  });
});
