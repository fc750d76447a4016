import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  certificateOf,
  keyIdentifierOf,
  tbsCertificateOf,
  type AuthorityContent,
  type CertificateContent,
} from '../../../enclave/issuance/certificate-profile.ts';
import { lintTbsCertificate } from '../../../enclave/issuance/certificate-lint.ts';
import { tbsCaCertificateOf } from '../../../enclave/keys/ca-certificate.ts';
import { AUTHORITY_CONTENTS, contentOf, CONTENTS, PROFILES_V1 } from './content-fixture.ts';
import { secondTbs } from './second-build.ts';

type Content = CertificateContent | AuthorityContent;

const HERE = import.meta.dirname;

/** Public keys whose private keys nobody kept. */
const KEYS = JSON.parse(readFileSync(join(HERE, 'golden', 'keys.json'), 'utf8')) as Readonly<
  Record<'rsa2048' | 'p256' | 'p384', string>
>;

const ALGORITHMS = {
  rsa2048: 'sha256WithRSA',
  p256: 'ecdsaWithSha256',
  p384: 'ecdsaWithSha384',
} as const;

const NAMES = {
  kanji: '山田　花子',
  surrogates: '\u{20BB7}野　\u{2A6B2}',
  variation: '葛\u{E0100}城　辻\u{E0101}子',
  latin: "O'BRIEN MARY-JANE",
  longest: '長'.repeat(64),
};

interface Golden {
  readonly name: string;
  readonly content: Content;
}

function goldensOf(kind: Content): Golden[] {
  return Object.entries(KEYS).flatMap(([key, base64]): Golden[] => {
    const spki = Buffer.from(base64, 'base64');
    const signatureAlgorithm = ALGORITHMS[key as keyof typeof ALGORITHMS];
    const common = { ...kind, spki, signatureAlgorithm };
    if ('name' in common) {
      return Object.entries(NAMES).map(([label, name]) => ({
        name: `${key} ${label}`,
        content: { ...common, name },
      }));
    }
    const issuerKeyId =
      common.certificateType === 'selfSigned'
        ? keyIdentifierOf(spki).toString('hex')
        : common.issuerKeyId;
    return [{ name: key, content: { ...common, issuerKeyId } }];
  });
}

const hexLines = (octets: Buffer): string => octets.toString('hex').replaceAll(/.{96}/g, '$&\n');

const openssl = (input: Buffer, ...args: readonly string[]): string =>
  execFileSync('openssl', [...args], { input, encoding: 'utf8' });

const READ_AS: Readonly<Record<Content['certificateType'], readonly string[]>> = {
  basic: ['Digital Signature, Non Repudiation', 'Policy: 2.999.1.1.1'],
  attribute: ['Digital Signature, Non Repudiation', 'Policy: 2.999.1.1.2'],
  ocspResponder: [
    'X509v3 Key Usage: critical\n                Digital Signature\n',
    'OCSP Signing',
    'OCSP No Check: \n',
    'Not After : Feb 28 23:59:59 2027 GMT',
  ],
  selfSigned: [
    'X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign',
    'X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0',
  ],
  link: [
    'CA:TRUE, pathlen:0',
    'Policy: X509v3 Any Policy',
    'URI:http://repository.example/crls/0123456789abcdef0123456789abcdef01234567/0.crl',
  ],
};

/**
 * A difference here is a change of a profile: what was intended before would be signed otherwise than it was
 * decided. It takes a document of its own with a later version, and golden octets of its own.
 */
describe.each(CONTENTS.map((content) => [content.certificateType, content] as const))(
  'a certificate of kind %s',
  (kind, content) => {
    const goldens = goldensOf(content);

    it('has the golden octets, for every kind of key and name', async () => {
      const lines = goldens.map(
        (golden) => `# ${golden.name}\n${hexLines(tbsCertificateOf(golden.content))}\n`,
      );
      await expect(lines.join('\n')).toMatchFileSnapshot(join('golden', `${kind}.txt`));
    });

    it.each(goldens.map((golden) => [golden.name, golden.content] as const))(
      'has with %s the octets of a second build that knows nothing of ours, and no lint finds anything',
      (_, each) => {
        const tbs = tbsCertificateOf(each);
        expect(tbs.equals(secondTbs(each))).toBe(true);
        expect(lintTbsCertificate(tbs, each)).toEqual([]);
      },
    );

    it('is read by OpenSSL to what it was made from', () => {
      // The first and the last: a process costs more than all the rest here.
      for (const { content: each } of [goldens[0], goldens.at(-1)].flatMap((one) => one ?? [])) {
        const tbs = tbsCertificateOf(each);
        expect(openssl(tbs, 'asn1parse', '-inform', 'DER')).toContain('d=0');
        const whole = certificateOf(tbs, each.signatureAlgorithm, Buffer.alloc(64, 1));
        const options = ['-noout', '-text', '-nameopt', 'utf8,sep_comma_plus_space,sname'];
        const text = openssl(whole, 'x509', '-inform', 'DER', ...options);
        const colons = each.serialNumber.replaceAll(/..(?=.)/g, '$&:');
        const name = 'name' in each ? each.name : each.commonName;
        for (const line of [colons, `CN=${name}`, ...READ_AS[kind]]) expect(text).toContain(line);
      }
    });
  },
);

describe('the first form of the profiles', () => {
  it.each(['basic', 'attribute'] as const)('gives for %s the octets of the second', (kind) => {
    const first = contentOf({ certificateType: kind, profile: PROFILES_V1 });
    const second = contentOf({ certificateType: kind });
    expect(tbsCertificateOf(first).equals(tbsCertificateOf(second))).toBe(true);
  });
});

describe('the profile of a self-signed CA', () => {
  it('gives the octets of the ceremony', () => {
    const [, content] = AUTHORITY_CONTENTS;
    if (!content) throw new Error('no self-signed content');
    expect(tbsCertificateOf(content).equals(tbsCaCertificateOf(content))).toBe(true);
  });
});
