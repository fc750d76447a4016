import { and, eq, isNull } from 'drizzle-orm';
import type {
  AccessChanges,
  AccessKind,
  PermissionChange,
  TerminalChange,
} from '../../domain/governance/access-change.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import type { Queryable } from '../office-database.ts';
import { officerIdentities, terminals } from '../schema/access.ts';
import { officers, passkeys } from '../schema/governance.ts';
import { credentialSha256 } from './permission-entries.ts';
import { isLocked } from './sign-in-locks.ts';

type Judge<C> = (tx: Queryable, change: C) => Promise<ActProblem | undefined>;

const isThere = (rows: readonly unknown[]): ActProblem | undefined =>
  rows.length > 0 ? undefined : 'nothingToChange';

const identities = (tx: Queryable, identitySha256: string) =>
  tx
    .select({ officer: officerIdentities.officerId, withdrawnAt: officerIdentities.withdrawnAt })
    .from(officerIdentities)
    .where(eq(officerIdentities.identitySha256, identitySha256));

async function passkeysOf(tx: Queryable, officer: string): Promise<string[]> {
  const held = await tx
    .select({ id: passkeys.credentialId })
    .from(passkeys)
    .where(and(eq(passkeys.officerId, officer), isNull(passkeys.withdrawnAt)));
  return held.map(({ id }) => credentialSha256(id));
}

const ofPermission: Judge<PermissionChange> = async (tx, change) => {
  const { officer } = change;
  const known = await tx.select({ id: officers.id }).from(officers).where(eq(officers.id, officer));
  if (known.length === 0) return 'officerUnknown';
  if (change.do === 'withdrawPasskey') {
    const held = await passkeysOf(tx, officer);
    return isThere(held.filter((hash) => hash === change.credentialSha256));
  }
  if (change.do === 'unlock') return (await isLocked(tx, officer)) ? undefined : 'nothingToChange';
  if (change.do === 'enrol') return undefined;
  const mapped = await identities(tx, change.identitySha256);
  // One that was withdrawn is not given to anybody again.
  if (change.do === 'mapIdentity') return mapped.length > 0 ? 'identityTaken' : undefined;
  return isThere(mapped.filter((each) => each.officer === officer && !each.withdrawnAt));
};

const ofTerminal: Judge<TerminalChange> = async (tx, { do: does, terminal }) => {
  // Registered again, its browser needs a new code: that is always possible.
  if (does === 'register') return undefined;
  const isIt = and(eq(terminals.id, terminal), isNull(terminals.withdrawnAt));
  return isThere(await tx.select({ id: terminals.id }).from(terminals).where(isIt));
};

const judges: { readonly [K in AccessKind]: Judge<AccessChanges[K]> } = {
  officer: async () => undefined,
  permission: ofPermission,
  terminal: ofTerminal,
};

/** Why what two people would agree about access may not be, as things stand; undefined if it may. */
export const accessProblem = <K extends AccessKind>(
  tx: Queryable,
  kind: K,
  change: AccessChanges[K],
): Promise<ActProblem | undefined> => judges[kind](tx, change);
