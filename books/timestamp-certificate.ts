/** The certificate of a time-stamp authority: whether it may stamp, and whether it leads to an anchor. */

import { X509Certificate } from 'node:crypto';

import { MalformedStamp, expectPart, oidHex, partsOf, wholePart } from './timestamp-der.ts';

/** id-ce-extKeyUsage and id-kp-timeStamping. */
const EXT_KEY_USAGE = '551d25';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** Certificates from the authority's up to an anchor. */
const PATH_MAX = 5;

/** A certificate from its octets. @throws MalformedStamp */
export function certificateOf(octets: Buffer): X509Certificate {
  try {
    return new X509Certificate(octets);
  } catch {
    throw new MalformedStamp('certificate cannot be read');
  }
}

/** True if the certificate is for time stamps, says so critically, and is for nothing else. */
export function mayStamp(certificate: X509Certificate): boolean {
  const usages: readonly string[] | undefined = certificate.keyUsage;
  if (certificate.ca || usages?.length !== 1 || usages[0] !== TIME_STAMPING) return false;
  const [tbs] = partsOf(wholePart(certificate.raw, 0x30));
  const wrapped = partsOf(expectPart(tbs, 0x30)).find(({ tag }) => tag === 0xa3);
  const [list] = wrapped ? partsOf(wrapped) : [];
  const extensions = list ? partsOf(list).map(partsOf) : [];
  const found = extensions.find(([id]) => oidHex(id) === EXT_KEY_USAGE);
  // Extension: identifier, BOOLEAN TRUE if critical, value (RFC 5280 §4.1).
  return found?.[1]?.tag === 0x01 && found[1].content[0] === 0xff;
}

const isValidAt = (certificate: X509Certificate, time: Date): boolean =>
  new Date(certificate.validFrom) <= time && time <= new Date(certificate.validTo);

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

/**
 * True if the certificate is an anchor or leads to one through certificates that came along, all of
 * them valid at the time. Nobody is asked whether one was revoked: a stamp is judged offline.
 */
export function leadsToAnchor(
  certificate: X509Certificate,
  {
    anchors,
    others,
    at,
  }: {
    readonly anchors: readonly X509Certificate[];
    readonly others: readonly X509Certificate[];
    readonly at: Date;
  },
): boolean {
  let current = certificate;
  for (let step = 0; step < PATH_MAX; step += 1) {
    if (!isValidAt(current, at)) return false;
    const child = current;
    if (anchors.some((anchor) => anchor.raw.equals(child.raw))) return true;
    const isIssuer = (each: X509Certificate): boolean => each.ca && isIssuedBy(child, each);
    const issuer = anchors.find(isIssuer) ?? others.find(isIssuer);
    if (issuer === undefined) return false;
    current = issuer;
  }
  return false;
}
