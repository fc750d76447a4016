import { writeEntry } from '../../db/books/write-entry.ts';
import { changeRequest } from '../../db/revocation/request-file.ts';
import { revocationReasons } from '../../domain/revocation/reasons.ts';
import type {
  ConfirmationContent,
  EmergencyContent,
} from '../../domain/revocation/request-inputs.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { actorOf } from '../decision/given-decision.ts';
import { runOf } from '../run-of.ts';
import type { Apply } from './apply-request-input.ts';
import { grantedEntry } from './granted.ts';
import { subjectOf, targetOf } from './request-facts.ts';

/**
 * Grants at once by one person (loss or compromise; state table, row 7): before anything is examined, and whoever took the call may
 * do it. Another confirms it within the hour.
 */
export const grantInEmergency: Apply = async (deps, tx, given) => {
  const { row, input, officer, assertion, now } = given;
  const { reasonCode, invalidityDate = null, assertionSha256 } = given.content as EmergencyContent;
  if (!revocationReasons[reasonCode].isAskedBySubscribers) return { problem: 'notAnEmergency' };
  const { known } = await subjectOf(deps, row);
  const target = targetOf(row, known, now);
  if (target === 'alreadyRevoked') return { problem: 'alreadyRevoked' };
  if (!known || target !== 'valid') return { problem: 'certificateUnknown' };
  await writeEntry(tx, {
    ...grantedEntry(row, known, {
      at: now,
      actor: actorOf(given),
      decider: 'officer',
      reasonCode,
      invalidityDate,
      isEmergency: true,
      assertions: [assertionSha256],
      evidence: assertion ? [assertion] : [],
      input: input.id,
    }),
    ...runOf(deps.build),
  });
  await changeRequest(tx, row.id, {
    state: 'granted',
    decider: 'officer',
    decidedBy: officer.id,
    decidedAt: now,
    reasonCode,
    invalidityDate,
    isEmergency: true,
    confirmBy: deadlineOf('emergencyConfirm', now),
    recordBy: deadlineOf('revocationRecord', now),
    caseId: known.caseId,
    orderId: known.orderId,
    issuerKeyId: known.issuerKeyId,
    serialNumber: known.serialNumber,
    certificateSha256: known.certificateSha256,
  });
  return { state: 'granted' };
};

/**
 * What another person says of an emergency (row 8; N6). Not confirmed it is an incident: the morning check shows it until somebody
 * has written the report, and the revocation stands.
 */
export const confirmEmergency: Apply = async (deps, tx, given) => {
  const { row, input, assertion } = given;
  const { isConfirmed, assertionSha256 } = given.content as ConfirmationContent;
  await writeEntry(tx, {
    event: 'revocation.confirmed',
    items: ['2イ', '2ロ'],
    at: given.now.toISOString(),
    case: row.id,
    actor: actorOf(given),
    input: input.id,
    evidence: assertion ? [assertion] : [],
    data: { request: row.id, confirmed: isConfirmed, assertions: [assertionSha256] },
    ...runOf(deps.build),
  });
  // When it was said counts, not when the run came to it.
  await changeRequest(tx, row.id, { confirmedAt: input.receivedAt, isConfirmed });
  return { state: row.state };
};
