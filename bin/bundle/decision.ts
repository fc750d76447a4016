import { ruleSetSha256 } from '../../activities/decision/rule-set-hash.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import type { ProvenEntry } from './proven-entries.ts';

/** When a case was decided, and by which rules. */
export interface Decision {
  /** The last approval; without one the first certificate, which cannot come before a decision. */
  readonly entry: ProvenEntry | undefined;
  /** Hash of the rule set that the approval names, or else the last evaluation. */
  readonly ruleSetSha256: string | undefined;
}

/** Finds the decision among the entries of a case; nothing in it if there is none. */
export function decisionOf(entries: readonly ProvenEntry[]): Decision {
  const entry =
    entries.findLast(({ entry: { event } }) => event === 'application.approved') ??
    entries.find(({ entry: { event } }) => event === 'certificate.received');
  const before = entry ? entries.filter(({ index }) => index <= entry.index) : entries;
  const hashes = before.flatMap((proven) => ruleSetOf(proven) ?? []);
  return { entry, ruleSetSha256: hashes.at(-1) };
}

const ruleSetOf = ({ entry }: ProvenEntry): string | undefined =>
  entry.event === 'application.approved' || entry.event === 'case.evaluated'
    ? entry.data.ruleSetSha256
    : undefined;

/** How old an answer of J-LIS might be by those rules (`jlis.fresh`); undefined if they are not known. */
export function maxAgeMinutes(decision: Decision): number | undefined {
  const rules = ruleSets.find((each) => ruleSetSha256(each) === decision.ruleSetSha256);
  const minutes = Number(rules?.parameters['jlisAnswerMaxAgeMinutes']);
  return Number.isNaN(minutes) ? undefined : minutes;
}
