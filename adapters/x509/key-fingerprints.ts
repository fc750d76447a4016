import { hash } from 'node:crypto';
import { MalformedDer } from './der-reader.ts';
import { readPublicKey } from './public-key.ts';

/** The last 80 bits of a SHA-1, in hexadecimal: what the lists of CVE-2008-0166 hold of a key. */
const DEBIAN_DIGITS = 20;

/** Of a modulus: SHA-1 of the line that `openssl rsa -noout -modulus` prints, its end. */
const debianFingerprint = (modulus: Buffer): string =>
  hash('sha1', `Modulus=${modulus.toString('hex').toUpperCase()}\n`).slice(-DEBIAN_DIGITS);

/**
 * The names under which a list of refused keys may have a key: the SHA-256 of its SubjectPublicKeyInfo, and of an RSA key
 * the fingerprint of the Debian lists. Never throws.
 */
export function keyFingerprints(spki: Buffer): string[] {
  const own = hash('sha256', spki);
  try {
    const key = readPublicKey(spki);
    return key.kind === 'rsa' ? [own, debianFingerprint(key.modulus)] : [own];
  } catch (error) {
    if (error instanceof MalformedDer) return [own];
    throw error;
  }
}
