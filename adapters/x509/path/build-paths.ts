import { isSelfIssued, type PathCertificate, type SignatureChecks } from './path-certificate.ts';

/** Certificates from the one that the anchor issued to the one that is judged. */
export interface CertificationPath {
  readonly anchor: PathCertificate;
  readonly certificates: readonly PathCertificate[];
}

/** What paths are built of. */
export interface PathMaterial {
  readonly anchors: readonly PathCertificate[];
  /** Intermediates in any order; those that do not serve are passed over. */
  readonly intermediates: readonly PathCertificate[];
}

/** Certificates in a path, the anchor not counted. */
export const PATH_LENGTH_MAX = 12;

const isNamedIssuer = (issuer: PathCertificate, certificate: PathCertificate): boolean =>
  issuer.hasSubject && issuer.subjectKey === certificate.issuerKey;

/** Those the key identifier means first: several CAs may bear one name. */
function byKeyIdentifier(
  issuers: readonly PathCertificate[],
  { issuerKeyId }: PathCertificate,
): PathCertificate[] {
  const isMeant = ({ ownKeyId }: PathCertificate) =>
    issuerKeyId !== undefined && ownKeyId === issuerKeyId;
  return [...issuers.filter(isMeant), ...issuers.filter((issuer) => !isMeant(issuer))];
}

/** RFC 4158 §5.2: no path with one subject and key twice, or loops would never end. */
const isSameEntity = (a: PathCertificate, b: PathCertificate): boolean =>
  a.subjectKey === b.subjectKey && a.certificate.spki.equals(b.certificate.spki);

/**
 * All paths from anchors to the target whose names chain and whose signatures hold, one after the other: the
 * shortest way out — an anchor — first, then intermediates, those meant by key identifier before others.
 *
 * @throws TooCostly if more is asked for than a judgement may cost
 */
export function* buildPaths(
  target: PathCertificate,
  material: PathMaterial,
  checks: SignatureChecks,
): Generator<CertificationPath> {
  yield* extend([target], material, checks);
}

function* extend(
  certificates: readonly PathCertificate[],
  material: PathMaterial,
  checks: SignatureChecks,
): Generator<CertificationPath> {
  const [top] = certificates;
  if (top === undefined) return;
  checks.effort.spendPath();
  const signs = (issuer: PathCertificate): boolean =>
    isNamedIssuer(issuer, top) && checks.holds(top.certificate, issuer.certificate);
  for (const anchor of byKeyIdentifier(material.anchors, top).filter(signs)) {
    yield { anchor, certificates };
  }
  if (certificates.length === PATH_LENGTH_MAX) return;
  const next = material.intermediates.filter(
    (candidate) => !certificates.some((used) => isSameEntity(used, candidate)),
  );
  for (const issuer of byKeyIdentifier(next, top)) {
    if (signs(issuer)) yield* extend([issuer, ...certificates], material, checks);
  }
}

/** Why there is no path: by the certificate the search came to at the top of a chain of names alone. */
export function describeMissingPath(
  target: PathCertificate,
  { anchors, intermediates }: PathMaterial,
): string {
  const named = [...anchors, ...intermediates].filter((issuer) => isNamedIssuer(issuer, target));
  if (named.length > 0)
    return 'certificates bear the name of the issuer, but none leads to an anchor by signatures';
  return isSelfIssued(target)
    ? 'it is issued under its own name, and is not an anchor'
    : 'no certificate bears the name of its issuer';
}
