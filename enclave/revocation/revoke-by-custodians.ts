import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ListedCertificate } from '../../domain/revocation/mass-revocation.ts';
import type { RevocationReasonCode } from '../../domain/revocation/reasons.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { isPerformed } from '../keys/agreed-act.ts';
import { dualControlEntries, type ActSigner } from '../keys/dual-control-act.ts';
import type { RecordedRevocation, RevocationOrder } from './outcomes.ts';
import { ORDERS_MAX, recordRevocations } from './record-revocations.ts';
import type { RecordingRoom } from './recording-room.ts';

/** What two custodians agreed on. */
export interface CustodiansOrder {
  readonly act: string;
  readonly contentSha256: string;
  readonly proposer: ActSigner;
  readonly approver: ActSigner;
  readonly reasonCode: RevocationReasonCode;
  readonly certificates: readonly ListedCertificate[];
  /**
   * Commitment to the name of whoever grants it, as the register of officers has it (規則12条1項2号ロ): names are not in the
   * room. Without it no `revocation.granted` is written, and the act alone says who decided: nothing waits for it.
   */
  readonly nameCommitment?: string | undefined;
}

/** What became of a certificate, by its line. */
export interface CustodiansOutcome {
  readonly line: number;
  readonly serialNumber: string;
  readonly recorded: RecordedRevocation;
}

/**
 * Number of the request for one line of an act, the same each time it is computed, so that a command that is given again
 * goes on where it was: the time of the act's id, and a hash in place of chance.
 */
export function requestIdOf(act: string, line: number): string {
  const hash = sha256Hex(Buffer.from(`toroku-custodians-revocation/1\n${act}\n${line}\n`));
  const variant = ((parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${act.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(8, 20)}`;
}

/**
 * Revokes in the room, without the office and without Temporal, what two custodians agreed on (規則6条10号, 15号ロ). In one
 * transaction stand the act, and of each certificate that it was asked for, granted and recorded; 500 at a time.
 *
 * May be killed anywhere and given again: what is recorded is found by its request. The office learns of it later by
 * `listRoomsOwn`.
 *
 * @throws DomainError `DualControlViolation` if both are one person.
 */
export async function revokeByCustodians(
  room: RecordingRoom,
  order: CustodiansOrder,
): Promise<readonly CustodiansOutcome[]> {
  const { certificates, proposer, approver } = order;
  if (proposer.person === approver.person) {
    throw new DomainError('DualControlViolation', proposer.person);
  }
  const outcomes: CustodiansOutcome[] = [];
  for (let i = 0; i < certificates.length; i += ORDERS_MAX) {
    outcomes.push(...(await revokeSome(room, order, certificates.slice(i, i + ORDERS_MAX))));
  }
  return outcomes;
}

async function revokeSome(
  room: RecordingRoom,
  order: CustodiansOrder,
  some: readonly ListedCertificate[],
): Promise<CustodiansOutcome[]> {
  const { act, reasonCode, approver } = order;
  const orders = some.map(({ line, ...name }) => ({
    ...name,
    requestId: requestIdOf(act, line),
    reasonCode,
  }));
  const isBegun = await isPerformed(room.pool, act);
  const answers = await recordRevocations(room, orders, {
    by: approver.actor,
    because: 'custodians',
    before: isBegun
      ? []
      : dualControlEntries({ ...order, actKind: 'massRevocation', at: room.now() }),
    beforeEach: (each, at) => askedAndGranted(order, each, at),
  });
  return some.flatMap(({ line, serialNumber }, i) => {
    const recorded = answers[i];
    return recorded ? [{ line, serialNumber, recorded }] : [];
  });
}

/** One custodian asks, the other grants. */
function askedAndGranted(
  { proposer, approver, nameCommitment }: CustodiansOrder,
  { requestId, issuerKeyId, serialNumber, certificateSha256, reasonCode }: RevocationOrder,
  at: Date,
): RoomEntry[] {
  const common = { at: at.toISOString(), case: requestId };
  const certificate = { request: requestId, issuerKeyId, serialNumber, certificateSha256 };
  const assertions = [proposer.assertionSha256, approver.assertionSha256].toSorted();
  const requested: RoomEntry = {
    id: newEntryId(),
    ...common,
    event: 'revocation.requested',
    items: ['2イ'],
    actor: proposer.actor,
    data: {
      ...certificate,
      channel: 'exOfficio',
      reasonAsked: reasonCode,
      identityMethod: 'none',
    },
  };
  if (nameCommitment === undefined) return [requested];
  const granted: RoomEntry = {
    id: newEntryId(),
    ...common,
    event: 'revocation.granted',
    items: ['2イ', '2ロ'],
    actor: { ...approver.actor, nameCommitment },
    data: { ...certificate, reasonCode, decider: 'custodian', emergency: false, assertions },
  };
  return [requested, granted];
}
