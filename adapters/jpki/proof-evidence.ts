import { randomBytes } from 'node:crypto';
import { canonicalOctets, readCanonicalJson } from '../../books/canonical-json.ts';

/** Proof that the applicant holds the key of an order: DER SubjectPublicKeyInfo and signature. */
export interface ProofOfPossession {
  readonly order: number;
  readonly spki: Buffer;
  readonly signature: Buffer;
}

interface KeptProofs {
  readonly proofs: readonly { order: number; spki: string; signature: string }[];
}

/** Evidence `proofOfPossession`: canonical JSON `{proofs:[{order,signature,spki}],salt,v:1}`, Base64. */
export function proofsOctets(proofs: readonly ProofOfPossession[]): Buffer {
  return canonicalOctets({
    v: 1,
    salt: randomBytes(16).toString('hex'),
    proofs: proofs.map(({ order, spki, signature }) => ({
      order,
      spki: spki.toString('base64'),
      signature: signature.toString('base64'),
    })),
  });
}

/** Reads what `proofsOctets` wrote. @throws NotCanonical */
export function readProofs(octets: Buffer): ProofOfPossession[] {
  const { proofs } = readCanonicalJson(octets) as unknown as KeptProofs;
  return proofs.map(({ order, spki, signature }) => ({
    order,
    spki: Buffer.from(spki, 'base64'),
    signature: Buffer.from(signature, 'base64'),
  }));
}
