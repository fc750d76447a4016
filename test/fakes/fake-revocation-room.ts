import { ApplicationFailure } from '@temporalio/common';
import type {
  RecordedRevocation,
  RevocationOrder,
  RoomRevocationActivities,
  RoomsOwnActivities,
  RoomsOwnPage,
  RoomsOwnRevocation,
} from '../../activities/revocation/contract.ts';
import { DomainError } from '../../domain/errors.ts';

type Recorded = Extract<RecordedRevocation, { outcome: 'recorded' }>;

/** A room that records each certificate once and answers a repeat as before, as the real one does. Publishing is not its part. */
export class FakeRevocationRoom implements RoomRevocationActivities, RoomsOwnActivities {
  /** Attempts that come while it is away. */
  attemptsAway = 0;
  /** Certificates that it does not have, by serial number. */
  readonly unknown = new Set<string>();
  readonly held = new Set<string>();
  /** What was read back, by serial number. */
  readonly published = new Set<string>();
  readonly asked: string[] = [];
  /** What custodians revoked in it, in the order of its book. */
  readonly own: RoomsOwnRevocation[] = [];
  /** Last place of its book. */
  place = 0;
  readonly #recorded = new Map<string, Recorded>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  #come(what: string): void {
    this.asked.push(what);
    if (this.attemptsAway === 0) return;
    this.attemptsAway -= 1;
    throw ApplicationFailure.retryable('CKR_DEVICE_REMOVED', 'HsmUnavailable');
  }

  async recordRevocations(orders: readonly RevocationOrder[]): Promise<RecordedRevocation[]> {
    this.#come('record');
    return orders.map((order) => {
      const answer = this.#record(order);
      const isPublished = answer.outcome !== 'refused' && this.published.has(order.serialNumber);
      return isPublished ? { ...answer, publishedAt: this.#now() } : answer;
    });
  }

  #record({ requestId, serialNumber, reasonCode }: RevocationOrder): RecordedRevocation {
    if (this.unknown.has(serialNumber)) return { outcome: 'refused', requestId, check: 'notFound' };
    const before = this.#recorded.get(serialNumber);
    if (before?.requestId === requestId) return before;
    if (before) {
      const { revocationDate } = before;
      return {
        outcome: 'alreadyRevoked',
        requestId,
        byRequest: before.requestId,
        revocationDate,
        reasonCode: before.reasonCode,
      };
    }
    const revocationDate = Math.floor(this.#now() / 1000) * 1000;
    const recorded = { outcome: 'recorded', requestId, revocationDate, reasonCode } as const;
    this.#recorded.set(serialNumber, recorded);
    this.held.delete(serialNumber);
    return recorded;
  }

  async suspendCertificate({
    requestId,
    serialNumber,
  }: Parameters<RoomRevocationActivities['suspendCertificate']>[0]): Promise<RecordedRevocation> {
    this.#come('suspend');
    this.held.add(serialNumber);
    const reasonCode = 'certificateHold';
    return { outcome: 'recorded', requestId, revocationDate: this.#now(), reasonCode };
  }

  async releaseCertificate({
    serialNumber,
  }: Parameters<RoomRevocationActivities['releaseCertificate']>[0]) {
    this.#come('release');
    return { isReleased: this.held.delete(serialNumber) };
  }

  async upgradeReason({
    requestId,
    reasonCode,
  }: Parameters<RoomRevocationActivities['upgradeReason']>[0]): Promise<RecordedRevocation> {
    this.#come('upgrade');
    return { outcome: 'recorded', requestId, revocationDate: this.#now(), reasonCode };
  }

  /** A page has one entry, so that there are always several. */
  async listRoomsOwnRevocations(after: number): Promise<RoomsOwnPage> {
    const left = this.own.filter(({ index }) => index > after);
    const revocations = left.slice(0, 1);
    return { revocations, cursor: revocations[0]?.index ?? after, isMore: left.length > 1 };
  }

  async publishStatus(): Promise<never> {
    throw new DomainError('RequestNotPermitted', 'another room publishes');
  }
}
