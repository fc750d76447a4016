import { sha256Hex } from '../../books/canonical-json.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { standingDecision, type StandingDecision } from '../../db/decision/staff-input.ts';
import { standingApprovals } from '../../domain/decision/given-approvals.ts';
import { actorOf, type GivenDecision } from '../decision/given-decision.ts';
import { instructionOf, type InstructionParts } from '../decision/instruction-of.ts';
import { presentDossier } from '../decision/present-dossier.ts';
import { moveToNewDossier, refuseDecision } from '../decision/refuse-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/**
 * 発行指示 by an issuing operator who approved nothing on the case (row 18): what goes to the room is what was
 * approved, octet for octet, or nothing goes.
 *
 * A crash after the document is kept and before the commit leaves evidence that nothing names.
 */
export async function instruct(
  deps: OfficeDependencies,
  decision: GivenDecision,
): Promise<CaseAct> {
  const { file, content } = decision;
  const decided = await standingDecision(deps.db, file.row.id);
  if (decided?.dossierSha256 !== content.dossierSha256) {
    return refuseDecision(deps, decision, 'dossierMoved');
  }
  const present = await presentDossier(deps, decision);
  if (!present) return moveToNewDossier(deps, decision);
  const parts = { file, now: decision.now, ...present, decided: decidedBy(decision, decided) };
  const document = instructionOf(parts);
  const { id: caseId, chainId } = file.row;
  const at = { caseId, chainId };
  const { assertionSha256: sha256 = '' } = content;
  const assertion = deps.evidence.get(at, [sha256]).get(sha256) as Buffer;
  // In one pack with the assertion: no entry names the document, and reconciliation finds a pack by what is named.
  await deps.evidence.put<'issuingInstruction' | 'webauthnAssertion'>(at, [
    document,
    { kind: 'webauthnAssertion', ring: 'chain', octets: assertion },
  ]);
  return instructed(deps, decision, sha256Hex(Buffer.from(document.octets)));
}

/** Who decided and who instructs; of the machine's decision somebody else is responsible. */
function decidedBy(
  { events, content }: GivenDecision,
  { decider, responsible }: StandingDecision,
): InstructionParts['decided'] {
  const { assertionSha256: instructedBy = '' } = content;
  if (decider === 'ruleSet') {
    return { decider, approvals: [], instructedBy, ...(responsible ? { responsible } : {}) };
  }
  const approvals = standingApprovals(events)
    .filter(({ dossierSha256 }) => dossierSha256 === content.dossierSha256)
    .map(({ assertionSha256 }) => assertionSha256);
  return { decider, approvals: approvals.toSorted(), instructedBy };
}

function instructed(
  { build }: OfficeDependencies,
  decision: GivenDecision,
  instructionSha256: string,
): CaseAct {
  const { file, content, assertion, inputId, now } = decision;
  const state = file.row.keyDelivery === 'simultaneous' ? 'issuing' : 'keyDelivery';
  const orders = file.orders.map(({ id }) => id);
  return {
    change: { state, stateDeadline: null, nextAttemptAt: null, instructionSha256 },
    instructed: orders,
    evidence: assertion ? [assertion] : [],
    inputs: [{ id: inputId, result: { state, isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'issuing.instructed',
          items: ['1ヘ'],
          at: now.toISOString(),
          actor: actorOf(decision),
          input: inputId,
          ...(assertion ? { evidence: [assertion] } : {}),
          data: {
            dossierSha256: content.dossierSha256,
            orders,
            assertions: assertion ? [assertion.sha256] : [],
          },
          ...runOf(build),
        },
      },
    ],
  };
}
