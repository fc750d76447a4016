import { sign, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import { subscriberShape, type ProfilesV2 } from '../../../domain/issuance/certificate-profiles.ts';
import {
  certificateOf,
  keyIdentifierOf,
  tbsCertificateOf,
  type AuthorityContent,
  type CertificateContent,
  type SignatureAlgorithm,
} from '../../../enclave/issuance/certificate-profile.ts';
import { lintTbsCertificate } from '../../../enclave/issuance/certificate-lint.ts';
import { newSerialNumber } from '../../../enclave/issuance/serial-number.ts';
import { keyPair, spkiOf, type KeyName } from '../../adapters/x509/fixture.ts';
import {
  AUTHORITY_CONTENTS,
  contentOf,
  issuerName,
  PROFILES,
} from '../../enclave/issuance/content-fixture.ts';
import { NAMES } from './corpus-names.ts';

const SUITES: Readonly<Record<string, readonly [KeyName, SignatureAlgorithm, string]>> = {
  rsa: ['rsa2048', 'sha256WithRSA', 'sha256'],
  p256: ['p256', 'ecdsaWithSha256', 'sha256'],
  p384: ['p384', 'ecdsaWithSha384', 'sha384'],
};

/**
 * The profiles in force, with policies under the enterprise number for examples (RFC 5612): pkilint 0.13.3 cannot
 * decode identifiers under 2.999, and would look no further.
 */
const CORPUS_PROFILES: ProfilesV2 = {
  ...PROFILES,
  certificates: {
    ...PROFILES.certificates,
    basic: subscriberShape('1.3.6.1.4.1.32473.1.1'),
    attribute: subscriberShape('1.3.6.1.4.1.32473.1.2'),
  },
};

const SUBSCRIBER_KEYS: readonly KeyName[] = ['rsa2048', 'p256', 'p384'];

/** One certificate of the corpus; the suite names the CA it is verified under. */
export interface Sample {
  readonly file: string;
  readonly suite: string;
  readonly der: Buffer;
}

type Content = CertificateContent | AuthorityContent;

/** A CA of the corpus with its key of now; the link certificate is by the key before it. */
class SampleCa {
  readonly #suite: readonly [KeyName, SignatureAlgorithm, string];
  readonly #keys: ReturnType<typeof keyPair>;
  readonly #issuer = issuerName('Toroku Sample CA S1');

  constructor(suite: string, label: string) {
    this.#suite = SUITES[suite] ?? ['p256', 'ecdsaWithSha256', 'sha256'];
    this.#keys = keyPair(this.#suite[0], label);
  }

  get spki(): Buffer {
    return spkiOf(this.#keys.publicKey);
  }

  /** Signs what the lints let pass, and nothing else. */
  issue(asked: Content): Buffer {
    const [, signatureAlgorithm, digest] = this.#suite;
    const issuerKeyId = keyIdentifierOf(this.spki).toString('hex');
    const content = {
      ...asked,
      profile: CORPUS_PROFILES,
      issuer: this.#issuer,
      issuerKeyId,
      signatureAlgorithm,
    };
    const tbs = tbsCertificateOf({ ...content, serialNumber: newSerialNumber() });
    const read = readCertificate(certificateOf(tbs, signatureAlgorithm, Buffer.alloc(64)));
    const found = lintTbsCertificate(tbs, { ...content, serialNumber: read.serialNumber });
    if (found[0]) throw new Error(`${asked.certificateType}: ${found[0].id}`);
    return certificateOf(tbs, signatureAlgorithm, sign(digest, tbs, this.#key));
  }

  get #key(): KeyObject {
    return this.#keys.privateKey;
  }
}

function authorityOf(kind: AuthorityContent['certificateType'], spki: Buffer): AuthorityContent {
  const content = AUTHORITY_CONTENTS.find(({ certificateType }) => certificateType === kind);
  if (!content) throw new Error(kind);
  return { ...content, spki };
}

/** Certificates of every profile under a CA of every kind of key, and one for every name. */
export function corpus(): Sample[] {
  const samples: Sample[] = [];
  for (const suite of Object.keys(SUITES)) {
    const add = (name: string, der: Buffer) =>
      samples.push({ file: `${suite}-${name}`, suite, der });
    const before = new SampleCa(suite, 'before');
    const ca = new SampleCa(suite, 'now');
    add('ca', ca.issue(authorityOf('selfSigned', ca.spki)));
    add('before', before.issue(authorityOf('selfSigned', before.spki)));
    add('link', before.issue(authorityOf('link', ca.spki)));
    const responder = spkiOf(keyPair('p256', 'responder').publicKey);
    add('responder', ca.issue(authorityOf('ocspResponder', responder)));
    Object.values(NAMES).forEach((name, n) => {
      // Every name under P-256, every third one under the others.
      if (suite !== 'p256' && n % 3 !== 0) return;
      const key = keyPair(SUBSCRIBER_KEYS[n % SUBSCRIBER_KEYS.length] ?? 'p256', 'subscriber');
      const certificateType = n % 2 === 0 ? 'basic' : 'attribute';
      const content = contentOf({ name, certificateType, spki: spkiOf(key.publicKey) });
      add(`${certificateType}-${n}`, ca.issue(content));
    });
  }
  return samples;
}

/** Puts the corpus into a folder, one file a certificate. */
export function writeCorpus(folder: string, samples: readonly Sample[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { file, der } of samples) writeFileSync(join(folder, `${file}.der`), der);
}
