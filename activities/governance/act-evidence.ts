import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { placeOfAct } from '../../adapters/evidence-store/place-of-act.ts';
import type { KeptAssertion } from '../../db/governance/dual-control.ts';

/** Where assertions of acts are kept. */
export type ActEvidence = Pick<EvidenceStore, 'createChain' | 'hasKeys' | 'put'>;

/** What is kept of an act, by one act of a person. */
export interface ActObjects {
  readonly assertion: Buffer;
  /** Of a proposal: what it is about, which the room reads. */
  readonly content?: Buffer | undefined;
  readonly document?: Buffer | undefined;
}

/** Keeps an assertion, in one pack with what it is over. Kept again it is the same file. */
export async function keepAssertion(
  evidence: ActEvidence,
  act: string,
  { assertion, content, document }: ActObjects,
): Promise<KeptAssertion> {
  const at = placeOfAct(act);
  if (!evidence.hasKeys(at.chainId)) await evidence.createChain(at.chainId);
  const others = [content, document].flatMap((octets) =>
    octets ? [{ kind: 'governanceDocument', ring: 'none', octets } as const] : [],
  );
  const [kept] = await evidence.put<'webauthnAssertion' | 'governanceDocument'>(at, [
    { kind: 'webauthnAssertion', ring: 'chain', octets: assertion },
    ...others,
  ]);
  if (!kept) throw new Error('nothing was kept');
  return { ...kept, kind: 'webauthnAssertion' };
}
