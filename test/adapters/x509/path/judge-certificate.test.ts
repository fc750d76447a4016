import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import * as der from '../../../../adapters/x509/der-writer.ts';
import { judgeCertificate } from '../../../../adapters/x509/judge-certificate.ts';
import { crlDer } from '../crl/crl-fixture.ts';
import { extension, nameOf, withOctet } from '../fixture.ts';
import {
  AT,
  brokenRules,
  CA_EXTENSIONS,
  issue,
  issueCa,
  leaf,
  party,
  root,
  rootDer,
} from './path-fixture.ts';

const ca = party('CA');
const caDer = issueCa(root, ca);
const leafDer = issue(ca, leaf);

const pem = (octets: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${octets.toString('base64')}\n-----END CERTIFICATE-----\n`;

const policy = (oid: string) => extension('2.5.29.32', der.seq(der.seq(der.oid(oid))));

describe('judgeCertificate', () => {
  it('finds the way through intermediates in any order, in PEM or DER', () => {
    const [middle, other] = [party('Middle'), party('Other')];
    const chain = [issueCa(ca, middle), issueCa(root, other), caDer];
    const certificate = issue(middle, leaf);
    expect(brokenRules(certificate, chain)).toEqual([]);
    expect(brokenRules(certificate, chain.toReversed())).toEqual([]);
    const bundle = Buffer.from(`subject: nobody\n${chain.map(pem).join('')}`);
    expect(brokenRules(Buffer.from(pem(certificate)), [bundle])).toEqual([]);
    expect(brokenRules(certificate, [caDer])).toEqual(['path']);
  });

  it('chooses among CAs of one name by key', () => {
    const [old, next] = [party('CA', 'old'), party('CA', 'next')];
    const chain = [issueCa(root, old), issueCa(root, next)];
    for (const issuer of [old, next]) expect(brokenRules(issue(issuer, leaf), chain)).toEqual([]);
    expect(brokenRules(issue(party('CA', 'stranger'), leaf), chain)).toEqual(['path']);
  });

  it('follows a CA that rolls its key over, without counting it in the path length', () => {
    const [old, next] = [party('CA', 'old'), party('CA', 'next')];
    const limited = extension('2.5.29.19', der.seq(der.boolean(true), der.smallInteger(0)), true);
    const usage = extension('2.5.29.15', der.namedBits([5, 6]), true);
    const first = issue(root, old, { extensions: [usage, limited] });
    expect(brokenRules(issue(next, leaf), [first, issueCa(old, next)])).toEqual([]);
    const below = party('Below');
    expect(brokenRules(issue(below, leaf), [first, issueCa(old, below)])).toEqual(['pathLength']);
  });

  it('does not go round in circles of cross certificates', () => {
    const [a, b] = [party('A'), party('B')];
    const chain = [issueCa(a, b), issueCa(b, a), issueCa(b, b), issueCa(a, a)];
    expect(brokenRules(issue(a, leaf), chain)).toEqual(['path']);
    expect(brokenRules(issue(a, leaf), [...chain, issueCa(root, b)])).toEqual([]);
  });

  it('takes another path where the first one built is not valid', () => {
    const expired = issue(root, ca, {
      extensions: CA_EXTENSIONS,
      notAfter: new Date('2025-01-01T00:00:00Z'),
    });
    expect(brokenRules(leafDer, [expired])).toEqual(['validity']);
    expect(brokenRules(leafDer, [expired, caDer])).toEqual([]);
  });

  it.each([
    ['the first second', '2024-01-01T00:00:00Z', []],
    ['the second before', '2023-12-31T23:59:59Z', ['anchor', 'validity', 'validity']],
    ['the last second', '2028-12-31T14:59:59Z', []],
    ['the second after', '2028-12-31T15:00:00Z', ['anchor', 'validity', 'validity']],
  ])('judges validity at %s', (_, at, rules) => {
    expect(brokenRules(leafDer, [caDer], { at: new Date(at) })).toEqual(rules);
  });

  it('wants a policy where one is named or required, and maps it', () => {
    const mapping = der.seq(der.seq(der.oid('1.2.3'), der.oid('1.2.4')));
    const mapped = issueCa(root, ca, [policy('1.2.3'), extension('2.5.29.33', mapping)]);
    const certificate = issue(ca, leaf, { extensions: [policy('1.2.4')] });
    const judge = (more: object) => brokenRules(certificate, [mapped], more);
    expect(judge({ policies: ['1.2.3'], explicitPolicy: true })).toEqual([]);
    expect(judge({ policies: ['1.2.4'], explicitPolicy: true })).toEqual(['policies']);
    expect(judge({ explicitPolicy: true })).toEqual([]);
    expect(judge({ explicitPolicy: true, inhibitPolicyMapping: true })).toContain('policies');
    expect(brokenRules(leafDer, [caDer], { explicitPolicy: true })).toContain('policies');
  });

  it.each([
    ['a CA', issue(root, ca), ['basicConstraints']],
    ['the key of a CA', issue(root, ca, { extensions: [CA_EXTENSIONS[1] as Buffer] }), []],
    [
      'a key for certificates',
      issue(root, ca, {
        extensions: [extension('2.5.29.15', der.namedBits([0])), CA_EXTENSIONS[1] as Buffer],
      }),
      ['keyUsage'],
    ],
    [
      'known critical extensions',
      issueCa(root, ca, [extension('1.2.3', der.nullValue(), true)]),
      ['criticalExtension'],
    ],
    [
      'readable extensions',
      issueCa(root, ca, [extension('2.5.29.30', der.nullValue())]),
      ['extensions'],
    ],
  ])('wants an issuer to have %s', (_, issuer, rules) => {
    expect(brokenRules(leafDer, [issuer])).toEqual(rules);
  });

  it('wants an anchor that is a CA', () => {
    const trust = [issue(root, root)];
    expect(brokenRules(leafDer, [caDer], { trust })).toEqual(['anchor']);
  });

  it('never throws and never finds valid what was changed, wherever one octet is another', () => {
    const crls = [crlDer(root), crlDer(ca)];
    const input = { certificate: leafDer, trust: [rootDer], chain: [caDer], crls, at: AT };
    expect(judgeCertificate(input).verdict).toBe('valid');
    const seen = new Set<string>();
    const part = fc.constantFrom('certificate', 'chain', 'crls');
    fc.assert(
      fc.property(part, fc.nat(4000), fc.integer({ min: 1, max: 255 }), (which, at, change) => {
        const changed = {
          certificate: { certificate: withOctet(leafDer, at, change) },
          chain: { chain: [withOctet(caDer, at, change)] },
          crls: { crls: [crls[0] as Buffer, withOctet(crls[1] as Buffer, at, change)] },
        }[which];
        const { verdict } = judgeCertificate({ ...input, ...changed });
        expect(verdict).not.toBe('valid');
        seen.add(verdict);
      }),
      { numRuns: 400 },
    );
    expect([...seen].toSorted()).toEqual(['invalid', 'unreadable']);
  }, 30_000);

  it('says which input cannot be read, and of what kind nothing is there', () => {
    const broken = { certificate: leafDer, trust: [rootDer], chain: [caDer], at: AT };
    for (const input of [
      { ...broken, certificate: Buffer.from('not a certificate') },
      { ...broken, certificate: Buffer.concat([leafDer, Buffer.from([0])]) },
      { ...broken, trust: [Buffer.alloc(0)] },
      { ...broken, chain: [leafDer.subarray(0, -1)] },
      { ...broken, crls: [caDer] },
      { ...broken, certificate: Buffer.from(pem(leafDer) + pem(leafDer)) },
    ]) {
      expect(judgeCertificate(input)).toMatchObject({
        verdict: 'unreadable',
        findings: [{ rule: 'readable', outcome: 'fails' }],
      });
    }
  });
});

const [mail, dns, uri, ip] = [1, 2, 6, 7].map(
  (tag) => (text: string | Buffer) =>
    der.implicit(tag, typeof text === 'string' ? Buffer.from(text, 'latin1') : text),
) as [Form, Form, Form, Form];
type Form = (text: string | Buffer) => Buffer;
const directory = (name: Buffer): Buffer => der.explicit(4, name);
const subtree = (tag: 0 | 1, base: Buffer): Buffer =>
  extension('2.5.29.30', der.seq(der.explicit(tag, der.seq(base))), true);
const named = (...names: Buffer[]): Buffer => extension('2.5.29.17', der.seq(...names));

/** Whether a name is permitted under a CA with the constraint; nothing else may be against it. */
const within = (constraint: Buffer, name: Buffer): boolean => {
  const chain = [issueCa(root, ca, [constraint])];
  const rules = brokenRules(issue(ca, leaf, { extensions: [named(name)] }), chain);
  expect(['', 'nameConstraints']).toContain(rules.join());
  return rules.length === 0;
};

describe('name constraints', () => {
  it.each<[string, Buffer, Buffer, boolean]>([
    ['a mailbox', mail('a@example.jp'), mail('A@Example.jp'), true],
    ['another mailbox', mail('a@example.jp'), mail('b@example.jp'), false],
    ['a host', mail('example.jp'), mail('a@example.jp'), true],
    ['a host below it', mail('example.jp'), mail('a@sub.example.jp'), false],
    ['a domain', mail('.example.jp'), mail('a@sub.example.jp'), true],
    ['the domain itself', mail('.example.jp'), mail('a@example.jp'), false],
    ['a DNS name', dns('example.jp'), dns('EXAMPLE.jp'), true],
    ['one below it', dns('example.jp'), dns('a.b.example.jp'), true],
    ['one that only ends so', dns('example.jp'), dns('myexample.jp'), false],
    ['any DNS name', dns(''), dns('a.example'), true],
    ['a URI of the host', uri('example.jp'), uri('http://u@example.jp:80/x'), true],
    ['a URI below it', uri('example.jp'), uri('http://sub.example.jp/'), false],
    ['a URI of the domain', uri('.example.jp'), uri('https://sub.example.jp'), true],
    ['a URI with an address', uri('example.jp'), uri('http://192.0.2.1/'), false],
    ['a URI without a host', uri('example.jp'), uri('urn:example.jp'), false],
    [
      'an address',
      ip(Buffer.from([192, 0, 2, 0, 255, 255, 255, 0])),
      ip(Buffer.from([192, 0, 2, 7])),
      true,
    ],
    [
      'another address',
      ip(Buffer.from([192, 0, 2, 0, 255, 255, 255, 0])),
      ip(Buffer.from([192, 0, 3, 7])),
      false,
    ],
    ['a name of another form', dns('example.jp'), mail('a@elsewhere.jp'), true],
  ])('permit %s', (...row) => {
    const [what, base, name, isPermitted] = row;
    expect(within(subtree(0, base), name)).toBe(isPermitted);
    // What a subtree permits, the same subtree excludes; what cannot be compared is neither.
    const isExcluded =
      what.startsWith('a URI with') || (isPermitted && what !== 'a name of another form');
    expect(within(subtree(1, base), name)).toBe(!isExcluded);
  });

  it('permit subjects in a tree, whatever the case of their letters', () => {
    const tree = subtree(0, directory(nameOf(['C', 'jp'])));
    const names = named(directory(nameOf(['C', 'JP'], ['O', 'x'])));
    const chain = [issueCa(root, ca, [tree])];
    expect(brokenRules(issue(ca, leaf, { extensions: [names] }), chain)).toEqual([]);
    const abroad = { ...leaf, name: nameOf(['C', 'KR'], ['CN', 'x']) };
    expect(brokenRules(issue(ca, abroad), chain)).toEqual(['nameConstraints']);
  });

  it('hold for names of a form that cannot be compared', () => {
    const other = der.explicit(0, der.oid('1.2.3'), der.explicit(0, der.utf8String('x')));
    expect(within(subtree(0, other), other)).toBe(false);
    expect(within(subtree(1, other), dns('example.jp'))).toBe(true);
  });

  it('narrow from CA to CA', () => {
    const middle = party('Middle');
    const chain = [
      issueCa(root, ca, [subtree(0, dns('example.jp'))]),
      issueCa(ca, middle, [subtree(0, dns('sub.example.jp'))]),
    ];
    const judge = (name: string) =>
      brokenRules(issue(middle, leaf, { extensions: [named(dns(name))] }), chain);
    expect(judge('a.sub.example.jp')).toEqual([]);
    expect(judge('a.example.jp')).toEqual(['nameConstraints']);
  });
});
