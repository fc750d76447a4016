import { describe, expect, it } from 'vitest';

import { cpuMilliseconds } from '../../cpu-milliseconds.ts';
import { judgeCrl } from '../../../../adapters/x509/crl/judge-crl.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import {
  type CertificateInput,
  judgeCertificate,
} from '../../../../adapters/x509/judge-certificate.ts';
import { crlDer, type EntryFields } from '../crl/crl-fixture.ts';
import { extension, keyPair } from '../fixture.ts';
import {
  AT,
  CA_EXTENSIONS,
  issue,
  issueCa,
  leaf,
  type Party,
  root,
  rootDer,
} from './path-fixture.ts';

/** 50 ms are promised; twice that is allowed here, for machines that do other things as well. */
const LIMIT_MS = 100;

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const nameOf = (...values: string[]): Buffer =>
  der.seq(...values.map((value) => der.setOf(der.seq(der.oid('2.5.4.3'), der.utf8String(value)))));
/** Of what is read, the value that costs most to compare: letters with marks that change places. */
const SLOW = 'a\u0301\u0323\u0300'.repeat(140);
/** Each letter becomes eighteen in NFKC. */
const GROWING = '\ufdfa';
/** As long as a name may be. */
const SLOW_NAME = nameOf(SLOW, SLOW.slice(0, 520));
const directory = (name: Buffer): Buffer => der.explicit(4, name);
const uris = (prefix: string, count: number): Buffer[] =>
  many(count, (i) => der.implicit(6, Buffer.from(`${prefix}${i}`)));
const fullName = (names: readonly Buffer[]): Buffer => der.explicit(0, der.explicit(0, ...names));

const stranger: Party = { name: root.name, key: keyPair('p256', 'stranger') };
const certificate = issue(root, leaf, { serialNumber: Buffer.from([0x7b]) });
const usual = { certificate, trust: [rootDer], at: AT };
const entries = (count: number): EntryFields[] =>
  many(count, (i) => ({ serial: (0x10000000 + i).toString(16) }));

/** Lists of a megabyte, all in order. */
function manyLists(): CertificateInput {
  const crl = crlDer(root, { entries: entries(40_000) });
  return { ...usual, crls: many(64, () => crl) };
}

/** One large list, and CAs of its name that did not sign it: each asks for another hash of it. */
function manySigners(): CertificateInput {
  const chain = many(60, (i) =>
    issueCa(root, { name: root.name, key: keyPair('p256', `same ${i}`) }),
  );
  return { ...usual, chain, crls: [crlDer(stranger, { entries: entries(40_000) })] };
}

/** Points of a certificate, each with many names, against those of the lists. */
function manyPoints(namesOfCrl: number): CertificateInput {
  const points = many(7, (i) => der.seq(fullName(uris(`p${i}`, 1000))));
  const pointing = issue(root, leaf, { extensions: [extension('2.5.29.31', der.seq(...points))] });
  const own = extension('2.5.29.28', der.seq(fullName(uris('v', namesOfCrl))), true);
  const crl = crlDer(stranger, { extensions: [own] });
  return { ...usual, certificate: pointing, crls: many(64, () => crl) };
}

/** An indirect list whose entries have one serial number, under one name that stands at so many of them. */
function longIssuers(named: number, name: Buffer): CertificateInput {
  const issuer = extension('2.5.29.29', der.seq(directory(name)), true);
  const indirect = extension('2.5.29.28', der.seq(der.implicit(4, Buffer.from([255]))), true);
  const under = many(32, (i) => ({ serial: '7b', extensions: i < named ? [issuer] : [] }));
  return { ...usual, crls: [crlDer(root, { entries: under, extensions: [indirect] })] };
}

/** Lists whose issuers and points have names that are slow to compare. */
function slowLists(): CertificateInput {
  const point = fullName([directory(nameOf(SLOW))]);
  const extensions = [extension('2.5.29.28', der.seq(point), true)];
  const crl = crlDer({ ...root, name: SLOW_NAME }, { extensions });
  return { ...usual, crls: many(64, () => crl) };
}

/** Certificates that are all name. */
function longNames(count: number, name: Buffer): CertificateInput {
  const long = issue({ ...root, name }, { ...leaf, name });
  return { ...usual, chain: many(count, () => long) };
}

/** Both, and slow issuers of entries. */
function slowAll(): CertificateInput {
  const crls = [longIssuers(32, nameOf(SLOW.slice(0, 480))), slowLists()].flatMap((one) => [
    ...(one.crls ?? []),
  ]);
  return { ...longNames(56, SLOW_NAME), crls: crls.slice(0, 64) };
}

/** Many paths through certificates with alternative names that are slow to read. */
function slowAlternatives(): CertificateInput {
  const names = many(28, () => directory(nameOf(SLOW)));
  const alternative = extension('2.5.29.17', der.seq(...names));
  const expired = { notAfter: new Date('2025-01-01T00:00:00Z') };
  const parties = many(6, (i) => ({ name: nameOf('One'), key: keyPair('p256', `one ${i}`) }));
  const [first = root] = parties;
  const chain = parties.map((one) =>
    issue(root, one, { ...expired, extensions: [...CA_EXTENSIONS, alternative] }),
  );
  return {
    ...usual,
    certificate: issue(first, leaf),
    chain: [
      ...chain,
      ...many(50, (i) => issueCa(parties[i % 6] ?? root, parties[(i * 5) % 6] ?? root)),
    ],
  };
}

describe('hostile names', () => {
  it.each([
    ['64 lists of a megabyte', manyLists(), 'readable'],
    ['CAs of one name, and a large list', manySigners(), 'effort'],
    ['points with a thousand names', manyPoints(1000), 'readable'],
    ['points with a hundred names', manyPoints(100), 'effort'],
    ['one long issuer of entries', longIssuers(1, nameOf(GROWING.repeat(100_000))), 'revocation'],
    ['slow issuers of entries', longIssuers(32, nameOf(SLOW.slice(0, 520))), 'path'],
    ['names that grow', longNames(4, nameOf(GROWING.repeat(10_000))), 'readable'],
    ['names that are slow', longNames(56, SLOW_NAME), 'path'],
    ['slow names in many paths', slowAlternatives(), 'effort'],
    ['slow issuers of lists', slowLists(), 'revocation'],
    ['all slow names at once', slowAll(), 'revocation'],
  ] as const)('cost at most 50 ms: %s', (what, input, rule) => {
    const { findings } = judgeCertificate(input);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    const spent = cpuMilliseconds(() => judgeCertificate(input));
    console.log(`${what}: ${spent.toFixed(1)} ms`);
    expect(spent).toBeLessThan(LIMIT_MS);
  });

  it('cost at most 50 ms as the issuer of a CRL', () => {
    const crl = crlDer({ ...root, name: nameOf(GROWING.repeat(340_000)) });
    expect(crl.length).toBeGreaterThan(1_000_000);
    const act = () => judgeCrl({ crl, issuer: rootDer, at: AT });
    expect(act().verdict).toBe('unreadable');
    expect(judgeCertificate({ ...usual, crls: [crl] }).verdict).toBe('unreadable');
    expect(cpuMilliseconds(act)).toBeLessThan(LIMIT_MS);
    expect(cpuMilliseconds(() => judgeCertificate({ ...usual, crls: [crl] }))).toBeLessThan(
      LIMIT_MS,
    );
  });
});
