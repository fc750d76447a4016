import {
  basicConstraints,
  EXTENSION,
  KEY_USAGE,
  keyUsageBits,
  type X509Certificate,
} from '../certificate.ts';
import { MalformedDer } from '../der-reader.ts';
import { buildPaths, type CertificationPath, type PathMaterial } from '../path/build-paths.ts';
import { joinKeys } from '../path/distinguished-names.ts';
import { readOnce } from '../read-once.ts';
import {
  type PathCertificate,
  pathCertificate,
  type SignatureChecks,
} from '../path/path-certificate.ts';
import { validatePath } from '../path/validate-path.ts';
import { type CandidateCrl, candidateCrl, isCurrent, isDeltaOf } from './candidate-crl.ts';
import {
  ALL_REASONS,
  directoryKey,
  type DistributionPoint,
  distributionPoints,
  pointNameKeys,
  type ReasonMask,
} from './distribution-points.ts';
import type { OpenCrl, RevokedEntry } from './open-crl.ts';

/** Status of a certificate by the CRLs at hand. `unknown`: no CRL says, for one reason or another. */
export type RevocationStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly entry: RevokedEntry };

/** What status is judged by. */
export interface RevocationMaterial {
  readonly crls: readonly CandidateCrl[];
  /** Certificates that CRLs may be signed with, the path's own among them. */
  readonly certificates: readonly PathCertificate[];
  readonly anchor: PathCertificate;
  readonly at: Date;
}

/** Certificates whose status hangs on each other, in one another's chain of questions. */
const DEPTH_MAX = 4;

const newestFirst = (a: CandidateCrl, b: CandidateCrl): number =>
  b.open.thisUpdate.getTime() - a.open.thisUpdate.getTime();

/**
 * CRL validation (RFC 5280 §6.3.3) with the CRLs at hand: nothing is fetched. Distribution points, reasons, indirect
 * and delta CRLs, and CRLs signed with a key of their own, whose certificate has to lead to the same anchor and be
 * unrevoked itself.
 */
export class RevocationChecks {
  readonly #material: RevocationMaterial;
  readonly #checks: SignatureChecks;
  readonly #known = new Map<PathCertificate, RevocationStatus>();
  /** Certificates that are being asked about. */
  readonly #pending: PathCertificate[] = [];
  /** Those of them whose own CRL may speak for them, because no other does. */
  readonly #vouching = new Set<PathCertificate>();
  readonly #signers = new Map<CandidateCrl, PathCertificate | undefined>();

  constructor(material: RevocationMaterial, checks: SignatureChecks) {
    this.#material = { ...material, crls: material.crls.toSorted(newestFirst) };
    this.#checks = checks;
  }

  /** @throws TooCostly, and MalformedDer if the certificate's extensions cannot be read */
  statusOf(link: PathCertificate): RevocationStatus {
    const known = this.#known.get(link);
    if (known) return known;
    if (this.#pending.includes(link) || this.#pending.length >= DEPTH_MAX) {
      return { status: 'unknown' };
    }
    this.#pending.push(link);
    const status = this.#byOthersOrItself(link);
    this.#pending.pop();
    // Inside another question an answer may be missing only because that one is open.
    const isFinal = status.status !== 'unknown' || this.#pending.length === 0;
    if (isFinal && this.#vouching.size === 0) this.#known.set(link, status);
    return status;
  }

  /**
   * A CRL issuer may be listed in its own CRL alone. Whoever holds its key can leave it out of there, so that CRL
   * is heard only where no other speaks.
   */
  #byOthersOrItself(link: PathCertificate): RevocationStatus {
    const status = this.#determine(link);
    if (status.status !== 'unknown') return status;
    this.#vouching.add(link);
    const own = this.#determine(link);
    this.#vouching.delete(link);
    return own;
  }

  #determine(link: PathCertificate): RevocationStatus {
    let covered: ReasonMask = 0;
    for (const { point, crl } of this.#pairs(link)) {
      const reasons = reasonsCovered(link, point, crl);
      if ((reasons & ~covered) === 0) continue;
      const entry = this.#ask(link, crl);
      if (entry === 'unusable') continue;
      if (entry) return { status: 'revoked', entry };
      covered |= reasons;
      if (covered === ALL_REASONS) return { status: 'good' };
    }
    return { status: 'unknown' };
  }

  *#pairs(link: PathCertificate): Generator<{ point: NamedPoint; crl: CandidateCrl }> {
    const { crls } = this.#material;
    const complete = crls.filter(({ baseNumber }) => baseNumber === undefined);
    for (const point of pointsOf(link)) {
      this.#checks.effort.spendComparisons(complete.length * (1 + point.keys.length));
      for (const crl of complete) yield { point, crl };
    }
  }

  /** The entry in the CRL or in the delta CRL that completes it; undefined if neither has one. */
  #ask(link: PathCertificate, base: CandidateCrl): RevokedEntry | 'unusable' | undefined {
    const { at } = this.#material;
    if (at < base.open.thisUpdate) return 'unusable';
    const signer = this.#signerOf(base);
    if (signer === undefined) return 'unusable';
    const delta = this.#deltaOf(base, signer);
    // An old list is in force still if a delta CRL that is not old completes it (§6.3.3 (a) (1) (i)).
    if (!isCurrent(base.open, at) && delta === undefined) return 'unusable';
    const { serialNumber, issuer } = link.certificate;
    const changed = delta?.open.find(serialNumber, issuer);
    if (changed?.reason === 'removeFromCRL') return undefined;
    return changed ?? base.open.find(serialNumber, issuer);
  }

  #deltaOf(base: CandidateCrl, signer: PathCertificate): CandidateCrl | undefined {
    const { crls, at } = this.#material;
    return crls.find(
      (delta) =>
        isDeltaOf(delta, base) &&
        isCurrent(delta.open, at) &&
        this.#checks.holds(delta.open.crl, signer.certificate),
    );
  }

  /** Whose key signed the CRL, if it may and is trusted to (§6.3.3 (f), (g)). */
  #signerOf(crl: CandidateCrl): PathCertificate | undefined {
    const known = this.#signers.get(crl);
    if (known) return known;
    const { anchor, certificates } = this.#material;
    const signer = [anchor, ...certificates].find(
      (candidate) =>
        candidate.subjectKey === crl.issuerKey &&
        this.#checks.holds(crl.open.crl, candidate.certificate) &&
        mayItSignCrls(candidate) &&
        this.#isTrusted(candidate),
    );
    // What was found on the word of a certificate that is still asked about holds for that question alone.
    if (signer && this.#vouching.size === 0) this.#signers.set(crl, signer);
    return signer;
  }

  /** A valid path to the anchor that the certificate asked about has, and nothing in it revoked. */
  #isTrusted(candidate: PathCertificate): boolean {
    const { anchor, certificates, at } = this.#material;
    if (candidate === anchor) return true;
    const material: PathMaterial = { anchors: [anchor], intermediates: certificates };
    const isValid = (path: CertificationPath): boolean =>
      validatePath(path, { at, areCrlsAsked: true }, this.#checks.effort).length === 0 &&
      path.certificates.every((link) => this.#isUnrevoked(link));
    for (const path of buildPaths(candidate, material, this.#checks)) {
      if (isValid(path)) return true;
    }
    return false;
  }

  #isUnrevoked(link: PathCertificate): boolean {
    return this.#pending.includes(link)
      ? this.#vouching.has(link)
      : this.statusOf(link).status === 'good';
  }
}

function mayItSignCrls({ certificate }: PathCertificate): boolean {
  try {
    return keyUsageBits(certificate)?.includes(KEY_USAGE.cRLSign) !== false;
  } catch (error) {
    if (error instanceof MalformedDer) return false;
    throw error;
  }
}

/** The point that every certificate has beside those it names: its issuer's own CRL (§6.3.3, last paragraph). */
function impliedPoint({ issuer: keys }: PathCertificate): DistributionPoint {
  const name = { full: [{ form: 'directoryName' as const, keys }] };
  return { name, reasons: ALL_REASONS, crlIssuers: undefined };
}

/** A point with the keys of what it goes by. */
interface NamedPoint extends DistributionPoint {
  readonly keys: readonly string[];
  /** Of the names of `crlIssuers`. */
  readonly issuerKeys: readonly string[] | undefined;
}

function namedPoint(link: PathCertificate, point: DistributionPoint): NamedPoint {
  const { name, crlIssuers } = point;
  const issuers = crlIssuers ?? [link.issuer];
  const keys = name ? pointNameKeys(name, issuers) : issuers.map(directoryKey);
  return { ...point, keys, issuerKeys: crlIssuers?.map(joinKeys) };
}

const pointsOf = readOnce((link: PathCertificate): readonly NamedPoint[] =>
  [...distributionPoints(link.certificate), impliedPoint(link)].map((point) =>
    namedPoint(link, point),
  ),
);

/**
 * Whether a list without an entry for the certificate makes it good: a complete CRL of its issuer, for a distribution
 * point of the certificate, its kind, and all reasons (§6.3.3 (b), (d)). Signature and times are `judgeCrl`'s.
 *
 * @throws MalformedDer if extensions of either cannot be read
 */
export function speaksFor(open: OpenCrl, certificate: X509Certificate): boolean {
  const [crl, link] = [candidateCrl(open), pathCertificate(certificate)];
  if (crl.baseNumber !== undefined) return false;
  return pointsOf(link).some((point) => reasonsCovered(link, point, crl) === ALL_REASONS);
}

/** §6.3.3 (b) (1): whoever issued the certificate, or whom the point names. */
function isIssuedForPoint(
  link: PathCertificate,
  { issuerKeys }: NamedPoint,
  crl: CandidateCrl,
): boolean {
  if (issuerKeys === undefined) return crl.issuerKey === link.issuerKey;
  return issuerKeys.includes(crl.issuerKey) && crl.point?.indirectCrl === true;
}

/** §6.3.3 (b) (2) (i): one of the names of the CRL's point is one of the certificate's. */
const haveCommonName = ({ keys }: NamedPoint, { pointKeys }: CandidateCrl): boolean =>
  pointKeys === undefined || keys.some((key) => pointKeys.has(key));

/** §6.3.3 (b) (2) (ii) to (iv). */
function containsKind({ certificate }: PathCertificate, { point }: CandidateCrl): boolean {
  if (point === undefined) return true;
  const isCa =
    certificate.extensions.has(EXTENSION.basicConstraints) &&
    basicConstraints(certificate)?.ca === true;
  if (point.onlyContainsUserCerts && isCa) return false;
  if (point.onlyContainsCACerts && !isCa) return false;
  return !point.onlyContainsAttributeCerts;
}

/** Reasons for which the CRL can speak for the point; none if it is not for it (§6.3.3 (b), (d)). */
function reasonsCovered(link: PathCertificate, point: NamedPoint, crl: CandidateCrl): ReasonMask {
  const isFor =
    isIssuedForPoint(link, point, crl) && haveCommonName(point, crl) && containsKind(link, crl);
  return isFor ? point.reasons & (crl.point?.onlySomeReasons ?? ALL_REASONS) : 0;
}
