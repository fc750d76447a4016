import type { EvidenceReference } from '../../books/entry.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import type { GivenDecision } from './given-decision.ts';

/**
 * The letter of a decision as evidence. Whoever decided saw these very octets; they were kept before the decision
 * was recorded. Undefined where the decision names none.
 */
export function keptLetter<K extends 'notice' | 'refusalLetter'>(
  { evidence }: OfficeDependencies,
  { content, file }: GivenDecision,
  kind: K,
): EvidenceReference<K> | undefined {
  const { letterSha256: sha256 } = content;
  if (sha256 === undefined) return undefined;
  const { id: caseId, chainId } = file.row;
  const octets = evidence.get({ caseId, chainId }, [sha256]).get(sha256);
  return octets && { kind, sha256, size: octets.length };
}

/** Evidence of an entry, in the order of hashes. */
export const inOrder = <E extends { readonly sha256: string }>(evidence: readonly E[]): E[] =>
  evidence.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
