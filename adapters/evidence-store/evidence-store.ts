import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  seal,
  unseal,
  KeyUnwrapper,
  KeyWrapper,
  type Reader,
  type ReaderPublicKeys,
  type Ring,
} from './chain-keys.ts';

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

/** Where a case keeps its evidence: the case and the chain whose keys seal it. */
export interface CaseChain {
  readonly caseId: string;
  readonly chainId: string;
}

/** Keys of a chain as a reader holds them in memory. */
export type ChainKeys = Readonly<Record<Ring, Buffer>>;

/** Largest object, in octets. */
export const EVIDENCE_MAX_OCTETS = 10 * 1024 * 1024;

/** How long opened keys serve before their file is read again. */
const KEYS_SERVE_MS = 30_000;

const RINGS: readonly Ring[] = ['chain', 'jlis'];
const CODES = { none: 0, chain: 1, jlis: 2 } as const;

const sha256 = (octets: Uint8Array): Buffer => createHash('sha256').update(octets).digest();

/** A pack is the objects of one act: per object `ring(1) sha256(32) length(4) body`. */
function frame<K extends string>(
  object: EvidenceInput<K>,
  keys: ChainKeys,
): { frame: Buffer; reference: EvidenceReference<K> } {
  if (object.octets.length > EVIDENCE_MAX_OCTETS) throw new RangeError('evidence object too large');
  const digest = sha256(object.octets);
  const body =
    object.ring === 'none' ? object.octets : sealObject(keys[object.ring], object.octets);
  const head = Buffer.alloc(37);
  head[0] = CODES[object.ring];
  digest.copy(head, 1);
  head.writeUInt32BE(body.length, 33);
  return {
    frame: Buffer.concat([head, body]),
    reference: { kind: object.kind, sha256: digest.toString('hex'), size: object.octets.length },
  };
}

/** One data key an object, wrapped by the ring's key: wrapped key (60), sealed octets. */
function sealObject(ringKey: Buffer, octets: Uint8Array): Buffer {
  const dataKey = randomBytes(32);
  return Buffer.concat([seal(ringKey, dataKey), seal(dataKey, octets)]);
}

const WRAPPED_KEY_OCTETS = 12 + 32 + 16;

function openObject(ringKey: Buffer, body: Buffer): Buffer {
  return unseal(
    unseal(ringKey, body.subarray(0, WRAPPED_KEY_OCTETS)),
    body.subarray(WRAPPED_KEY_OCTETS),
  );
}

/** Writes a file so that after a crash it is there whole or not at all. */
async function writeDurably(path: string, octets: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(octets);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  // The name has to outlive a loss of power, too.
  const dir = await open(dirname(path), 'r');
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/**
 * Evidence by hash, in files: `cases/<2 digits>/<case>/<name>.pack`, one pack an act, and
 * `chains/<2 digits>/<chain>.<reader>` for the wrapped keys.
 *
 * Objects are never changed. A crash before the rename leaves a `.tmp` that nobody reads; the caller
 * writes evidence before the transaction whose entry names it, so an entry never names what is not
 * there, and an object that no entry names is swept by reconciliation.
 */
export class EvidenceStore {
  readonly #dir: string;
  readonly #wrappers: Readonly<Record<Reader, KeyWrapper>>;
  readonly #reader: { readonly name: Reader; readonly keys: KeyUnwrapper } | undefined;
  /** Keys of chains lately opened or made by this program; a destroyed chain is gone from here soon. */
  readonly #cache = new Map<string, { readonly keys: ChainKeys; readonly until: number }>();

  constructor(options: {
    readonly dir: string;
    readonly publicKeys: ReaderPublicKeys;
    readonly reader?: { readonly name: Reader; readonly key: KeyObject };
  }) {
    this.#dir = options.dir;
    this.#wrappers = {
      office: new KeyWrapper(options.publicKeys.office),
      enclave: new KeyWrapper(options.publicKeys.enclave),
    };
    this.#reader = options.reader && {
      name: options.reader.name,
      keys: new KeyUnwrapper(options.reader.key),
    };
    mkdirSync(join(this.#dir, 'chains'), { recursive: true, mode: 0o700 });
  }

  #chainFile(chainId: string, reader: Reader): string {
    return join(this.#dir, 'chains', chainId.slice(-2), `${chainId}.${reader}`);
  }

  #caseDir(caseId: string): string {
    return join(this.#dir, 'cases', caseId.slice(-2), caseId);
  }

  #remember(chainId: string, keys: ChainKeys): ChainKeys {
    if (this.#cache.size >= 4096) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(chainId, { keys, until: Date.now() + KEYS_SERVE_MS });
    return keys;
  }

  /** Makes the keys of a new chain, wrapped for both readers. @throws Error if the chain is there. */
  async createChain(chainId: string): Promise<ChainKeys> {
    if (existsSync(this.#chainFile(chainId, 'office'))) {
      throw new Error(`chain ${chainId} exists: its keys are never made anew`);
    }
    const keys = RINGS.map(() => randomBytes(32));
    await mkdir(dirname(this.#chainFile(chainId, 'office')), { recursive: true, mode: 0o700 });
    await Promise.all(
      (['office', 'enclave'] as const).map((reader) =>
        writeDurably(this.#chainFile(chainId, reader), this.#wrappers[reader].wrap(keys)),
      ),
    );
    return this.#remember(chainId, asChainKeys(keys));
  }

  /** Keys of a chain. @throws Error `EvidenceMissing` when destroyed, or this program may not read. */
  chainKeys(chainId: string): ChainKeys {
    const cached = this.#cache.get(chainId);
    if (cached && cached.until > Date.now()) return cached.keys;
    if (!this.#reader) throw new Error('EvidenceMissing: this program may not open chain keys');
    try {
      const wrapped = readFileSync(this.#chainFile(chainId, this.#reader.name));
      return this.#remember(chainId, asChainKeys(this.#reader.keys.unwrap(wrapped)));
    } catch {
      throw new Error(`EvidenceMissing: keys of chain ${chainId}`);
    }
  }

  /** Seals octets under the chain's key, for what lies in a database. */
  seal(chainId: string, octets: Uint8Array): Buffer {
    return seal(this.chainKeys(chainId).chain, octets);
  }

  /** Opens what `seal` made for the chain. @throws Error if the key is gone or a bit differs. */
  unseal(chainId: string, sealed: Buffer): Buffer {
    return unseal(this.chainKeys(chainId).chain, sealed);
  }

  /** Keeps the objects of one act together, durably, and says how entries name them. */
  async put<K extends string>(
    at: CaseChain,
    objects: readonly EvidenceInput<K>[],
  ): Promise<EvidenceReference<K>[]> {
    const keys = this.chainKeys(at.chainId);
    const frames = objects.map((object) => frame(object, keys));
    const dir = this.#caseDir(at.caseId);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const name = sha256(Buffer.concat(frames.map((f) => Buffer.from(f.reference.sha256, 'hex'))));
    await writeDurably(
      join(dir, `${name.subarray(0, 16).toString('hex')}.pack`),
      Buffer.concat(frames.map((f) => f.frame)),
    );
    return frames.map((f) => f.reference);
  }

  /**
   * The objects of a case by hash. Synchronous on purpose: a few small files out of the page cache cost
   * a tenth of what the same reads cost through the thread pool.
   *
   * @throws Error `EvidenceMissing` naming the first hash that is not there, or does not hash to it.
   */
  get(at: CaseChain, hashes: readonly string[]): Map<string, Buffer> {
    const wanted = new Set(hashes);
    const found = new Map<string, Buffer>();
    const keys = this.chainKeys(at.chainId);
    const dir = this.#caseDir(at.caseId);
    for (const name of packsOf(dir)) {
      if (found.size === wanted.size) break;
      readPack(readFileSync(join(dir, name)), { keys, wanted, found });
    }
    for (const hash of wanted) {
      if (!found.has(hash)) throw new Error(`EvidenceMissing: ${hash}`);
    }
    return found;
  }
}

const asChainKeys = (keys: readonly Buffer[]): ChainKeys => {
  const [chain, jlis] = keys;
  if (!chain || !jlis) throw new Error('chain key file is malformed');
  return { chain, jlis };
};

function packsOf(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.pack'));
  } catch {
    return [];
  }
}

interface Scan {
  readonly keys: ChainKeys;
  readonly wanted: ReadonlySet<string>;
  readonly found: Map<string, Buffer>;
}

function readPack(pack: Buffer, { keys, wanted, found }: Scan): void {
  let at = 0;
  while (at + 37 <= pack.length) {
    const code = pack[at];
    const hash = pack.toString('hex', at + 1, at + 33);
    const length = pack.readUInt32BE(at + 33);
    const body = pack.subarray(at + 37, at + 37 + length);
    at += 37 + length;
    if (!wanted.has(hash) || found.has(hash)) continue;
    const octets =
      code === CODES.none ? body : tryOpen(code === CODES.chain ? keys.chain : keys.jlis, body);
    if (octets && sha256(octets).toString('hex') === hash) found.set(hash, octets);
  }
}

/**
 * An object sealed under a chain that never came to be (a receipt that died before its commit, or lost a
 * race) or tampered with is passed over: another pack may hold it, and if none does it is missing.
 */
function tryOpen(ringKey: Buffer, body: Buffer): Buffer | undefined {
  try {
    return openObject(ringKey, body);
  } catch {
    return undefined;
  }
}
