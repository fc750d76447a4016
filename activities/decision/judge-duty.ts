import type { Officer } from '../../db/decision/staff-input.ts';
import {
  actOfDecision,
  decisionTable,
  type DecisionProblem,
  type StaffContent,
} from '../../domain/decision/staff-decision.ts';
import { permissionOf, type ActId } from '../../domain/governance/acts.ts';
import { pastActsOf, type CaseEvent } from '../../domain/governance/past-acts.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct } from '../../domain/governance/separation.ts';

/** The role that is said is held now, and gives the act by itself (N13). */
export function holdsRole(
  { roles }: Officer,
  { kind, role }: Pick<StaffContent, 'kind' | 'role'>,
): boolean {
  const may = permissionOf(actOfDecision(kind, role), rolesNamed([role]));
  return roles.includes(role) && decisionTable[kind].roles.includes(role) && may !== undefined;
}

interface ForDuty {
  readonly officer: Officer;
  readonly act: ActId;
  readonly events: readonly CaseEvent[];
}

/** What keeps an officer from an act on a case, after all that was done on it (規則6条15号ロ). */
export function dutyProblem({ officer, act, events }: ForDuty): DecisionProblem | undefined {
  const { person, personRoles, isOwnCase } = officer;
  const proposal = { act, person, roles: rolesNamed(personRoles), isOwnCase };
  const leave = mayAct(proposal, pastActsOf(events));
  if (leave.may) return undefined;
  return leave.because === 'role' ? 'roleRequired' : `duties${leave.because}`;
}
