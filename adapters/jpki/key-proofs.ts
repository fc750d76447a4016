import { hash } from 'node:crypto';

import type { ApplicationText } from '../../domain/application/signed-text.ts';
import {
  challengePassword,
  type ProofOfPossession,
  proofOfPossessionOctets,
} from '../../domain/key-delivery/proof-of-possession.ts';
import type { KeyDefect } from '../../domain/key-delivery/key-defects.ts';
import { isSelfSigned, readCsr } from '../x509/csr.ts';
import { MalformedDer } from '../x509/der-reader.ts';
import {
  keyDefect,
  type KeyParameters,
  parametersOf,
  readPublicKey,
  verifySignature,
} from '../x509/public-key.ts';

/**
 * A proof that the applicant holds the key of one order: a signature over the octets of the proof,
 * or a PKCS#10 whose challengePassword is their hash.
 */
export type KeyProof =
  | { readonly order: number; readonly spki: Buffer; readonly signature: Buffer }
  | { readonly order: number; readonly pkcs10: Buffer };

/** What the proofs are judged by. */
export interface KeyProofsInput {
  readonly text: Pick<ApplicationText, 'applicationId' | 'keys'> & {
    readonly orders: readonly unknown[];
  };
  readonly textSha256: string;
  /** 乱数 of the text, or of the redemption on the code route; undefined if none was given out. */
  readonly nonce: string | undefined;
  readonly proofs: readonly KeyProof[];
}

/** Facts of the keys that were received. */
export interface KeyProofFacts {
  readonly keyParameters: KeyParameters;
  /** The keys that are not acceptable, and why. */
  readonly defects: readonly DefectiveKey[];
  readonly proofOfPossession: ProofVerdict;
  /** Whether each order's key is the one whose hash stands in the text. */
  readonly isBound: boolean;
}

/** A key that nobody may certify, by its order. */
export interface DefectiveKey {
  readonly order: number;
  readonly defect: KeyDefect;
}

type ProofVerdict = 'valid' | 'invalid' | 'otherApplication' | 'missing';

/** The algorithm that goes with the key; none for a key that is not offered. */
function proofAlgorithm(spki: Buffer): string | undefined {
  const key = readPublicKey(spki);
  if (key.kind === 'rsa') return '1.2.840.113549.1.1.11';
  if (key.kind !== 'ec') return undefined;
  return key.curve === 'P-256' ? '1.2.840.10045.4.3.2' : '1.2.840.10045.4.3.3';
}

function judgePkcs10(pkcs10: Buffer, about: ProofOfPossession): ProofVerdict {
  const csr = readCsr(pkcs10);
  if (!isSelfSigned(csr)) return 'invalid';
  // A request made for anything at all holds a key, and proves nothing for this application.
  if (csr.challengePassword === undefined) return 'missing';
  const expected = challengePassword(hash('sha256', proofOfPossessionOctets(about), 'buffer'));
  return csr.challengePassword === expected ? 'valid' : 'otherApplication';
}

function judgeProof(proof: KeyProof, about: ProofOfPossession): ProofVerdict {
  if ('pkcs10' in proof) return judgePkcs10(proof.pkcs10, about);
  const { spki, signature } = proof;
  if (signature.length === 0) return 'missing';
  const algorithm = proofAlgorithm(spki);
  if (algorithm === undefined) return 'invalid';
  const data = Buffer.from(proofOfPossessionOctets(about));
  const isValid = verifySignature({ algorithm, spki, data, signature });
  return isValid ? 'valid' : 'invalid';
}

interface JudgedProof {
  readonly order: number;
  readonly spkiSha256: string | undefined;
  readonly defect: KeyDefect | undefined;
  readonly verdict: ProofVerdict;
}

const UNREADABLE = { spkiSha256: undefined, defect: 'keyEncoding', verdict: 'invalid' } as const;

function judgeOne(proof: KeyProof, input: KeyProofsInput): JudgedProof {
  const { order } = proof;
  const { text, textSha256, nonce } = input;
  try {
    const spki = 'pkcs10' in proof ? readCsr(proof.pkcs10).spki : proof.spki;
    const spkiSha256 = hash('sha256', spki);
    const defect = keyDefect(spki);
    if (nonce === undefined || parametersOf(defect) === 'malformed') {
      return { order, spkiSha256, defect, verdict: 'invalid' };
    }
    const { applicationId } = text;
    const about = { applicationId, orderNumber: order, nonce, textSha256, spkiSha256 };
    return { order, spkiSha256, defect, verdict: judgeProof(proof, about) };
  } catch (error) {
    if (error instanceof MalformedDer) return { order, ...UNREADABLE };
    throw error;
  }
}

const PROOF_SEVERITY = ['missing', 'invalid', 'otherApplication', 'valid'] as const;
const KEY_SEVERITY = ['malformed', 'weak', 'tooShort', 'unsupported', 'acceptable'] as const;

function worst<T>(severity: readonly T[], found: readonly T[]): T | undefined {
  return severity.find((value) => found.includes(value));
}

/**
 * Judges the keys of an application: how strong they are, whether the applicant holds them, and
 * whether they are those of the text. Each order wants exactly one key; with several, the worst
 * counts. Called when at least one key was received. Never throws for what the octets say.
 */
export function judgeKeyProofs(input: KeyProofsInput): KeyProofFacts {
  const { orders, keys } = input.text;
  const judged = input.proofs.map((proof) => judgeOne(proof, input));
  const verdicts = judged.map(({ verdict }) => verdict);
  const hasOneEach = orders.every(
    (_, index) => judged.filter(({ order }) => order === index + 1).length === 1,
  );
  // A key that no order asked for, or a second one, is no proof for any order.
  if (judged.length > orders.length) verdicts.push('invalid');
  else if (!hasOneEach) verdicts.push('missing');

  const named = keys.delivery === 'simultaneous' ? keys.spkiSha256 : [];
  const isBound =
    hasOneEach &&
    judged.length === orders.length &&
    judged.every(({ order, spkiSha256 }) => spkiSha256 === named[order - 1]);
  return {
    keyParameters:
      worst(
        KEY_SEVERITY,
        judged.map(({ defect }) => parametersOf(defect)),
      ) ?? 'malformed',
    defects: judged.flatMap(({ order, defect }) => (defect ? [{ order, defect }] : [])),
    proofOfPossession: worst(PROOF_SEVERITY, verdicts) ?? 'missing',
    isBound,
  };
}
