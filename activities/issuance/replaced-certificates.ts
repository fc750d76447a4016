import type { CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { openCertificatesOfPerson } from '../../db/issuance/certificates-of-person.ts';
import type { StoredCertificate } from '../../db/issuance/certificates.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { readCaseText } from '../identity/case-evidence.ts';
import { runOf } from '../run-of.ts';
import { derivedId } from './derived-id.ts';

/** A receipt with effect, and the certificates that it accepts. */
export interface Acceptance {
  readonly file: CaseFile;
  readonly inputId: string;
  readonly now: Date;
  readonly certificates: readonly StoredCertificate[];
}

/**
 * Revocation requests for what accepted certificates replace (channel `replacement`, reason `superseded`): the application
 * asked for it, and the receipt has come. They are the certificates of the same person, service and type that are older
 * than the case. Recorded only: whether they are granted is decided on the request.
 */
export async function replacedCertificates(
  deps: OfficeDependencies,
  { file, inputId, now, certificates }: Acceptance,
): Promise<NonNullable<CaseAct['opens']>> {
  const text = readCaseText(deps, file);
  if (text.previousCertificates !== 'revokeAfterAcceptance') return [];
  const types = certificates.map(({ certificateType }) => certificateType);
  const signedText = file.evidence.find(({ kind }) => kind === 'signedText');
  const replaced = await openCertificatesOfPerson(deps.db, { caseId: file.row.id, types });
  return replaced.map(({ orderId, issuerKeyId, serialNumber, certificateSha256 }) => {
    const request = derivedId(orderId, 'replacement', file.row.id);
    return {
      caseId: request,
      entry: {
        event: 'revocation.requested',
        items: ['2イ'],
        at: now.toISOString(),
        case: request,
        actor: { kind: 'subscriber', id: file.row.id },
        input: inputId,
        data: {
          request,
          channel: 'replacement',
          issuerKeyId,
          serialNumber,
          certificateSha256,
          reasonAsked: 'superseded',
          // What asks for it is the application; the receipt is what it waited for.
          ...(signedText && { textSha256: signedText.sha256 }),
          identityMethod: file.row.identityRoute,
        },
        ...runOf(deps.build),
      },
    };
  });
}
