import type { ActId } from './acts.ts';
import type { PastAct } from './separation.ts';

/** An entry of a case, as far as it says who did what. */
export interface CaseEvent {
  readonly event: string;
  readonly actor: {
    readonly kind: string;
    /** The account. */
    readonly id: string;
    /** Whose account it is, where the register was asked; no entry says it. */
    readonly person?: string;
    readonly role?: string;
  };
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events with the person behind each account: two accounts of one person are one (N13). */
export function withPersons(
  events: readonly CaseEvent[],
  accounts: readonly { readonly id: string; readonly person: string }[],
): CaseEvent[] {
  const persons = new Map(accounts.map(({ id, person }) => [id, person]));
  return events.map((event) => {
    const person = event.actor.kind === 'officer' ? persons.get(event.actor.id) : undefined;
    return person === undefined ? event : { ...event, actor: { ...event.actor, person } };
  });
}

/** Who acted: the person where it is known, else the account. */
export const actorPerson = ({ actor }: CaseEvent): string => actor.person ?? actor.id;

/** Acts of the table of duties, by the entry that an act leaves. */
const ACT_OF_EVENT: Readonly<Record<string, ActId>> = {
  'application.received': 'enterPaper',
  'application.corrected': 'enterPaper',
  'original.registered': 'enterPaper',
  'evidence.received': 'enterPaper',
  'data.compared': 'secondDataEntry',
  'document.checked': 'checkDocuments',
  'case.claimed': 'claimOrNote',
  'case.held': 'claimOrNote',
  'note.added': 'claimOrNote',
  'application.returned': 'returnForCorrection',
  'application.approvalGiven': 'approve',
  'application.approvalVoided': 'takeApprovalBack',
  'application.rejectionGiven': 'rejectWithSuspicion',
  'application.rejected': 'reject',
  'application.withdrawn': 'takeRequest',
  'issuing.instructed': 'instructIssuing',
  'letter.lotSealed': 'sealLetterLot',
  'letter.returned': 'enterPaper',
  'code.resendOrdered': 'orderResend',
  'revocation.requested': 'takeRequest',
  'revocation.callback': 'takeRequest',
  'revocation.granted': 'decideRevocation',
  'revocation.confirmed': 'confirmEmergency',
  'revocation.refused': 'decideRevocation',
};

/** The part of an examiner in an approval is a finding, and keeps its giver from approving (N1). */
function actOf({ event, actor, data }: CaseEvent): ActId | undefined {
  // Of an emergency whoever granted it does not confirm it (N6).
  if (event === 'revocation.granted' && data['emergency'] === true) return 'revokeInEmergency';
  if (event === 'application.approvalGiven' && actor.role === 'examiner') return 'checkDocuments';
  return Object.hasOwn(ACT_OF_EVENT, event) ? ACT_OF_EVENT[event] : undefined;
}

/**
 * What members of staff did on a case, by its entries in their order, of every version (規則6条15号ロ).
 *
 * An approval that a later entry voided is void; a finding is not: whoever examined one version of a case
 * does not approve another. The first of two rejections ends with the evaluation that it was made on.
 */
export function pastActsOf(events: readonly CaseEvent[]): PastAct[] {
  const lastOf = (name: string) => events.findLastIndex(({ event }) => event === name);
  const voids = {
    approve: lastOf('application.approvalVoided'),
    rejectWithSuspicion: lastOf('case.evaluated'),
  };
  return events.flatMap((entry, place) => {
    const act = entry.actor.kind === 'officer' ? actOf(entry) : undefined;
    if (act === undefined) return [];
    const isVoided = (act === 'approve' || act === 'rejectWithSuspicion') && place < voids[act];
    return [{ act, person: actorPerson(entry), ...(isVoided ? { isVoided } : {}) }];
  });
}
