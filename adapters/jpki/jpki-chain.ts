import {
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  EXTENSION,
  KEY_USAGE,
  keyUsageBits,
  subjectKeyIdentifier,
  type X509Certificate,
} from '../x509/certificate.ts';
import { MalformedDer } from '../x509/der-reader.ts';
import { verifySignature } from '../x509/public-key.ts';
import { isAuthenticationName, isJpkiLookingName, isTestName } from './jpki-names.ts';
import { isSignaturePolicy } from './jpki-profile.ts';

/** Words of fact `jpkiChain`. */
export type ChainVerdict =
  | 'trusted'
  | 'testHierarchy'
  | 'impersonation'
  | 'unknownIssuer'
  | 'anchorExpired'
  | 'pathInvalid';

/** What a chain is judged by. */
export interface ChainInput {
  readonly certificate: X509Certificate;
  /** The pinned CA certificates of every generation. Configuration, never code. */
  readonly anchors: readonly X509Certificate[];
  /** Whether a pinned test CA is trusted: in a sandbox only. */
  readonly testAnchorsAllowed?: boolean | undefined;
  /** The instant at which the anchor has to be in force. */
  readonly at: Date;
}

/**
 * The anchor whose key signed the certificate, expired or not. The three generations of the real CA
 * have one name and three keys: the one that the authority key identifier means is tried first,
 * and the signature decides.
 */
export function findIssuer(
  certificate: X509Certificate,
  anchors: readonly X509Certificate[],
): X509Certificate | undefined {
  const wanted = authorityKeyIdentifier(certificate);
  const named = anchors.filter(({ subject }) => subject.equals(certificate.issuer));
  const meant = named.filter((anchor) => subjectKeyIdentifier(anchor) === wanted);
  const others = named.filter((anchor) => !meant.includes(anchor));
  return [...meant, ...others].find(({ spki }) =>
    verifySignature({
      algorithm: certificate.signatureAlgorithm,
      spki,
      data: certificate.tbs,
      signature: certificate.signature,
    }),
  );
}

/** What is said of a certificate that no anchor signed. */
function strangerVerdict({ issuer }: X509Certificate): ChainVerdict {
  if (isTestName(issuer)) return 'testHierarchy';
  // The other certificate of the same card: an applicant's slip, not a forgery.
  if (isAuthenticationName(issuer)) return 'unknownIssuer';
  return isJpkiLookingName(issuer) ? 'impersonation' : 'unknownIssuer';
}

/** Extensions that are processed here or by `readJpkiCertificate`, so may be critical. */
const PROCESSED: readonly string[] = [
  EXTENSION.keyUsage,
  EXTENSION.certificatePolicies,
  EXTENSION.basicConstraints,
  EXTENSION.subjectAltName,
];

/** RFC 5280 §6.1 for a path of one certificate under an anchor. */
function isPathValid(certificate: X509Certificate, anchor: X509Certificate, at: Date): boolean {
  const usage = keyUsageBits(certificate);
  const mayBeCritical = [...certificate.extensions].every(
    ([oid, { critical }]) => !critical || PROCESSED.includes(oid),
  );
  return (
    mayBeCritical &&
    at >= anchor.notBefore &&
    basicConstraints(anchor)?.ca === true &&
    keyUsageBits(anchor)?.includes(KEY_USAGE.keyCertSign) === true &&
    basicConstraints(certificate)?.ca !== true &&
    usage?.includes(KEY_USAGE.digitalSignature) === true &&
    usage.includes(KEY_USAGE.nonRepudiation) &&
    certificatePolicies(certificate).some(({ oid }) => isSignaturePolicy(oid))
  );
}

function judge(input: ChainInput, issuer: X509Certificate | undefined): ChainVerdict {
  const { certificate, at } = input;
  if (issuer === undefined) return strangerVerdict(certificate);
  if (isTestName(issuer.subject) && input.testAnchorsAllowed !== true) return 'testHierarchy';
  if (isAuthenticationName(issuer.subject)) return 'unknownIssuer';
  if (at > issuer.notAfter) return 'anchorExpired';
  return isPathValid(certificate, issuer, at) ? 'trusted' : 'pathInvalid';
}

/** The verdict, with the anchor that signed the certificate if one did, whatever the verdict. */
export interface ResolvedChain {
  readonly verdict: ChainVerdict;
  readonly issuer: X509Certificate | undefined;
}

/** As `judgeChain`, with the issuer: the status of the certificate is asked and judged with it. */
export function resolveChain(input: ChainInput): ResolvedChain {
  try {
    const issuer = findIssuer(input.certificate, input.anchors);
    return { verdict: judge(input, issuer), issuer };
  } catch (error) {
    if (error instanceof MalformedDer) return { verdict: 'pathInvalid', issuer: undefined };
    throw error;
  }
}

/**
 * Says who issued the certificate. J-LIS's CA issues directly, so the path has one step.
 *
 * `testHierarchy` = a test or mock CA; `impersonation` = an issuer that bears a JPKI name with a key
 * that is not pinned; `unknownIssuer` = anyone else, the CA for authentication included;
 * `anchorExpired` = a pinned CA past its notAfter; `pathInvalid` = signed by a pinned CA, but with a
 * key usage, policy or critical extension that does not serve. The certificate's own validity is
 * fact `jpkiValidity`. Never throws.
 */
export function judgeChain(input: ChainInput): ChainVerdict {
  return resolveChain(input).verdict;
}
