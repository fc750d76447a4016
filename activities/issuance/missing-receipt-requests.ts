import type { CaseFile } from '../../db/decision/case-file.ts';
import type { RequestedRevocation } from '../../db/decision/commit-case.ts';
import type { StoredCertificate } from '../../db/issuance/certificates.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { derivedId } from './derived-id.ts';

/** Certificates of a case whose receipt was missed. */
export interface MissingReceipts {
  readonly file: CaseFile;
  readonly certificates: readonly StoredCertificate[];
  readonly now: Date;
}

/**
 * Requests for the revocation of certificates whose receipt was missed, where the policy of the day of issue asks for
 * one (`receiptRequired`; channel `exOfficio`). They are recorded in the transaction of `acceptance.missed`, so that no
 * such certificate is forgotten; a person decides each, no rule lets the machine grant what nobody but us asks for.
 */
export const requestsForMissing = (
  { build }: Pick<OfficeDependencies, 'build'>,
  { file, certificates, now }: MissingReceipts,
): RequestedRevocation[] =>
  certificates
    .filter(({ course }) => course.receiptRequired)
    .map(({ orderId, issuerKeyId, serialNumber, certificateSha256 }) => {
      const id = derivedId(orderId, 'receiptMissing');
      const common = {
        channel: 'exOfficio',
        reason: 'privilegeWithdrawn',
        method: 'none',
      } as const;
      return {
        row: {
          id,
          // No input brought it.
          input_id: id,
          request_number: 1,
          case_id: file.row.id,
          order_id: orderId,
          chain_id: file.row.chainId,
          portal_id: null,
          channel: common.channel,
          identity_method: common.method,
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
          data: {
            request: id,
            channel: common.channel,
            issuerKeyId,
            serialNumber,
            certificateSha256,
            reasonAsked: common.reason,
            identityMethod: common.method,
          },
          ...runOf(build),
        },
      };
    });
