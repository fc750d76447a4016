import { eq } from 'drizzle-orm';
import { permissionFor } from '../../domain/governance/acts.ts';
import { dualControlProblem } from '../../domain/governance/dual-control.ts';
import { roleNameWith, rolesNamed } from '../../domain/governance/role-names.ts';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { officerPersons, officers } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';
import { findAccount } from './accounts.ts';

/** Whose cases an officer does not act on from now on, or may again (N12). */
export interface Declaration {
  readonly officerId: string;
  /** By the index of persons; the declaration keeps no name. */
  readonly person: string;
  readonly relation: 'self' | 'household';
  readonly isWithdrawn: boolean;
}

/** Two who administer access, where and when they declare. */
export interface Declaring {
  readonly by: readonly [string, string];
  readonly terminal: string;
  readonly at: Date;
}

/** Row of the table of acts: who may do what is administered by two. */
const ROW = 'administerAccess';

/**
 * Declares that a person is an officer, or of the household, with the entry that the permission on such cases ended; or takes
 * that back, with the entry that it is given again. A case that is open already is closed to the officer at once.
 *
 * @throws DomainError `RoleRequired`, `DualControlViolation`
 */
export async function declarePerson(
  db: OfficeDatabase,
  declaration: Declaration,
  { by, terminal, at }: Declaring,
): Promise<void> {
  const { officerId, person, relation, isWithdrawn } = declaration;
  await db.transaction(async (tx) => {
    const [first, second] = [await participant(tx, by[0]), await participant(tx, by[1])];
    const problem = dualControlProblem(ROW, first, second);
    if (problem) throw new DomainError('DualControlViolation', `${problem}: ${by.join(' ')}`);
    const [officer] = await tx
      .select({ id: officers.id })
      .from(officers)
      .where(eq(officers.id, officerId));
    if (!officer) throw new DomainError('RoleRequired', `${officerId} is no officer`);
    const withdrawnAt = isWithdrawn ? at : null;
    await tx
      .insert(officerPersons)
      .values({ officerId, person, relation, declaredAt: at, withdrawnAt })
      .onConflictDoUpdate({
        target: [officerPersons.officerId, officerPersons.person],
        set: { relation, withdrawnAt },
      });
    await writeEntry(tx, {
      event: isWithdrawn ? 'permission.granted' : 'permission.withdrawn',
      items: ['4ニ'],
      at: at.toISOString(),
      actor: { kind: 'officer', id: second.id, role: second.role, terminal },
      data: { person: officerId, permission: `cases of ${relation}`, act: uuidV7(at.getTime()) },
    });
  });
}

async function participant(tx: Queryable, id: string) {
  const account = await findAccount(tx, id);
  const names = account?.roles ?? [];
  const role = roleNameWith(names, (held) => permissionFor(ROW, held) !== undefined);
  if (!account || role === undefined) throw new DomainError('RoleRequired', `${id} for ${ROW}`);
  return { id, person: account.person, roles: rolesNamed(names), role };
}
