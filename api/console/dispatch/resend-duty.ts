import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { ListedLetter } from '../../../db/dispatch/lot-records.ts';
import { pastActsOf, withPersons, type CaseEvent } from '../../../domain/governance/past-acts.ts';
import { defaultPolicyValues } from '../../../domain/governance/policy.ts';
import { rolesNamed } from '../../../domain/governance/role-names.ts';
import { mayAct } from '../../../domain/governance/separation.ts';
import type { resendReasons } from '../../../domain/key-delivery/letter-inputs.ts';

/** Why another code is sent. */
export type ResendReason = keyof typeof resendReasons;

/** Why nobody, or not this reader, may order a re-send. */
export type ResendRefusal = 'state' | 'usedUp' | 'role' | 'N7' | 'other';

/** Whether a reader may order a re-send of the newest code of a case; or why not, and who could. */
export type ResendDuty =
  | { readonly may: true; readonly reason: ResendReason }
  | {
      readonly may: false;
      readonly because: ResendRefusal;
      readonly people: readonly string[];
    };

/** A case as a re-send is judged on it. */
export interface ResendCase {
  readonly state: string;
  /** The newest code with its letter; undefined where none was made. */
  readonly newest: Pick<ListedLetter, 'state' | 'resend' | 'returnReason'> | undefined;
  /** Entries of the case and, after them, of the lot that the newest letter was in. */
  readonly events: readonly CaseEvent[];
  readonly staff: readonly StaffMember[];
  readonly ownCaseOf: readonly string[];
}

/** How many re-sends a case has left after this letter. */
export const resendsLeft = ({ resend }: Pick<ListedLetter, 'resend'>): number =>
  Math.max(0, defaultPolicyValues.codeResendsMax - resend);

/** Why the newest code can be used no more; undefined where it still can, or nothing is to be sent again. */
export function reasonOf({ state, newest }: Pick<ResendCase, 'state' | 'newest'>) {
  if (state !== 'keyDelivery' || !newest) return undefined;
  const reasons: Readonly<Record<string, ResendReason>> = { lapsed: 'lapsed', locked: 'locked' };
  if (newest.state === 'voided' && newest.returnReason !== null) return 'letterReturned' as const;
  return reasons[newest.state];
}

/** What keeps somebody from ordering a re-send. */
function refusalFor(on: ResendCase, officer: StaffMember): ResendRefusal | undefined {
  if (!officer.roles.includes('approver')) return 'role';
  const { person, personRoles, id } = officer;
  const isOwnCase = on.ownCaseOf.includes(id);
  const past = pastActsOf(withPersons(on.events, on.staff));
  const leave = mayAct(
    { act: 'orderResend', person, roles: rolesNamed(personRoles), isOwnCase },
    past,
  );
  if (leave.may) return undefined;
  return leave.because === 'N7' || leave.because === 'role' ? leave.because : 'other';
}

/** Judges by the functions that the office-worker uses (規則6条15号ロ; N7: nobody who sealed the old lot). */
export function resendDuty(on: ResendCase, officer: StaffMember): ResendDuty {
  const reason = reasonOf(on);
  if (!reason || !on.newest) return { may: false, because: 'state', people: [] };
  if (resendsLeft(on.newest) === 0) return { may: false, because: 'usedUp', people: [] };
  const because = refusalFor(on, officer);
  if (because === undefined) return { may: true, reason };
  const people = on.staff.filter((each) => refusalFor(on, each) === undefined);
  return { may: false, because, people: people.map(({ name }) => name) };
}
