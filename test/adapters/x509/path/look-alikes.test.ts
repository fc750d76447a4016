import { describe, expect, it } from 'vitest';

import * as der from '../../../../adapters/x509/der-writer.ts';
import { crlDer } from '../crl/crl-fixture.ts';
import { extension, keyPair, nameOf } from '../fixture.ts';
import { brokenRules, issue, issueCa, leaf, type Party, party, root } from './path-fixture.ts';

/** Names that are made to be taken for another, or not for what they are. */
const rootCrl = crlDer(root);

const named = (name: Buffer, label: string): Party => ({ name, key: keyPair('p256', label) });
const commonName = (value: Buffer): Buffer =>
  der.seq(der.setOf(der.seq(der.oid('2.5.4.3'), value)));

/** Rules that a revoked certificate of the CA breaks, with an empty CRL of another besides. */
function withForgedCrl(ca: Party, forger: Party): string[] {
  const chain = [issueCa(root, ca), issue(ca, forger, { serialNumber: Buffer.from([0x55]) })];
  const forged = crlDer(forger, { thisUpdate: new Date('2026-11-30T12:00:00Z') });
  const honest = crlDer(ca, { entries: [{ serial: '7b', reason: 1 }] });
  const crls = [rootCrl, honest, forged];
  const certificate = issue(ca, leaf, { serialNumber: Buffer.from([0x7b]) });
  const rules = brokenRules(certificate, chain, { crls });
  expect(brokenRules(certificate, chain, { crls: [rootCrl, forged] })).toEqual(rules);
  return rules;
}

describe('a subscriber of a CA', () => {
  it.each(['\u0001', '\u0000', '","'])(
    'does not pass for the CA with its attributes joined by %j',
    (separator) => {
      const ca = named(nameOf(['C', 'JP'], ['O', 'Good'], ['CN', 'CA']), 'good');
      for (const joint of ['2.5.4.3=CA', '2.5.4.3 text ca']) {
        const forger = named(nameOf(['C', 'JP'], ['O', `Good${separator}${joint}`]), 'forger');
        expect(withForgedCrl(ca, forger)).toEqual(['revocation']);
      }
    },
  );

  it('does not pass for the CA by spelling the octets of its name', () => {
    const value = der.bitString(Buffer.from('CA'));
    const ca = named(commonName(value), 'octets');
    for (const prefix of ['#', 'octets ']) {
      const text = der.utf8String(prefix + value.toString('hex'));
      expect(withForgedCrl(ca, named(commonName(text), 'spelled'))).toEqual(['revocation']);
    }
  });
});

const ca = party('CA');
const excluded = (base: Buffer): Buffer =>
  extension('2.5.29.30', der.seq(der.explicit(1, der.seq(base))), true);
const directory = (organization: string): Buffer => nameOf(['C', 'JP'], ['O', organization]);
const [mail, dns, uri, ip] = [1, 2, 6, 7].map(
  (tag) =>
    (content: string, encoding: BufferEncoding = 'latin1') =>
      der.implicit(tag, Buffer.from(content, encoding)),
) as [Form, Form, Form, Form];
type Form = (content: string, encoding?: BufferEncoding) => Buffer;

function rulesUnder(base: Buffer, subject: Buffer, names: readonly Buffer[] = []): string[] {
  const extensions = names.length > 0 ? [extension('2.5.29.17', der.seq(...names))] : [];
  const certificate = issue(ca, { ...leaf, name: subject }, { extensions });
  return brokenRules(certificate, [issueCa(root, ca, [excluded(base)])]);
}

describe('an excluded subtree', () => {
  it.each(['BANK ', 'Ba\u200dnk', 'Ba\u0001nk', 'Bank\u200e', 'B\u{e0061}ank', '\ufeffBank'])(
    'holds for the subject %j',
    (organization) => {
      const base = der.explicit(4, directory('Bank'));
      expect(rulesUnder(base, directory(organization))).toEqual(['nameConstraints']);
    },
  );

  it('holds for letters that become two in capitals', () => {
    const base = der.explicit(4, directory('STRASSE'));
    expect(rulesUnder(base, directory('stra\u00dfe'))).toEqual(['nameConstraints']);
  });

  it.each([
    ['a host with a final dot', dns('example.com'), dns('a.example.com.')],
    ['a host with an empty label', dns('example.com'), dns('a.example.com..')],
    ['a mailbox of such a host', mail('example.com'), mail('a@example.com.')],
    ['a URI of such a host', uri('example.com'), uri('http://example.com./')],
  ])('holds for %s', (_, base, name) => {
    expect(rulesUnder(base, leaf.name, [name])).toEqual(['nameConstraints']);
  });

  it.each([
    ['an address without a mask', ip('0a010203', 'hex'), ip('0a010203', 'hex')],
    ['seven octets', ip('0a000000ff0000', 'hex'), ip('0a010203', 'hex')],
    ['no octets', ip(''), ip('0a010203', 'hex')],
    ['a host with a final dot', dns('example.com.'), dns('a.example.com')],
    ['a URI host with a final dot', uri('example.com.'), uri('http://example.com/')],
    ['a whole URI', uri('http://example.com'), uri('http://example.com/')],
    ['no host', uri(''), uri('http://example.com/')],
    ['a mailbox of nobody', mail('@example.com'), mail('a@example.com')],
  ])('is not passed over where its base is malformed: %s', (_, base, name) => {
    expect(rulesUnder(base, leaf.name, [name])).toEqual(['extensions']);
  });

  it('is not passed by an address of five octets', () => {
    const name = ip('0a01020300', 'hex');
    expect(rulesUnder(ip('0a000000ff000000', 'hex'), leaf.name, [name])).toEqual(['extensions']);
  });
});

describe('a critical extension that nothing processes', () => {
  it.each([
    ['extendedKeyUsage', '2.5.29.37', der.seq(der.oid('1.3.6.1.5.5.7.3.8'))],
    ['freshestCRL', '2.5.29.46', der.seq()],
    ['issuerAltName', '2.5.29.18', der.seq(dns('example.com'))],
    ['authorityInfoAccess', '1.3.6.1.5.5.7.1.1', der.seq()],
  ])('makes the path invalid: %s', (_, oid, value) => {
    const issueWith = (critical: boolean) =>
      issue(root, leaf, { extensions: [extension(oid, value, critical)] });
    expect(brokenRules(issueWith(true))).toEqual(['criticalExtension']);
    expect(brokenRules(issueWith(false))).toEqual([]);
  });

  it('is cRLDistributionPoints where no CRL is given', () => {
    const point = der.seq(der.explicit(0, der.explicit(0, uri('http://example.com/crl'))));
    const extensions = [extension('2.5.29.31', der.seq(point), true)];
    const certificate = issue(root, leaf, { extensions });
    expect(brokenRules(certificate)).toEqual(['criticalExtension']);
    expect(brokenRules(certificate, [], { crls: [rootCrl] })).toEqual([]);
  });
});
