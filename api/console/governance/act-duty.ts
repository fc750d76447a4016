import type { StaffMember } from '../../../db/inspection/staff.ts';
import { permissionFor, type ActId } from '../../../domain/governance/acts.ts';
import { dualControlProblem } from '../../../domain/governance/dual-control.ts';
import { roleNameWith, rolesNamed } from '../../../domain/governance/role-names.ts';
import { rolesProblem } from '../../../domain/governance/separation.ts';

/** The role in which somebody does an act of a row; undefined for whoever may not. */
export function roleFor({ roles }: Pick<StaffMember, 'roles'>, row: ActId): string | undefined {
  if (rolesProblem(rolesNamed(roles))) return undefined;
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

function approvingRole(proposal: OpenProposal, officer: StaffMember): string | undefined {
  const { row, proposedBy, proposedInRoles } = proposal;
  const role = roleFor(officer, row);
  const problem = dualControlProblem(
    row,
    { person: proposedBy, roles: rolesNamed(proposedInRoles) },
    { person: officer.id, roles: rolesNamed(officer.roles) },
  );
  return problem ? undefined : role;
}

/** Judges by the functions that the office-worker uses. */
export function approvalDuty(
  proposal: OpenProposal,
  officer: StaffMember,
  staff: readonly StaffMember[],
): ApprovalDuty {
  const role = approvingRole(proposal, officer);
  if (role !== undefined) return { may: true, role };
  const people = staff.filter((each) => approvingRole(proposal, each) !== undefined);
  const names = people.map(({ name }) => name);
  if (officer.id === proposal.proposedBy) return { may: false, because: 'proposer', people: names };
  const isOfRow = roleFor(officer, proposal.row) !== undefined;
  return { may: false, because: isOfRow ? 'custodian' : 'role', people: names };
}
