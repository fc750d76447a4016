import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { refusalReasons, type RefusalReason } from '../../domain/decision/overrides.ts';
import { firstRejection } from '../../domain/decision/given-approvals.ts';
import { actOfRejection } from '../../domain/decision/staff-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actorOf, type GivenDecision } from './given-decision.ts';
import { inOrder, keptLetter } from './kept-letter.ts';
import { refuseDecision } from './refuse-decision.ts';

const isReason = (code: string): code is RefusalReason => Object.hasOwn(refusalReasons, code);

/**
 * Rejects an application (row 14): final, by a named person, with one coded reason and its article (規則12条1項1号ニ・ホ).
 * The suspicion of an untrue application (法41条) takes two persons: the first is recorded and waits for the second, on the
 * same dossier.
 */
export function rejectByPerson(deps: OfficeDependencies, decision: GivenDecision): CaseAct {
  const { content, assertion } = decision;
  const [reason = '', ...more] = content.reasons;
  if (!isReason(reason) || more.length > 0) return refuseDecision(deps, decision, 'reasonsWrong');
  const letter = keptLetter(deps, decision, 'refusalLetter');
  if (!letter || !assertion) return refuseDecision(deps, decision, 'letterMissing');
  const isOfTwo = actOfRejection(content.reasons) === 'rejectWithSuspicion';
  const before = isOfTwo ? firstRejection(decision.events, content.dossierSha256) : undefined;
  if (isOfTwo && !before) return firstOfTwo(deps, decision, { reason, assertion });
  const assertions = before ? [before.assertionSha256, assertion.sha256] : [assertion.sha256];
  return rejected(deps, decision, { reason, letter, assertion, assertions });
}

interface FirstOfTwo {
  readonly reason: RefusalReason;
  readonly assertion: EvidenceReference<'webauthnAssertion'>;
}

/** The first of two: the case stays where it is, and the letter that counts is the second's. */
function firstOfTwo(
  { build }: OfficeDependencies,
  decision: GivenDecision,
  { reason, assertion }: FirstOfTwo,
): CaseAct {
  const { content, inputId, now, file } = decision;
  return {
    evidence: [assertion],
    inputs: [{ id: inputId, result: { state: file.row.state, isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'application.rejectionGiven',
          items: ['1ニ', '1ホ'],
          at: now.toISOString(),
          actor: actorOf(decision),
          input: inputId,
          evidence: [assertion],
          data: {
            dossierSha256: content.dossierSha256,
            reasonCode: reason,
            step: 1,
            assertionSha256: assertion.sha256,
          },
          ...runOf(build),
        },
      },
    ],
  };
}

interface Rejection extends FirstOfTwo {
  readonly letter: EvidenceReference<'refusalLetter'>;
  readonly assertions: readonly string[];
}

function rejected(
  { build }: OfficeDependencies,
  decision: GivenDecision,
  { reason, letter, assertion, assertions }: Rejection,
): CaseAct {
  const { content, inputId, now } = decision;
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
            assertions: assertions.toSorted(),
          },
          ...runOf(build),
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
