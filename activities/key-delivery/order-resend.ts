import { isAssertionValid, readAssertion } from '../../adapters/webauthn/assertion.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import type { CodeRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { findOfficer, readCaseEvents, type Officer } from '../../db/decision/staff-input.ts';
import { sealersOfLot } from '../../db/key-delivery/code-of-letter.ts';
import { isFinal } from '../../domain/application/states.ts';
import type { DecisionProblem } from '../../domain/decision/staff-decision.ts';
import { pastActsOf } from '../../domain/governance/past-acts.ts';
import { defaultPolicyValues } from '../../domain/governance/policy.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct } from '../../domain/governance/separation.ts';
import {
  readResend,
  resendOrderText,
  type ResendContent,
} from '../../domain/key-delivery/letter-inputs.ts';
import type { ApplicationState } from '../contract.ts';
import { actorOf } from '../decision/given-decision.ts';
import { refuseDecision } from '../decision/refuse-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { codeRows } from './code-change.ts';
import type { CodeInput } from './refuse-input.ts';

interface Ordered {
  readonly content: ResendContent;
  readonly code: CodeRow;
  readonly officer: Officer;
  readonly assertion: EvidenceReference<'webauthnAssertion'>;
}

/**
 * Applies an approver's order of another code (code table, row 13): for a code that nobody can use any more, twice at most, and never
 * by whoever sealed the letter before (N7). The run then has the room make it, which voids the one before.
 */
export async function orderResend(deps: OfficeDependencies, given: CodeInput): Promise<CaseAct> {
  const judged = await judge(deps, given);
  if ('problem' in judged) return refuseDecision(deps, given, judged.problem);
  const { content, code, officer, assertion } = judged;
  const { inputId, now } = given;
  const at = now.toISOString();
  const state = code.state === 'locked' ? 'voided' : code.state;
  return {
    change: { stateDeadline: null, nextAttemptAt: null, notHolding: [] },
    codes: codeRows({ ...code, state, resend_ordered_at: at, ended_at: code.ended_at ?? at }),
    evidence: [assertion],
    inputs: [{ id: inputId, result: { state: 'keyDelivery', isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'code.resendOrdered',
          items: ['1ヘ'],
          at,
          actor: actorOf({ officer, content }),
          input: inputId,
          evidence: [assertion],
          data: {
            codeNumber: code.code_number,
            reason: content.reasons[0],
            assertionSha256: assertion.sha256,
          },
          ...runOf(deps.build),
        },
      },
    ],
  };
}

/** State, person, duties, signature: the state first, so that whoever was second is told that. */
async function judge(
  deps: OfficeDependencies,
  { input, file }: CodeInput,
): Promise<Ordered | { readonly problem: DecisionProblem }> {
  const content = readResend(input.content);
  if (!content || content.officer !== input.actor) return { problem: 'contentUnreadable' };
  if (isFinal(file.row.state as ApplicationState)) return { problem: 'caseClosed' };
  const { code } = file;
  if (file.row.state !== 'keyDelivery' || !code || !isUnusable(code, content)) {
    return { problem: 'stateMoved' };
  }
  if (code.resend >= defaultPolicyValues.codeResendsMax) return { problem: 'resendsUsedUp' };
  const officer = await findOfficer(deps.db, content.officer, file.row.id);
  if (!officer) return { problem: 'officerUnknown' };
  if (!officer.roles.includes(content.role)) return { problem: 'roleRequired' };
  const duty = await dutyProblem(deps, { officer, code });
  if (duty) return { problem: duty };
  const assertion = await signed(deps, { caseId: file.row.id, chainId: file.row.chainId }, content);
  return assertion ? { content, code, officer, assertion } : { problem: 'assertionInvalid' };
}

/** The very code of the order, ended in the way that it says. */
function isUnusable(code: CodeRow, { codeNumber, reasons: [reason] }: ResendContent): boolean {
  const ended = { locked: 'locked', lapsed: 'lapsed', letterReturned: 'voided' };
  return (
    code.code_number === codeNumber &&
    code.unusable_at !== null &&
    code.resend_ordered_at === null &&
    code.state === ended[reason as keyof typeof ended]
  );
}

async function dutyProblem(
  { db }: OfficeDependencies,
  { officer, code }: { readonly officer: Officer; readonly code: CodeRow },
): Promise<DecisionProblem | undefined> {
  const events = await readCaseEvents(db, code.case_id);
  const sealers = code.lot_id === null ? [] : await sealersOfLot(db, code.lot_id);
  const { person, personRoles, isOwnCase } = officer;
  const proposal = { act: 'orderResend', person, roles: rolesNamed(personRoles), isOwnCase };
  const leave = mayAct(proposal, [
    ...pastActsOf(events),
    ...sealers.map((sealer) => ({ act: 'sealLetterLot' as const, person: sealer })),
  ]);
  if (leave.may) return undefined;
  return leave.because === 'role' ? 'roleRequired' : `duties${leave.because}`;
}

/** The assertion of the order: over these very words, by a passkey of this officer. */
async function signed(
  { evidence, staff }: OfficeDependencies,
  at: { readonly caseId: string; readonly chainId: string },
  content: ResendContent,
): Promise<Ordered['assertion'] | undefined> {
  const { assertionSha256: sha256, officer, role, terminal, codeNumber, reasons } = content;
  const octets = evidence.get(at, [sha256]).get(sha256) as Buffer;
  const read = readAssertion(octets);
  const passkey = read && (await staff?.passkeys.find(officer, read.credentialId));
  if (!read || !passkey || !staff) return undefined;
  const { statement } = read;
  const isOver =
    statement.act === 'resend' &&
    statement.subject === at.caseId &&
    statement.contentSha256 === sha256Hex(Buffer.from(resendOrderText(at.caseId, codeNumber))) &&
    statement.officer === officer &&
    statement.role === role &&
    statement.terminal === terminal &&
    JSON.stringify(statement.reasons) === JSON.stringify(reasons);
  const isValid = isOver && (await isAssertionValid(read, passkey, staff.relyingParty));
  return isValid ? { kind: 'webauthnAssertion', sha256, size: octets.length } : undefined;
}
