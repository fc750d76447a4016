import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { custodianActor } from './dual-control-act.ts';

/** Keys that two custodians put to use, and the module that holds them. */
export interface KeyActivation {
  readonly issuerKeyIds: readonly string[];
  readonly custodians: readonly [string, string];
  readonly terminal: string;
  readonly moduleId: string;
}

/** Writes that keys are in use (規則12条1項1号チ), by whose shares, in which module. */
export async function recordActivation(
  book: Pick<RoomBook, 'write'>,
  { issuerKeyIds, custodians, terminal, moduleId }: KeyActivation,
  now: Date,
): Promise<void> {
  const entries = issuerKeyIds.map((issuerKeyId) => ({
    id: newEntryId(),
    event: 'issuerKey.activated',
    items: ['1チ'],
    at: now.toISOString(),
    actor: custodianActor(custodians[1], terminal),
    data: { issuerKeyId, custodians: [...custodians], moduleId },
  }));
  if (entries.length > 0) await book.write({ entries: entries as RoomEntry[] });
}

/** Writes that keys are in use no longer. After a crash there is no such entry: the next activation stands for it. */
export async function recordDeactivation(
  book: Pick<RoomBook, 'write'>,
  { issuerKeyIds, cause }: { readonly issuerKeyIds: readonly string[]; readonly cause: string },
  now: Date,
): Promise<void> {
  const entries = issuerKeyIds.map((issuerKeyId) => ({
    id: newEntryId(),
    event: 'issuerKey.deactivated',
    items: ['1チ'],
    at: now.toISOString(),
    actor: { kind: 'system', id: 'enclave-worker' },
    data: { issuerKeyId, cause },
  }));
  if (entries.length > 0) await book.write({ entries: entries as RoomEntry[] });
}
