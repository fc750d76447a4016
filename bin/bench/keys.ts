import { generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keyDefect } from '../../adapters/x509/public-key.ts';
import { median, rounded } from './measure.ts';

/** How much is measured. */
export interface KeysBench {
  readonly rounds: number;
  /** Keys of each kind that are looked at in a round. */
  readonly perRound: number;
}

/** More than the cache of keys holds, so that each point is looked at. */
const EC_KEYS = 600;
const RSA_BITS = [2048, 3072, 4096] as const;

/**
 * Microseconds that looking for defects takes for a sound key, which is the dearest: every check is made. Against a
 * `crypto.verify` of RSA-2048 with a key at hand, in turns within one run. Of EC keys none is looked at twice in a
 * row, so that the check of the point is in the figure; of RSA keys nothing is kept.
 */
export async function benchKeys({ rounds, perRound }: KeysBench): Promise<object> {
  const kinds = sampleKeys();
  const raw = rawVerifier();
  const spent = new Map<string, number[]>();
  const note = (name: string, us: number): void => {
    spent.set(name, [...(spent.get(name) ?? []), us]);
  };
  for (let round = 0; round < rounds; round += 1) {
    note('verify', microseconds(perRound, raw));
    for (const [kind, spkis] of kinds) {
      note(
        kind,
        microseconds(perRound, (n) => requireSound(spkis[n % spkis.length])),
      );
    }
  }
  const verifyUs = median(spent.get('verify') ?? []);
  const results = [...kinds.keys()].map((key) => {
    const us = median(spent.get(key) ?? []);
    return { key, microseconds: rounded(us, 1), ratioToVerify: rounded(us / verifyUs) };
  });
  return { bench: 'keys', verifyRsa2048Microseconds: rounded(verifyUs, 1), results };
}

function sampleKeys(): Map<string, readonly Buffer[]> {
  const samples = new Map<string, readonly Buffer[]>();
  for (const modulusLength of RSA_BITS) {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
    samples.set(`rsa${modulusLength}`, [spkiOf(publicKey)]);
  }
  for (const namedCurve of ['P-256', 'P-384'] as const) {
    const newKey = () => spkiOf(generateKeyPairSync('ec', { namedCurve }).publicKey);
    samples.set(namedCurve, Array.from({ length: EC_KEYS }, newKey));
  }
  return samples;
}

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

function requireSound(spki: Buffer | undefined): void {
  const defect = spki ? keyDefect(spki) : 'none';
  if (defect !== undefined) throw new Error(`a sound key has the defect ${defect}`);
}

function rawVerifier(): () => void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const data = Buffer.alloc(1000, 1);
  const signature = sign('sha256', data, privateKey);
  return () => {
    if (!verify('sha256', data, publicKey, signature)) throw new Error('not verified');
  };
}

function microseconds(count: number, act: (n: number) => void): number {
  const start = performance.now();
  for (let n = 0; n < count; n += 1) act(n);
  return ((performance.now() - start) * 1000) / count;
}
