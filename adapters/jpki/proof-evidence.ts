import { randomBytes } from 'node:crypto';
import { canonicalOctets, readCanonicalJson } from '../../books/canonical-json.ts';
import { readCsr } from '../x509/csr.ts';
import type { KeyProof } from './key-proofs.ts';

interface KeptProof {
  readonly order: number;
  readonly pkcs10?: string;
  readonly spki?: string;
  readonly signature?: string;
}

const base64 = (octets: Buffer): string => octets.toString('base64');
const octetsOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');

/**
 * Evidence `proofOfPossession`: canonical JSON `{proofs, salt, v:1}` in the order given; a proof is
 * `{order, spki, signature}` or `{order, pkcs10}`, in Base64.
 */
export function proofsOctets(proofs: readonly KeyProof[]): Buffer {
  const kept = proofs.map((proof) =>
    'pkcs10' in proof
      ? { order: proof.order, pkcs10: base64(proof.pkcs10) }
      : { order: proof.order, spki: base64(proof.spki), signature: base64(proof.signature) },
  );
  return canonicalOctets({ v: 1, salt: randomBytes(16).toString('hex'), proofs: kept });
}

/** Reads what `proofsOctets` wrote. @throws NotCanonical */
export function readProofs(octets: Buffer): KeyProof[] {
  const { proofs } = readCanonicalJson(octets) as unknown as { proofs: readonly KeptProof[] };
  return proofs.map(({ order, pkcs10, spki, signature }) =>
    pkcs10 === undefined
      ? { order, spki: octetsOf(spki), signature: octetsOf(signature) }
      : { order, pkcs10: octetsOf(pkcs10) },
  );
}

/** DER of the key a proof is about. @throws MalformedDer if its PKCS#10 cannot be read. */
export const provenKey = (proof: KeyProof): Buffer =>
  'pkcs10' in proof ? readCsr(proof.pkcs10).spki : proof.spki;
