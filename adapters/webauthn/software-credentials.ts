/** How the ids of credentials begin that a software authenticator made. */
const PREFIX = Buffer.from('toroku-software/');

/** The id of a credential that lives in software, in Base64url. */
export const softwareCredentialId = (octets: Buffer): string =>
  Buffer.concat([PREFIX, octets]).toString('base64url');

/**
 * Whether a credential says of itself that it lives in software, where whoever reads the memory or the disk of
 * a machine has the key. It keeps a database of development out of production; it proves nothing.
 */
export const isSoftwareCredential = (credentialId: string): boolean =>
  Buffer.from(credentialId, 'base64url').subarray(0, PREFIX.length).equals(PREFIX);
