import { pgTable } from 'drizzle-orm/pg-core';
import { step } from '../../adapters/telemetry/steps.ts';
import type { RegisteredCertificate } from '../../db/revocation/certificate-register.ts';
import { registeredCertificates } from '../../db/revocation/mass-subjects.ts';
import { changeRequests } from '../../db/revocation/request-file.ts';
import {
  moveRoomsOwnCursor,
  readRoomsOwnCursor,
  recordedWith,
  statesOfRequests,
} from '../../db/revocation/rooms-own.ts';
import { requestedColumns } from '../../db/schema/revocation.ts';
import { deadlineOf } from '../decision/deadline.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { derivedId } from '../issuance/derived-id.ts';
import type { RoomsOwnPage, RoomsOwnRevocation, TakeInActivities, TakenIn } from './contract.ts';
import { notePublished, noteRoomAnswer } from './note-room.ts';

const requested = pgTable('revocation_requests', requestedColumns());

/** Revocations that are taken in side by side. */
const SIDE_BY_SIDE = 8;

/** One that the room has, with the certificate that it is about and the request of the office for it. */
interface Own {
  readonly own: RoomsOwnRevocation;
  readonly known: RegisteredCertificate;
  readonly id: string;
}

/** Of a compromised key all revocations bear the id of one act, so each has an id that follows from it. */
export const roomsOwnRequestId = ({
  because,
  requestId,
  serialNumber,
}: Pick<RoomsOwnRevocation, 'because' | 'requestId' | 'serialNumber'>): string =>
  because === 'compromise' ? derivedId(requestId, serialNumber) : requestId;

const nameOf = (of: {
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
}) => `${of.issuerKeyId}/${of.serialNumber}`;

/**
 * Takes in what custodians revoked in the room, with the office down or for a compromised key (規則6条10号, 12号): a request of
 * channel `exOfficio` that is recorded or published as it is in the room, the certificate revoked, its subscriber told. That it
 * was asked for and granted stands in the room's book, and not in the office's once more.
 *
 * The cursor stops before the first that is not published yet, or whose certificate the office does not have yet: the next look
 * finds it again. A crash anywhere leaves the cursor, and the repeat finds the requests that it made.
 */
async function takeInRoomsOwn(
  deps: OfficeDependencies,
  page: RoomsOwnPage,
  isFirstOpen: boolean,
): Promise<TakenIn> {
  const owns = await ownsOf(deps, page);
  const states = await statesOfRequests(
    deps.db,
    owns.map(({ id }) => id),
  );
  const due = owns.filter(({ id, own }) => !isDone(states.get(id), own));
  for (let i = 0; i < due.length; i += SIDE_BY_SIDE) {
    await Promise.all(due.slice(i, i + SIDE_BY_SIDE).map((each) => takeIn(deps, each)));
  }
  await publishSoon(deps, due);
  const settled = new Set(owns.flatMap(({ own }) => (own.publishedAt ? own.index : [])));
  const open = page.revocations.find(({ index }) => !settled.has(index));
  if (isFirstOpen) await moveRoomsOwnCursor(deps.db, open ? open.index - 1 : page.cursor);
  step('rooms-own.1-taken-in');
  return { isSettled: open === undefined };
}

const isDone = (state: string | undefined, { publishedAt }: RoomsOwnRevocation): boolean =>
  state === 'published' || (state === 'recorded' && publishedAt === undefined);

async function ownsOf(
  { db }: Pick<OfficeDependencies, 'db'>,
  { revocations }: RoomsOwnPage,
): Promise<Own[]> {
  if (revocations.length === 0) return [];
  const register = await registeredCertificates(db, revocations);
  const known = new Map(register.map((each) => [nameOf(each), each]));
  return revocations.flatMap((own) => {
    const certificate = known.get(nameOf(own));
    const isOurs =
      certificate?.state != null && certificate.certificateSha256 === own.certificateSha256;
    return isOurs ? [{ own, known: certificate, id: roomsOwnRequestId(own) }] : [];
  });
}

async function takeIn(deps: OfficeDependencies, each: Own): Promise<void> {
  const { id, own } = each;
  await makeRequest(deps, each);
  const { requestId, issuerKeyId, serialNumber, certificateSha256, reasonCode } = own;
  const { publishedAt, revocationDate } = own;
  const order = { issuerKeyId, serialNumber, certificateSha256, reasonCode };
  await noteRoomAnswer(deps, {
    requestId: id,
    step: { do: 'record', order: { ...order, requestId: id } },
    answer: { outcome: 'recorded', requestId: id, revocationDate, reasonCode },
  });
  if (publishedAt === undefined) return;
  const byRequest = { byRequest: requestId, serialNumber };
  await notePublished(deps, [id, ...(await recordedWith(deps.db, byRequest))]);
}

/** Without entries: the room's book has them, and custodians decide in the room alone. */
async function makeRequest(
  { db, now }: Pick<OfficeDependencies, 'db' | 'now'>,
  { id, own, known }: Own,
): Promise<void> {
  const at = new Date(own.recordedAt);
  await db.transaction(async (tx) => {
    const made = await tx
      .insert(requested)
      .values({
        id,
        // No input brought it.
        inputId: id,
        number: 1,
        caseId: known.caseId,
        orderId: known.orderId,
        chainId: known.chainId,
        portalId: null,
        channel: 'exOfficio',
        identityMethod: 'none',
        issuerKeyId: own.issuerKeyId,
        serialNumber: own.serialNumber,
        certificateSha256: own.certificateSha256,
        reasonAsked: own.reasonCode,
        requestedAt: at,
        decideBy: deadlineOf('revocationRequestRecord', at),
      })
      .onConflictDoNothing()
      .returning({ id: requested.id });
    if (made.length === 0) return;
    await changeRequests(tx, [id], {
      state: 'granted',
      decider: 'custodian',
      decidedAt: at,
      reasonCode: own.reasonCode,
      isEmergency: false,
      recordBy: deadlineOf('revocationRecord', now()),
    });
  });
}

/** A compromised key publishes no more: its last list is made by hand. */
async function publishSoon(deps: OfficeDependencies, due: readonly Own[]): Promise<void> {
  const keys = due
    .filter(({ own }) => own.publishedAt === undefined && own.because !== 'compromise')
    .map(({ own }) => own.issuerKeyId);
  for (const key of new Set(keys)) await deps.beginPublication?.(key);
}

/** Activities that take in what the room revoked without the office, by the names that workflows call. */
export const createTakeInActivities = (deps: OfficeDependencies): TakeInActivities => ({
  roomsOwnCursor: () => readRoomsOwnCursor(deps.db),
  takeInRoomsOwn: (page, isFirstOpen) => takeInRoomsOwn(deps, page, isFirstOpen),
});
