import type { DefectiveKey } from '../../../adapters/jpki/key-proofs.ts';
import { keyDefects } from '../../../domain/key-delivery/key-defects.ts';
import type { ProblemOccurrence } from '../../middleware/problem-details.ts';

/** Says which keys are refused and why: `keys` of `{order, defect}`, and the sentence of the first. */
export function aboutKeys(defects: readonly DefectiveKey[]): ProblemOccurrence {
  const [first] = defects;
  if (!first) return {};
  const { ja, en } = keyDefects[first.defect];
  return { detail: { ja, en }, members: { keys: defects } };
}
