import { eq, sql } from 'drizzle-orm';
import type {
  AccessChanges,
  AccessKind,
  OfficerChange,
} from '../../domain/governance/access-change.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import type { Queryable } from '../office-database.ts';
import { officers } from '../schema/governance.ts';
import { findAccount } from './accounts.ts';

type Judge<C> = (tx: Queryable, change: C) => Promise<ActProblem | undefined>;

/** Whose account a change is about: what it says, else whose it is, else nobody's but its own. */
export async function personOfChange(
  tx: Queryable,
  { officer, person }: Pick<OfficerChange, 'officer' | 'person'>,
): Promise<string> {
  return person ?? (await findAccount(tx, officer))?.person ?? officer;
}

/** An account never goes from one person to another, and nobody holds by two what may not be held together (N8, N9, N10). */
const ofOfficer: Judge<OfficerChange> = async (tx, change) => {
  const { officer, roles } = change;
  const account = await findAccount(tx, officer);
  const person = await personOfChange(tx, change);
  if (account && account.person !== person) return 'personFixed';
  const accounts = await tx
    .select({ id: officers.id, roles: officers.roles })
    .from(officers)
    .where(eq(officers.person, person));
  const others = accounts.filter(({ id }) => id !== officer).flatMap((other) => other.roles);
  const broken = rolesProblem(rolesNamed([...new Set([...roles, ...others])]));
  return broken && `duties${broken}`;
};

const judges: { readonly [K in AccessKind]: Judge<AccessChanges[K]> } = {
  officer: ofOfficer,
  permission: async () => undefined,
  terminal: async () => undefined,
};

/** Why what two people would agree about access may not be, as things stand; undefined if it may. */
export const accessProblem = <K extends AccessKind>(
  tx: Queryable,
  kind: K,
  change: AccessChanges[K],
): Promise<ActProblem | undefined> => judges[kind](tx, change);

/** Keeps a second act about access waiting until this transaction ends: what was judged stays so until it is done. */
export async function oneAtATime(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('acts about access', 1))`);
}
