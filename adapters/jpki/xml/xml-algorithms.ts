import { CMS, DIGESTS } from '../cms-identifiers.ts';

/** Namespace of XMLDSig 1.1. */
export const XMLDSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XMLDSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';

/** Canonical forms and transforms that are read, by what they are named in a document. */
export const XML_ALGORITHMS = {
  canonical: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: `${XMLDSIG}enveloped-signature`,
} as const;

/** Digest methods (XMLDSig 1.1 §6.2) by the identifiers that CMS has for them. */
const DIGEST_METHODS: Readonly<Record<string, string>> = {
  [`${XMLENC}sha256`]: DIGESTS.sha256.oid,
  [`${XMLDSIG_MORE}sha384`]: DIGESTS.sha384.oid,
  [`${XMLENC}sha512`]: DIGESTS.sha512.oid,
};

/** Signature methods (RFC 9231 §2.3). */
const SIGNATURE_METHODS: Readonly<Record<string, string>> = {
  [`${XMLDSIG_MORE}rsa-sha256`]: DIGESTS.sha256.rsa,
  [`${XMLDSIG_MORE}rsa-sha384`]: DIGESTS.sha384.rsa,
  [`${XMLDSIG_MORE}rsa-sha512`]: DIGESTS.sha512.rsa,
  [`${XMLDSIG_MORE}ecdsa-sha256`]: DIGESTS.sha256.ec,
  [`${XMLDSIG_MORE}ecdsa-sha384`]: DIGESTS.sha384.ec,
  [`${XMLDSIG_MORE}ecdsa-sha512`]: DIGESTS.sha512.ec,
};

const identifierIn = (methods: Readonly<Record<string, string>>, named: string): string =>
  Object.hasOwn(methods, named) ? (methods[named] ?? named) : named;

/** Identifier of a digest method; one that is not accepted keeps its name, which no digest has. */
export const digestMethod = (named: string): string => identifierIn(DIGEST_METHODS, named);

/** Identifier of a signature method; one that is not accepted keeps its name. */
export const signatureMethod = (named: string): string =>
  // The name of CMS for "RSA with the digest beside it" means nothing here.
  named === CMS.rsaEncryption ? '' : identifierIn(SIGNATURE_METHODS, named);

/** Whether the value of this signature is the bare r and s (XMLDSig 1.1 §6.4.3). */
export const isEcdsa = (identifier: string): boolean =>
  Object.values(DIGESTS).some(({ ec }) => ec === identifier);
