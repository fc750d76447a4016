import type { X509Certificate } from '../x509/certificate.ts';
import { MalformedDer } from '../x509/der-reader.ts';
import { CRL_EXTENSION, CRL_OCTETS_MAX, readCrl } from '../x509/crl/crl.ts';
import { judgeCrl } from '../x509/crl/judge-crl.ts';
import { CRL_REASONS, type OpenCrl, type RevokedEntry } from '../x509/crl/open-crl.ts';
import { verifySignature } from '../x509/public-key.ts';
import { speaksFor } from '../x509/crl/revocation.ts';
import { type CertificateStatusFacts, statusFacts } from './ocsp-status.ts';
import type { JlisRevocationList } from './revocation-list.ts';

/** A list of one CA of J-LIS, found in order. */
export interface IssuedList {
  readonly open: OpenCrl;
  readonly issuer: X509Certificate;
  readonly nextUpdate: Date;
}

/** Why a list is not taken: what is wrong by each CA it could be of. */
export interface RefusedList {
  readonly refused: string;
}

/** The name it is issued under; reading it does not pass over the entries. */
function nameIn(crl: Buffer): Buffer | undefined {
  try {
    return readCrl(crl).issuer;
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/**
 * Opens a complete list of any pinned CA that is in force at a time: name, signature, key usage, times and extensions
 * as RFC 5280 §5 and §6.3.3 ask. Never throws for what the octets say.
 */
export function openIssuedList(
  crl: Buffer,
  anchors: readonly X509Certificate[],
  at: Date,
): IssuedList | RefusedList {
  const name = nameIn(crl);
  if (name === undefined) return { refused: 'it cannot be read' };
  let refused = 'no pinned CA has its name';
  for (const issuer of anchors.filter(({ subject }) => subject.equals(name))) {
    const judged = judgeCrl({ crl, issuer: issuer.der, at, octetsMax: CRL_OCTETS_MAX });
    const { open } = judged;
    const nextUpdate = open?.nextUpdate;
    if (judged.verdict === 'valid' && open && nextUpdate) {
      return open.baseCrlNumber === undefined
        ? { open, issuer, nextUpdate }
        : { refused: 'it is a delta' };
    }
    const failing = judged.findings.filter(({ outcome }) => outcome !== 'holds');
    refused = failing.map(({ rule }) => rule).join(' ');
  }
  return { refused };
}

/** A reason that cannot be read is one we do not know. */
const OTHER_REASON = CRL_REASONS.length;

/** An entry in the words of the facts; a time that is no date is left out. */
function factsOf({ reason, revokedAt }: RevokedEntry): CertificateStatusFacts {
  const reasonCode = reason === undefined ? OTHER_REASON : CRL_REASONS.indexOf(reason);
  const facts = statusFacts({ status: 'revoked', revokedAt: revokedAt ?? new Date(0), reasonCode });
  if (revokedAt) return facts;
  const { revokedAt: _, ...rest } = facts;
  return rest;
}

/** The issuing distribution point as it stands in a list; empty for one of the whole CA. */
export const issuingPointOctets = ({ extensions }: OpenCrl['crl']): Buffer =>
  extensions.get(CRL_EXTENSION.issuingDistributionPoint)?.value ?? Buffer.alloc(0);

/**
 * Whether a certificate that a list does not have is good by it. Only of the very key that signed the certificate: the
 * generations of the CA have one name, and whether the newest lists the certificates of those before is not known.
 */
export function isAbout({ open, issuer }: IssuedList, certificate: X509Certificate): boolean {
  try {
    const { signatureAlgorithm: algorithm, tbs: data, signature } = certificate;
    const isIssued = verifySignature({ algorithm, spki: issuer.spki, data, signature });
    return isIssued && speaksFor(open, certificate);
  } catch (error) {
    // Extensions that cannot be read name no list.
    if (error instanceof MalformedDer) return false;
    throw error;
  }
}

/** A list as it speaks of one certificate: nothing that it says counts for a certificate outside its scope. */
export function listAbout(list: IssuedList, certificate: X509Certificate): JlisRevocationList {
  const { open, nextUpdate } = list;
  return {
    thisUpdate: open.thisUpdate,
    nextUpdate,
    find: (serialNumber) => {
      if (!isAbout(list, certificate)) return statusFacts({ status: 'unknown' });
      const entry = open.find(serialNumber);
      return entry ? factsOf(entry) : statusFacts({ status: 'good' });
    },
  };
}
