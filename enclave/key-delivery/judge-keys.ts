import { judgeKeyProofs, type KeyProof } from '../../adapters/jpki/key-proofs.ts';
import { provenKey } from '../../adapters/jpki/proof-evidence.ts';
import { keyFingerprints } from '../../adapters/x509/key-fingerprints.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import { keySeenOf, type KeyLookups } from '../gate/gate.ts';

/** Keys that came with a redemption, and what they are judged by. */
export interface RedeemedProofs {
  readonly text: ApplicationText;
  readonly textSha256: string;
  readonly nonce: string;
  readonly proofs: readonly KeyProof[];
}

/**
 * The keys by their hashes, one for each order and in their order; undefined if they are not one for each, or one of them
 * cannot be read.
 */
export function keysInOrder({ text, proofs }: Pick<RedeemedProofs, 'text' | 'proofs'>) {
  if (proofs.length !== text.orders.length) return undefined;
  try {
    return text.orders.map((_, index) => {
      const [proof, ...more] = proofs.filter(({ order }) => order === index + 1);
      if (!proof || more.length > 0) throw new Error('not one key for each order');
      const spki = provenKey(proof);
      return { spki, sha256: sha256Hex(spki) };
    });
  } catch {
    return undefined;
  }
}

/**
 * Why keys that a right code came with are not taken: `rule/code`, of a weak key with what is wrong with it; undefined if they
 * are.
 */
export async function keyProblem(
  lookups: KeyLookups,
  redeemed: RedeemedProofs,
  whose: { readonly applicationId: string; readonly person: string },
): Promise<string | undefined> {
  const keys = keysInOrder(redeemed) ?? [];
  if (new Set(keys.map(({ sha256 }) => sha256)).size < keys.length) return 'key.unseen/twice';
  const { keyParameters, defects, proofOfPossession } = judgeKeyProofs(redeemed);
  if (keyParameters !== 'acceptable') {
    return ['key.strength', keyParameters, defects[0]?.defect].filter(Boolean).join('/');
  }
  if (proofOfPossession !== 'valid') return `key.possession/${proofOfPossession}`;
  for (const { spki, sha256 } of keys) {
    const seen = await keySeenOf(lookups, { sha256, fingerprints: keyFingerprints(spki) }, whose);
    if (seen !== 'never' && seen !== 'sameCase') return `key.unseen/${seen ?? 'issued'}`;
  }
  return undefined;
}
