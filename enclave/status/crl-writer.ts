import * as der from '../../adapters/x509/der-writer.ts';
import { CRL_REASONS, type CrlReason } from '../../adapters/x509/crl/open-crl.ts';
import { extension } from '../../adapters/x509/extension.ts';
import { ALGORITHM_IDENTIFIERS, type SignatureAlgorithm } from '../issuance/certificate-profile.ts';

/** What a list of revoked certificates says of itself. */
export interface CrlContent {
  /** Issuer Name, DER, byte for byte as in the CA certificate's subject. */
  readonly issuer: Buffer;
  readonly issuerKeyId: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** A serial number on the list; hex as in certificates. */
export interface ListedSerial {
  readonly serialNumber: string;
  readonly revocationDate: Date;
  readonly reasonCode: CrlReason;
}

/** Entries whose octets are joined at once: millions of small buffers would cost more than the list. */
const JOINED = 1000;

/** Every reason's extension, once: reasonCode is not critical, and `unspecified` is left out (RFC 5280 §5.3.1). */
const REASONS = new Map<CrlReason, Buffer>(
  CRL_REASONS.flatMap((reason, code) =>
    reason === undefined
      ? []
      : [[reason, code === 0 ? Buffer.alloc(0) : der.seq(reasonExtension(code))]],
  ),
);

function reasonExtension(code: number): Buffer {
  return extension('2.5.29.21', der.enumerated(code));
}

const entryOf = ({ serialNumber, revocationDate, reasonCode }: ListedSerial): Buffer =>
  der.seq(
    der.integer(Buffer.from(serialNumber, 'hex')),
    der.time(revocationDate),
    REASONS.get(reasonCode) ?? Buffer.alloc(0),
  );

const numberExtension = (number: bigint): Buffer => {
  const hex = number.toString(16);
  return extension(
    '2.5.29.20',
    der.integer(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')),
  );
};

/**
 * TBSCertList of a complete list, version 2 (RFC 5280 §5.1.2), DER: the same content and entries, the same octets. Entries
 * are taken as they come and kept as octets alone, so what it costs is about the size of the list.
 */
export async function tbsCertListOf(
  content: CrlContent,
  entries: AsyncIterable<ListedSerial>,
): Promise<Buffer> {
  const blocks: Buffer[] = [];
  let open: Buffer[] = [];
  for await (const entry of entries) {
    open.push(entryOf(entry));
    if (open.length < JOINED) continue;
    blocks.push(Buffer.concat(open));
    open = [];
  }
  blocks.push(...open);
  return der.seq(
    der.smallInteger(1),
    ALGORITHM_IDENTIFIERS[content.signatureAlgorithm],
    content.issuer,
    der.time(content.thisUpdate),
    der.time(content.nextUpdate),
    // An empty list has to be left out (§5.1.2.6).
    ...(blocks.length > 0 ? [der.seq(...blocks)] : []),
    der.explicit(
      0,
      der.seq(
        extension('2.5.29.35', der.seq(der.implicit(0, Buffer.from(content.issuerKeyId, 'hex')))),
        numberExtension(content.number),
      ),
    ),
  );
}
