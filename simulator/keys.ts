import { createPrivateKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Kinds of key the simulator makes; cards and CAs of JPKI are RSA-2048, the next card is to be P-384. */
export type KeyKind = 'rsa-2048' | 'p-256' | 'p-384';

const CURVES = { 'p-256': 'prime256v1', 'p-384': 'secp384r1' } as const;

/** Number of the one key that all cards with P-384 share. */
const P384_INDEX = -1;

/** Makes a key in the thread pool (RSA-2048 takes about 80 ms). */
export async function newKey(kind: KeyKind): Promise<KeyObject> {
  const { privateKey } =
    kind === 'rsa-2048'
      ? await generate('rsa', { modulusLength: 2048, publicExponent: 65_537 })
      : await generate('ec', { namedCurve: CURVES[kind] });
  return privateKey;
}

/** Writes a file that only we may read, whole or not at all. */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** The key kept at `path`; made and kept there if there is none. */
export async function loadOrCreateKey(path: string, kind: KeyKind): Promise<KeyObject> {
  try {
    return createPrivateKey(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = await newKey(kind);
  await writePrivateFile(path, key.export({ type: 'pkcs8', format: 'pem' }));
  return key;
}

/**
 * Card keys, made when first needed and shared between cards, so that thousands of cards cost a
 * handful of RSA keys. The keys survive a restart, and so do the cards that use them.
 */
export class KeyPool {
  readonly #directory: string;
  readonly #size: number;
  readonly #keys = new Map<number, Promise<KeyObject>>();

  constructor(directory: string, size: number) {
    this.#directory = directory;
    this.#size = size;
  }

  /** Number of the key that the card with serial number n uses. */
  indexFor(n: number, kind: 'rsa-2048' | 'p-384' = 'rsa-2048'): number {
    return kind === 'p-384' ? P384_INDEX : n % this.#size;
  }

  /** The key with this number; repeated calls give the same one. */
  key(index: number): Promise<KeyObject> {
    const known = this.#keys.get(index);
    if (known) return known;
    const [name, kind] =
      index === P384_INDEX ? (['p384', 'p-384'] as const) : ([String(index), 'rsa-2048'] as const);
    const made = loadOrCreateKey(`${this.#directory}/card-${name}.key.pem`, kind);
    this.#keys.set(index, made);
    return made;
  }
}
