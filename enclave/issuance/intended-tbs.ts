import { sha256Hex } from '../../books/canonical-json.ts';
import { readEntry } from '../../books/entry.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IssuanceRow } from '../book/room-store.ts';
import type { Room } from '../room.ts';

/** An order that was intended, as its row says. */
export type IntendedRow = Pick<
  IssuanceRow,
  | 'orderId'
  | 'chainId'
  | 'issuerKeyId'
  | 'serialNumber'
  | 'tbsSha256'
  | 'tbsSealed'
  | 'intentEntryId'
>;

/**
 * The TBS octets that an intent in the room's book names. They are read, never built anew: whichever build, profile
 * or day it is, these are signed or none. The row is believed only as far as the entry bears it out.
 *
 * @throws DomainError `CertificateMismatch` if octets, row and entry are not of one intent: a person looks.
 * @throws Error `EvidenceMissing` if the keys of the chain are away, tried again.
 */
export async function intendedTbs(
  { store, evidence }: Pick<Room, 'store' | 'evidence'>,
  row: IntendedRow,
): Promise<Buffer> {
  const tbs = opened(evidence, row);
  if (sha256Hex(tbs) !== row.tbsSha256) throw mismatch(row, 'stored TBS');
  const entry = await store.entry(row.intentEntryId);
  if (!entry || !intends(entry, row)) throw mismatch(row, 'entry of the intent');
  return tbs;
}

function intends(octets: Buffer, row: IntendedRow): boolean {
  const entry = readEntry(octets);
  return (
    entry.event === 'issuance.intended' &&
    entry.data.order === row.orderId &&
    entry.data.issuerKeyId === row.issuerKeyId &&
    entry.data.serialNumber === row.serialNumber &&
    entry.data.tbsSha256 === row.tbsSha256
  );
}

function opened(evidence: Room['evidence'], row: IntendedRow): Buffer {
  try {
    return evidence.unseal(row.chainId, row.tbsSealed);
  } catch (error) {
    // A store that is away comes back; octets that do not open never will.
    if (error instanceof Error && error.message.startsWith('EvidenceMissing')) throw error;
    throw mismatch(row, 'sealed TBS');
  }
}

const mismatch = ({ orderId }: IntendedRow, what: string): DomainError =>
  new DomainError('CertificateMismatch', `${what} of ${orderId}`);
