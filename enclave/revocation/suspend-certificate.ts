import type pg from 'pg';
import { step } from '../../adapters/telemetry/steps.ts';
import { newEntryId } from '../book/entry-id.ts';
import { heldAnswer, judgeOrder } from './judge-order.ts';
import { keyOf, knownCertificates } from './known-certificates.ts';
import type { RecordedRevocation, ReleaseOrder, SuspensionOrder } from './outcomes.ts';
import { ROOM_WORKER, untilWritten, type Recording, type RecordingRoom } from './recording-room.ts';

interface StoredHold {
  readonly suspendedAt: Date;
  readonly endedBy: 'release' | 'revocation' | null;
}

/**
 * Holds a certificate (`certificateHold`) until somebody decides. The time does not release it: a certificate in doubt is
 * released by a person alone.
 *
 * A crash before the commit leaves nothing; the repeat finds its row. The answer bears the instant of the hold as
 * `revocationDate`; what is held or revoked at another request is `alreadyRevoked` by it.
 */
export function suspendCertificate(
  room: RecordingRoom,
  order: SuspensionOrder,
  recording: Recording = {},
): Promise<RecordedRevocation> {
  return untilWritten(() => judgeAndSuspend(room, order, recording));
}

async function judgeAndSuspend(
  room: RecordingRoom,
  order: SuspensionOrder,
  { run }: Recording,
): Promise<RecordedRevocation> {
  const at = room.now();
  const { requestId, issuerKeyId, serialNumber } = order;
  const before = await holdOf(room.pool, order);
  const known = await knownCertificates(room.pool, [order]);
  const judged = judgeOrder(order, known.get(keyOf(order)), at);
  if ('answer' in judged) return judged.answer;
  const { certificate } = judged;
  if (certificate.hold) return heldAnswer(requestId, certificate.hold);
  if (before) return heldAnswer(requestId, { requestId, ...before });
  const until = new Date(order.until);
  await room.book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'certificate.suspended',
        items: ['2イ', '2ニ'],
        at: at.toISOString(),
        case: requestId,
        actor: ROOM_WORKER,
        ...(run === undefined ? {} : { run }),
        data: {
          request: requestId,
          issuerKeyId,
          serialNumber,
          until: until.toISOString(),
          assertions: order.assertionSha256,
        },
      },
    ],
    keys: { suspensions: [{ ...certificate, requestId, suspendedAt: at, until }] },
  });
  step('revocation.3-suspended');
  return heldAnswer(requestId, { requestId, suspendedAt: at });
}

async function holdOf(
  pool: Pick<pg.Pool, 'query'>,
  { requestId, issuerKeyId, serialNumber }: ReleaseOrder,
): Promise<StoredHold | undefined> {
  const { rows } = await pool.query<StoredHold>(
    `select suspended_at as "suspendedAt", ended_by as "endedBy" from suspensions
     where request_id = $1 and issuer_key_id = $2 and serial_number = $3`,
    [requestId, issuerKeyId, serialNumber],
  );
  return rows[0];
}

/**
 * Ends the hold of a request that was refused, and no other: the certificate is good again. Asked again it says the same;
 * of a certificate that is revoked by now there is nothing to release.
 */
export function releaseCertificate(
  room: RecordingRoom,
  order: ReleaseOrder,
  recording: Recording = {},
): Promise<{ readonly isReleased: boolean }> {
  return untilWritten(async () => {
    const hold = await holdOf(room.pool, order);
    if (hold?.endedBy !== null) return { isReleased: hold?.endedBy === 'release' };
    await writeRelease(room, order, recording);
    step('revocation.4-released');
    return { isReleased: true };
  });
}

async function writeRelease(
  room: RecordingRoom,
  { requestId, issuerKeyId, serialNumber }: ReleaseOrder,
  { run }: Recording,
): Promise<void> {
  const at = room.now();
  await room.book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'certificate.released',
        items: ['2イ', '2ニ'],
        at: at.toISOString(),
        case: requestId,
        actor: ROOM_WORKER,
        ...(run === undefined ? {} : { run }),
        data: { request: requestId, issuerKeyId, serialNumber },
      },
    ],
    keys: { releases: [{ requestId, releasedAt: at }] },
  });
}
