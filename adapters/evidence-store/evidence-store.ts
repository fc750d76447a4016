import { hash, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  seal,
  unseal,
  KeyUnwrapper,
  KeyWrapper,
  type ChainKeys,
  type Reader,
  type ReaderPublicKeys,
} from './chain-keys.ts';
import { destroyKeyFile } from './destroy-keys.ts';
import { randomOctets } from './random-octets.ts';
import { writeAllDurably, writeDurably } from './write-durably.ts';
import { frameOf, searchPack } from './packs.ts';
import type { EvidenceInput, EvidenceReference, Opening, Sealing } from './packs.ts';
import { chainPublicHalf, handOutKey, sealForChain, unsealForChain } from './sealed-for-chain.ts';

/** Where a case keeps its evidence: the case and the chain whose keys seal it. */
export interface CaseChain {
  readonly caseId: string;
  readonly chainId: string;
}

/** How long opened keys serve before their file is read again. */
const KEYS_SERVE_MS = 30_000;

/**
 * The file of the office: keys of both rings wrapped for it (sender, nonce, two keys, tag), then in the
 * open the public half of the chain, then wrapped for the portal the key of what is handed out.
 */
const PUBLIC_HALF_AT = 32 + 12 + 2 * 32 + 16;
const PORTAL_AT = PUBLIC_HALF_AT + 32;

const sha256 = (octets: Uint8Array): Buffer => hash('sha256', octets, 'buffer');

/**
 * Evidence by hash, in files: `cases/<2 digits>/<case>/<name>.pack`, one pack an act, and
 * `chains/<2 digits>/<chain>.<reader>` for the wrapped keys.
 *
 * Objects are never changed. A crash before the rename leaves a `.tmp` that nobody reads; the caller
 * writes evidence before the transaction whose entry names it, so an entry never names what is not
 * there, and an object that no entry names is reported by reconciliation (Q22).
 */
export class EvidenceStore {
  readonly #dir: string;
  readonly #wrappers: Readonly<Record<'office' | 'enclave', KeyWrapper>>;
  readonly #portalWrapper: KeyWrapper | undefined;
  readonly #reader: { readonly name: Reader; readonly keys: KeyUnwrapper } | undefined;
  /** What of chains was lately opened or made by this program; a destroyed chain is gone from here soon. */
  readonly #cache = new Map<string, { readonly opening: Opening; readonly until: number }>();

  constructor(options: {
    readonly dir: string;
    readonly publicKeys: ReaderPublicKeys;
    readonly reader?: { readonly name: Reader; readonly key: KeyObject };
  }) {
    const { dir, publicKeys, reader } = options;
    this.#dir = dir;
    this.#wrappers = {
      office: new KeyWrapper(publicKeys.office),
      enclave: new KeyWrapper(publicKeys.enclave),
    };
    this.#portalWrapper = publicKeys.portal && new KeyWrapper(publicKeys.portal);
    this.#reader = reader && { name: reader.name, keys: new KeyUnwrapper(reader.key) };
    mkdirSync(join(this.#dir, 'chains'), { recursive: true, mode: 0o700 });
  }

  #chainFile(chainId: string, reader: 'office' | 'enclave'): string {
    return join(this.#dir, 'chains', chainId.slice(-2), `${chainId}.${reader}`);
  }

  /** The portal's key lies in the office's file: both are on its side, and are destroyed together. */
  #ownFile(chainId: string): string {
    return this.#chainFile(chainId, this.#reader?.name === 'enclave' ? 'enclave' : 'office');
  }

  #caseDir(caseId: string): string {
    return join(this.#dir, 'cases', caseId.slice(-2), caseId);
  }

  #remember(chainId: string, opening: Opening): Opening {
    if (this.#cache.size >= 4096) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(chainId, { opening, until: Date.now() + KEYS_SERVE_MS });
    return opening;
  }

  #remembered(chainId: string): Opening | undefined {
    const cached = this.#cache.get(chainId);
    if (cached && cached.until > Date.now()) return cached.opening;
    this.#cache.delete(chainId);
    return undefined;
  }

  /**
   * Makes the keys of a new chain, wrapped for its readers. At once this program seals with them, so that
   * evidence may be written meanwhile; of either nothing counts before both are durable.
   *
   * @throws Error if the chain is there.
   */
  async createChain(chainId: string, keys: ChainKeys = drawChainKeys()): Promise<ChainKeys> {
    if (existsSync(this.#chainFile(chainId, 'office'))) {
      throw new Error(`chain ${chainId} exists: its keys are never made anew`);
    }
    await this.sealWith(chainId, keys, () => this.#keepKeys(chainId, keys));
    return keys;
  }

  /** Seals with keys of a chain at once, while somebody keeps them; if that fails, they are forgotten. */
  async sealWith(chainId: string, keys: ChainKeys, keep: () => Promise<void>): Promise<void> {
    this.#remember(chainId, { keys });
    try {
      await keep();
    } catch (error) {
      this.#cache.delete(chainId);
      throw error;
    }
  }

  async #keepKeys(chainId: string, keys: ChainKeys): Promise<void> {
    mkdirSync(dirname(this.#chainFile(chainId, 'office')), { recursive: true, mode: 0o700 });
    const all = [keys.chain, keys.jlis];
    const forOffice = Buffer.concat([
      this.#wrappers.office.wrap(all),
      chainPublicHalf(keys.chain),
      this.#portalWrapper?.wrap([handOutKey(keys.chain)]) ?? Buffer.alloc(0),
    ]);
    await writeAllDurably(dirname(this.#chainFile(chainId, 'office')), {
      [`${chainId}.office`]: forOffice,
      [`${chainId}.enclave`]: this.#wrappers.enclave.wrap(all),
    });
  }

  /** Whether the chain still has keys for this program: false once they were destroyed. */
  hasKeys(chainId: string): boolean {
    return existsSync(this.#ownFile(chainId));
  }

  /**
   * Destroys the keys of a chain on this program's side: the office's with the portal's, or the room's. The
   * other side destroys its own. Programs that opened them before serve them for half a minute at most.
   */
  async destroyKeys(chainId: string): Promise<void> {
    await destroyKeyFile(this.#ownFile(chainId));
    this.#cache.delete(chainId);
  }

  #open(chainId: string): Opening {
    const remembered = this.#remembered(chainId);
    if (remembered) return remembered;
    if (!this.#reader) throw new Error('EvidenceMissing: this program may not open chain keys');
    const { name, keys } = this.#reader;
    try {
      const file = readFileSync(this.#ownFile(chainId));
      const wrapped =
        name === 'portal' ? file.subarray(PORTAL_AT) : file.subarray(0, PUBLIC_HALF_AT);
      return this.#remember(chainId, openingOf(name, keys.unwrap(wrapped)));
    } catch (error) {
      throw awayOr(error, `EvidenceMissing: keys of chain ${chainId}`);
    }
  }

  /** Keys of a chain. @throws Error `EvidenceMissing` when destroyed, or this program may not read. */
  chainKeys(chainId: string): ChainKeys {
    const opening = this.#open(chainId);
    if ('keys' in opening) return opening.keys;
    throw new Error('EvidenceMissing: this program may not open chain keys');
  }

  /** With the keys, if this program has them or has just made them; else for the public half. */
  #sealing(chainId: string): Sealing {
    const remembered = this.#remembered(chainId);
    if (remembered && 'keys' in remembered) return remembered;
    if (this.#reader && this.#reader.name !== 'portal') return { keys: this.chainKeys(chainId) };
    try {
      const file = readFileSync(this.#chainFile(chainId, 'office'));
      const publicHalf = file.subarray(PUBLIC_HALF_AT, PORTAL_AT);
      if (publicHalf.length === 32) return { publicHalf };
    } catch {
      // Said below, without the text of the file system.
    }
    throw new Error(`EvidenceMissing: public half of chain ${chainId}`);
  }

  /** Seals octets for the chain, for what lies in a database. */
  seal(chainId: string, octets: Uint8Array): Buffer {
    const sealing = this.#sealing(chainId);
    return 'keys' in sealing
      ? seal(sealing.keys.chain, octets)
      : sealForChain(sealing.publicHalf, octets);
  }

  /** Opens what `seal` made for the chain. @throws Error if the key is gone or a bit differs. */
  unseal(chainId: string, sealed: Buffer): Buffer {
    const { chain } = this.chainKeys(chainId);
    try {
      return unseal(chain, sealed);
    } catch {
      // Of a correction: the portal had no key of the chain any more.
      return unsealForChain(chain, sealed);
    }
  }

  /** Keeps the objects of one act together, durably, and says how entries name them. */
  async put<K extends string>(
    at: CaseChain,
    objects: readonly EvidenceInput<K>[],
  ): Promise<EvidenceReference<K>[]> {
    const sealing = this.#sealing(at.chainId);
    const frames = objects.map((object) => frameOf(object, sealing));
    const dir = this.#caseDir(at.caseId);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const name = sha256(Buffer.concat(frames.map((f) => Buffer.from(f.reference.sha256, 'hex'))));
    await writeDurably(
      join(dir, `${name.subarray(0, 16).toString('hex')}.pack`),
      Buffer.concat(frames.map((f) => f.octets)),
    );
    return frames.map((f) => f.reference);
  }

  /**
   * The objects of a case by hash. Synchronous on purpose: a few small files out of the page cache cost
   * a tenth of what the same reads cost through the thread pool.
   *
   * @throws Error `EvidenceMissing` naming the first hash that is not there, does not hash to it, or is
   * not for this program.
   */
  get(at: CaseChain, hashes: readonly string[]): Map<string, Buffer> {
    const wanted = new Set(hashes);
    const found = new Map<string, Buffer>();
    const opening = this.#open(at.chainId);
    const dir = this.#caseDir(at.caseId);
    for (const name of packsOf(dir)) {
      if (found.size === wanted.size) break;
      searchPack(readFileSync(join(dir, name)), { opening, wanted, found });
    }
    for (const name of wanted) {
      if (!found.has(name)) throw new Error(`EvidenceMissing: ${name}`);
    }
    return found;
  }
}

/** Keys for a chain that is made now. */
export const drawChainKeys = (): ChainKeys => ({
  chain: randomOctets(32),
  jlis: randomOctets(32),
});

function openingOf(reader: Reader, [first, second]: readonly Buffer[]): Opening {
  if (first && reader === 'portal') return { handOut: first };
  if (!first || !second) throw new Error('chain key file is malformed');
  return { keys: { chain: first, jlis: second } };
}

function packsOf(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.pack'));
  } catch (error) {
    if (isStoreAway(error)) throw error;
    return [];
  }
}

/** Failures of the file system that say nothing about whether the evidence is there, and pass. */
const AWAY: ReadonlySet<unknown> = new Set(['EIO', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT']);

/** The failure as it is where it passes; else one without the text of the file system. */
const awayOr = (error: unknown, message: string): unknown =>
  isStoreAway(error) ? error : new Error(message);

const isStoreAway = (error: unknown): boolean =>
  AWAY.has((error as { readonly code?: unknown }).code);
