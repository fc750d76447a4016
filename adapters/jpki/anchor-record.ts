import { canonicalOctets, readCanonicalJson } from '../../books/canonical-json.ts';

/**
 * Pointer to the certificate that was issued after the last full check (規則5条1項), which a renewal rests on (規則5条2項).
 * It holds no personal data, and nobody has to believe it: the room finds each of its values in its own register or by hash.
 */
export interface AnchorRecord {
  readonly v: 1;
  readonly application: string;
  readonly order: string;
  readonly certificateSha256: string;
  /** notBefore of that certificate, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  readonly issuedAt: string;
  /** The instruction by which it was issued: by it the evidence of the check is found. */
  readonly instructionSha256: string;
}

/** Octets to keep. */
export const anchorOctets = (record: AnchorRecord): Buffer => canonicalOctets({ ...record });

/** Reads octets that were kept. @throws Error for octets that are no such record */
export function readAnchorRecord(octets: Buffer): AnchorRecord {
  const read = readCanonicalJson(octets) as Partial<Record<keyof AnchorRecord, unknown>>;
  const { v, application, order, certificateSha256, issuedAt, instructionSha256 } = read;
  const texts = [application, order, certificateSha256, issuedAt, instructionSha256];
  if (v !== 1 || !texts.every((text) => typeof text === 'string')) {
    throw new Error('no anchor record');
  }
  return read as AnchorRecord;
}
