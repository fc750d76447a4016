import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { judgeSubstitutes } from '../../../adapters/jpki/jpki-attributes.ts';
import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { nameAttributes } from '../../../adapters/x509/certificate.ts';
import { children, readExactly } from '../../../adapters/x509/der-reader.ts';
import { printSignedText, readSignedText } from '../../../domain/application/signed-text.ts';
import { codePoints } from '../../../domain/identity/names.ts';
import { tbsCertificateOf } from '../../../enclave/issuance/certificate-profile.ts';
import { textOf } from '../../adapters/jpki/evidence-fixture.ts';
import { jpkiCertificate } from '../../adapters/jpki/fixture.ts';
import { contentOf } from '../../enclave/issuance/content-fixture.ts';
import { read, sourceFiles } from '../../tree.ts';

// RSA keys take their time on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 30_000 });

/**
 * Characters that something on the way might alter: variants, compatibility ideographs that NFC changes,
 * variation selectors, planes beyond the first, 外字 of every private area, half-width forms, dashes.
 */
const character = fc.constantFrom(
  ...Array.from('山髙﨑邉\ufa19\u795e𠮷𩸽ｶﾞーｰ−－‐ÅÉé　'),
  '葛\u{e0100}',
  '辻\u{fe00}',
  'か\u3099',
  '\ue000',
  '\uf8ff',
  '\u{f0000}',
  '\u{10fffd}',
);
const name = fc.array(character, { minLength: 1, maxLength: 30 }).map((all) => all.join(''));

const hexOf = (text: string): string => Buffer.from(text, 'utf8').toString('hex');

/** commonName of the subject in a TBSCertificate: its sixth field. */
function commonNameIn(tbs: Buffer): string | undefined {
  const [, , , , , subject] = children(readExactly(tbs, 0x30));
  return nameAttributes(subject?.octets ?? Buffer.alloc(0)).find(({ oid }) => oid === '2.5.4.3')
    ?.value;
}

describe('a name', () => {
  it('goes through the text that is signed octet for octet', () => {
    fc.assert(
      fc.property(name, (written) => {
        const octets = Buffer.from(printSignedText(textOf({ name: written })));
        expect(octets.toString('hex')).toContain(hexOf(`氏名：${written}\n`));
        const found = readSignedText(octets);
        expect(found.ok && found.text.kind === 'application' && found.text.name).toBe(written);
      }),
    );
  });

  it('is read from the card as it stands there, and so is an address', () => {
    const addresses = fc.constantFrom(...Array.from('１−２ー３－４‐５-６番地一丁目𠮷\ue000'));
    fc.assert(
      fc.property(name, fc.array(addresses, { minLength: 1, maxLength: 20 }), (of, rest) => {
        const address = `東京都清瀬市${rest.join('')}`;
        const flags = '0'.repeat(codePoints(of).length);
        const octets = jpkiCertificate({ attributes: { 1: of, 2: flags, 5: address } });
        const found = readJpkiCertificate(octets);
        if (found.encoding === 'unreadable') throw new Error('unreadable');
        const { commonName, address: itsAddress } = found.attributes.values;
        expect([commonName, itsAddress].map((text) => hexOf(text ?? ''))).toEqual(
          [of, address].map(hexOf),
        );
        expect(found.nameSubstitutes).toBe('none');
      }),
      { numRuns: 50 },
    );
  });

  it('stands in the certificate octet for octet', () => {
    fc.assert(
      fc.property(name, (written) => {
        const found = commonNameIn(tbsCertificateOf(contentOf({ name: written })));
        expect(hexOf(found ?? '')).toBe(hexOf(written));
      }),
    );
  });
});

describe('substitute flags', () => {
  it('belong to code points, whatever plane they are in', () => {
    fc.assert(
      fc.property(name, fc.nat(), (of, at) => {
        const count = codePoints(of).length;
        const flags = '0'.repeat(count);
        const place = at % count;
        const marked = `${flags.slice(0, place)}1${flags.slice(place + 1)}`;
        expect(judgeSubstitutes(of, flags)).toBe('none');
        expect(judgeSubstitutes(of, marked)).toBe('present');
        expect(judgeSubstitutes(of, `${marked}0`)).toBe('lengthMismatch');
        expect(judgeSubstitutes(of, marked.slice(1))).toBe('lengthMismatch');
      }),
    );
  });
});

describe('nameKey', () => {
  it('is asked for only where it is hashed under a key at once, or compared with what staff typed', () => {
    const users = sourceFiles.filter(
      (path) => !path.startsWith('domain/') && /\bnameKey\(/.test(read(path)),
    );
    expect(users).toEqual([
      'api/console/revocation/find-certificates.ts',
      'api/portal/application/person-index.ts',
      'bin/recovery/room-rows.ts',
      'enclave/gate/read-evidence.ts',
    ]);
  });
});

describe('comparing', () => {
  it('normalises nowhere on the way of a name', () => {
    // The names of CAs are compared in a form of their own; they are no person's.
    const normalising = sourceFiles.filter(
      (path) =>
        /^(domain|adapters\/(jpki|x509|jlis)|enclave|activities|db)\//.test(path) &&
        /\.normalize\(/.test(read(path)),
    );
    // Names of certification authorities, which RFC 5280 §7.1 compares so.
    expect(normalising).toEqual([
      'adapters/jpki/jpki-names.ts',
      'adapters/x509/path/distinguished-names.ts',
      // A code that somebody types, in whatever width.
      'domain/governance/enrolment-code.ts',
      // A day, the same.
      'domain/revocation/invalidity-day.ts',
    ]);
  });
});
