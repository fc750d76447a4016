import type { EntryRun } from '../issuance/issuance-entries.ts';
import type {
  ReasonUpgrade,
  RecordedRevocation,
  ReleaseOrder,
  RevocationOrder,
  SuspensionOrder,
} from './outcomes.ts';
import { recordRevocations } from './record-revocations.ts';
import type { RecordingRoom } from './recording-room.ts';
import { listRoomsOwn, type RoomsOwnPage } from './rooms-own.ts';
import { releaseCertificate, suspendCertificate } from './suspend-certificate.ts';
import { upgradeReason } from './upgrade-reason.ts';

/** What becomes of certificates in the room, as its activities ask for it. Everything may be repeated, and side by side. */
export class RoomRevocations {
  readonly #room: RecordingRoom;

  constructor(room: RecordingRoom) {
    this.#room = room;
  }

  /** @see recordRevocations */
  record(
    orders: readonly RevocationOrder[],
    run?: EntryRun,
  ): Promise<readonly RecordedRevocation[]> {
    return recordRevocations(this.#room, orders, { run });
  }

  /** @see suspendCertificate */
  suspend(order: SuspensionOrder, run?: EntryRun): Promise<RecordedRevocation> {
    return suspendCertificate(this.#room, order, { run });
  }

  /** @see releaseCertificate */
  release(order: ReleaseOrder, run?: EntryRun): Promise<{ readonly isReleased: boolean }> {
    return releaseCertificate(this.#room, order, { run });
  }

  /** @see upgradeReason */
  upgrade(order: ReasonUpgrade, run?: EntryRun): Promise<RecordedRevocation> {
    return upgradeReason(this.#room, order, { run });
  }

  /** @see listRoomsOwn */
  listRoomsOwn(after: number): Promise<RoomsOwnPage> {
    return listRoomsOwn(this.#room.pool, after);
  }
}
