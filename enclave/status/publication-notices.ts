import type pg from 'pg';

type Queryable = Pick<pg.Pool, 'query'>;

/** Requests whose certificates are served as they asked. */
export interface Notices {
  readonly requestIds: readonly string[];
  readonly isMore: boolean;
  /** Milliseconds since 1970: there is nothing more up to here. */
  readonly upTo: number;
}

/** More than one publication notes, so that the notices of one are never cut in two. */
const NOTICES_MAX = 6000;

const NOTED = `
  select request, upgrade, extract(epoch from at) * 1000 as at from (
    (select request_id as request, upgrade_request_id as upgrade, published_at as at
     from revocations where issuer_key_id = $1 and published_at > $2
     order by published_at limit ${NOTICES_MAX})
    union all
    (select request_id, null, published_at from suspensions
     where issuer_key_id = $1 and published_at > $2 and released_at is null
     order by published_at limit ${NOTICES_MAX})
  ) as noted order by at limit ${NOTICES_MAX}`;

/** Requests that were noted as published after an instant, oldest first, whole publications. */
export async function noticesAfter(
  pool: Queryable,
  issuerKeyId: string,
  after: number,
): Promise<Notices> {
  const { rows } = await pool.query<{ request: string; upgrade: string | null; at: string }>({
    name: 'notices-after',
    text: NOTED,
    values: [issuerKeyId, new Date(after)],
  });
  const isMore = rows.length === NOTICES_MAX;
  const last = rows.at(-1)?.at;
  const whole = isMore ? rows.filter(({ at }) => at !== last) : rows;
  const requests = whole.flatMap(({ request, upgrade }) =>
    upgrade ? [request, upgrade] : request,
  );
  return {
    requestIds: [...new Set(requests)],
    isMore,
    upTo: Math.max(after, Math.round(Number(whole.at(-1)?.at ?? 0))),
  };
}

/** When the last publication under a key was noted; milliseconds since 1970, 0 if none was. */
export async function lastNoted(pool: Queryable, issuerKeyId: string): Promise<number> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select greatest(
       (select max(published_at) from revocations where issuer_key_id = $1),
       (select max(published_at) from suspensions where issuer_key_id = $1)) as at`,
    [issuerKeyId],
  );
  return rows[0]?.at?.getTime() ?? 0;
}
