import type pg from 'pg';
import type { CrlReason } from '../../domain/revocation/reasons.ts';
import type { ServedRow } from '../book/revocation-rows.ts';

/** A change of status that nobody has read back yet. */
export interface UnpublishedChange extends ServedRow {
  /** Requests that are answered by its publication; never empty. */
  readonly requestIds: readonly string[];
}

interface ChangeRow {
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly requestId: string;
  readonly upgradeRequestId: string | null;
  readonly served: CrlReason | 'good';
}

const UNPUBLISHED = `select issuer_key_id as "issuerKeyId", serial_number as "serialNumber",
    request_id as "requestId", upgrade_request_id as "upgradeRequestId", served
  from (
    (select issuer_key_id, serial_number, request_id, upgrade_request_id, reason_code as served,
       recorded_at as since
     from revocations where issuer_key_id = $1 and published_at is null
     order by issuer_key_id, recorded_at limit $2)
    union all
    (select issuer_key_id, serial_number, request_id, null,
       case when released_at is null then 'certificateHold' else 'good' end, suspended_at
     from suspensions where issuer_key_id = $1 and published_at is null
       and ended_by is distinct from 'revocation'
     order by issuer_key_id, suspended_at limit $2)
  ) as changes order by since limit $2`;

/**
 * Changes of status under an issuer key that are recorded and not yet read back, oldest first: revocations, holds, releases,
 * reasons that became `keyCompromise`.
 *
 * Whoever has read them back hands the same rows to the book (`keys.published`) with its entries: what has changed in
 * between stays unpublished.
 */
export async function unpublishedChanges(
  pool: Pick<pg.Pool, 'query'>,
  issuerKeyId: string,
  limit: number,
): Promise<UnpublishedChange[]> {
  const { rows } = await pool.query<ChangeRow>({
    name: 'unpublished-changes',
    text: UNPUBLISHED,
    values: [issuerKeyId, limit],
  });
  return rows.map(({ upgradeRequestId, ...change }) => ({
    ...change,
    requestIds: [
      ...new Set([change.requestId, ...(upgradeRequestId === null ? [] : [upgradeRequestId])]),
    ],
  }));
}
