import type { KeyPairKeyObjectResult } from 'node:crypto';

import { readCertificate, type X509Certificate } from '../../../../adapters/x509/certificate.ts';
import * as der from '../../../../adapters/x509/der-writer.ts';
import {
  type CertificateInput,
  judgeCertificate,
} from '../../../../adapters/x509/judge-certificate.ts';
import { certificateDer, extension, keyIdentifier, keyPair, nameOf, spkiOf } from '../fixture.ts';

/** A party that certificates are issued to, and by. */
export interface Party {
  readonly name: Buffer;
  readonly key: KeyPairKeyObjectResult;
}

export const AT = new Date('2026-12-01T00:00:00Z');

/** A party with a key of its own, by its common name. */
export const party = (name: string, keyLabel = name): Party => ({
  name: nameOf(['C', 'JP'], ['CN', name]),
  key: keyPair('p256', keyLabel),
});

export const CA_EXTENSIONS: readonly Buffer[] = [
  extension('2.5.29.15', der.namedBits([5, 6]), true),
  extension('2.5.29.19', der.seq(der.boolean(true)), true),
];

/** What a certificate is issued with beside its parties. */
export interface IssueFields {
  readonly extensions?: readonly Buffer[];
  readonly serialNumber?: Buffer;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate, with key identifiers as a CA writes them. */
export function issue(issuer: Party, subject: Party, fields: IssueFields = {}): Buffer {
  const spki = spkiOf(subject.key.publicKey);
  const issuerKeyId = keyIdentifier(spkiOf(issuer.key.publicKey));
  return certificateDer({
    ...fields,
    issuer: issuer.name,
    subject: subject.name,
    spki,
    signer: issuer.key.privateKey,
    extensions: [
      ...(fields.extensions ?? []),
      extension('2.5.29.14', der.octetString(keyIdentifier(spki))),
      extension('2.5.29.35', der.seq(der.implicit(0, issuerKeyId))),
    ],
  });
}

export const issueCa = (issuer: Party, subject: Party, more: readonly Buffer[] = []): Buffer =>
  issue(issuer, subject, { extensions: [...CA_EXTENSIONS, ...more] });

export const root = party('Root');
export const rootDer: Buffer = issueCa(root, root);
export const leaf = party('Leaf');

export const read = (octets: Buffer): X509Certificate => readCertificate(octets);

/** The rules that a certificate breaks under the root; none if it is valid. */
export function brokenRules(
  certificate: Buffer,
  chain: readonly Buffer[] = [],
  more: Partial<CertificateInput> = {},
): string[] {
  const judged = judgeCertificate({ certificate, trust: [rootDer], chain, at: AT, ...more });
  const broken = judged.findings
    .filter(({ outcome }) => outcome === 'fails' || outcome === 'unknown')
    .map(({ rule }) => rule);
  if ((judged.verdict === 'valid') !== (broken.length === 0)) throw new Error(judged.verdict);
  return broken;
}
