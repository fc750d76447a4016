import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { require } from './gate-refusal.ts';

/** Approvals that an instruction may name; the rules ask for two at most. */
const APPROVALS_MAX = 8;

const HASH = /^[0-9a-f]{64}$/;

const isHash = (value: unknown): value is string => typeof value === 'string' && HASH.test(value);

const areAscendingHashes = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= APPROVALS_MAX &&
  value.every((hash, i) => isHash(hash) && (i === 0 || String(value[i - 1]) < hash));

/**
 * The hashes of all assertions that an instruction rests on. A decision of the machine rests on none but an issuing
 * operator's, where one instructed: approvals under it would be persons whom nobody judges.
 *
 * @throws GateRefusal
 */
export function assertionsNamed(instruction: IssuingInstruction): readonly string[] {
  const { decider, instructedBy } = instruction;
  // Instructions from before persons could decide lack the member.
  const absent = decider === 'ruleSet' ? [] : undefined;
  const approvals: unknown = instruction.approvals ?? absent;
  require(decider === 'ruleSet' || decider === 'officer', 'instructionMissing', 'decider');
  require(areAscendingHashes(approvals), 'instructionMissing', 'approvals');
  require(decider === 'officer' || approvals.length === 0, 'instructionMissing', 'approvals');
  require(instructedBy === undefined || isHash(instructedBy), 'instructionMissing', 'instructedBy');
  return instructedBy === undefined ? approvals : [...approvals, instructedBy];
}
