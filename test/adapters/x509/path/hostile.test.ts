import { describe, expect, it } from 'vitest';

import { cpuMilliseconds } from '../../cpu-milliseconds.ts';
import { judgeCrl } from '../../../../adapters/x509/crl/judge-crl.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import {
  type CertificateInput,
  judgeCertificate,
} from '../../../../adapters/x509/judge-certificate.ts';
import { crlDer } from '../crl/crl-fixture.ts';
import { extension, keyPair, nameOf } from '../fixture.ts';
import { AT, issue, issueCa, leaf, type Party, party, root, rootDer } from './path-fixture.ts';

const LIMIT_MS = 50;

const pem = (octets: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${octets.toString('base64')}\n-----END CERTIFICATE-----\n`;
const bundle = (certificates: readonly Buffer[]): Buffer =>
  Buffer.from(certificates.map(pem).join(''));
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const ca = party('CA');
const p384 = (label: string): Party => ({
  name: nameOf(['CN', 'Many']),
  key: keyPair('p384', label),
});

/** Parties of one name that all issued to each other: every order of them is a path by names. */
function everyOrder(): CertificateInput {
  const parties = many(7, (i) => party('One', `one ${i}`));
  const chain = parties.flatMap((a) => parties.map((b) => issueCa(a, b)));
  const [first = ca] = parties;
  return { certificate: issue(first, leaf), trust: [rootDer], chain: [bundle(chain)], at: AT };
}

/** Issuers of one name with slow keys, none of which signed. */
function slowKeys(): CertificateInput {
  const keys = many(40, (i) => p384(`slow ${i}`));
  const chain = keys.map((key) => issueCa(root, key));
  return {
    certificate: issue(p384('signer'), leaf),
    trust: [rootDer],
    chain: [bundle(chain)],
    at: AT,
  };
}

const names = (count: number, tag: (name: Buffer) => Buffer) =>
  many(count, (i) => tag(der.implicit(2, Buffer.from(`h${i}.example`))));

/** Thousands of names against thousands of subtrees. */
function manyNames(): CertificateInput {
  const subtrees = names(1000, (name) => der.seq(name));
  const constraints = extension('2.5.29.30', der.seq(der.explicit(1, ...subtrees)), true);
  const alternative = extension('2.5.29.17', der.seq(...names(1000, (name) => name)));
  const certificate = issue(ca, leaf, { extensions: [alternative] });
  return { certificate, trust: [rootDer], chain: [issueCa(root, ca, [constraints])], at: AT };
}

/** Mappings of every policy to every other, at each step: 2^n nodes in a tree. */
function manyMappings(): CertificateInput {
  const oids = many(11, (i) => `1.2.3.${i}`);
  const policies = extension('2.5.29.32', der.seq(...oids.map((oid) => der.seq(der.oid(oid)))));
  const pairs = oids.flatMap((from) => oids.map((to) => der.seq(der.oid(from), der.oid(to))));
  const mappings = extension('2.5.29.33', der.seq(...pairs));
  const parties = many(11, (i) => party(`Mapping ${i}`));
  const chain = parties.map((one, i) => issueCa(parties[i - 1] ?? root, one, [policies, mappings]));
  const certificate = issue(parties.at(-1) ?? root, leaf, { extensions: [policies] });
  return {
    certificate,
    trust: [rootDer],
    chain: [bundle(chain)],
    at: AT,
    policies: ['1.2.9'],
    explicitPolicy: true,
  };
}

/** A certificate as large as is read, of extensions that are lists of the smallest elements. */
function smallElements(): CertificateInput {
  const list = extension('2.5.29.37', der.seq(...many(15_000, () => der.nullValue())));
  return { certificate: issue(root, leaf, { extensions: [list] }), trust: [rootDer], at: AT };
}

/** A megabyte of entries, each with an extension that nobody knows, and all of one serial number. */
function manyEntries(): Buffer {
  const odd = extension('1.2.3', der.nullValue());
  return crlDer(root, { entries: many(30_000, () => ({ serial: '01', extensions: [odd] })) });
}

/** Text that begins thousands of PEM blocks and ends none. */
const openBlocks = Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n'.repeat(7_000));

describe('hostile input', () => {
  it.each([
    ['intermediates that issued to each other', everyOrder(), 'effort'],
    ['issuers with slow keys', slowKeys(), 'effort'],
    ['names against constraints', manyNames(), 'effort'],
    ['mappings of all policies', manyMappings(), 'policies'],
    ['lists of small elements', smallElements(), 'extensions'],
    ['PEM that does not end', { ...smallElements(), chain: [openBlocks] }, 'readable'],
    [
      'a chain of a thousand files',
      { ...smallElements(), chain: many(1000, () => rootDer) },
      'readable',
    ],
  ] as const)('costs at most 50 ms: %s', (what, input, rule) => {
    const { findings } = judgeCertificate(input);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(findings.every(({ outcome }) => outcome === 'holds')).toBe(false);
    const spent = cpuMilliseconds(() => judgeCertificate(input));
    console.log(`${what}: ${spent.toFixed(1)} ms`);
    expect(spent).toBeLessThan(LIMIT_MS);
  });

  it('costs at most 50 ms as a CRL of a megabyte', () => {
    const crl = manyEntries();
    expect(crl.length).toBeGreaterThan(800_000);
    const act = () => judgeCrl({ crl, issuer: rootDer, at: AT }).open?.find('01');
    expect(act()).toBeDefined();
    const spent = cpuMilliseconds(act);
    console.log(`CRL: ${spent.toFixed(1)} ms`);
    expect(spent).toBeLessThan(LIMIT_MS);
  });

  it('is a CRL for the path as well', () => {
    const input = {
      certificate: issue(root, leaf),
      trust: [rootDer],
      at: AT,
      crls: [manyEntries()],
    };
    expect(judgeCertificate(input).verdict).toBe('valid');
    expect(cpuMilliseconds(() => judgeCertificate(input))).toBeLessThan(LIMIT_MS);
  });
});
