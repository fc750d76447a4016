import * as der from '../../adapters/x509/der-writer.ts';
import { extension } from '../../adapters/x509/extension.ts';
import { ALGORITHM_IDENTIFIERS, type SignatureAlgorithm } from '../issuance/certificate-profile.ts';
import type { EncodedEntries } from './entry-octets.ts';

/** What a list of revoked certificates says of itself. */
export interface CrlContent {
  /** Issuer Name, DER, byte for byte as in the CA certificate's subject. */
  readonly issuer: Buffer;
  readonly issuerKeyId: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** URLs by which certificates name it, where it is not the only list of its key; else none. */
  readonly points?: readonly string[];
  /** Revoked certificates that expired from then on are on it still. */
  readonly expiredSince?: Date | undefined;
}

/** A TBSCertList with room around it, in which it becomes a CertificateList without being copied. */
export interface RoomyTbs {
  readonly tbs: Buffer;
  readonly octets: Buffer;
}

/** Tag and length of the CertificateList; algorithm and signature behind. */
const ROOM = { before: 8, behind: 1024 } as const;

const numberExtension = (number: bigint): Buffer => {
  const hex = number.toString(16);
  return extension(
    '2.5.29.20',
    der.integer(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')),
  );
};

/** Critical: who does not know it must not take the list for a complete one (RFC 5280 §5.2.5). */
function pointExtension(points: readonly string[]): Buffer {
  const urls = points.map((url) => der.implicit(6, Buffer.from(url, 'latin1')));
  const fullName = der.explicit(0, ...urls);
  return extension('2.5.29.28', der.seq(der.explicit(0, fullName)), true);
}

function extensionsOf({ issuerKeyId, number, points = [], expiredSince }: CrlContent): Buffer {
  const keyId = der.implicit(0, Buffer.from(issuerKeyId, 'hex'));
  return der.explicit(
    0,
    der.seq(
      extension('2.5.29.35', der.seq(keyId)),
      numberExtension(number),
      ...(points.length > 0 ? [pointExtension(points)] : []),
      ...(expiredSince ? [extension('2.5.29.60', der.generalizedTime(expiredSince))] : []),
    ),
  );
}

const sizeOf = (parts: readonly Buffer[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

/** The entries with what is around them; an empty list has to be left out (§5.1.2.6). */
function entryParts({ blocks }: EncodedEntries): readonly Buffer[] {
  const length = sizeOf(blocks);
  if (length === 0) return [];
  const header = Buffer.alloc(der.headerSize(length));
  der.writeHeader(header, { tag: der.TAG.sequence, length });
  return [header, ...blocks];
}

/**
 * TBSCertList, version 2 (RFC 5280 §5.1.2), DER: the same content and entries, the same octets. The entries are copied once.
 */
export function tbsCertListOf(content: CrlContent, entries: EncodedEntries): RoomyTbs {
  const parts = [
    der.smallInteger(1),
    ALGORITHM_IDENTIFIERS[content.signatureAlgorithm],
    content.issuer,
    der.time(content.thisUpdate),
    der.time(content.nextUpdate),
    ...entryParts(entries),
    extensionsOf(content),
  ];
  const length = sizeOf(parts);
  const end = ROOM.before + der.headerSize(length) + length;
  const octets = Buffer.allocUnsafeSlow(end + ROOM.behind);
  let at = der.writeHeader(octets, { tag: der.TAG.sequence, length }, ROOM.before);
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return { tbs: octets.subarray(ROOM.before, end), octets };
}

/** CertificateList: what is signed, the algorithm, the signature (RFC 5280 §5.1), in the room around the first. */
export function certificateListOf(
  { tbs, octets }: RoomyTbs,
  algorithm: SignatureAlgorithm,
  signature: Buffer,
): Buffer {
  const behind = Buffer.concat([ALGORITHM_IDENTIFIERS[algorithm], der.bitString(signature)]);
  const length = tbs.length + behind.length;
  const start = ROOM.before - der.headerSize(length);
  der.writeHeader(octets, { tag: der.TAG.sequence, length }, start);
  octets.set(behind, ROOM.before + tbs.length);
  return octets.subarray(start, ROOM.before + length);
}
