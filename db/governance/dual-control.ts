import { eq } from 'drizzle-orm';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { statementOctets } from '../../books/hashed-objects.ts';
import { ACT_KINDS, type ActKind } from '../../books/events/governed.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import { dualControlProblem } from '../../domain/governance/dual-control.ts';
import { roleNameWith, rolesNamed } from '../../domain/governance/role-names.ts';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { dualControlActs } from '../schema/dual-control.ts';
import { officers } from '../schema/governance.ts';
import { uuidV7 } from '../uuid.ts';

/** A stored act. */
export type DualControlAct = typeof dualControlActs.$inferSelect;

/** Row of the table of acts that says who may do each kind. */
const ROW_OF_KIND = { chainErasure: 'destroyRecords' } as const satisfies Partial<
  Record<ActKind, ActId>
>;

/** Kinds of acts that can be proposed. */
export type ProposedKind = keyof typeof ROW_OF_KIND;

/** Somebody who proposes or approves, where and when. */
export interface ActingOfficer {
  readonly officerId: string;
  readonly terminal: string;
  readonly at: Date;
}

interface Standing {
  readonly names: readonly string[];
  readonly role: string;
}

/** The officer's roles now, and the one that the row of the act asks for. @throws DomainError `RoleRequired` */
export async function standingOf(tx: Queryable, officerId: string, row: ActId): Promise<Standing> {
  const [officer] = await tx
    .select({ roles: officers.roles })
    .from(officers)
    .where(eq(officers.id, officerId));
  const names = officer?.roles ?? [];
  const role = roleNameWith(names, (held) => permissionFor(row, held) !== undefined);
  if (role === undefined) throw new DomainError('RoleRequired', `${officerId} for ${row}`);
  return { names, role };
}

/**
 * What stands in an entry for the officer's assertion. An officer's passkey signs the statement once there
 * are passkeys; here is where the assertion is then verified and kept, and its own hash taken. Until then
 * the hash is that of the statement alone, and acts are taken in development only.
 */
const assertionSha256 = (statement: Parameters<typeof statementOctets>[0]): string =>
  sha256Hex(statementOctets(statement));

/** An officer as entries name whoever acted. */
export const actorOf = ({ officerId, terminal }: ActingOfficer, role: string) =>
  ({ kind: 'officer', id: officerId, role, terminal }) as const;

/**
 * Proposes an act, with its entry. Proposed again it is another act.
 *
 * @throws DomainError `RoleRequired`
 */
export async function proposeAct(
  tx: Queryable,
  { kind, content }: { readonly kind: ProposedKind; readonly content: CanonicalValue },
  by: ActingOfficer,
): Promise<{ readonly id: string; readonly contentSha256: string }> {
  const { names, role } = await standingOf(tx, by.officerId, ROW_OF_KIND[kind]);
  const id = uuidV7(by.at.getTime());
  const octets = canonicalOctets(content);
  const contentSha256 = sha256Hex(octets);
  await tx.insert(dualControlActs).values({
    id,
    actKind: kind,
    content: octets,
    contentSha256,
    effectiveFrom: by.at,
    proposedBy: by.officerId,
    proposedAt: by.at,
    proposedInRoles: [...names],
  });
  await writeEntry(tx, {
    event: 'act.proposed',
    items: [ACT_KINDS[kind] as '4ト'],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: {
      act: id,
      actKind: kind,
      contentSha256,
      effectiveFrom: by.at.toISOString(),
      assertionSha256: assertionSha256(statementOf('proposeAct', by, { id, contentSha256, role })),
    },
  });
  return { id, contentSha256 };
}

const statementOf = (
  act: 'proposeAct' | 'approveAct',
  { officerId, terminal }: ActingOfficer,
  of: { readonly id: string; readonly contentSha256: string; readonly role: string },
) => ({
  act,
  contentSha256: of.contentSha256,
  officer: officerId,
  reasons: [],
  role: of.role,
  subject: of.id,
  terminal,
});

/** The act, locked until the transaction ends. @throws DomainError `IllegalTransition` if there is none */
export async function lockAct(
  tx: Queryable,
  id: string,
  kind: ProposedKind,
): Promise<DualControlAct> {
  const [act] = await tx
    .select()
    .from(dualControlActs)
    .where(eq(dualControlActs.id, id))
    .for('update');
  if (act?.actKind !== kind) throw new DomainError('IllegalTransition', `${id} is no ${kind}`);
  return act;
}

/**
 * Approves an act that somebody else proposed, with its entry.
 *
 * @throws DomainError `RoleRequired`, `DualControlViolation`, or `IllegalTransition` if it is approved.
 */
export async function approveAct(
  tx: Queryable,
  act: DualControlAct,
  by: ActingOfficer,
): Promise<void> {
  const kind = act.actKind as ProposedKind;
  const row = ROW_OF_KIND[kind];
  const { names, role } = await standingOf(tx, by.officerId, row);
  const problem = dualControlProblem(
    row,
    { person: act.proposedBy, roles: rolesNamed(act.proposedInRoles) },
    { person: by.officerId, roles: rolesNamed(names) },
  );
  if (problem) throw new DomainError('DualControlViolation', `${problem}: ${act.id}`);
  if (act.approvedBy !== null) throw new DomainError('IllegalTransition', `${act.id} is approved`);
  await tx
    .update(dualControlActs)
    .set({
      approvedBy: by.officerId,
      approvedAt: by.at,
      approvedInRole: role,
      approvedAtTerminal: by.terminal,
    })
    .where(eq(dualControlActs.id, act.id));
  const { id, contentSha256 } = act;
  await writeEntry(tx, {
    event: 'act.approved',
    items: [ACT_KINDS[kind] as '4ト'],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: {
      act: id,
      contentSha256,
      assertionSha256: assertionSha256(statementOf('approveAct', by, { id, contentSha256, role })),
    },
  });
}

/** An approved act's approver, as an entry names whoever acted. @throws DomainError `IllegalTransition` */
export function approverOf(act: DualControlAct) {
  const { approvedBy, approvedInRole, approvedAtTerminal } = act;
  if (approvedBy === null || approvedInRole === null || approvedAtTerminal === null) {
    throw new DomainError('IllegalTransition', `${act.id} is not approved`);
  }
  return {
    kind: 'officer',
    id: approvedBy,
    role: approvedInRole,
    terminal: approvedAtTerminal,
  } as const;
}

/**
 * Makes an approved act effective, with its entry.
 *
 * @throws DomainError `IllegalTransition` if it is not approved, or its time has not come.
 */
export async function makeActEffective(
  tx: Queryable,
  act: DualControlAct,
  at: Date,
): Promise<void> {
  approverOf(act);
  if (act.effectiveFrom > at)
    throw new DomainError('IllegalTransition', `${act.id} is not in force`);
  const kind = act.actKind as ProposedKind;
  await tx.update(dualControlActs).set({ effectiveAt: at }).where(eq(dualControlActs.id, act.id));
  await writeEntry(tx, {
    event: 'act.effective',
    items: [ACT_KINDS[kind] as '4ト'],
    at: at.toISOString(),
    actor: { kind: 'system', id: 'office-worker' },
    data: { act: act.id, actKind: kind, contentSha256: act.contentSha256 },
  });
}
