import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { SentInput } from '../../../db/revocation/request-inputs.ts';
import type { Override } from '../../../domain/decision/rule-set.ts';
import { permissionOf, type ActId } from '../../../domain/governance/acts.ts';
import { pastActsOf, withPersons, type CaseEvent } from '../../../domain/governance/past-acts.ts';
import { rolesNamed } from '../../../domain/governance/role-names.ts';
import {
  mayAct,
  type PastAct,
  type SeparationRule,
} from '../../../domain/governance/separation.ts';
import { findRevocationRuleSet } from '../../../domain/revocation/rule-sets.ts';
import {
  revocationReasons,
  type RevocationReasonCode,
} from '../../../domain/revocation/reasons.ts';
import {
  requestInputKinds,
  requestInputTable,
  type RequestInputKind,
} from '../../../domain/revocation/request-inputs.ts';

/** A request as duties are judged on it. */
export interface DutyRequest {
  readonly request: Pick<
    ListedRequest,
    | 'state'
    | 'channel'
    | 'outcome'
    | 'notHolding'
    | 'ruleSetId'
    | 'reasonCode'
    | 'isEmergency'
    | 'confirmedAt'
    | 'serialNumber'
  >;
  /** What members of staff did about it. */
  readonly past: readonly PastAct[];
  readonly staff: readonly StaffMember[];
  /** Officers whose own certificate it is, or whose household's (N12). */
  readonly ownCaseOf: readonly string[];
  /** The policy lets certificates be suspended. */
  readonly maySuspend: boolean;
}

/** Why somebody may not. */
export type RequestDutyRefusal = 'state' | 'outcome' | 'off' | 'role' | SeparationRule;

/** Whether a person may do something about a request now; or why not, and who could. */
export type RequestDuty = { readonly kind: RequestInputKind } & (
  | { readonly may: true; readonly role: string }
  | {
      readonly may: false;
      readonly because: RequestDutyRefusal;
      readonly people: readonly string[];
    }
);

/** Who may decide against each finding that does not hold; undefined for one that this build does not know. */
function overridesOf({ notHolding, ruleSetId }: DutyRequest['request']): (Override | undefined)[] {
  const rules = findRevocationRuleSet(ruleSetId ?? '')?.rules ?? [];
  return (notHolding ?? []).map((name) => {
    const [id, code] = name.split('/');
    const found = rules.find((rule) => rule.id === id);
    return found?.branches.find((branch) => branch.code === code)?.override;
  });
}

/** How many approvers a grant takes; undefined where nobody may grant, or nothing was examined yet. */
export function approversNeeded(request: DutyRequest['request']): 1 | 2 | undefined {
  const overrides = overridesOf(request);
  const isOpen = overrides.every((each) => each !== undefined && each !== 'nobody');
  if (request.outcome === null || !isOpen) return undefined;
  return overrides.some((each) => each !== 'A') ? 2 : 1;
}

const isIn = (state: string, ...states: readonly string[]): boolean => states.includes(state);

const isUpgradable = (reason: string | null): boolean =>
  reason !== null &&
  Object.hasOwn(revocationReasons, reason) &&
  revocationReasons[reason as RevocationReasonCode].isUpgradable;

type Closing = (on: DutyRequest) => RequestDutyRefusal | undefined;

const unless = (isOpen: boolean): RequestDutyRefusal | undefined => (isOpen ? undefined : 'state');

/** What keeps everybody from it. */
const CLOSED_BY: Readonly<Record<RequestInputKind, Closing>> = {
  revocationCallback: ({ request: { state, channel } }) =>
    unless(channel === 'telephone' && isIn(state, 'received', 'examining', 'suspended')),
  revocationGrant: ({ request }) =>
    unless(isIn(request.state, 'examining', 'suspended')) ??
    (approversNeeded(request) === undefined ? 'outcome' : undefined),
  revocationRefusal: ({ request: { state } }) => unless(isIn(state, 'examining', 'suspended')),
  revocationEmergency: ({ request: { state, serialNumber } }) =>
    unless(isIn(state, 'received', 'examining') && serialNumber !== null),
  revocationConfirmation: ({ request: { isEmergency, confirmedAt } }) =>
    unless(isEmergency === true && confirmedAt === null),
  revocationSuspension: ({ request: { state }, maySuspend }) =>
    unless(state === 'examining') ?? (maySuspend ? undefined : 'off'),
  revocationReasonUpgrade: ({ request: { state, reasonCode } }) =>
    unless(state === 'published' && isUpgradable(reasonCode)),
};

/** Whether a person may do it now. The office-worker judges again by the same tables. */
export function requestDutyOf(
  on: DutyRequest,
  officer: StaffMember,
  kind: RequestInputKind,
): RequestDuty {
  const closed = CLOSED_BY[kind](on);
  if (closed) return { kind, may: false, because: closed, people: [] };
  const own = leaveOf(on, officer, kind);
  if ('role' in own) return { kind, may: true, role: own.role };
  const people = on.staff.filter((each) => 'role' in leaveOf(on, each, kind));
  return { kind, may: false, because: own.because, people: people.map(({ name }) => name) };
}

/** The duties of one person about a request. */
export const requestDutiesOf = (
  on: DutyRequest,
  officer: StaffMember,
): Readonly<Record<RequestInputKind, RequestDuty>> =>
  Object.fromEntries(
    requestInputKinds.map((kind) => [kind, requestDutyOf(on, officer, kind)]),
  ) as Record<RequestInputKind, RequestDuty>;

type Leave = { readonly role: string } | { readonly because: RequestDutyRefusal };

function leaveOf(on: DutyRequest, officer: StaffMember, kind: RequestInputKind): Leave {
  const { id, roles, person, personRoles } = officer;
  const act = actFor(on, kind);
  const role = requestInputTable[kind].roles.find(
    (each) => roles.includes(each) && permissionOf(act, rolesNamed([each])) !== undefined,
  );
  if (role === undefined) return { because: 'role' };
  const isOwnCase = on.ownCaseOf.includes(id);
  const leave = mayAct({ act, person, roles: rolesNamed(personRoles), isOwnCase }, on.past);
  return leave.may ? { role } : { because: leave.because };
}

function actFor({ request }: DutyRequest, kind: RequestInputKind): ActId {
  const isOfTwo = kind === 'revocationGrant' && approversNeeded(request) === 2;
  return isOfTwo ? 'decideRevocationWithSecond' : requestInputTable[kind].act;
}

/**
 * What was done about a request by the book, by persons, and who of two has granted already: that stands in no entry of its
 * own (規則6条15号ロ).
 */
export function pastActsOfRequest(
  events: readonly CaseEvent[],
  inputs: readonly SentInput[],
  staff: readonly StaffMember[],
): PastAct[] {
  const personOf = (id: string) => staff.find((each) => each.id === id)?.person ?? id;
  const firsts = inputs.filter(({ result }) => result?.awaits === 'second');
  return [
    ...pastActsOf(withPersons(events, staff)),
    ...firsts.map(({ actor }) => ({
      act: 'decideRevocationWithSecond' as const,
      person: personOf(actor),
    })),
  ];
}
