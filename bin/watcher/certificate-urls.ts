import {
  certificatePolicies,
  EXTENSION,
  type X509Certificate,
} from '../../adapters/x509/certificate.ts';
import { children, expectTag, oidOf, readExactly } from '../../adapters/x509/der-reader.ts';
import { urisOf } from '../../adapters/x509/uris.ts';

/** Every URL in a certificate by what it is for (RFC 5280 §4.2.1.13, §4.2.2.1, §4.2.1.4). */
export interface CertificateUrls {
  readonly lists: readonly string[];
  readonly ocsp: readonly string[];
  readonly issuers: readonly string[];
  readonly policies: readonly string[];
}

const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';
const URI = 0x86;

function accessUrls(certificate: X509Certificate, method: string): string[] {
  const extension = certificate.extensions.get(EXTENSION.authorityInfoAccess);
  if (!extension) return [];
  return children(readExactly(extension.value, 0x30)).flatMap((description) => {
    const [type, location] = children(expectTag(description, 0x30));
    const isIt = oidOf(type) === method && location?.tag === URI;
    return isIt ? [location.content.toString('latin1')] : [];
  });
}

/** @throws MalformedDer */
export const certificateUrls = (certificate: X509Certificate): CertificateUrls => ({
  lists: urisOf(certificate, EXTENSION.cRLDistributionPoints),
  ocsp: accessUrls(certificate, OCSP),
  issuers: accessUrls(certificate, CA_ISSUERS),
  policies: certificatePolicies(certificate).flatMap(({ cps }) => cps ?? []),
});
