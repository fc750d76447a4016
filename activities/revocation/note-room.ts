import { sql } from 'drizzle-orm';
import { step } from '../../adapters/telemetry/steps.ts';
import type { Queryable } from '../../db/office-database.ts';
import {
  changeRequest,
  findRequest,
  lockRequest,
  type RevocationRequest,
} from '../../db/revocation/request-file.ts';
import { deadlineOf } from '../decision/deadline.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { derivedId } from '../issuance/derived-id.ts';
import type { RecordedRevocation } from './contract.ts';
import type { RoomStep } from './office-contract.ts';
import { prepareNotice, tellStage } from './tell.ts';

interface Answered {
  readonly row: RevocationRequest;
  readonly answer: RecordedRevocation;
  readonly now: Date;
}

type Note = (deps: OfficeDependencies, tx: Queryable, answered: Answered) => Promise<void>;

/**
 * Stores what the room answered to a step about a request (state table of revocation, rows 4, 10 and 12). Safe to run again: an
 * answer that was stored is not stored twice.
 *
 * A crash between the room's record and this one is repeated: the room answers as before.
 */
export async function noteRoomAnswer(
  deps: OfficeDependencies,
  {
    requestId,
    step: asked,
    answer,
  }: { requestId: string; step: RoomStep; answer: RecordedRevocation },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await lockRequest(tx, requestId);
    if (!row) return;
    const now = deps.now();
    if (answer.outcome === 'refused') {
      await noteRefusal(tx, row, { asked, check: answer.check, now });
      return;
    }
    await notes[asked.do](deps, tx, { row, answer, now });
  });
  step('request.5-room-answer-noted');
}

/** The room does not do it: a person has to look. A suspension or an upgrade that cannot be is given up. */
async function noteRefusal(
  tx: Queryable,
  row: RevocationRequest,
  { asked, check, now }: { readonly asked: RoomStep; readonly check: string; readonly now: Date },
): Promise<void> {
  if (asked.do === 'record' && row.state === 'granted') {
    await changeRequest(tx, row.id, { roomRefusal: check });
  }
  if (asked.do === 'upgrade') {
    await changeRequest(tx, row.id, { upgradeInput: null, roomRefusal: check });
  }
  if (asked.do === 'suspend' && row.state === 'suspended' && row.suspendedAt === null) {
    await changeRequest(tx, row.id, { suspendedAt: now, releasedAt: now, roomRefusal: check });
  }
}

/**
 * 失効の記録 (規則6条11号・12号). The room may have published it before this is known here, and tells of a publication once: so its
 * answer says that, too, and a request that hears nothing asks again.
 */
const noteRecorded: Note = async (deps, tx, answered) => {
  const { row, answer, now } = answered;
  if (answer.outcome === 'refused') return;
  if (row.revocationDate === null) await storeRecord(deps, tx, answered);
  const isOpen = row.state === 'granted' || row.state === 'recorded';
  if (answer.publishedAt !== undefined && isOpen) await storePublished(deps, tx, { row, now });
};

/** Request and certificate in one transaction, and both are told of it. */
const storeRecord: Note = async (deps, tx, { row, answer, now }) => {
  if (answer.outcome === 'refused') return;
  const byRequest = answer.outcome === 'alreadyRevoked' ? answer.byRequest : null;
  const said = {
    revocationDate: new Date(answer.revocationDate),
    recordedByRequest: byRequest === row.id ? null : byRequest,
  };
  if (row.state !== 'granted') {
    await changeRequest(tx, row.id, said);
    return;
  }
  await changeRequest(tx, row.id, {
    ...said,
    state: 'recorded',
    recordedAt: now,
    publishBy: deadlineOf('revocationPublish', now),
    roomRefusal: null,
  });
  await tx.execute(sql`update certificates set state = 'revoked', ended_at = ${now.toISOString()}, due_at = null
    where order_id = ${row.orderId} and state in ('issued', 'accepted')`);
  await tellStage(deps, tx, { row, stage: 'recorded', now });
};

const noteSuspended: Note = async (_deps, tx, { row, answer, now }) => {
  if (row.state !== 'suspended' || row.suspendedAt !== null) return;
  // Revoked meanwhile at another request: nothing is held, and whoever decides finds it so.
  const isHeld = answer.outcome === 'recorded';
  await changeRequest(tx, row.id, { suspendedAt: now, ...(isHeld ? {} : { releasedAt: now }) });
  if (isHeld) await prepareNotice(tx, row, { notice: 'revocationSuspended', now });
};

const noteUpgraded: Note = async (_deps, tx, { row, answer, now }) => {
  if (row.upgradeInput === null || answer.outcome === 'refused') return;
  await changeRequest(tx, row.id, { reasonCode: answer.reasonCode, upgradeInput: null });
  await prepareNotice(tx, row, { notice: 'revocationReasonUpgraded', now });
};

const notes: Readonly<Record<RoomStep['do'], Note>> = {
  record: noteRecorded,
  suspend: noteSuspended,
  upgrade: noteUpgraded,
  release: async () => undefined,
};

/** Notes that the room released what a refused request had suspended. */
export async function noteReleased(deps: OfficeDependencies, requestId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await lockRequest(tx, requestId);
    if (!row || row.releasedAt !== null) return;
    await changeRequest(tx, requestId, { releasedAt: deps.now() });
  });
}

/**
 * Notes that certificates are served as revoked, read back from the repository (row 11): only now is it said that they are published.
 * A request whose certificate another had revoked before is published with that one. Suspensions and upgrades are published
 * without a change of state.
 *
 * A crash in between is repeated: those that are published already stay as they are.
 */
export async function notePublished(
  deps: OfficeDependencies,
  requestIds: readonly string[],
): Promise<void> {
  for (const id of requestIds) {
    const followers = await deps.db.$client.query<{ id: string }>({
      name: 'recorded-with',
      text: `select id from revocation_requests where recorded_by_request = $1 and state = 'recorded'`,
      values: [id],
    });
    for (const each of [id, ...followers.rows.map((row) => row.id)]) await publishOne(deps, each);
  }
  step('request.6-published-noted');
}

async function publishOne(deps: OfficeDependencies, requestId: string): Promise<void> {
  const isPublished = await deps.db.transaction(async (tx) => {
    const row = await lockRequest(tx, requestId);
    if (row?.state !== 'recorded') return false;
    await storePublished(deps, tx, { row, now: deps.now() });
    return true;
  });
  // The run is ended by it; where that is lost it looks again by itself.
  if (isPublished) await deps.tellRevocation?.(requestId).catch(() => undefined);
}

async function storePublished(
  deps: OfficeDependencies,
  tx: Queryable,
  { row, now }: Pick<Answered, 'row' | 'now'>,
): Promise<void> {
  await changeRequest(tx, row.id, { state: 'published', publishedAt: now, closedAt: now });
  await tellStage(deps, tx, { row, stage: 'published', now });
}

/** Whether the revocation that a request was recorded with is published already, so that no other publication tells of it. */
export async function isPublishedByOther(
  { db }: Pick<OfficeDependencies, 'db'>,
  { recordedByRequest, serialNumber }: RevocationRequest,
): Promise<boolean> {
  if (recordedByRequest === null) return false;
  const other =
    (await findRequest(db, recordedByRequest)) ??
    // Of a compromised key the room names its act, which stands for a request for each certificate.
    (await findRequest(db, derivedId(recordedByRequest, serialNumber ?? '')));
  return other?.state === 'published';
}
