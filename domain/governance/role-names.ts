import type { Role } from './acts.ts';

/** Roles as registers and entries name them. */
const ROLE_OF_NAME: Readonly<Record<string, Role>> = {
  reception: 'RC',
  examiner: 'EX',
  approver: 'AP',
  issuingOperator: 'IO',
  responsiblePerson: 'RP',
  administrator: 'AD',
  auditor: 'AU',
  custodian: 'CU',
};

/** The names of all roles. */
export const roleNames: readonly string[] = Object.keys(ROLE_OF_NAME);

/** The roles behind the names of a register; a name that is none gives nothing. */
export const rolesNamed = (names: readonly string[]): Role[] =>
  names.flatMap((name) => (Object.hasOwn(ROLE_OF_NAME, name) ? (ROLE_OF_NAME[name] ?? []) : []));

/** The first of the names whose role passes, for an entry that says in which role somebody acted. */
export const roleNameWith = (
  names: readonly string[],
  passes: (role: Role) => boolean,
): string | undefined => names.find((name) => rolesNamed([name]).some(passes));
