import type { CaseAct } from '../../db/decision/commit-case.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { refusalReasons, type RefusalReason } from '../../domain/decision/overrides.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actorOf, type GivenDecision } from './given-decision.ts';
import { inOrder, keptLetter } from './kept-letter.ts';
import { refuseDecision } from './refuse-decision.ts';

const isReason = (code: string): code is RefusalReason => Object.hasOwn(refusalReasons, code);

/**
 * Rejects an application (row 14): final, by a named person, with one coded reason and its article (規則12条1項1号ニ・ホ).
 * The suspicion of an untrue application (法41条) takes two persons, and cannot be recorded by one.
 */
export function rejectByPerson(deps: OfficeDependencies, decision: GivenDecision): CaseAct {
  const { content, inputId, now, assertion } = decision;
  const [reason = '', ...more] = content.reasons;
  if (!isReason(reason) || more.length > 0) return refuseDecision(deps, decision, 'reasonsWrong');
  if (reason === 'untrueApplication') {
    return refuseDecision(deps, decision, 'secondPersonRequired');
  }
  const letter = keptLetter(deps, decision, 'refusalLetter');
  if (!letter || !assertion) return refuseDecision(deps, decision, 'letterMissing');
  return {
    change: { state: 'rejected', closedAt: now, stateDeadline: null, nextAttemptAt: null },
    evidence: [letter, assertion],
    inputs: [{ id: inputId, result: { state: 'rejected', isApplied: true } }],
    decisions: [rejectedRow(decision)],
    entries: [
      {
        entry: {
          event: 'application.rejected',
          items: ['1ニ', '1ホ'],
          at: now.toISOString(),
          actor: actorOf(decision),
          input: inputId,
          evidence: inOrder([letter, assertion]),
          data: {
            dossierSha256: content.dossierSha256,
            reasonCode: reason,
            article: refusalReasons[reason].law,
            rules: decision.verdict.notHolding.map(({ rule, code }) => `${rule}/${code ?? ''}`),
            letterSha256: letter.sha256,
            assertions: [assertion.sha256],
          },
          ...runOf(deps.build),
        },
      },
    ],
  };
}

const rejectedRow = ({ file: { row }, content, now }: GivenDecision) => ({
  id: uuidV7(),
  case_id: row.id,
  edition: row.edition,
  outcome: 'rejected',
  decider: 'officer',
  dossier_sha256: content.dossierSha256,
  responsible_id: null,
  at: now,
});
