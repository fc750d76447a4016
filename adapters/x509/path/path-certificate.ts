import {
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../certificate.ts';
import { MalformedDer } from '../der-reader.ts';
import { verifySignature } from '../public-key.ts';
import { joinKeys, type NameKeys, nameKeys } from './distinguished-names.ts';
import type { Effort } from './effort.ts';

/** A certificate with its names in the form they are compared in, made once. */
export interface PathCertificate {
  readonly certificate: X509Certificate;
  readonly subject: NameKeys;
  readonly issuer: NameKeys;
  readonly subjectKey: string;
  readonly issuerKey: string;
  readonly hasSubject: boolean;
  /** Hex of the key identifiers; hints, so that broken ones are none here. */
  readonly ownKeyId: string | undefined;
  readonly issuerKeyId: string | undefined;
}

function hintOf(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** @throws MalformedDer for names that cannot be read */
export function pathCertificate(certificate: X509Certificate): PathCertificate {
  const [subject, issuer] = [nameKeys(certificate.subject), nameKeys(certificate.issuer)];
  return {
    certificate,
    subject,
    issuer,
    subjectKey: joinKeys(subject),
    issuerKey: joinKeys(issuer),
    hasSubject: subject.length > 0,
    ownKeyId: hintOf(() => subjectKeyIdentifier(certificate)),
    issuerKeyId: hintOf(() => authorityKeyIdentifier(certificate)),
  };
}

/** Issuer and subject are one name (RFC 5280 §6.1): a CA that rolls its key over. */
export const isSelfIssued = ({ subjectKey, issuerKey }: PathCertificate): boolean =>
  subjectKey === issuerKey;

/** Verifies signatures of certificates and CRLs, each once, within the effort of a judgement. */
export class SignatureChecks {
  readonly effort: Effort;
  readonly #known = new Map<object, Map<string, boolean>>();

  constructor(effort: Effort) {
    this.effort = effort;
  }

  /** Whether the key signed the octets. @throws TooCostly */
  holds(signed: SignedOctets, { spki }: X509Certificate): boolean {
    const key = spki.toString('latin1');
    const results = this.#known.get(signed) ?? new Map<string, boolean>();
    this.#known.set(signed, results);
    const known = results.get(key);
    if (known !== undefined) return known;
    const { signatureAlgorithm: algorithm, tbs: data, signature } = signed;
    this.effort.spendSignature(spki, data.length);
    const holds = verifySignature({ algorithm, spki, data, signature });
    results.set(key, holds);
    return holds;
  }
}

/** What a certificate and a CRL have in common. */
export interface SignedOctets {
  readonly signatureAlgorithm: string;
  readonly tbs: Buffer;
  readonly signature: Buffer;
}
