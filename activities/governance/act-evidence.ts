import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { KeptAssertion } from '../../db/governance/dual-control.ts';

/** Where assertions of acts are kept. */
export type ActEvidence = Pick<EvidenceStore, 'createChain' | 'hasKeys' | 'put'>;

/**
 * Where the evidence of an act lies: by itself, under keys of its own, so that both sides read it and no case's erasure
 * takes it away.
 */
export const placeOfAct = (act: string) =>
  ({ caseId: `act-${act}`, chainId: `act-${act}` }) as const;

/** Keeps an assertion. Kept again it is the same file. */
export async function keepAssertion(
  evidence: ActEvidence,
  act: string,
  octets: Buffer,
): Promise<KeptAssertion> {
  const at = placeOfAct(act);
  if (!evidence.hasKeys(at.chainId)) await evidence.createChain(at.chainId);
  const [kept] = await evidence.put<'webauthnAssertion'>(at, [
    { kind: 'webauthnAssertion', ring: 'chain', octets },
  ]);
  if (!kept) throw new Error('nothing was kept');
  return kept;
}
