import {
  ARCHIVED_YEARS,
  FORCED_MAX,
  ON_MEDIUM_AFTER_MS,
  RENEWED_AFTER_MS,
} from './answer-policy.ts';
import type { AnswerRoom } from './answer-room.ts';
import { publishSayable } from './publish-answers.ts';
import { answeredIssuer } from './responder.ts';

/** Whose answers are looked through, and who follows it. */
export interface RefreshOrder {
  readonly issuerKeyId: string;
  /** Told after each slice how many answers are published. */
  readonly onProgress?: (published: number) => void;
  /** Ends it after the slice that it is at. */
  readonly signal?: AbortSignal;
  /** The first since a start: power may have been lost before it. */
  readonly isFirst?: boolean;
}

/** Answers of one batch: small enough that a revocation waits for less than a second behind it. */
const SLICE = 1000;

/** What is due: no answer, one that was never read back, an old one, or one that says other than the register. */
const DUE = `
select i.serial_number as "serialNumber" from issuances i
  left join revocations r
    on r.issuer_key_id = i.issuer_key_id and r.serial_number = i.serial_number
  left join suspensions s on s.issuer_key_id = i.issuer_key_id
    and s.serial_number = i.serial_number and s.released_at is null
  left join ocsp_answers a
    on a.issuer_key_id = i.issuer_key_id and a.serial_number = i.serial_number
  left join ocsp_batches b on b.batch = a.batch
where i.issuer_key_id = $1 and i.serial_number > $2
  and (i.completed_at is not null or r.serial_number is not null)
  and i.not_after > $3::timestamptz - interval '${ARCHIVED_YEARS} years'
  and (a.batch is null or b.published_at is null or a.this_update <= $4
    or (b.answers > ${FORCED_MAX} and b.published_at >= $6)
    or (a.status = 'good') = (coalesce(r.serial_number, s.serial_number) is not null))
  and ($5 or r.serial_number is not null or s.serial_number is not null)
order by i.serial_number limit ${SLICE}`;

/** Certificates that were completed since an instant and have no answer. */
const NEW = `
select i.serial_number as "serialNumber" from issuances i
where i.issuer_key_id = $1 and i.completed_at >= $2 and not exists (
  select 1 from ocsp_answers a
  where a.issuer_key_id = i.issuer_key_id and a.serial_number = i.serial_number)
order by i.completed_at limit ${SLICE}`;

type SerialRow = { readonly serialNumber: string };

const serialsOf = (rows: readonly SerialRow[]): string[] =>
  rows.map(({ serialNumber }) => serialNumber);

/**
 * Makes anew every answer of an issuer key that is older than a day, missing, or not what the register says; in slices, of which
 * one is signed while the one before is written. A key that somebody else may have says nothing good any more, and a retired one
 * nothing.
 *
 * Interruptible, and safe to run again: it finds what is left. @returns answers that were published.
 */
export async function refreshAnswers(room: AnswerRoom, order: RefreshOrder): Promise<number> {
  const { issuerKeyId, onProgress } = order;
  const isEnding = (): boolean => order.signal?.aborted === true;
  const { state } = await answeredIssuer(room, issuerKeyId);
  if (state === 'retired') return 0;
  const now = room.now();
  const oldest = new Date(now.getTime() - RENEWED_AFTER_MS);
  const doubted = order.isFirst === true ? await doubtedSince(room, issuerKeyId) : now;
  let published = 0;
  let before: Promise<unknown> = Promise.resolve();
  for (let after = ''; !isEnding();) {
    const { rows } = await room.pool.query<SerialRow>(DUE, [
      issuerKeyId,
      after,
      now,
      oldest,
      state !== 'compromised',
      doubted,
    ]);
    const serials = serialsOf(rows);
    const last = serials.at(-1);
    if (last === undefined) break;
    after = last;
    const publishing = publishSayable(room, { issuerKeyId, serials }).then(() => {
      published += serials.length;
      onProgress?.(published);
    });
    // Looked at below; until then its failure is nobody's yet.
    publishing.catch(() => undefined);
    await before;
    before = publishing;
  }
  await before;
  return published;
}

/** From when on what was published may have been lost with the power. */
async function doubtedSince({ pool }: AnswerRoom, issuerKeyId: string): Promise<Date> {
  const { rows } = await pool.query<{ at: Date | null }>(
    'select max(published_at) as at from ocsp_batches where issuer_key_id = $1',
    [issuerKeyId],
  );
  return new Date((rows[0]?.at?.getTime() ?? 0) - ON_MEDIUM_AFTER_MS);
}

/** Publishes the first answer of certificates that were completed since an instant. @returns how many */
export async function answerNew(
  room: AnswerRoom,
  { issuerKeyId, since }: { readonly issuerKeyId: string; readonly since: Date },
): Promise<number> {
  const { rows } = await room.pool.query<SerialRow>({
    name: 'new-answers',
    text: NEW,
    values: [issuerKeyId, since],
  });
  if (rows.length === 0) return 0;
  const published = await publishSayable(room, { issuerKeyId, serials: serialsOf(rows) });
  return published ? rows.length : 0;
}
