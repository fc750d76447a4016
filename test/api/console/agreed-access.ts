import { performAct } from '../../../activities/governance/perform-acts.ts';
import {
  approveAct,
  lockAct,
  proposeAct,
  type ActingOfficer,
  type KeptAssertion,
} from '../../../db/governance/dual-control.ts';
import type { OfficeDatabase } from '../../../db/office-database.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { AccessChanges, AccessKind } from '../../../domain/governance/access-change.ts';
import { DomainError } from '../../../domain/errors.ts';
import { readActContent } from '../../../domain/governance/act-kinds.ts';

/** Passkeys of acts are judged before them, and tested where that is. */
const assertion: KeptAssertion = {
  kind: 'webauthnAssertion',
  sha256: 'a5'.repeat(32),
  size: 100,
};

const noErasure = () => Promise.reject(new Error('no erasure'));

interface Proposed<K extends AccessKind> {
  readonly kind: K;
  readonly change: AccessChanges[K];
}

/** Proposes an act about access. @returns its id */
export async function proposeAccess<K extends AccessKind>(
  db: OfficeDatabase,
  { kind, change }: Proposed<K>,
  by: ActingOfficer,
): Promise<string> {
  const effectiveFrom = by.at.toISOString();
  const content = readActContent({ v: 1, actKind: kind, effectiveFrom, change });
  if (!content) throw new Error(`no ${kind}`);
  const { id } = await db.transaction((tx) =>
    proposeAct(tx, { id: uuidV7(by.at.getTime()), content, assertion }, by),
  );
  return id;
}

/** Approves it, and has the office do what was agreed. */
export async function approveAccess(
  db: OfficeDatabase,
  { id, kind }: { readonly id: string; readonly kind: AccessKind },
  by: ActingOfficer,
): Promise<void> {
  await db.transaction(async (tx) =>
    approveAct(tx, await lockAct(tx, id, kind), { ...by, assertion }),
  );
  const problem = await performAct({ db, startErasure: noErasure, now: () => by.at }, id);
  if (problem) throw new DomainError('IllegalTransition', problem);
}
