import {
  constants,
  createCipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { X509Certificate } from './certificate.ts';
import * as der from './der-writer.ts';

const OID = {
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
  data: '1.2.840.113549.1.7.1',
  aes256Gcm: '2.16.840.1.101.3.4.1.46',
  rsaesOaep: '1.2.840.113549.1.1.7',
  mgf1: '1.2.840.113549.1.1.8',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

const SHA_256 = der.seq(der.oid(OID.sha256), der.nullValue());

/** RSAES-OAEP with SHA-256 for the label and for MGF1 (RFC 8017 §A.2.1, RFC 4055 §4.1). */
const RSAES_OAEP = der.seq(
  der.oid(OID.rsaesOaep),
  der.seq(der.explicit(0, SHA_256), der.explicit(1, der.seq(der.oid(OID.mgf1), SHA_256))),
);

/** The fields of a certificate that say whom something is encrypted for. */
export type Recipient = Pick<X509Certificate, 'issuer' | 'serialNumber' | 'spki'>;

/** How long a recipient's key has to be, in bits. */
const RSA_BITS_MIN = 3072;

/** Tells whether octets can be encrypted for a key: RSA of 3072 bits at least. */
export function isRecipientKey(spki: Buffer): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = publicKeyOf(spki);
    return (
      asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN
    );
  } catch {
    return false;
  }
}

const publicKeyOf = (spki: Buffer): KeyObject =>
  createPublicKey({ key: spki, format: 'der', type: 'spki' });

/** KeyTransRecipientInfo, named by issuer and serial number (RFC 5652 §6.2.1). */
const recipientInfo = ({ issuer, serialNumber }: Recipient, encryptedKey: Buffer): Buffer =>
  der.seq(
    der.smallInteger(0),
    der.seq(issuer, der.integer(Buffer.from(serialNumber, 'hex'))),
    RSAES_OAEP,
    der.octetString(encryptedKey),
  );

/** EncryptedContentInfo of `data` (RFC 5652 §6.1) with GCMParameters (RFC 5084 §3.2). */
const encryptedContentInfo = (nonce: Buffer, encrypted: Buffer): Buffer =>
  der.seq(
    der.oid(OID.data),
    der.seq(der.oid(OID.aes256Gcm), der.seq(der.octetString(nonce), der.smallInteger(TAG_OCTETS))),
    der.implicit(0, encrypted),
  );

/**
 * Encrypts octets for one recipient: CMS AuthEnvelopedData with AES-256-GCM, the key transported by RSAES-OAEP with
 * SHA-256 (RFC 5083, RFC 5084), DER. Nothing is authenticated beside the content, so there are no attributes.
 *
 * @throws Error for a key that is not RSA of 3072 bits at least
 */
export function authEnvelopedData(recipient: Recipient, octets: Uint8Array): Buffer {
  if (!isRecipientKey(recipient.spki)) throw new Error('no key that octets are encrypted for');
  const key = randomBytes(KEY_OCTETS);
  try {
    const nonce = randomBytes(NONCE_OCTETS);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_OCTETS });
    const encrypted = Buffer.concat([cipher.update(octets), cipher.final()]);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const oaep = { key: publicKeyOf(recipient.spki), padding, oaepHash: 'sha256' };
    return der.seq(
      der.oid(OID.authEnvelopedData),
      der.explicit(
        0,
        der.seq(
          der.smallInteger(0),
          der.setOf(recipientInfo(recipient, publicEncrypt(oaep, key))),
          encryptedContentInfo(nonce, encrypted),
          der.octetString(cipher.getAuthTag()),
        ),
      ),
    );
  } finally {
    key.fill(0);
  }
}
