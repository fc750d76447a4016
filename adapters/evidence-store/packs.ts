import { hash } from 'node:crypto';
import { seal, unseal, type ChainKeys, type Ring } from './chain-keys.ts';
import { randomOctets } from './random-octets.ts';
import { handOutKey, sealForChain, unsealForChain } from './sealed-for-chain.ts';

/** One object to keep. `ring` names the key hierarchy; `none` holds no personal data. */
export interface EvidenceInput<K extends string = string> {
  readonly kind: K;
  readonly ring: Ring | 'none';
  readonly octets: Uint8Array;
}

/** How entries name an object. `size` in octets. */
export interface EvidenceReference<K extends string = string> {
  readonly kind: K;
  readonly sha256: string;
  readonly size: number;
}

/** Largest object, in octets. */
export const EVIDENCE_MAX_OCTETS = 10 * 1024 * 1024;

/** First octet of an object in a pack: what its data key is sealed with. */
const CODES = { none: 0, chain: 1, jlis: 2, handOut: 3, forChain: 4 } as const;

/** Kinds that a portal is given back. */
const HANDED_OUT: ReadonlySet<string> = new Set(['certificate']);

const HEAD_OCTETS = 37;
const SEALED_KEY_OCTETS = 12 + 32 + 16;
const AGREED_KEY_OCTETS = 32 + SEALED_KEY_OCTETS;

const sha256 = (octets: Uint8Array): Buffer => hash('sha256', octets, 'buffer');

/** What a program holds of a chain when it seals: all its keys, or its public half alone. */
export type Sealing = { readonly keys: ChainKeys } | { readonly publicHalf: Buffer };

/** What a program holds of a chain when it opens: all its keys, or that of what is handed out. */
export type Opening = { readonly keys: ChainKeys } | { readonly handOut: Buffer };

/** An object as it lies in a pack: `code(1) sha256(32) length(4) body`. */
export interface Frame<K extends string> {
  readonly octets: Buffer;
  readonly reference: EvidenceReference<K>;
}

/** Puts an object into the form it has in a pack. @throws RangeError if it is too large. */
export function frameOf<K extends string>(object: EvidenceInput<K>, sealing: Sealing): Frame<K> {
  if (object.octets.length > EVIDENCE_MAX_OCTETS) throw new RangeError('evidence object too large');
  const digest = sha256(object.octets);
  const { code, body } = sealedBody(object, sealing);
  const head = Buffer.alloc(HEAD_OCTETS);
  head[0] = code;
  digest.copy(head, 1);
  head.writeUInt32BE(body.length, 33);
  return {
    octets: Buffer.concat([head, body]),
    reference: { kind: object.kind, sha256: digest.toString('hex'), size: object.octets.length },
  };
}

/** One data key an object, sealed by what its code says, then the octets sealed under the data key. */
function sealedBody({ kind, ring, octets }: EvidenceInput, sealing: Sealing) {
  if (ring === 'none') return { code: CODES.none, body: octets };
  const dataKey = randomOctets(32);
  const sealed = (code: number, key: Buffer) => ({
    code,
    body: Buffer.concat([key, seal(dataKey, octets)]),
  });
  if ('keys' in sealing) {
    const { keys } = sealing;
    return ring === 'chain' && HANDED_OUT.has(kind)
      ? sealed(CODES.handOut, seal(handOutKey(keys.chain), dataKey))
      : sealed(CODES[ring], seal(keys[ring], dataKey));
  }
  if (ring !== 'chain') throw new Error(`nothing of ring ${ring} is sealed from outside`);
  return sealed(CODES.forChain, sealForChain(sealing.publicHalf, dataKey));
}

/** What is looked for in packs, and what of it was found. */
export interface Search {
  readonly opening: Opening;
  readonly wanted: ReadonlySet<string>;
  readonly found: Map<string, Buffer>;
}

/** An object of a pack as its head names it. Nobody has looked whether its octets hash to that. */
export interface PackedObject {
  readonly sha256: string;
  readonly code: number;
  /** Sealed, unless the code says that it is kept plain. */
  readonly body: Buffer;
}

/** The objects of a pack, in the order in which they were kept. */
export function* objectsOf(pack: Buffer): Generator<PackedObject> {
  for (let at = 0; at + HEAD_OCTETS <= pack.length;) {
    const end = at + HEAD_OCTETS + pack.readUInt32BE(at + 33);
    const name = pack.toString('hex', at + 1, at + 33);
    yield { sha256: name, code: pack[at] ?? -1, body: pack.subarray(at + HEAD_OCTETS, end) };
    at = end;
  }
}

/** Octets of an object without personal data, which lie open. */
export const plainOf = ({ code, body }: PackedObject): Buffer | undefined =>
  code === CODES.none ? body : undefined;

/** Finds the wanted objects of a pack; what does not hash to its name is not there. */
export function searchPack(pack: Buffer, { opening, wanted, found }: Search): void {
  for (const { sha256: name, code, body } of objectsOf(pack)) {
    if (!wanted.has(name) || found.has(name)) continue;
    const octets = code === CODES.none ? body : tryOpen(code, body, opening);
    if (octets && sha256(octets).toString('hex') === name) found.set(name, octets);
  }
}

/**
 * An object sealed under a chain that never came to be (a receipt that died before its commit, or lost a
 * race), tampered with, or not for this program is passed over: another pack may hold it, and if none
 * does it is missing.
 */
function tryOpen(code: number, body: Buffer, opening: Opening): Buffer | undefined {
  const length = code === CODES.forChain ? AGREED_KEY_OCTETS : SEALED_KEY_OCTETS;
  try {
    const dataKey = openKey(code, body.subarray(0, length), opening);
    return dataKey && unseal(dataKey, body.subarray(length));
  } catch {
    return undefined;
  }
}

function openKey(code: number, sealed: Buffer, opening: Opening): Buffer | undefined {
  if ('handOut' in opening) {
    return code === CODES.handOut ? unseal(opening.handOut, sealed) : undefined;
  }
  const { chain, jlis } = opening.keys;
  switch (code) {
    case CODES.chain:
      return unseal(chain, sealed);
    case CODES.jlis:
      return unseal(jlis, sealed);
    case CODES.handOut:
      return unseal(handOutKey(chain), sealed);
    case CODES.forChain:
      return unsealForChain(chain, sealed);
    default:
      return undefined;
  }
}
