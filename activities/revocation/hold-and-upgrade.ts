import { changeRequest } from '../../db/revocation/request-file.ts';
import { isSwitchOn } from '../../db/revocation/certificate-register.ts';
import { deadlineOf } from '../decision/deadline.ts';
import type { Apply } from './apply-request-input.ts';
import { bookAssertion } from './book-assertion.ts';
import { subjectOf, targetOf } from './request-facts.ts';

/**
 * Suspends out of doubt (`certificateHold`; state table, row 4), where the policy switch lets it. The room carries it out and books
 * it; after 72 hours it is an alarm and stays suspended.
 */
export const suspendByPerson: Apply = async (deps, tx, given) => {
  const { row, now } = given;
  if (!(await isSwitchOn(deps.db, 'suspension'))) return { problem: 'suspensionOff' };
  const { known } = await subjectOf(deps, row);
  const target = targetOf(row, known, now);
  if (target === 'alreadyRevoked') return { problem: 'alreadyRevoked' };
  if (target !== 'valid') return { problem: 'certificateUnknown' };
  await bookAssertion(deps, tx, given);
  const suspendedUntil = deadlineOf('suspensionDecide', now);
  await changeRequest(tx, row.id, { state: 'suspended', suspendedUntil });
  return { state: 'suspended' };
};

/** The reason becomes `keyCompromise` (row 12). The room has it so first; the revocation stands whatever comes. */
export const upgradeByPerson: Apply = async (deps, tx, given) => {
  const { row, input } = given;
  await bookAssertion(deps, tx, given);
  await changeRequest(tx, row.id, { upgradeInput: input.id });
  return { state: row.state };
};
