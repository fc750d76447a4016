import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { verifyCertificateCommand } from '../../../bin/commands/verify-certificate.ts';
import { verifyCrlCommand } from '../../../bin/commands/verify-crl.ts';
import { crlDer } from '../../adapters/x509/crl/crl-fixture.ts';
import {
  issue,
  issueCa,
  leaf,
  party,
  root,
  rootDer,
} from '../../adapters/x509/path/path-fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'toroku-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file and gives its path. */
function file(name: string, octets: Buffer | string): string {
  const written = path.join(folder, name);
  writeFileSync(written, octets);
  return written;
}

const [ca, other] = [party('CA'), party('Other')];
const FILES = {
  root: file('root.der', rootDer),
  ca: file('ca.der', issueCa(root, ca)),
  other: file(
    'other.pem',
    `-----BEGIN CERTIFICATE-----\n${issueCa(root, other).toString('base64')}\n-----END CERTIFICATE-----\n`,
  ),
  leaf: file('leaf.der', issue(ca, leaf, { serialNumber: Buffer.from([5]) })),
  rootCrl: file('root.crl', crlDer(root)),
  caCrl: file('ca.crl', crlDer(ca)),
  revoking: file('revoking.crl', crlDer(ca, { entries: [{ serial: '05', reason: 1 }] })),
  text: file('text', 'no certificate'),
};
const TIME = ['--at', '2026-12-01T00:00:00Z'];

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const lastLine = (): {
  valid: boolean;
  findings: { rule: string; outcome: string; detail: string }[];
} => JSON.parse(said.at(-1) ?? '') as ReturnType<typeof lastLine>;

describe('toroku verify-certificate', () => {
  const { root: anchor, ca: issuer } = FILES;
  it.each([
    [
      'options with several words each',
      ['--trust', anchor, '--chain', FILES.other, issuer, ...TIME, FILES.leaf],
      0,
    ],
    [
      'options that are repeated',
      ['--trust', anchor, '--chain', issuer, '--chain', FILES.other, ...TIME, FILES.leaf],
      0,
    ],
    [
      'the file after such an option',
      [...TIME, `--trust=${anchor}`, '--chain', issuer, FILES.leaf],
      0,
    ],
    ['the file before the options', [FILES.leaf, '--trust', anchor, '--chain', issuer, ...TIME], 0],
    [
      'CRLs',
      [
        '--trust',
        anchor,
        '--chain',
        issuer,
        '--crl',
        FILES.rootCrl,
        FILES.caCrl,
        ...TIME,
        FILES.leaf,
      ],
      0,
    ],
    [
      'a revocation',
      [
        '--trust',
        anchor,
        '--chain',
        issuer,
        '--crl',
        FILES.rootCrl,
        FILES.revoking,
        ...TIME,
        FILES.leaf,
      ],
      1,
    ],
    [
      'a missing CRL',
      ['--trust', anchor, '--chain', issuer, '--crl', FILES.rootCrl, ...TIME, FILES.leaf],
      1,
    ],
    [
      'a policy that it has not',
      ['--trust', anchor, '--chain', issuer, ...TIME, '--policy', '1.2.3', FILES.leaf],
      1,
    ],
    [
      'no policy, where one is required',
      ['--trust', anchor, '--chain', issuer, ...TIME, '--require-explicit-policy', FILES.leaf],
      1,
    ],
    [
      'the profile of JPKI',
      ['--trust', anchor, '--chain', issuer, ...TIME, '--profile', 'jpki', FILES.leaf],
      1,
    ],
    ['another time', ['--trust', anchor, '--chain', issuer, '--at', '2030-01-01', FILES.leaf], 1],
    ['text', ['--trust', anchor, ...TIME, FILES.text], 2],
    ['no such file', ['--trust', anchor, ...TIME, path.join(folder, 'none')], 2],
    ['no anchor', [...TIME, FILES.leaf], 64],
    ['no time', ['--trust', anchor, FILES.leaf], 64],
    [
      'a time without an offset',
      ['--trust', anchor, '--at', '2026-12-01T00:00:00', FILES.leaf],
      64,
    ],
    ['an unknown option', ['--trust', anchor, ...TIME, '--anchors', FILES.leaf], 64],
    ['an unknown profile', ['--trust', anchor, ...TIME, '--profile', 'x', FILES.leaf], 64],
    ['two certificates', ['--trust', anchor, ...TIME, FILES.leaf, FILES.ca], 64],
  ])('with %s ends with its code', (_, args, code) => {
    expect(verifyCertificateCommand(args)).toBe(code);
    if (code === 64) expect(said).toEqual([]);
    else expect(lastLine().valid).toBe(code === 0);
  });

  it('names the finding in the last line', () => {
    verifyCertificateCommand([
      '--trust',
      anchor,
      '--chain',
      issuer,
      '--crl',
      FILES.rootCrl,
      FILES.revoking,
      ...TIME,
      FILES.leaf,
    ]);
    const failed = lastLine().findings.filter(({ outcome }) => outcome === 'fails');
    expect(failed).toEqual([
      {
        rule: 'revocation',
        outcome: 'fails',
        detail: 'certificate 2 of 2: revoked at 2026-06-01T00:00:00.000Z, keyCompromise',
      },
    ]);
  });
});

describe('toroku verify-crl', () => {
  it.each([
    ['in force', ['--issuer', FILES.ca, ...TIME, FILES.caCrl], 0],
    ['out of date', ['--issuer', FILES.ca, '--at', '2027-01-01', FILES.caCrl], 1],
    ['of another', ['--issuer', FILES.root, ...TIME, FILES.caCrl], 1],
    ['that is none', ['--issuer', FILES.ca, ...TIME, FILES.text], 2],
    ['of nobody', [...TIME, FILES.caCrl], 64],
  ])('with a list %s ends with its code', (_, args, code) => {
    expect(verifyCrlCommand(args)).toBe(code);
    if (code !== 64) expect(lastLine().valid).toBe(code === 0);
  });
});
