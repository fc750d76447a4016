import { describe, expect, it } from 'vitest';

import * as der from '../../../../adapters/x509/der-writer.ts';
import { speaksFor } from '../../../../adapters/x509/crl/revocation.ts';
import { openCrl } from '../../../../adapters/x509/crl/open-crl.ts';
import { extension } from '../fixture.ts';
import { brokenRules, issue, issueCa, leaf, party, read, root } from '../path/path-fixture.ts';
import { crlDer, type CrlFields } from './crl-fixture.ts';

const ca = party('CA');
const caDer = issueCa(root, ca);
const rootCrl = crlDer(root);
const serialNumber = Buffer.from('0a0b', 'hex');
const certificate = issue(ca, leaf, { serialNumber });
const revoked = [{ serial: '0a0b', reason: 3 }];

const judge = (...crls: Buffer[]): string[] =>
  brokenRules(certificate, [caDer], { crls: [rootCrl, ...crls] });
const delta = (base: number, fields: CrlFields): Buffer =>
  crlDer(ca, {
    number: base + 1,
    ...fields,
    extensions: [extension('2.5.29.27', der.smallInteger(base), true)],
  });
const point = (...fields: Buffer[]): Buffer => extension('2.5.29.28', der.seq(...fields), true);
const OLD = {
  thisUpdate: new Date('2026-10-01T00:00:00Z'),
  nextUpdate: new Date('2026-10-08T00:00:00Z'),
};

describe('the status of a certificate by CRLs', () => {
  it.each([
    ['is good where the list does not name it', [crlDer(ca)], []],
    ['is revoked where it does', [crlDer(ca, { entries: revoked })], ['revocation']],
    ['is unknown without a list', [], ['revocation']],
    ['is unknown with a list out of date', [crlDer(ca, OLD)], ['revocation']],
    [
      'is unknown with a list of tomorrow',
      [crlDer(ca, { thisUpdate: new Date('2026-12-02T00:00:00Z') })],
      ['revocation'],
    ],
    ['is unknown with a list without an end', [crlDer(ca, { nextUpdate: null })], ['revocation']],
    ['is unknown with the list of another', [crlDer(party('Other'))], ['revocation']],
    [
      'is unknown with a list signed by another',
      [crlDer({ ...ca, key: party('Other').key })],
      ['revocation'],
    ],
    [
      'is that of the newest list',
      [crlDer(ca, { entries: revoked, thisUpdate: new Date('2026-11-01T00:00:00Z') }), crlDer(ca)],
      [],
    ],
    [
      'is unknown with an unknown critical extension',
      [crlDer(ca, { extensions: [extension('1.2.3', der.nullValue(), true)] })],
      ['revocation'],
    ],
    [
      'is unknown where lists cover some reasons',
      [crlDer(ca, { extensions: [point(der.implicit(3, Buffer.from([5, 0x60])))] })],
      ['revocation'],
    ],
    [
      'is unknown with a list of CAs alone',
      [crlDer(ca, { extensions: [point(der.implicit(2, Buffer.from([0xff])))] })],
      ['revocation'],
    ],
    [
      'is good with a list of users alone',
      [crlDer(ca, { extensions: [point(der.implicit(1, Buffer.from([0xff])))] })],
      [],
    ],
    [
      'is revoked since, by a delta CRL',
      [crlDer(ca), delta(7, { entries: revoked })],
      ['revocation'],
    ],
    [
      'is good again, by a delta CRL',
      [
        crlDer(ca, { entries: [{ serial: '0a0b', reason: 6 }] }),
        delta(7, { entries: [{ serial: '0a0b', reason: 8 }] }),
      ],
      [],
    ],
    ['is good by an old list that a delta CRL completes', [crlDer(ca, OLD), delta(7, {})], []],
    [
      'is unknown where a delta CRL builds on another list',
      [crlDer(ca, OLD), delta(9, {})],
      ['revocation'],
    ],
    ['is unknown with a delta CRL alone', [delta(7, {})], ['revocation']],
  ])('%s', (_, crls, rules) => {
    expect(judge(...crls)).toEqual(rules);
  });

  it('is asked of every certificate in the path', () => {
    // And of who signs a list: of a CA of unknown status, that is not believed either.
    const both = ['revocation', 'revocation'];
    expect(brokenRules(certificate, [caDer], { crls: [crlDer(ca)] })).toEqual(both);
    const serial = Buffer.from('0c', 'hex');
    const numbered = issue(root, ca, {
      serialNumber: serial,
      extensions: [extension('2.5.29.19', der.seq(der.boolean(true)), true)],
    });
    const crls = [crlDer(root, { entries: [{ serial: '0c' }] }), crlDer(ca)];
    expect(brokenRules(certificate, [numbered], { crls })).toEqual(both);
  });

  it('may be signed with another key of the CA, if that is certified and unrevoked', () => {
    const signer = party('CA', 'CRL key');
    const usage = extension('2.5.29.15', der.namedBits([6]), true);
    const byRoot = issue(root, signer, { serialNumber: Buffer.from([0x33]), extensions: [usage] });
    const crl = crlDer(signer);
    const judgeWith = (chain: Buffer[], onRoot = rootCrl) =>
      brokenRules(certificate, [caDer, ...chain], { crls: [onRoot, crl] });
    expect(judgeWith([byRoot])).toEqual([]);
    expect(judgeWith([])).toEqual(['revocation']);
    expect(judgeWith([byRoot], crlDer(root, { entries: [{ serial: '33' }] }))).toEqual([
      'revocation',
    ]);
    const cannotSign = extension('2.5.29.15', der.namedBits([0]), true);
    expect(judgeWith([issue(root, signer, { extensions: [cannotSign] })])).toEqual(['revocation']);
  });

  it('is told by the list of the point that the certificate names', () => {
    const name = der.explicit(
      0,
      der.explicit(0, der.implicit(6, Buffer.from('http://a.example/'))),
    );
    const other = der.explicit(
      0,
      der.explicit(0, der.implicit(6, Buffer.from('http://b.example/'))),
    );
    const pointed = issue(ca, leaf, {
      extensions: [extension('2.5.29.31', der.seq(der.seq(name)))],
    });
    const judgeWith = (extensions: Buffer[]) =>
      brokenRules(pointed, [caDer], { crls: [rootCrl, crlDer(ca, { extensions })] });
    expect(judgeWith([point(name)])).toEqual([]);
    expect(judgeWith([])).toEqual([]);
    expect(judgeWith([point(other)])).toEqual(['revocation']);
  });
});

const municipality = (text: string) =>
  der.explicit(0, der.explicit(0, der.implicit(6, Buffer.from(`http://${text}.example/`))));

describe('speaksFor', () => {
  const pointed = read(
    issue(ca, leaf, { extensions: [extension('2.5.29.31', der.seq(der.seq(municipality('a'))))] }),
  );
  it.each([
    ['a full list of the issuer', crlDer(ca), true],
    ['the list of its point', crlDer(ca, { extensions: [point(municipality('a'))] }), true],
    ['the list of another point', crlDer(ca, { extensions: [point(municipality('b'))] }), false],
    ['the list of another issuer', crlDer(root), false],
    ['a delta CRL', delta(7, {}), false],
    [
      'a list of CAs',
      crlDer(ca, { extensions: [point(der.implicit(2, Buffer.from([0xff])))] }),
      false,
    ],
  ])('says of %s whether it does', (_, crl, speaks) => {
    expect(speaksFor(openCrl(crl), pointed)).toBe(speaks);
  });
});
