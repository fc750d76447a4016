import type { OrderCertificate } from '../../db/decision/order-certificates.ts';
import type { RequestedRevocation } from '../../db/decision/commit-case.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { deadlineOf } from './deadline.ts';
import type { GivenWithdrawalText } from './apply-withdrawal.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/**
 * Asks for the revocation of what a withdrawn case is issued all the same (state table, row 29; channel
 * `replacement`: it was asked for in another signed text of the case). One request an order; that of an
 * order whose certificate the room has still to hand over names the order alone.
 */
export function replacementRequests(
  { build }: Pick<OfficeDependencies, 'build'>,
  { inputId, content, file, now }: GivenWithdrawalText,
  orders: readonly OrderCertificate[],
): RequestedRevocation[] {
  return orders.map((order, index) => {
    const id = uuidV7(now.getTime());
    const { issuerKeyId, serialNumber, certificateSha256 } = order;
    const named = issuerKeyId !== null && serialNumber !== null && certificateSha256 !== null;
    const common = { channel: 'replacement', reason: 'cessationOfOperation' } as const;
    return {
      row: {
        id,
        input_id: inputId,
        request_number: index + 1,
        case_id: file.row.id,
        order_id: order.id,
        chain_id: file.row.chainId,
        portal_id: file.row.portalId,
        channel: common.channel,
        identity_method: content.method,
        text_sha256: content.textSha256,
        text_state: 'current',
        issuer_key_id: issuerKeyId,
        serial_number: serialNumber,
        certificate_sha256: certificateSha256,
        reason_asked: common.reason,
        requested_at: now,
        decide_by: deadlineOf('revocationRequestRecord', now),
        state: 'received',
      },
      entry: {
        event: 'revocation.requested',
        items: ['2イ'],
        at: now.toISOString(),
        actor: OFFICE_WORKER,
        input: inputId,
        data: {
          request: id,
          channel: common.channel,
          ...(named ? { issuerKeyId, serialNumber, certificateSha256 } : {}),
          reasonAsked: common.reason,
          textSha256: content.textSha256,
          identityMethod: content.method,
        },
        ...runOf(build),
      },
    };
  });
}
