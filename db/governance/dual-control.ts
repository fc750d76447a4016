import { eq } from 'drizzle-orm';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../books/canonical-json.ts';
import { ACT_KINDS } from '../../books/events/governed.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import {
  ACT_STANDS_DAYS,
  dutiesOfAct,
  isProposedKind,
  readActContent,
  type ActContent,
  type ProposedKind,
} from '../../domain/governance/act-kinds.ts';
import type { ActState } from '../../domain/governance/act-inputs.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { dualControlProblem } from '../../domain/governance/dual-control.ts';
import { roleNameWith, rolesNamed } from '../../domain/governance/role-names.ts';
import { DomainError } from '../../domain/errors.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { Queryable } from '../office-database.ts';
import { dualControlActs } from '../schema/dual-control.ts';
import { findAccount, personOf } from './accounts.ts';

/** A stored act. */
export type DualControlAct = typeof dualControlActs.$inferSelect;

/** Somebody who proposes or approves, where and when. */
export interface ActingOfficer {
  readonly officerId: string;
  readonly terminal: string;
  readonly at: Date;
  /** Role that the person named; else the first held one that the row names. */
  readonly role?: string;
}

/** An assertion as evidence: verified by whoever calls, and kept before the transaction. */
export interface KeptAssertion {
  readonly kind: 'webauthnAssertion';
  readonly sha256: string;
  readonly size: number;
}

interface Standing {
  readonly person: string;
  readonly names: readonly string[];
  readonly role: string;
}

/** The person behind an officer, the officer's roles now, and the one that the row of the act asks for. @throws DomainError `RoleRequired` */
export async function standingOf(
  tx: Queryable,
  { officerId, role: named }: Pick<ActingOfficer, 'officerId' | 'role'>,
  row: ActId,
): Promise<Standing> {
  const account = await findAccount(tx, officerId);
  const names = account?.roles ?? [];
  const usable = named === undefined ? names : names.filter((name) => name === named);
  const role = roleNameWith(usable, (held) => permissionFor(row, held) !== undefined);
  if (!account || role === undefined) {
    throw new DomainError('RoleRequired', `${officerId} for ${row}`);
  }
  return { person: account.person, names, role };
}

/** An officer as entries name whoever acted. */
export const actorOf = ({ officerId, terminal }: ActingOfficer, role: string) =>
  ({ kind: 'officer', id: officerId, role, terminal }) as const;

/** Item of the books to which the entries of an act belong; of what cannot be read, that of permissions. */
export const itemOf = (kind: string): '4ト' =>
  // The table of events holds each of them for `act.*`; the type needs one.
  ((isProposedKind(kind) ? ACT_KINDS[kind] : undefined) ?? '4ニ') as '4ト';

/** The octets of the content of an act: both persons sign their hash. */
export const contentOctets = (content: ActContent): Buffer =>
  canonicalOctets(content as unknown as CanonicalValue);

/** The content of a stored act. @throws Error if it is none: only what was read is stored */
export function contentOf<K extends ProposedKind = ProposedKind>(
  act: Pick<DualControlAct, 'id' | 'content'>,
): ActContent<K> {
  const content = readActContent(JSON.parse(act.content.toString('utf8')));
  if (!content) throw new Error(`the content of act ${act.id} cannot be read`);
  return content as ActContent<K>;
}

/** A proposal, and what was signed. */
export interface Proposed {
  readonly id: string;
  readonly content: ActContent;
  readonly document?: Buffer | undefined;
  readonly assertion: KeptAssertion;
}

/**
 * Proposes an act, with its entry. Whoever calls has verified the assertion over its content.
 *
 * @throws DomainError `RoleRequired`
 */
export async function proposeAct(
  tx: Queryable,
  { id, content, document, assertion }: Proposed,
  by: ActingOfficer,
): Promise<{ readonly id: string; readonly contentSha256: string }> {
  const { actKind, effectiveFrom } = content;
  const { names, role } = await standingOf(tx, by, dutiesOfAct(content).row);
  const octets = contentOctets(content);
  const contentSha256 = sha256Hex(octets);
  await tx.insert(dualControlActs).values({
    id,
    actKind,
    content: octets,
    contentSha256,
    document: document ?? null,
    effectiveFrom: new Date(effectiveFrom),
    proposedBy: by.officerId,
    proposedAt: by.at,
    proposedInRoles: [...names],
    proposalAssertionSha256: assertion.sha256,
  });
  await writeEntry(tx, {
    event: 'act.proposed',
    items: [itemOf(actKind)],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    evidence: [assertion],
    data: { act: id, actKind, contentSha256, effectiveFrom, assertionSha256: assertion.sha256 },
  });
  return { id, contentSha256 };
}

/** The act, locked until the transaction ends; undefined if there is none. */
export async function lockActOf(tx: Queryable, id: string): Promise<DualControlAct | undefined> {
  const [act] = await tx
    .select()
    .from(dualControlActs)
    .where(eq(dualControlActs.id, id))
    .for('update');
  return act;
}

/** The act of a kind, locked. @throws DomainError `IllegalTransition` if there is none */
export async function lockAct(
  tx: Queryable,
  id: string,
  kind: ProposedKind,
): Promise<DualControlAct> {
  const act = await lockActOf(tx, id);
  if (act?.actKind !== kind) throw new DomainError('IllegalTransition', `${id} is no ${kind}`);
  return act;
}

type Standings = Pick<DualControlAct, 'effectiveAt' | 'refusedAt' | 'approvedBy' | 'proposedAt'>;

/** Where an act stands at an instant. */
export function stateOfAct(act: Standings, at: Date): ActState {
  if (act.effectiveAt) return 'effective';
  if (act.refusedAt) return 'refused';
  if (act.approvedBy !== null) return 'approved';
  const lapses = act.proposedAt.getTime() + ACT_STANDS_DAYS * DAY_MS;
  return at.getTime() >= lapses ? 'lapsed' : 'proposed';
}

/**
 * Approves an act that somebody else proposed, with its entry. Whoever calls has verified the assertion.
 *
 * @throws DomainError `RoleRequired`, `DualControlViolation`, or `IllegalTransition` if it is not open.
 */
export async function approveAct(
  tx: Queryable,
  act: DualControlAct,
  by: ActingOfficer & { readonly assertion: KeptAssertion },
): Promise<void> {
  const { row } = dutiesOfAct(contentOf(act));
  const state = stateOfAct(act, by.at);
  if (state !== 'proposed') throw new DomainError('IllegalTransition', `${act.id} is ${state}`);
  const { person, names, role } = await standingOf(tx, by, row);
  const problem = dualControlProblem(
    row,
    { person: await personOf(tx, act.proposedBy), roles: rolesNamed(act.proposedInRoles) },
    { person, roles: rolesNamed(names) },
  );
  if (problem) throw new DomainError('DualControlViolation', `${problem}: ${act.id}`);
  const { sha256: assertionSha256 } = by.assertion;
  await tx
    .update(dualControlActs)
    .set({
      approvedBy: by.officerId,
      approvedAt: by.at,
      approvedInRole: role,
      approvedAtTerminal: by.terminal,
      approvalAssertionSha256: assertionSha256,
    })
    .where(eq(dualControlActs.id, act.id));
  const { id, contentSha256 } = act;
  await writeEntry(tx, {
    event: 'act.approved',
    items: [itemOf(act.actKind)],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    evidence: [by.assertion],
    data: { act: id, contentSha256, assertionSha256 },
  });
}

/** Ends an act that has had no effect, with its entry: it only stops, so one person of the row does it. */
export async function refuseAct(
  tx: Queryable,
  act: DualControlAct,
  by: ActingOfficer & { readonly code: string },
): Promise<void> {
  const { row, performedBy } = dutiesOfAct(contentOf(act));
  const { role } = await standingOf(tx, by, row);
  const state = stateOfAct(act, by.at);
  // Custodians may already have taken an approved act into the room, which hears nothing of it.
  const isOpen = state === 'proposed' || (state === 'approved' && performedBy === 'office');
  if (!isOpen) throw new DomainError('IllegalTransition', `${act.id} is ${state}`);
  await tx
    .update(dualControlActs)
    .set({ refusedBy: by.officerId, refusedAt: by.at, refusalCode: by.code })
    .where(eq(dualControlActs.id, act.id));
  await writeRefusal(tx, { act: act.id, actKind: act.actKind, role }, by);
}

/** `act.refused`: of an act that somebody ended, or of what somebody sent and that has no effect. */
export async function writeRefusal(
  tx: Queryable,
  { act, actKind, role }: { readonly act: string; readonly actKind: string; readonly role: string },
  by: ActingOfficer & { readonly code: string },
): Promise<void> {
  await writeEntry(tx, {
    event: 'act.refused',
    items: [itemOf(actKind)],
    at: by.at.toISOString(),
    actor: actorOf(by, role),
    data: { act, reasonCode: by.code },
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
 * Makes an approved act effective, with its entry; what it changes is written in the same transaction.
 *
 * @throws DomainError `IllegalTransition` if it is not approved, was refused, or its time has not come.
 */
export async function makeActEffective(
  tx: Queryable,
  act: DualControlAct,
  at: Date,
): Promise<void> {
  approverOf(act);
  const state = stateOfAct(act, at);
  if (state !== 'approved') throw new DomainError('IllegalTransition', `${act.id} is ${state}`);
  if (act.effectiveFrom > at)
    throw new DomainError('IllegalTransition', `${act.id} is not in force`);
  const kind = act.actKind as ProposedKind;
  await tx.update(dualControlActs).set({ effectiveAt: at }).where(eq(dualControlActs.id, act.id));
  await writeEntry(tx, {
    event: 'act.effective',
    items: [itemOf(kind)],
    at: at.toISOString(),
    actor: { kind: 'system', id: 'office-worker' },
    data: { act: act.id, actKind: kind, contentSha256: act.contentSha256 },
  });
}
