import { deadlineOf } from '../decision/deadline.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { RequestedRevocation } from '../../db/decision/commit-case.ts';
import { openCertificatesOfPerson } from '../../db/issuance/certificates-of-person.ts';
import type { OpenCertificate } from '../../db/issuance/certificates-of-person.ts';
import type { StoredCertificate } from '../../db/issuance/certificates.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readCaseText } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { derivedId } from './derived-id.ts';

/** A receipt with effect, and the certificates of the case, if it is the last that was waited for. */
export interface Acceptance {
  readonly file: CaseFile;
  readonly inputId: string;
  readonly now: Date;
  readonly certificates: readonly StoredCertificate[];
}

const SUPERSEDED = { channel: 'replacement', reason: 'superseded' } as const;

/**
 * Revocation requests for what accepted certificates replace (channel `replacement`, reason `superseded`): the application
 * asked for it, and the receipt has come. They are the certificates of the same person, service and type that are older
 * than the case. Recorded only: whether they are granted is decided on the request.
 */
export async function replacedCertificates(
  deps: OfficeDependencies,
  { file, inputId, now, certificates }: Acceptance,
): Promise<RequestedRevocation[]> {
  if (certificates.length === 0) return [];
  const text = readCaseText(deps, file);
  if (text.previousCertificates !== 'revokeAfterAcceptance') return [];
  const types = certificates.map(({ certificateType }) => certificateType);
  const replaced = await openCertificatesOfPerson(deps.db, { caseId: file.row.id, types });
  // What asks for it is the application; the receipt is what it waited for.
  const textSha256 = file.evidence.find(({ kind }) => kind === 'signedText')?.sha256;
  return replaced.map((old, index) =>
    requestOf(deps, old, { file, inputId, now, number: index + 1, textSha256 }),
  );
}

interface Requesting {
  readonly file: CaseFile;
  readonly inputId: string;
  readonly now: Date;
  /** Of the request among those of the receipt, from 1. */
  readonly number: number;
  readonly textSha256: string | undefined;
}

/** The request with its entry, which is the first of a case of its own. */
function requestOf(
  { build }: OfficeDependencies,
  old: OpenCertificate,
  { file, inputId, now, number, textSha256 }: Requesting,
): RequestedRevocation {
  const { issuerKeyId, serialNumber, certificateSha256 } = old;
  const id = derivedId(old.orderId, 'replacement', file.row.id, inputId);
  const identityMethod = file.row.identityRoute;
  return {
    row: {
      id,
      input_id: inputId,
      request_number: number,
      case_id: old.caseId,
      order_id: old.orderId,
      chain_id: old.chainId,
      portal_id: file.row.portalId,
      channel: SUPERSEDED.channel,
      identity_method: identityMethod,
      text_sha256: textSha256,
      text_state: 'current',
      issuer_key_id: issuerKeyId,
      serial_number: serialNumber,
      certificate_sha256: certificateSha256,
      reason_asked: SUPERSEDED.reason,
      requested_at: now,
      decide_by: deadlineOf('revocationRequestRecord', now),
      state: 'received',
    },
    entry: {
      event: 'revocation.requested',
      items: ['2イ'],
      at: now.toISOString(),
      actor: { kind: 'subscriber', id: file.row.id },
      input: inputId,
      data: {
        request: id,
        channel: SUPERSEDED.channel,
        issuerKeyId,
        serialNumber,
        certificateSha256,
        reasonAsked: SUPERSEDED.reason,
        ...(textSha256 === undefined ? {} : { textSha256 }),
        identityMethod,
      },
      ...runOf(build),
    },
  };
}
