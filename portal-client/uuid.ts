import { toHex } from './octets.ts';

/** A UUIDv7 (RFC 9562 §5.7), with which a portal names an application or a request for revocation. */
export function uuidV7(now: number = Date.now()): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  new DataView(octets.buffer).setUint32(0, Math.floor(now / 2 ** 16));
  new DataView(octets.buffer).setUint16(4, now % 2 ** 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x70;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  return toHex(octets).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
