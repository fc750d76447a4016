import type { CaseAct } from '../../db/decision/commit-case.ts';
import { routeOfTransfer } from '../../domain/decision/transfer.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { deadlineOf } from './deadline.ts';
import { actorOf, type GivenDecision } from './given-decision.ts';
import { keptLetter } from './kept-letter.ts';
import { refuseDecision } from './refuse-decision.ts';

/**
 * Returns an application for correction by a person (row 15); the items are findings or codes of what to mend. One that is
 * to come by another route names that route alone: the route stands in the signed octets, so it takes another version. What
 * was received stays; approvals of it are void once the other version is evaluated.
 */
export function returnByPerson(deps: OfficeDependencies, decision: GivenDecision): CaseAct {
  const { content, file, verdict, inputId, now } = decision;
  const { reasons, answerBy, letterSha256 } = content;
  const letter = keptLetter(deps, decision, 'notice');
  if (!letter || letterSha256 === undefined) return refuseDecision(deps, decision, 'letterMissing');
  const latest = deadlineOf('correction', now);
  const ends = answerBy === undefined ? latest : new Date(answerBy);
  // What the letter promises holds, as long as the policy could have promised it.
  const isPossible = ends.getTime() > now.getTime() && ends.getTime() <= latest.getTime();
  const isTransfer = routeOfTransfer(reasons) !== undefined;
  const isSaid = reasons.length > 0 && isTransfer === (content.kind === 'transfer');
  if (!isSaid || !isPossible) return refuseDecision(deps, decision, 'reasonsWrong');
  const { assertion } = decision;
  return {
    change: { state: 'returned', stateDeadline: ends, nextAttemptAt: null },
    evidence: [letter, ...(assertion ? [assertion] : [])],
    inputs: [{ id: inputId, result: { state: 'returned', isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'application.returned',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: actorOf(decision),
          input: inputId,
          evidence: [letter],
          data: {
            version: file.row.edition,
            items: [...reasons],
            rules: verdict.notHolding.map(({ rule, code }) => `${rule}/${code ?? ''}`),
            answerBy: ends.toISOString(),
            letterSha256,
          },
          ...runOf(deps.build),
        },
      },
    ],
  };
}
