import { DATA, NAMED_MAX } from './query.ts';

const OPEN = `state in ('received', 'examining', 'suspended')`;

/** Requests that custodians decided in the room stand in its book, not in the office's. */
const OURS = `decider is distinct from 'custodian'`;

/** Q13: requests for revocation, by entry and by what became of them. */
export const REQUESTS = `
, late as (
  select id from revocation_requests, t where ${OPEN} and requested_at < t.as_of - interval '72 hours'
)
select (select count(*) from book_entries where event = 'revocation.requested') as requested,
  (select count(*) from book_entries where event = 'revocation.granted') as "grantedEntries",
  (select count(*) from book_entries where event = 'revocation.refused') as "refusedEntries",
  count(*) filter (where state = 'refused') as refused,
  count(*) filter (where state in ('granted', 'recorded', 'published')) as granted,
  count(*) filter (where ${OPEN}) as open,
  (select count(*) from late) as "openOver72h",
  array(select id::text from late order by 1 limit ${NAMED_MAX}) as requests
from revocation_requests where ${OURS}`;

/** Q14: what was granted is recorded, and what is recorded is published and told, each in its time. */
export const REVOCATIONS = `
, told as (
  select ${DATA} ->> 'request' as request, ${DATA} ->> 'stage' as stage
  from book_entries where event = 'revocation.told'
), late as (
  select r.id from revocation_requests r, t
  where (r.state = 'granted' and r.decided_at < t.as_of - interval '15 minutes')
    or (r.state = 'recorded' and r.recorded_at < t.as_of - interval '60 minutes')
)
select count(*) filter (where r.state in ('granted', 'recorded', 'published')) as granted,
  count(*) filter (where r.recorded_at is not null) as recorded,
  count(*) filter (where r.state = 'granted' and r.decided_at >= t.as_of - interval '15 minutes')
    as "grantedUnder15min",
  count(*) filter (where r.published_at is not null) as published,
  count(*) filter (where r.state = 'recorded' and r.recorded_at >= t.as_of - interval '60 minutes')
    as "recordedUnder60min",
  count(*) filter (where r.recorded_at is not null and not exists (
    select 1 from told where told.request = r.id::text and told.stage = 'recorded'))
    as "recordedUntold",
  count(*) filter (where r.published_at is not null and not exists (
    select 1 from told where told.request = r.id::text and told.stage = 'published'))
    as "publishedUntold",
  count(*) filter (where r.recorded_at is not null and r.recorded_by_request is null
    and r.revocation_date < t.until) as settled,
  array(select id::text from late order by 1 limit ${NAMED_MAX}) as requests
from t left join revocation_requests r on ${OURS.replace('decider', 'r.decider')}`;

/** Q15: emergencies, and what another person said of them. */
export const EMERGENCIES = `
, late as (
  select id from revocation_requests, t
  where is_emergency and confirmed_at is null and confirm_by < t.as_of
)
select count(*) filter (where is_emergency) as granted,
  count(*) filter (where is_emergency and confirmed_at is not null) as confirmed,
  (select count(*) from book_entries where event = 'revocation.confirmed') as "confirmedEntries",
  count(*) filter (where is_emergency and confirmed_at is null and confirm_by >= t.as_of)
    as "under60min",
  array(select id::text from late order by 1 limit ${NAMED_MAX}) as requests
from t left join revocation_requests on true`;
