import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { HsmAlgorithm, HsmKey } from '../../adapters/hsm/hsm-token.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Signer } from '../contracts/signer.ts';

interface Kept {
  readonly algorithm: HsmAlgorithm;
  readonly key: KeyObject;
}

const generate = (algorithm: HsmAlgorithm): KeyObject => {
  if (algorithm === 'p256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  if (algorithm === 'p384') return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  return generateKeyPairSync('rsa', { modulusLength: Number(algorithm.slice(3)) }).privateKey;
};

/** A token in memory that notes what it is asked to sign, and fails when told to. */
export class FakeSigner implements Signer {
  /** Octets that were to be signed, in order. */
  readonly requests: Buffer[] = [];
  /** What the next signatures fail with. */
  failsWith: DomainError | undefined;
  readonly #keys = new Map<string, Kept>();

  generateKey(label: string, algorithm: HsmAlgorithm): HsmKey {
    this.#keys.set(label, { algorithm, key: generate(algorithm) });
    return this.findKey(label);
  }

  hasKey(label: string): boolean {
    return this.#keys.has(label);
  }

  findKey(label: string): HsmKey {
    const kept = this.#keys.get(label);
    if (!kept) throw new DomainError('HsmKeyMissing', `no key labelled ${label}`);
    const spki = createPublicKey(kept.key).export({ type: 'spki', format: 'der' });
    return { label, algorithm: kept.algorithm, spki, sign: (octets) => this.#sign(kept, octets) };
  }

  identity() {
    return {
      manufacturer: 'none',
      model: 'memory',
      serialNumber: '1',
      label: 'fake',
      firmwareVersion: '1.0',
      hardwareVersion: '1.0',
      libraryVersion: '1.0',
      libraryManufacturer: 'none',
      libraryDescription: 'fake',
      cryptokiVersion: '2.40',
    };
  }

  keyProtection(label: string) {
    this.findKey(label);
    return {
      extractable: false,
      neverExtractable: true,
      sensitive: true,
      alwaysSensitive: true,
      local: true,
    };
  }

  async #sign({ algorithm, key }: Kept, octets: Buffer): Promise<Buffer> {
    this.requests.push(octets);
    if (this.failsWith) throw this.failsWith;
    return sign(algorithm === 'p384' ? 'sha384' : 'sha256', octets, key);
  }
}
