import { randomBytes } from 'node:crypto';

/**
 * A new serial number: 20 octets with the top bit clear, so that DER needs no 21st (RFC 5280 §4.1.2.2),
 * of which 128 bits are random; the other 31 bits are random, too. As lower-case hex of 40 digits.
 *
 * The first octet is never 0: the encoded INTEGER always has 20 octets, and so the same length in
 * certificate, CRL and books.
 */
export function newSerialNumber(): string {
  const octets = randomBytes(20);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString('hex');
}
