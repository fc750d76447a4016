import { and, eq, inArray, sql } from 'drizzle-orm';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import { permissionFor } from '../../domain/governance/acts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { terminals } from '../schema/access.ts';
import { bookEntries } from '../schema/books.ts';
import { officers, passkeys } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';
import { drawBoth, openEnrolment, type EnrolmentSubject, type Halves } from './enrolments.ts';
import { committedName, keepOfficerName } from './officer-names.ts';
import { writePermission, type PermissionActor } from './permission-entries.ts';

/** One of the first two persons of an installation. */
export interface FirstPerson {
  readonly id: string;
  readonly name: string;
  /** Names of roles that approve acts about access. */
  readonly roles: readonly string[];
}

/** What begins an installation: two persons, and the terminal at which they make their passkeys. */
export interface Beginning {
  readonly persons: readonly [FirstPerson, FirstPerson];
  readonly terminal: { readonly id: string; readonly place: string };
  readonly by: PermissionActor;
  readonly at: Date;
}

/** Codes by whom or what they are for. */
export type DrawnCodes = Readonly<Record<string, Halves>>;

const mayApprove = (roles: readonly string[]): boolean =>
  rolesNamed(roles).some((role) => permissionFor('administerAccess', role) !== undefined);

/**
 * Whether two people have been able to agree about access: from then on nobody else may. Passkeys that were withdrawn
 * count, and so do those of a book whose database was restored: what was closed never opens again.
 */
async function couldAgree(tx: Queryable): Promise<boolean> {
  const accounts = await tx
    .select({ id: officers.id, person: officers.person, roles: officers.roles })
    .from(officers);
  const approvers = accounts.filter(({ roles }) => mayApprove(roles)).map(({ id }) => id);
  const held = approvers.length
    ? await tx
        .selectDistinct({ id: passkeys.officerId })
        .from(passkeys)
        .where(inArray(passkeys.officerId, approvers))
    : [];
  const said = await tx
    .selectDistinct({
      id: sql<string>`convert_from(${bookEntries.octets}, 'UTF8')::jsonb #>> '{data,person}'`,
    })
    .from(bookEntries)
    .where(
      and(
        eq(bookEntries.event, 'permission.granted'),
        sql`convert_from(${bookEntries.octets}, 'UTF8')::jsonb #>> '{data,permission}' = 'passkey'`,
      ),
    );
  // Two accounts of one person have never agreed on anything.
  const persons = new Map(accounts.map(({ id, person }) => [id, person]));
  return new Set([...held, ...said].map(({ id }) => persons.get(id) ?? id)).size >= 2;
}

function requireTwo([one, other]: Beginning['persons']): void {
  const problem = [one, other].flatMap(({ id, roles }) => {
    const known = rolesNamed(roles);
    const isWhole = known.length === roles.length && rolesProblem(known) === undefined;
    return isWhole && mayApprove(roles) ? [] : [id];
  });
  if (problem.length > 0) throw new DomainError('RoleRequired', problem.join(' '));
  if (one.id === other.id) throw new DomainError('DualControlViolation', `N5: ${one.id}`);
}

/** @returns whose account it is: of whoever was registered before it stays. */
async function register(
  tx: Queryable,
  { id, name, roles }: FirstPerson,
  at: Date,
): Promise<string> {
  const { nameCommitment, ...named } = committedName(name);
  await keepOfficerName(tx, named, { actId: uuidV7(at.getTime()), officerId: id, at });
  const row = { name, nameCommitment, roles: [...roles] };
  const [registered] = await tx
    .insert(officers)
    .values({ id, person: id, ...row })
    .onConflictDoUpdate({ target: officers.id, set: row })
    .returning({ person: officers.person });
  return registered?.person ?? id;
}

/**
 * Lets the first two persons of an installation make their passkeys, and one browser become the first terminal: there is
 * nobody yet who could agree to it. Done again, the codes before are past.
 *
 * @throws DomainError `DualControlViolation` once two people could have agreed; `RoleRequired`
 */
export async function beginWithTwo(db: OfficeDatabase, beginning: Beginning): Promise<DrawnCodes> {
  requireTwo(beginning.persons);
  const { persons, terminal, by, at } = beginning;
  return db.transaction(async (tx) => {
    // One beginning at a time; and a passkey that is made now waits for none of it.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('first persons', 1))`);
    if (await couldAgree(tx)) {
      throw new DomainError('DualControlViolation', 'two people can agree by their passkeys');
    }
    const [one, other] = [await register(tx, persons[0], at), await register(tx, persons[1], at)];
    if (one === other) throw new DomainError('DualControlViolation', `N5: ${one}`);
    // Begun again, what was claimed by the code before is no terminal any more.
    const unclaimed = { secretSha256: null, claimedAt: null, withdrawnAt: null };
    const place = { place: terminal.place, registeredAt: at, ...unclaimed };
    const actId = uuidV7(at.getTime());
    await tx
      .insert(terminals)
      .values({ id: terminal.id, actId, ...place })
      .onConflictDoUpdate({ target: terminals.id, set: place });
    const codes: Record<string, Halves> = {};
    const subjects: readonly (readonly [string, EnrolmentSubject])[] = [
      ...persons.map(({ id }) => [id, { officerId: id }] as const),
      [terminal.id, { terminalId: terminal.id }] as const,
    ];
    for (const [person, subject] of subjects) {
      const act = uuidV7(at.getTime());
      await openEnrolment(tx, { actId: act, subject, by, at });
      codes[person] = await drawBoth(tx, act);
      await writePermission(tx, 'permission.granted', {
        person,
        permission: 'enrolment',
        act,
        by,
        at,
      });
    }
    return codes;
  });
}
