import { step } from '../../adapters/telemetry/steps.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RevocationRow } from '../book/revocation-rows.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { judgeOrder } from './judge-order.ts';
import { keyOf, knownCertificates, type KnownCertificate } from './known-certificates.ts';
import type { RecordedRevocation, RevocationOrder } from './outcomes.ts';
import {
  ROOM_WORKER,
  untilWritten,
  wholeSeconds,
  type Recorder,
  type Recording,
  type RecordingRoom,
} from './recording-room.ts';

/** Orders that may be given at once: they share a transaction and a checkpoint. */
export const ORDERS_MAX = 500;

/** Who records, where it is not the program; and what else belongs into the same act. */
export interface RecordedBy extends Recording {
  readonly by?: Recorder;
  readonly because?: RevocationRow['because'];
  /** Entries that are written before those of the revocations, if there is one to record. */
  readonly before?: readonly RoomEntry[];
  /** Entries that come before that of one revocation. */
  readonly beforeEach?: (order: RevocationOrder, at: Date) => readonly RoomEntry[];
}

/**
 * Records revocations: date and reason of each, in the order given, in one transaction under one checkpoint (規則6条12号).
 *
 * The room believes the office that a revocation was granted, and asks for no assertion: a certificate that is revoked without
 * need is an accident that a replacement mends, one that is not revoked in time lets somebody else sign. So there is no cap
 * and no switch here, and nothing but the room's own register is asked: what it did not make, or what is named by a serial
 * number and the fingerprint of another, it does not revoke.
 *
 * A crash before the commit leaves nothing; after it, entries that the next start publishes. The repeat finds its rows and
 * gives the answers of before.
 *
 * @returns one answer an order, in their order
 * @throws DomainError `MalformedRequest` for more than 500 orders, or a reason that is none for a revocation.
 */
export async function recordRevocations(
  room: RecordingRoom,
  orders: readonly RevocationOrder[],
  recorded: RecordedBy = {},
): Promise<readonly RecordedRevocation[]> {
  requireReadable(orders);
  return untilWritten(() => judgeAndRecord(room, orders, recorded));
}

function requireReadable(orders: readonly RevocationOrder[]): void {
  if (orders.length > ORDERS_MAX) throw new DomainError('MalformedRequest', `${orders.length}`);
  const held = orders.find(({ reasonCode }) => reasonCode === 'certificateHold');
  if (held) throw new DomainError('MalformedRequest', `${held.requestId}: a hold revokes nothing`);
}

async function judgeAndRecord(
  room: RecordingRoom,
  orders: readonly RevocationOrder[],
  { by = ROOM_WORKER, because = 'request', before = [], beforeEach, run }: RecordedBy,
): Promise<readonly RecordedRevocation[]> {
  const at = room.now();
  const known = await knownCertificates(room.pool, orders);
  const rows: RevocationRow[] = [];
  const entries: RoomEntry[] = [];
  const answers = orders.map((order) => {
    const judged = judgeOrder(order, known.get(keyOf(order)), at);
    if ('answer' in judged) return judged.answer;
    const row = rowOf(order, judged.certificate, { at, because });
    // What comes later in the list finds it revoked.
    known.set(keyOf(order), {
      ...judged.certificate,
      revocation: { ...row, upgradeRequestId: null },
    });
    rows.push(row);
    entries.push(...(beforeEach?.(order, at) ?? []), entryOf(order, row, { by, run }));
    return recordedAnswer(row);
  });
  if (rows.length > 0) {
    await room.book.write({ entries: [...before, ...entries], keys: { revocations: rows } });
    step('revocation.2-recorded');
  }
  return answers;
}

const recordedAnswer = ({
  requestId,
  revocationDate,
  reasonCode,
}: RevocationRow): RecordedRevocation => ({
  outcome: 'recorded',
  requestId,
  revocationDate: revocationDate.getTime(),
  reasonCode,
});

/** A certificate that was held is revoked from the instant of the hold on (X.509 §8.5.2.2): it was never good in between. */
function rowOf(
  { requestId, reasonCode, invalidityDate }: RevocationOrder,
  { orderId, issuerKeyId, serialNumber, notAfter, hold }: KnownCertificate,
  { at, because }: { readonly at: Date; readonly because: RevocationRow['because'] },
): RevocationRow {
  return {
    issuerKeyId,
    serialNumber,
    orderId,
    requestId,
    notAfter,
    revocationDate: wholeSeconds(hold?.suspendedAt ?? at),
    reasonCode: reasonCode as RevocationRow['reasonCode'],
    ...(invalidityDate === undefined
      ? {}
      : { invalidityDate: wholeSeconds(new Date(invalidityDate)) }),
    because,
    recordedAt: at,
  };
}

const entryOf = (
  { certificateSha256 }: RevocationOrder,
  row: RevocationRow,
  { by, run }: Recording & { readonly by: Recorder },
): RoomEntry =>
  ({
    id: newEntryId(),
    event: 'revocation.recorded',
    items: ['2ニ'],
    at: row.recordedAt.toISOString(),
    case: row.requestId,
    actor: by,
    ...(run === undefined ? {} : { run }),
    data: {
      request: row.requestId,
      issuerKeyId: row.issuerKeyId,
      serialNumber: row.serialNumber,
      certificateSha256,
      revocationDate: row.revocationDate.toISOString(),
      reasonCode: row.reasonCode,
      ...(row.invalidityDate ? { invalidityDate: row.invalidityDate.toISOString() } : {}),
    },
  }) as RoomEntry;
