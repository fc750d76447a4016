import { randomBytes } from 'node:crypto';

/** A new UUIDv7 (RFC 9562 §5.7) for an entry of the room. */
export function newEntryId(now: number = Date.now()): string {
  const octets = randomBytes(16);
  octets.writeUIntBE(now, 0, 6);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x70;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  const hex = octets.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
