/** Identifiers of CMS (RFC 5652) and of the digests (RFC 5754 §2) that are read and written here. */
export const CMS = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  rsaEncryption: '1.2.840.113549.1.1.1',
} as const;

export type Digest = 'sha256' | 'sha384' | 'sha512';

/** The digests that are accepted, with the signature algorithms that go with them. */
export const DIGESTS: Readonly<Record<Digest, { oid: string; rsa: string; ec: string }>> = {
  sha256: {
    oid: '2.16.840.1.101.3.4.2.1',
    rsa: '1.2.840.113549.1.1.11',
    ec: '1.2.840.10045.4.3.2',
  },
  sha384: {
    oid: '2.16.840.1.101.3.4.2.2',
    rsa: '1.2.840.113549.1.1.12',
    ec: '1.2.840.10045.4.3.3',
  },
  sha512: {
    oid: '2.16.840.1.101.3.4.2.3',
    rsa: '1.2.840.113549.1.1.13',
    ec: '1.2.840.10045.4.3.4',
  },
};

/** The accepted digest with this identifier, undefined for every other (SHA-1 among them). */
export function digestOf(oid: string): Digest | undefined {
  return (Object.keys(DIGESTS) as Digest[]).find((digest) => DIGESTS[digest].oid === oid);
}
