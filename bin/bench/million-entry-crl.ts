import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

import * as der from '../../adapters/x509/der-writer.ts';

/** A signed CRL with the key that signed it. */
export interface SyntheticCrl {
  readonly octets: Buffer;
  readonly spki: Buffer;
}

/** Serial number of an entry: nine octets that no other entry has, positive, in no order. */
export function serialOf(entry: number): Buffer {
  const hash = createHash('sha256').update(String(entry)).digest();
  return Buffer.concat([Buffer.from([0x40 | ((hash[0] ?? 0) & 0x3f)]), hash.subarray(1, 9)]);
}

const REVOKED_AT = new Date('2026-06-01T00:00:00Z');
const ALGORITHM = der.seq(der.oid('1.2.840.113549.1.1.11'), der.nullValue());

/** An entry with a reason, as J-LIS gives one: affiliationChanged. */
const entryOf = (serial: Buffer): Buffer =>
  der.seq(
    der.integer(serial),
    der.time(REVOKED_AT),
    der.seq(der.seq(der.oid('2.5.29.21'), der.octetString(der.enumerated(3)))),
  );

/** The entries, one template copied and the serial number written into it. */
function entriesOf(count: number): Buffer {
  const template = entryOf(serialOf(0));
  const at = template.indexOf(serialOf(0));
  const octets = Buffer.alloc(template.length * count);
  for (let entry = 0; entry < count; entry += 1) {
    template.copy(octets, entry * template.length);
    serialOf(entry).copy(octets, entry * template.length + at);
  }
  return octets;
}

/** A CRL (RFC 5280 §5) of so many entries, signed with a new key of RSA 2048. */
export function syntheticCrl(count: number): SyntheticCrl {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = der.seq(der.setOf(der.seq(der.oid('2.5.4.3'), der.utf8String('Bench'))));
  const number = der.seq(der.oid('2.5.29.20'), der.octetString(der.integer(randomBytes(4))));
  const tbs = der.seq(
    der.smallInteger(1),
    ALGORITHM,
    name,
    der.time(new Date('2026-12-01T00:00:00Z')),
    der.time(new Date('2026-12-08T00:00:00Z')),
    der.seq(entriesOf(count)),
    der.explicit(0, der.seq(number)),
  );
  const signature = sign('sha256', tbs, privateKey);
  return { octets: der.seq(tbs, ALGORITHM, der.bitString(signature)), spki };
}
