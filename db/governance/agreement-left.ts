import { and, count, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { permissionFor } from '../../domain/governance/acts.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import type { Queryable } from '../office-database.ts';
import { terminals } from '../schema/access.ts';
import { officers } from '../schema/governance.ts';
import { credentialSha256 } from './permission-entries.ts';

/** An account with what its holder could sign an act about access by. */
interface SigningAccount {
  readonly id: string;
  readonly person: string;
  readonly roles: readonly string[];
  /** Ids of passkeys that are not withdrawn. */
  readonly passkeys: readonly string[];
  readonly isLocked: boolean;
}

/** What an act would take from an account: its roles but for those named, or one passkey. */
export type Taken =
  | { readonly officer: string; readonly roles: readonly string[] }
  | { readonly officer: string; readonly credentialSha256: string };

const signingAccounts = (tx: Queryable): Promise<SigningAccount[]> =>
  tx
    .select({
      id: officers.id,
      person: officers.person,
      roles: officers.roles,
      passkeys: sql<string[]>`array(select p.credential_id from passkeys p
        where p.officer_id = "officers"."id" and p.withdrawn_at is null)`,
      isLocked: sql<boolean>`exists (select 1 from sign_in_locks l
        where l.officer_id = "officers"."id" and l.unlocked_at is null)`,
    })
    .from(officers);

const administersAccess = (roles: readonly string[]): boolean =>
  rolesNamed(roles).some((role) => permissionFor('administerAccess', role) !== undefined);

/** How many persons could sign in and agree on an act about access. */
function ableToAgree(accounts: readonly SigningAccount[]): number {
  const isWhole = ({ person }: SigningAccount): boolean => {
    const held = accounts.filter((each) => each.person === person).flatMap(({ roles }) => roles);
    return rolesProblem(rolesNamed([...new Set(held)])) === undefined;
  };
  const able = accounts.filter(
    (account) =>
      administersAccess(account.roles) &&
      account.passkeys.length > 0 &&
      !account.isLocked &&
      isWhole(account),
  );
  return new Set(able.map(({ person }) => person)).size;
}

const without = (account: SigningAccount, taken: Taken): SigningAccount => {
  if (account.id !== taken.officer) return account;
  if ('roles' in taken) return { ...account, roles: taken.roles };
  const isLeft = (id: string) => credentialSha256(id) !== taken.credentialSha256;
  return { ...account, passkeys: account.passkeys.filter(isLeft) };
};

/** Who could agree on an act about access now. */
export interface AbleToAgree {
  readonly persons: number;
  /** How many there would be, were nobody locked. */
  readonly withLocked: number;
}

/** Counts the persons who can agree about access: with less than two, nobody can let anybody in, or in again. */
export async function countAbleToAgree(db: Queryable): Promise<AbleToAgree> {
  const accounts = await signingAccounts(db);
  const unlocked = accounts.map((account) => ({ ...account, isLocked: false }));
  return { persons: ableToAgree(accounts), withLocked: ableToAgree(unlocked) };
}

/** Whether an act would leave less than two persons who can agree about access, and so nobody who could mend it. */
export async function leavesTooFew(tx: Queryable, taken: Taken): Promise<boolean> {
  const accounts = await signingAccounts(tx);
  const after = ableToAgree(accounts.map((account) => without(account, taken)));
  // Where there are less than two already, what takes nobody away is no worse.
  return after < 2 && after < ableToAgree(accounts);
}

/** Whether an act would end the last terminal that people can sign in at. */
export async function isLastTerminal(tx: Queryable, terminal: string): Promise<boolean> {
  const isUsable = and(isNull(terminals.withdrawnAt), isNotNull(terminals.secretSha256));
  const usable = async (which: ReturnType<typeof eq>) => {
    const [row] = await tx.select({ of: count() }).from(terminals).where(and(isUsable, which));
    return row?.of ?? 0;
  };
  if ((await usable(eq(terminals.id, terminal))) === 0) return false;
  return (await usable(ne(terminals.id, terminal))) === 0;
}
