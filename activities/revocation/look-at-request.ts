import { findRequest, type RevocationRequest } from '../../db/revocation/request-file.ts';
import { appliedInputs, endInput } from '../../db/revocation/request-file.ts';
import { registeredCertificate } from '../../db/revocation/certificate-register.ts';
import { DomainError } from '../../domain/errors.ts';
import type { SignedContent } from '../../domain/revocation/request-inputs.ts';
import type { CrlReason } from '../../domain/revocation/reasons.ts';
import type { RevocationState } from '../../domain/revocation/revocation-states.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { applyRequestInputs } from './apply-request-input.ts';
import { examineRequest } from './examine-request.ts';
import { startOfDay } from './granted.ts';
import { isPublishedByOther, notePublished } from './note-room.ts';
import type { RequestStanding, RoomStep } from './office-contract.ts';

/**
 * Applies what waits of a request and says where it stands; everything follows from the database. What was added to a request that
 * a person has is examined anew.
 */
export async function lookAtRequest(
  deps: OfficeDependencies,
  requestId: string,
): Promise<RequestStanding> {
  await endReceipt(deps, requestId);
  const isFactAdded = await applyRequestInputs(deps, requestId);
  const row = await requireRequest(deps, requestId);
  const isOpen = row.state === 'examining' || row.state === 'suspended';
  if (isFactAdded && isOpen) await examineRequest(deps, requestId);
  if (row.state === 'recorded' && (await isPublishedByOther(deps, row))) {
    await notePublished(deps, [requestId]);
  }
  return standingOf(deps, await requireRequest(deps, requestId));
}

/** Recording a request is all there is to do with the row that brought it: what becomes of it stands in its own. */
async function endReceipt({ db, now }: OfficeDependencies, requestId: string): Promise<void> {
  await endInput(db, requestId, {
    result: { state: 'received', isApplied: true },
    at: now(),
  });
}

async function requireRequest({ db }: OfficeDependencies, id: string): Promise<RevocationRequest> {
  const row = await findRequest(db, id);
  if (!row) throw new DomainError('RevocationRequestNotFound', id);
  return row;
}

async function standingOf(
  deps: OfficeDependencies,
  row: RevocationRequest,
): Promise<RequestStanding> {
  const state = row.state as RevocationState;
  const roomStep = await roomStepOf(deps, row);
  const known = state === 'received' ? await registeredCertificate(deps.db, row) : undefined;
  const isSuspended = state === 'suspended' || (state === 'refused' && row.suspendedAt !== null);
  const isFinal = state === 'published' || state === 'refused';
  return {
    state,
    awaitsCertificate: state === 'received' && known !== undefined && known.serialNumber === null,
    isUnpublished: state === 'recorded' || isSuspended,
    isOver: isFinal && roomStep === undefined,
    ...(roomStep && { roomStep }),
    ...(row.issuerKeyId !== null && { issuerKeyId: row.issuerKeyId }),
    ...(state === 'recorded' && row.orderId !== null && { revokedOrder: row.orderId }),
  };
}

/** What the room is asked next; undefined where it has done everything, or nobody decided anything. */
async function roomStepOf(
  { db, now }: OfficeDependencies,
  row: RevocationRequest,
): Promise<RoomStep | undefined> {
  const known = await registeredCertificate(db, row);
  if (!known?.issuerKeyId || !known.serialNumber || !known.certificateSha256) return undefined;
  const { issuerKeyId, serialNumber, certificateSha256 } = known;
  const order = { requestId: row.id, issuerKeyId, serialNumber, certificateSha256 };
  if (isToBeRecorded(row) || isUnheardOf(row, now()))
    return { do: 'record', order: { ...order, ...reasonOf(row) } };
  const isHeld = row.suspendedAt !== null && row.releasedAt === null;
  if (row.state === 'suspended' && row.suspendedAt === null) {
    const until = row.suspendedUntil?.getTime() ?? 0;
    const assertionSha256 = await assertionsOf(db, row.id, 'revocationSuspension');
    return { do: 'suspend', order: { ...order, until, assertionSha256 } };
  }
  if (row.state === 'refused' && isHeld) return { do: 'release', order };
  if (row.upgradeInput === null) return undefined;
  const assertionSha256 = await assertionsOf(db, row.id, 'revocationReasonUpgrade');
  return { do: 'upgrade', order: { ...order, reasonCode: 'keyCompromise', assertionSha256 } };
}

/** Granted; or recorded, and a recovery of the database could not bring back when. */
const isToBeRecorded = ({ state, revocationDate }: RevocationRequest): boolean =>
  state === 'granted' ||
  ((state === 'recorded' || state === 'published') && revocationDate === null);

/** For so long a publication is waited for; then the room is asked, because what it told may have come too early or got lost. */
const UNHEARD_MS = 5 * 60_000;

const isUnheardOf = ({ state, recordedAt }: RevocationRequest, now: Date): boolean =>
  state === 'recorded' && now.getTime() - (recordedAt?.getTime() ?? 0) >= UNHEARD_MS;

const reasonOf = ({ reasonCode, invalidityDate }: RevocationRequest) => ({
  // The console and the rule set know no other.
  reasonCode: reasonCode as CrlReason,
  ...(invalidityDate !== null &&
    reasonCode === 'keyCompromise' && { invalidityDate: startOfDay(invalidityDate).getTime() }),
});

/** The assertion of the newest input of a kind that had its effect. */
async function assertionsOf(
  db: OfficeDependencies['db'],
  requestId: string,
  kind: string,
): Promise<string[]> {
  const newest = (await appliedInputs(db, requestId, kind)).at(-1);
  const content = newest?.content as SignedContent | undefined;
  return content ? [content.assertionSha256] : [];
}
