import type pg from 'pg';
import { step } from '../../adapters/telemetry/steps.ts';
import { readEntry } from '../../books/entry.ts';
import { DomainError } from '../../domain/errors.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RevocationRow } from '../book/revocation-rows.ts';
import type { RoomEntry } from '../book/room-book.ts';
import { keyActOf, type KeyAuthority, type KeyRoom } from '../keys/change-key-state.ts';
import { dualControlEntries, type ActSigner } from '../keys/dual-control-act.ts';
import { compromiseOf, type Compromise } from '../keys/stop-compromised-key.ts';

/** Whose certificates are revoked, and by whom; without an authority it goes on with what was begun. */
export interface RevokeAllOrder {
  readonly issuerKeyId: string;
  readonly authority: KeyAuthority | undefined;
  /** Told after each batch: how many are recorded, of how many. */
  readonly onProgress?: (recorded: number, all: number) => void;
}

/** What came of it. */
export interface RevokedAll {
  /** Number of the request that every revocation bears: the act of the two custodians. */
  readonly request: string;
  /** Custodian who approved it. */
  readonly by: ActSigner['actor'];
  readonly revoked: number;
  /** Orders that were intended and have no certificate; their serial numbers are on the list, too. */
  readonly abandoned: number;
}

/** Certificates in one act: their entries share a checkpoint, and a crash loses one batch of work at most. */
const BATCH = 500;

const REASON = 'cACompromise';

interface Issued {
  readonly orderId: string;
  readonly applicationId: string;
  readonly serialNumber: string;
  readonly notAfter: Date;
  readonly tbsSha256: string;
  readonly certificateSha256: string | null;
  readonly signatureAttempts: number;
}

const ISSUED = `select order_id as "orderId", application_id as "applicationId",
  serial_number as "serialNumber", not_after as "notAfter", tbs_sha256 as "tbsSha256",
  certificate_sha256 as "certificateSha256", signature_attempts as "signatureAttempts"
  from issuances i where issuer_key_id = $1`;

const NOT_REVOKED = `not exists (select 1 from revocations r
  where r.issuer_key_id = i.issuer_key_id and r.serial_number = i.serial_number)`;

/** Everything of one run that does not change. */
interface Run {
  readonly room: KeyRoom;
  readonly compromise: Compromise;
  readonly request: string;
  readonly by: ActSigner['actor'];
}

/**
 * Revokes in the room's book every unexpired certificate of a compromised key (規則6条10号, 12号), under an act of two
 * custodians, batch by batch: each batch is one transaction with one checkpoint. Orders that have an intent and no
 * certificate are abandoned first, because a signature over their TBS may be out there, and their serial numbers are listed.
 *
 * May be killed anywhere and started again: what is recorded is found by its row, and the primary key keeps a second
 * revocation of one serial number out.
 *
 * @throws DomainError `IllegalTransition` for a key that is not compromised, or an act about something else;
 * `DualControlViolation` if nothing was begun and nobody orders it.
 */
export async function revokeAll(
  room: KeyRoom,
  order: RevokeAllOrder,
  now: () => Date,
): Promise<RevokedAll> {
  const run = await begun(room, order, now());
  for (;;) {
    const batch = await nextBatch(run, 'completed_at is null and abandoned_at is null');
    if (batch.length === 0) break;
    await abandonBatch(run, batch, now());
  }
  const { all, recorded } = await countOf(run);
  let done = recorded;
  order.onProgress?.(done, all);
  for (;;) {
    const batch = await nextBatch(run, `completed_at is not null and ${NOT_REVOKED}`);
    if (batch.length === 0) break;
    await revokeBatch(run, batch, now());
    step('revocation.1-batch-recorded');
    done += batch.length;
    order.onProgress?.(done, all);
  }
  const { abandoned } = await countOf(run);
  return { request: run.request, by: run.by, revoked: done, abandoned };
}

/** The act under which all is revoked: performed now, or before. */
async function begun(room: KeyRoom, order: RevokeAllOrder, now: Date): Promise<Run> {
  const { issuerKeyId, authority } = order;
  const compromise = await compromiseOf(room, issuerKeyId);
  if (!compromise) throw new DomainError('IllegalTransition', `${issuerKeyId} is not compromised`);
  if (compromise.revokedUnder !== null) return goingOn(room, compromise, compromise.revokedUnder);
  if (!authority) throw new DomainError('DualControlViolation', 'two custodians revoke');
  const act = await keyActOf(room, { ...authority, issuerKeyId, to: 'compromised' });
  const requested = {
    id: newEntryId(),
    event: 'revocation.requested',
    items: ['2イ'],
    at: now.toISOString(),
    case: act.act,
    actor: act.approver.actor,
    data: {
      request: act.act,
      channel: 'exOfficio',
      issuerKeyId,
      reasonAsked: REASON,
      identityMethod: 'none',
    },
  } as RoomEntry;
  await room.book.write({
    entries: [...dualControlEntries({ ...act, actKind: 'keyState', at: now }), requested],
    keys: { compromise: { ...compromise, revokedUnder: act.act } },
  });
  return goingOn(room, compromise, act.act);
}

/** Who decided stands in the book, so that whoever goes on with it needs no authority of their own. */
async function goingOn(room: KeyRoom, compromise: Compromise, request: string): Promise<Run> {
  const { rows } = await room.pool.query<{ octets: Buffer }>(
    `select octets from book_entries where event = 'act.approved'`,
  );
  const approved = rows
    .map(({ octets }) => readEntry(octets))
    .find(({ data }) => (data as { readonly act?: string }).act === request);
  if (!approved) throw new DomainError('BooksBehind', `${request} has no approval in the book`);
  return { room, compromise, request, by: approved.actor as ActSigner['actor'] };
}

async function nextBatch({ room, compromise }: Run, which: string): Promise<Issued[]> {
  const { rows } = await room.pool.query<Issued>(
    `${ISSUED} and not_after >= $2 and ${which} order by order_id limit ${BATCH}`,
    [compromise.issuerKeyId, compromise.at],
  );
  return rows;
}

async function countOf({ room, compromise }: Run) {
  const { rows } = await room.pool.query<{ all: number; recorded: number; abandoned: number }>(
    `select count(*) filter (where completed_at is not null)::int as all,
       count(*) filter (where completed_at is not null and not (${NOT_REVOKED}))::int as recorded,
       count(*) filter (where abandoned_at is not null)::int as abandoned
     from issuances i where issuer_key_id = $1 and not_after >= $2`,
    [compromise.issuerKeyId, compromise.at],
  );
  return rows[0] ?? { all: 0, recorded: 0, abandoned: 0 };
}

const rowOf = (
  { compromise, request }: Run,
  issued: Issued,
  { because, now }: { readonly because: RevocationRow['because']; readonly now: Date },
): RevocationRow => ({
  issuerKeyId: compromise.issuerKeyId,
  serialNumber: issued.serialNumber,
  orderId: issued.orderId,
  requestId: request,
  notAfter: issued.notAfter,
  revocationDate: compromise.at,
  reasonCode: REASON,
  because,
  recordedAt: now,
});

async function abandonBatch(run: Run, batch: readonly Issued[], now: Date): Promise<void> {
  const at = now.toISOString();
  const entries = batch.map((issued) => ({
    id: newEntryId(),
    event: 'issuance.abandoned',
    items: ['1ヘ'],
    at,
    case: issued.applicationId,
    actor: run.by,
    data: {
      order: issued.orderId,
      issuerKeyId: run.compromise.issuerKeyId,
      serialNumber: issued.serialNumber,
      tbsSha256: issued.tbsSha256,
      cause: 'issuerKeyCompromised',
      signatureAttempts: issued.signatureAttempts,
    },
  })) as RoomEntry[];
  await run.room.book.write({
    entries,
    keys: {
      abandoned: batch.map(({ orderId }) => ({ orderId, at: now })),
      revocations: batch.map((issued) => rowOf(run, issued, { because: 'abandoned', now })),
    },
  });
}

/**
 * Entries name the act as their request. Its two custodians decided, so there is no `revocation.granted` for each: that entry
 * names its decider by a commitment to the name, and names are not in the room.
 */
async function revokeBatch(run: Run, batch: readonly Issued[], now: Date): Promise<void> {
  const { request, compromise, by } = run;
  const entries = batch.map(({ serialNumber, certificateSha256 }) => ({
    id: newEntryId(),
    event: 'revocation.recorded',
    items: ['2ニ'],
    at: now.toISOString(),
    case: request,
    actor: by,
    data: {
      request,
      issuerKeyId: compromise.issuerKeyId,
      serialNumber,
      certificateSha256,
      revocationDate: compromise.at.toISOString(),
      reasonCode: REASON,
    },
  })) as RoomEntry[];
  await run.room.book.write({
    entries,
    keys: {
      revocations: batch.map((issued) => rowOf(run, issued, { because: 'compromise', now })),
    },
  });
}

/** Orders and applications that a compromise touches, for whoever tells the people behind them. */
export async function* affectedBy(
  { pool }: { readonly pool: Pick<pg.Pool, 'query'> },
  issuerKeyId: string,
): AsyncGenerator<{
  readonly applicationId: string;
  readonly orderId: string;
  readonly serialNumber: string;
  readonly isIssued: boolean;
}> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await pool.query(
      `select i.application_id as "applicationId", i.order_id as "orderId",
         i.serial_number as "serialNumber", i.completed_at is not null as "isIssued"
       from revocations r join issuances i on i.order_id = r.order_id
       where r.issuer_key_id = $1 and r.order_id > $2 order by r.order_id limit 1000`,
      [issuerKeyId, after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.orderId;
  }
}
