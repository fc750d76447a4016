import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameAttributes, readCertificate } from '../../adapters/x509/certificate.ts';
import { charactersOf } from '../../domain/identity/name-characters.ts';
import { lintTbsCertificate } from '../../enclave/issuance/certificate-lint.ts';
import { tbsCertificateOf } from '../../enclave/issuance/certificate-profile.ts';
import { contentOf } from '../enclave/issuance/content-fixture.ts';
import { corpus, writeCorpus } from '../interop/linters/corpus.ts';
import { NAMES, REFUSED_NAMES } from '../interop/linters/corpus-names.ts';
import { lintFolder, pkilint, zlint, type Found, type Linter } from '../interop/linters/obtain.ts';

/**
 * Certificates went out with characters that their string type does not have, in one case for years, until a
 * linter of others stopped them. So a corpus of names is held against the linters of others, here, before
 * anything is signed in earnest.
 */

const folder = mkdtempSync(join(tmpdir(), 'toroku-corpus-'));
const samples = corpus();
const spoilt = join(folder, 'spoilt');

beforeAll(() => {
  writeCorpus(join(folder, 'corpus'), samples);
  // Who finds nothing in this either does not look: a subject whose PrintableString holds an underscore.
  const [sample] = samples.filter(({ file }) => file.startsWith('p256-basic'));
  const der = Buffer.from(sample?.der ?? Buffer.alloc(0));
  const at = der.indexOf('019ad7f2-6a10');
  der[at + 8] = 0x5f;
  writeCorpus(spoilt, [{ file: 'underscore', suite: 'p256', der }]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a linter says that is no defect, one by one. */
const EXPECTED: Readonly<Record<string, string>> = {
  // RFC 7093 §2, method 4 (SHA-256 over the whole SubjectPublicKeyInfo, 160 bits): it knows those of RFC 5280 alone,
  // of which §4.2.1.2 says that others may be used.
  'pkix.unknown_subject_key_identifier_calculation_method': 'notice',
  // The pointer to the CPS, by which a relying party finds the terms (規則6条13号). RFC 5280 §4.2.1.4 recommends that
  // policies stand alone, and defines this qualifier all the same.
  'pkix.certificate_policies_policy_has_qualifier': 'notice',
};

const isDefect = ({ rule, severity }: Found): boolean => EXPECTED[rule] !== severity;

/** Runs a linter, or says in a line that it was not there: a registry may be out of reach. */
async function held(name: string, linter: Linter, rules: number): Promise<void> {
  if ('missing' in linter) {
    console.warn(`SKIPPED: certificates were not held against ${name}: ${linter.missing}`);
    return;
  }
  const linting = await lintFolder(linter, join(folder, 'corpus'));
  expect(linting.certificates).toBe(samples.length);
  expect(linting.rules).toBeGreaterThan(rules);
  const defects = linting.found.filter(isDefect);
  expect(defects.map(({ file, rule }) => `${file} ${rule}`)).toEqual([]);
  console.log(`${name}: ${linting.certificates} certificates, ${linting.rules} rules, no defect`);
  const { found } = await lintFolder(linter, spoilt);
  expect(found.filter(isDefect).length).toBeGreaterThan(0);
}

const pem = (name: string, der: Buffer): string => {
  const file = join(folder, `${name}.pem`);
  writeFileSync(file, new X509Certificate(der).toString());
  return file;
};

const named = (name: string): string => {
  const found = samples.find(({ file }) => file === name);
  if (!found) throw new Error(name);
  return pem(found.file, found.der);
};

const verify = (options: readonly string[], files: readonly string[]): string =>
  execFileSync(
    'openssl',
    ['verify', '-x509_strict', '-attime', '1797000000', ...options, ...files],
    {
      encoding: 'utf8',
    },
  );

describe('incident 13: characters in names', () => {
  it('has a corpus of every profile and every odd character', () => {
    expect(samples.length).toBeGreaterThanOrEqual(100);
    expect(Object.keys(NAMES).length).toBeGreaterThanOrEqual(50);
    const kinds = new Set(samples.map(({ file }) => file.split('-')[1] ?? ''));
    expect([...kinds].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'attribute',
      'basic',
      'before',
      'ca',
      'link',
      'responder',
    ]);
  });

  it('puts every name into the certificate as it was signed for, code point for code point', () => {
    const written = samples
      .filter(({ file }) => /^p256-(?:basic|attribute)/.test(file))
      .map(({ der }) => nameAttributes(readCertificate(der).subject)[1]?.value);
    expect(written).toEqual(Object.values(NAMES));
  });

  it('is clean to zlint', async () => held('zlint', await zlint(), 60), 300_000);

  it('is clean to pkilint', async () => held('pkilint', await pkilint(), 30), 300_000);

  it.each(['rsa', 'p256', 'p384'])('verifies strictly with OpenSSL under a CA of %s', (suite) => {
    const ca = named(`${suite}-ca`);
    const below = samples
      .filter((each) => each.suite === suite && /responder|basic|attribute/.test(each.file))
      .map(({ file, der }) => pem(file, der));
    const said = verify(['-CAfile', ca], below);
    expect(said.match(/: OK$/gm)).toHaveLength(below.length);
    const [before, link] = [named(`${suite}-before`), named(`${suite}-link`)];
    const over = ['-CAfile', before, '-untrusted', link, '-policy_check', '-explicit_policy'];
    const policy = ['-policy', '1.3.6.1.4.1.32473.1.1'];
    // Over the link of the older key, with the policy asked for.
    expect(verify([...over, ...policy], [named(`${suite}-basic-0`)])).toContain(': OK');
    expect(verify(['-CAfile', before], [link])).toContain(': OK');
  });

  it.each(Object.entries(REFUSED_NAMES))('never signs %s', (_, name) => {
    const content = contentOf({ name });
    const ids = lintTbsCertificate(tbsCertificateOf(content), content).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => ['characters', 'valueLengths', 'subjectDecided'].includes(id))).toBe(
      true,
    );
  });

  it('has only such names whose characters or length the rules on applications turn away', () => {
    for (const name of Object.values(REFUSED_NAMES)) {
      const codePoints = Array.from(name, (character) => character.codePointAt(0) ?? 0);
      const characters = charactersOf(codePoints);
      const isRefused =
        ['forbidden', 'privateUse'].includes(characters) ||
        codePoints.length > 64 ||
        codePoints.length === 0;
      expect([name, isRefused]).toEqual([name, true]);
    }
  });
});
