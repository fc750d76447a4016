import type { ErasureOrder, RoomErasure } from '../../domain/retention/chain-erasure.ts';

/** What the office does to erase a chain. Every one may be repeated. */
export interface OfficeRetentionActivities {
  /** Makes the approved act effective and commits to the key. */
  beginErasure(act: string): Promise<ErasureOrder>;
  /** Writes `chain.erased` and destroys the office's key. */
  eraseInOffice(act: string): Promise<void>;
}

/** What the room does. */
export interface EnclaveRetentionActivities {
  /** Judges by its own registers, writes `chain.erased` and destroys the room's key. */
  eraseInRoom(order: ErasureOrder): Promise<RoomErasure>;
}
