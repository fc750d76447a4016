import { constants, hash as hashOf, publicDecrypt } from 'node:crypto';

import { MalformedDer } from '../x509/der-reader.ts';
import {
  type PublicKeyParts,
  publicKeyFromSpki,
  readPublicKey,
  signatureAlgorithm,
  verifySignature,
} from '../x509/public-key.ts';
import { CMS, type Digest, digestOf, DIGESTS } from './cms-identifiers.ts';
import type { SignatureContainer } from './signature-container.ts';
import type { SignedData } from './signed-data.ts';

/** Verdict of `judgeSignature`; the words of fact `signature`. */
export type SignatureVerdict =
  | 'valid'
  | 'mismatch'
  | 'bareHash'
  | 'digestAsMessage'
  | 'algorithmNotAllowed'
  | 'unreadable';

const hash = (digest: Digest, octets: Buffer): Buffer => hashOf(digest, octets, 'buffer');

/** The signature algorithm that the container means, if it and its digest are accepted. */
function acceptedAlgorithm(signedData: SignedData): AcceptedAlgorithm | undefined {
  const digest = digestOf(signedData.digestAlgorithm);
  if (digest === undefined) return undefined;
  const named = signedData.signatureAlgorithm;
  const oid = named === CMS.rsaEncryption ? DIGESTS[digest].rsa : named;
  // Two different digests for content and attributes have no use but confusion (RFC 8933 §3).
  return signatureAlgorithm(oid)?.digest === digest ? { oid, digest } : undefined;
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/** Whether the signature value has the shape its key gives it. */
function isReadable(signature: Buffer, key: PublicKeyParts): boolean {
  if (key.kind === 'rsa') return signature.length === key.modulus.length;
  // Ecdsa-Sig-Value, a SEQUENCE (RFC 3279 §2.2.3); cards give the bare r and s, which is none.
  return signature.length >= 8 && signature[0] === 0x30;
}

/**
 * Whether an RSA signature is the type 1 block around the bare 32 octets of the SHA-256 of what it
 * covers, without DigestInfo. The expected block is written out and compared whole: a parser of
 * padding is where forged signatures hide.
 */
function isBareHash(signature: Buffer, covered: Buffer, spki: Buffer): boolean {
  const key = publicKeyFromSpki(spki);
  if (key.asymmetricKeyType !== 'rsa') return false;
  const expected = Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.alloc(signature.length - 35, 0xff),
    Buffer.from([0]),
    hash('sha256', covered),
  ]);
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature).equals(expected);
  } catch {
    return false; // Not below the modulus.
  }
}

/** What was signed, under one reading of what the content is. */
function coveredOctets(
  { signedAttributes }: SignedData,
  message: Buffer,
  digest: Digest,
): Buffer | undefined {
  if (signedAttributes === undefined) return message;
  const isBound = signedAttributes.messageDigest.equals(hash(digest, message));
  return isBound ? signedAttributes.octetsToVerify : undefined;
}

interface AcceptedAlgorithm {
  readonly oid: string;
  readonly digest: Digest;
}

/** Whether the signer's key signed this message, as it stands in the container if that holds one. */
function signs(
  signedData: SignedData,
  message: Buffer,
  { oid, digest }: AcceptedAlgorithm,
): boolean {
  const { content, signer, signature } = signedData;
  if (signer === undefined || (content !== undefined && !content.equals(message))) return false;
  const data = coveredOctets(signedData, message, digest);
  const { spki } = signer;
  return data !== undefined && verifySignature({ algorithm: oid, spki, data, signature });
}

/**
 * Says whether the signature of the container holds over the text.
 *
 * Only `valid` is a signature. The other names tell the applicant's software what it did:
 * `bareHash` = RSA block around the SHA-256 alone, recognised only if the whole block is exactly
 * that; `digestAsMessage` = the text's digest was signed as if it were the text, or the digest of the
 * attributes as if it were those;
 * `algorithmNotAllowed` = digest, scheme or key outside the accepted ones (SHA-1 and PSS among
 * them); `unreadable` = no signer's certificate, or no signature value. Never throws.
 */
export function judgeSignature(signedData: SignedData, textOctets: Buffer): SignatureVerdict {
  const { signer, signature } = signedData;
  if (signer === undefined) return 'unreadable';
  const { spki } = signer;
  const key = tryRead(() => readPublicKey(spki));
  if (key === undefined) return 'unreadable';
  const algorithm = acceptedAlgorithm(signedData);
  const isUsable = tryRead(() => publicKeyFromSpki(spki)) !== undefined;
  if (algorithm === undefined || !isUsable) return 'algorithmNotAllowed';
  if (!isReadable(signature, key)) return 'unreadable';

  const { oid, digest } = algorithm;
  if (signs(signedData, textOctets, algorithm)) return 'valid';
  if (signs(signedData, hash(digest, textOctets), algorithm)) return 'digestAsMessage';
  if (signedData.content === undefined || signedData.content.equals(textOctets)) {
    const covered = coveredOctets(signedData, textOctets, digest);
    if (covered === undefined) return 'mismatch';
    if (isBareHash(signature, covered, spki)) return 'bareHash';
    const data = hash(digest, covered);
    if (verifySignature({ algorithm: oid, spki, data, signature })) return 'digestAsMessage';
  }
  return 'mismatch';
}

/**
 * As `judgeSignature`, of any container: one that holds another text than this is `mismatch`. Of PDF
 * and XML the signature is over what the text stands in.
 */
export function judgeContainer(
  container: SignatureContainer,
  textOctets: Buffer,
): SignatureVerdict {
  const { kind, text, coveredOctets: covered } = container;
  if (kind === 'cms' || covered === undefined) return judgeSignature(container, textOctets);
  return text?.equals(textOctets) ? judgeSignature(container, covered) : 'mismatch';
}
