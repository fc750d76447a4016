import type { StaffMember } from '../../../db/inspection/staff.ts';
import { permissionFor, type ActId } from '../../../domain/governance/acts.ts';
import { dualControlProblem } from '../../../domain/governance/dual-control.ts';
import { roleNameWith, rolesNamed } from '../../../domain/governance/role-names.ts';
import { rolesProblem } from '../../../domain/governance/separation.ts';

/** The role in which somebody does an act of a row; undefined for whoever may not. */
export function roleFor(
  { roles, personRoles }: Pick<StaffMember, 'roles' | 'personRoles'>,
  row: ActId,
): string | undefined {
  if (rolesProblem(rolesNamed(personRoles))) return undefined;
  return roleNameWith(roles, (role) => permissionFor(row, role) !== undefined);
}

/** A proposal, as the second person is judged by it. */
export interface OpenProposal {
  readonly row: ActId;
  readonly proposedBy: string;
  readonly proposedInRoles: readonly string[];
}

/** Whether somebody may approve, in which role; or why not, and who could. */
export type ApprovalDuty =
  | { readonly may: true; readonly role: string }
  | {
      readonly may: false;
      readonly because: 'proposer' | 'role' | 'custodian';
      readonly people: readonly string[];
    };

const personOf = (staff: readonly StaffMember[], id: string): string =>
  staff.find((each) => each.id === id)?.person ?? id;

function approvingRole(
  proposal: OpenProposal,
  officer: StaffMember,
  proposer: string,
): string | undefined {
  const { row, proposedInRoles } = proposal;
  const role = roleFor(officer, row);
  const problem = dualControlProblem(
    row,
    { person: proposer, roles: rolesNamed(proposedInRoles) },
    { person: officer.person, roles: rolesNamed(officer.roles) },
  );
  return problem ? undefined : role;
}

/** Judges by the functions that the office-worker uses. */
export function approvalDuty(
  proposal: OpenProposal,
  officer: StaffMember,
  staff: readonly StaffMember[],
): ApprovalDuty {
  const proposer = personOf(staff, proposal.proposedBy);
  const role = approvingRole(proposal, officer, proposer);
  if (role !== undefined) return { may: true, role };
  const people = staff.filter((each) => approvingRole(proposal, each, proposer) !== undefined);
  const names = people.map(({ name }) => name);
  if (officer.person === proposer) return { may: false, because: 'proposer', people: names };
  const isOfRow = roleFor(officer, proposal.row) !== undefined;
  return { may: false, because: isOfRow ? 'custodian' : 'role', people: names };
}
