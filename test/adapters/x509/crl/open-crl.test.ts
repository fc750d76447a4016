import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openCrl } from '../../../../adapters/x509/crl/open-crl.ts';
import { openCrlFile } from '../../../../adapters/x509/crl/open-crl-file.ts';
import { MalformedDer } from '../../../../adapters/x509/der-reader.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import { extension, spkiOf, withOctet } from '../fixture.ts';
import { party, root } from '../path/path-fixture.ts';
import { crlDer, type EntryFields } from './crl-fixture.ts';

const AT = new Date('2026-06-01T00:00:00Z');
const entries: readonly EntryFields[] = [
  { serial: '01' },
  { serial: '00ff', reason: 3 },
  { serial: 'ff', reason: 1 },
  {
    serial: '7f00000000000000000000000000000000000001',
    reason: 6,
    at: new Date('2051-02-03T04:05:06Z'),
  },
];
const octets = crlDer(root, { entries });

const even = (hex: string) => (hex.length % 2 ? `0${hex}` : hex);
/** Content of the INTEGER of a positive number. */
const content = (hex: string) => (Number.parseInt(hex.slice(0, 2), 16) > 127 ? `00${hex}` : hex);
const issuerIs = (name: Buffer) => extension('2.5.29.29', der.seq(der.explicit(4, name)), true);

describe('openCrl', () => {
  it('finds what OpenSSL prints', () => {
    const crl = openCrl(octets);
    const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
      input: octets,
    }).toString();
    expect(text).toContain('Serial Number: 7F00000000000000000000000000000000000001');
    expect(text).toContain('Certificate Hold');
    expect(crl.size).toBe(4);
    expect(crl.crlNumber).toBe(7n);
    expect(crl.baseCrlNumber).toBeUndefined();
    expect(crl.thisUpdate).toEqual(new Date('2026-11-30T00:00:00Z'));
    expect(crl.nextUpdate).toEqual(new Date('2026-12-08T00:00:00Z'));
    expect(crl.isSignedBy(spkiOf(root.key.publicKey))).toBe(true);
    expect(crl.isSignedBy(spkiOf(party('Other').key.publicKey))).toBe(false);
  });

  it.each([
    ['01', { revokedAt: AT, reason: 'unspecified' }],
    ['ff', { revokedAt: AT, reason: 'affiliationChanged' }],
    ['-ff', { revokedAt: AT, reason: 'keyCompromise' }],
    [
      '7f00000000000000000000000000000000000001',
      { revokedAt: new Date('2051-02-03T04:05:06Z'), reason: 'certificateHold' },
    ],
    ['02', undefined],
    ['00', undefined],
    ['', undefined],
  ])('looks %s up', (serialNumber, entry) => {
    expect(openCrl(octets).find(serialNumber)).toEqual(entry);
  });

  it('has nothing in a list without entries', () => {
    const crl = openCrl(crlDer(root));
    expect(crl.size).toBe(0);
    expect(crl.find('01')).toBeUndefined();
  });

  it('reads a file as it reads octets', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'toroku-crl-'));
    try {
      const file = path.join(folder, 'crl.der');
      writeFileSync(file, octets);
      expect(openCrlFile(file).find('ff')?.reason).toBe('affiliationChanged');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('finds in any list exactly what is on it', () => {
    const serial = fc.bigInt({ min: 1n, max: 2n ** 64n }).map((n) => n.toString(16));
    fc.assert(
      fc.property(fc.uniqueArray(serial.map(even), { maxLength: 60 }), (serials) => {
        const listed = serials.filter((_, i) => i % 2 === 0);
        const crl = openCrl(
          crlDer(root, { entries: listed.map((hex) => ({ serial: content(hex) })) }),
        );
        for (const hex of serials) expect(crl.find(hex) !== undefined).toBe(listed.includes(hex));
      }),
      { numRuns: 60 },
    );
  });

  it('takes an entry whose reason or date cannot be read for a revocation', () => {
    const broken = extension('2.5.29.21', der.nullValue());
    const crl = openCrl(crlDer(root, { entries: [{ serial: '05', extensions: [broken] }] }));
    expect(crl.find('05')).toEqual({ revokedAt: AT, reason: undefined });
  });

  it('gives entries of an indirect CRL to whom they name, from there on', () => {
    const [one, two] = [party('One'), party('Two')];
    const crl = openCrl(
      crlDer(root, {
        entries: [
          { serial: '01' },
          { serial: '02', extensions: [issuerIs(one.name)] },
          { serial: '03' },
          { serial: '01', reason: 1, extensions: [issuerIs(two.name)] },
        ],
      }),
    );
    const found = (serial: string, issuer: Buffer) => crl.find(serial, issuer) !== undefined;
    expect(['01', '02', '03'].map((serial) => found(serial, root.name))).toEqual([
      true,
      false,
      false,
    ]);
    expect(['01', '02', '03'].map((serial) => found(serial, one.name))).toEqual([
      false,
      true,
      true,
    ]);
    expect(crl.find('01', two.name)?.reason).toBe('keyCompromise');
  });

  it('counts a serial number that is there too often as revoked', () => {
    const many = Array.from({ length: 33 }, () => ({
      serial: '01',
      extensions: [issuerIs(party('One').name)],
    }));
    expect(openCrl(crlDer(root, { entries: many })).find('01')).toBeDefined();
    expect(openCrl(crlDer(root, { entries: many.slice(1) })).find('01')).toBeUndefined();
  });

  it('counts an entry as revoked for whoever asks, where its issuer cannot be read', () => {
    const unreadable = extension('2.5.29.29', der.nullValue(), true);
    const crl = openCrl(crlDer(root, { entries: [{ serial: '01', extensions: [unreadable] }] }));
    for (const { name } of [root, party('One')]) expect(crl.find('01', name)).toBeDefined();
    expect(crl.find('02', root.name)).toBeUndefined();
  });

  it.each([
    ['octets after it', Buffer.concat([octets, Buffer.from([0])])],
    ['an end too soon', octets.subarray(0, -1)],
    ['version 3', crlDer(root, { version: der.smallInteger(2) })],
    ['an empty serial number', crlDer(root, { entries: [{ serial: '' }] })],
    ['a serial number of 65 octets', crlDer(root, { entries: [{ serial: '01'.repeat(65) }] })],
    ['an empty list', Buffer.from('300d3009020101300030003000', 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_, broken) => {
    expect(() => openCrl(broken)).toThrow(MalformedDer);
  });

  it('throws nothing but MalformedDer, whatever octet is changed', () => {
    let opened = 0;
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        try {
          const crl = openCrl(withOctet(octets, at, change));
          for (const serial of ['01', 'ff', '-ff', '7f']) crl.find(serial);
          // Of ECDSA, one octet changed leaves no signature that holds.
          expect(crl.isSignedBy(spkiOf(root.key.publicKey))).toBe(false);
          opened += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDer);
        }
      }),
      { numRuns: 2000 },
    );
    expect(opened).toBeGreaterThan(500);
  });
});
