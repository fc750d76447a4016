import { step } from '../../adapters/telemetry/steps.ts';
import { DomainError } from '../../domain/errors.ts';
import { revocationReasons, type RevocationReason } from '../../domain/revocation/reasons.ts';
import { newEntryId } from '../book/entry-id.ts';
import { answerOf } from './judge-order.ts';
import { keyOf, knownCertificates, type KnownRevocation } from './known-certificates.ts';
import type { ReasonUpgrade, RecordedRevocation } from './outcomes.ts';
import { ROOM_WORKER, untilWritten, type Recording, type RecordingRoom } from './recording-room.ts';

const isUpgradable = (reason: string): boolean =>
  (revocationReasons as Readonly<Record<string, RevocationReason | undefined>>)[reason]
    ?.isUpgradable ?? reason === 'unspecified';

/**
 * Makes the reason of a revocation `keyCompromise`: the one change of a revocation that there is. Its date stays, and the
 * reason before is kept. A revocation for a graver reason, or upgraded before, stays as it is and is answered with.
 *
 * @throws DomainError `MalformedRequest` for another reason; `IllegalTransition` for a certificate that is not revoked.
 */
export async function upgradeReason(
  room: RecordingRoom,
  order: ReasonUpgrade,
  recording: Recording = {},
): Promise<RecordedRevocation> {
  const { requestId, reasonCode } = order;
  if (reasonCode !== 'keyCompromise') throw new DomainError('MalformedRequest', reasonCode);
  const answer = await untilWritten(() => judgeAndUpgrade(room, order, recording));
  if (answer === undefined) throw new DomainError('IllegalTransition', `${requestId}: not revoked`);
  return answer;
}

/** @returns undefined for a certificate that is not revoked */
async function judgeAndUpgrade(
  room: RecordingRoom,
  order: ReasonUpgrade,
  recording: Recording,
): Promise<RecordedRevocation | undefined> {
  const { requestId, certificateSha256 } = order;
  const known = (await knownCertificates(room.pool, [order])).get(keyOf(order));
  if (!known) return { outcome: 'refused', requestId, check: 'notFound' };
  if (known.certificateSha256 !== certificateSha256) {
    return { outcome: 'refused', requestId, check: 'fingerprintMismatch' };
  }
  const { revocation } = known;
  if (!revocation) return undefined;
  if (!isUpgradable(revocation.reasonCode)) return answerOf(requestId, revocation);
  await writeUpgrade(room, order, { from: revocation.reasonCode, ...recording });
  step('revocation.5-reason-upgraded');
  return {
    outcome: 'recorded',
    requestId,
    revocationDate: revocation.revocationDate.getTime(),
    reasonCode: 'keyCompromise',
  };
}

async function writeUpgrade(
  room: RecordingRoom,
  { requestId, issuerKeyId, serialNumber, assertionSha256 }: ReasonUpgrade,
  { from, run }: Recording & { readonly from: KnownRevocation['reasonCode'] },
): Promise<void> {
  const at = room.now();
  await room.book.write({
    entries: [
      {
        id: newEntryId(),
        event: 'revocation.reasonUpgraded',
        items: ['2イ', '2ニ'],
        at: at.toISOString(),
        case: requestId,
        actor: ROOM_WORKER,
        ...(run === undefined ? {} : { run }),
        data: {
          request: requestId,
          issuerKeyId,
          serialNumber,
          from,
          to: 'keyCompromise',
          assertions: assertionSha256,
        },
      },
    ],
    keys: { upgrades: [{ issuerKeyId, serialNumber, requestId, from, at }] },
  });
}
