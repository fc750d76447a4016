import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncryptingCodec } from '../../../adapters/temporal/payload-codec.ts';
import { decodePayload, encodePayload } from '../../../adapters/temporal/payload-octets.ts';

const codec = new EncryptingCodec(Buffer.alloc(32, 5));

/** Names of members as Temporal writes them: `encoding`, `messageType`, `type`. */
const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,40}$/).filter((name) => !(name in {}));
const octets = fc.uint8Array({ maxLength: 200 });
const payloads: fc.Arbitrary<Payload> = fc.record({
  metadata: fc.dictionary(names, octets, { noNullPrototype: true, maxKeys: 6 }),
  data: octets,
});

const plain: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from('"山田　花子"'),
};

const bare = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value)]),
  ),
  data: Buffer.from(data ?? []),
});

const flipped = (buffer: Uint8Array, bit: number): Buffer => {
  const copy = Buffer.from(buffer);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
};

describe('payload octets', () => {
  it('read back as they were written (property)', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(bare(decodePayload(encodePayload(payload)))).toEqual(bare(payload));
      }),
    );
  });

  it.each([
    ['no metadata', { data: Buffer.from('x') }],
    ['no data', { metadata: { encoding: Buffer.from('binary/null') } }],
    ['nothing', {}],
    ['null, as protobuf says it', { metadata: null, data: null }],
  ])('keep a payload with %s', (_, payload) => {
    expect(bare(decodePayload(encodePayload(payload)))).toEqual(bare(payload));
  });
});

describe('EncryptingCodec', () => {
  it('decodes what it encoded, in order (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(payloads, { maxLength: 4 }), async (list) => {
        const encoded = await codec.encode(list);
        expect(encoded).toHaveLength(list.length);
        expect((await codec.decode(encoded)).map(bare)).toEqual(list.map(bare));
      }),
    );
  });

  it('shows neither the data nor their encoding, and never the same octets twice', async () => {
    const [one, two] = await codec.encode([plain, plain]);
    expect(Buffer.from(one?.data ?? []).equals(Buffer.from(two?.data ?? []))).toBe(false);
    const shown =
      JSON.stringify([one, two]) + String(one?.data) + String(one?.metadata?.['encoding']);
    expect(shown).not.toMatch(/山田|json/);
    expect(Object.keys(one?.metadata ?? {})).toEqual(['encoding']);
  });

  it('lets pass what was never encrypted', async () => {
    expect(await codec.decode([plain, {}])).toEqual([plain, {}]);
  });

  it('refuses what differs in one bit, was cut off, or is of another key (property)', async () => {
    const [encoded] = await codec.encode([plain]);
    const { metadata, data } = encoded as {
      metadata: Record<string, Uint8Array>;
      data: Uint8Array;
    };
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: data.length * 8 - 1 }), async (bit) => {
        await expect(codec.decode([{ metadata, data: flipped(data, bit) }])).rejects.toThrow();
        const cut = data.subarray(0, bit >> 3);
        await expect(codec.decode([{ metadata, data: cut }])).rejects.toThrow();
      }),
    );
    const other = new EncryptingCodec(randomBytes(32));
    await expect(other.decode([{ metadata, data }])).rejects.toThrow();
  });
});
