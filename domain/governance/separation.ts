import { permissionOf } from './acts.ts';
import type { ActId, Permission, Role } from './acts.ts';

/** The program as an actor; it is nobody's second person. */
export const MACHINE = 'machine';

/** The constraints between persons, by the number that reports and alarms name. */
export const separationRules = {
  N1: 'approver, rejecter ≠ whoever did reception, data entry, checklist or finding of that case',
  N2: 'second approver ≠ first approver',
  N3: 'issuing operator of the case ≠ an approver of the case',
  N4: 'second data entry ≠ first data entry',
  N5: 'approver of a dual-control act ≠ its proposer; both hold a role of the row',
  N6: 'emergency confirmer ≠ granter ≠ (outside emergencies) whoever took the call',
  N7: 'two sealers of a lot differ; orderer of a resend ≠ a sealer of the old lot',
  N8: 'two shares, two custodians; a custodian holds no approver role; one share a person',
  N9: 'auditor holds no other role on that day, and did not act on the case at any time',
  N10: 'administrator is not examiner, approver, issuing operator or custodian',
  N11: 'second look ≠ anyone who acted on the case',
  N12: 'nobody acts on a case of their own, or of a household member',
  N13: 'the role at the time of the act counts; two accounts of one person count as one',
  N14: "the machine is nobody's second person",
} as const;

/** The number of a constraint. */
export type SeparationRule = keyof typeof separationRules;

/** What somebody did on a case; persons, not accounts. */
export interface PastAct {
  readonly act: ActId;
  readonly person: string;
  /** True for an approval that a new dossier voided. */
  readonly isVoided?: boolean;
}

/** What somebody wants to do on a case. */
export interface Proposal {
  readonly act: string;
  /** The person behind the account. */
  readonly person: string;
  /** The roles the person holds at this moment. */
  readonly roles: readonly Role[];
  /** The case is the person's own, or of a declared household member. */
  readonly isOwnCase: boolean;
}

/** Whether an act may be done, and if not, why. */
export type Leave =
  | { readonly may: true; readonly permission: Permission }
  | { readonly may: false; readonly because: 'role' | SeparationRule };

type Check = (proposal: Proposal, others: (...acts: readonly ActId[]) => boolean) => boolean;

const APPROVING: readonly ActId[] = ['approve', 'approveWithSecond'];
const DECIDING: readonly ActId[] = [...APPROVING, 'reject', 'rejectWithSuspicion'];
const PREPARING: readonly ActId[] = ['enterPaper', 'secondDataEntry', 'checkDocuments'];
const READING: readonly ActId[] = ['readBooks', 'readPersonalData', 'secondLook'];
const GRANTING: readonly ActId[] = ['decideRevocation', 'decideRevocationWithSecond'];

const isOneOf = (acts: readonly ActId[], act: string) => (acts as readonly string[]).includes(act);

/** Each check says whether the proposer's roles or acts on this case keep them from this act. */
const checks: readonly (readonly [SeparationRule, Check])[] = [
  ['N12', ({ isOwnCase }) => isOwnCase],
  ['N8', ({ roles }) => breaksRole('N8', roles)],
  ['N9', ({ roles }) => breaksRole('N9', roles)],
  ['N10', ({ roles }) => breaksRole('N10', roles)],
  ['N1', ({ act }, did) => isOneOf(DECIDING, act) && did(...PREPARING)],
  ['N2', ({ act }, did) => isOneOf(APPROVING, act) && did(...APPROVING)],
  ['N2', ({ act }, did) => act === 'rejectWithSuspicion' && did('rejectWithSuspicion')],
  ['N2', ({ act }, did) => isOneOf(GRANTING, act) && did(...GRANTING)],
  ['N4', ({ act }, did) => act === 'secondDataEntry' && did('enterPaper')],
  ['N6', ({ act }, did) => act === 'confirmEmergency' && did('revokeInEmergency')],
  ['N6', ({ act }, did) => isOneOf(GRANTING, act) && did('takeRequest')],
  ['N7', ({ act }, did) => act === 'sealLetterLot' && did('sealLetterLot')],
  ['N7', ({ act }, did) => act === 'orderResend' && did('sealLetterLot')],
];

/**
 * Judges whether a person may do an act on a case, given all that was done on it (規則6条15号ロ).
 *
 * Deny by default: an act without a row is refused. The history holds every version of the case;
 * for a letter lot it is the lot's own.
 */
export function mayAct(proposal: Proposal, history: readonly PastAct[]): Leave {
  const permission = permissionOf(proposal.act, proposal.roles);
  if (permission === undefined) return { may: false, because: 'role' };
  const own = history.filter(({ person }) => person === proposal.person);
  const standing = own.filter(({ isVoided }) => isVoided !== true);
  const did = (...acts: readonly ActId[]) => standing.some(({ act }) => acts.includes(act));
  const broken =
    checks.find(([, breaks]) => breaks(proposal, did))?.[0] ?? brokenByAnyAct(proposal, own);
  return broken === undefined ? { may: true, permission } : { may: false, because: broken };
}

/** A void approval still makes its giver an approver of the case, and everyone who acted acted. */
function brokenByAnyAct(
  { act, roles }: Proposal,
  own: readonly PastAct[],
): SeparationRule | undefined {
  if (act === 'instructIssuing' && own.some((past) => APPROVING.includes(past.act))) return 'N3';
  const hasActed = own.some((past) => !READING.includes(past.act));
  if (act === 'secondLook' && hasActed) return 'N11';
  return roles.includes('AU') && hasActed ? 'N9' : undefined;
}

function breaksRole(rule: SeparationRule, roles: readonly Role[]): boolean {
  return rolesProblem(roles) === rule;
}

/** Returns what keeps one person from holding these roles on one day, or undefined. */
export function rolesProblem(roles: readonly Role[]): 'N8' | 'N9' | 'N10' | undefined {
  const holds = (...others: readonly Role[]) => others.some((role) => roles.includes(role));
  if (holds('CU') && holds('AP')) return 'N8';
  if (holds('AU') && roles.length > 1) return 'N9';
  return holds('AD') && holds('EX', 'AP', 'IO', 'CU') ? 'N10' : undefined;
}
