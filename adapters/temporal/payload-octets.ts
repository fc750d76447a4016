import type { Payload } from '@temporalio/common';

/**
 * A payload as octets: `count(1)` then per member `nameLength(1) name valueLength(4) value`, the data
 * under the empty name. Made for the codec; nothing else reads it.
 */
export function encodePayload({ metadata, data }: Payload): Buffer {
  const members: [string, Uint8Array][] = Object.entries(metadata ?? {});
  members.push(['', data ?? new Uint8Array()]);
  const parts: Buffer[] = [Buffer.from([members.length])];
  for (const [name, value] of members) {
    const head = Buffer.alloc(5 + name.length);
    head[0] = name.length;
    head.write(name, 1, 'latin1');
    head.writeUInt32BE(value.length, 1 + name.length);
    parts.push(head, Buffer.from(value));
  }
  return Buffer.concat(parts);
}

/** The payload that `encodePayload` wrote. */
export function decodePayload(octets: Buffer): Payload {
  const metadata: Record<string, Uint8Array> = {};
  let data = new Uint8Array();
  let at = 1;
  for (let left = octets[0] ?? 0; left > 0; left -= 1) {
    const nameLength = octets[at] ?? 0;
    const name = octets.toString('latin1', at + 1, at + 1 + nameLength);
    const valueLength = octets.readUInt32BE(at + 1 + nameLength);
    const start = at + 5 + nameLength;
    const value = new Uint8Array(octets.subarray(start, start + valueLength));
    if (name === '') data = value;
    else metadata[name] = value;
    at = start + valueLength;
  }
  return { metadata, data };
}
