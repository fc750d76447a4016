import { DATA, NAMED_MAX } from './query.ts';

/** Q1: entries with a place, and those that wait for one. The one query here that knows of places. */
export const LOG_ROWS = `
, placed as (
  select count(*) as rows, coalesce(max(log_index) + 1, 0) as next,
    count(*) filter (where not exists (select 1 from book_entries e where e.id = p.entry_id))
      as "withoutEntry"
  from book_places p
)
select placed.*, (select count(*) from book_entries e, t
  where e.at < t.as_of - interval '10 seconds'
    and not exists (select 1 from book_places p where p.entry_id = e.id)) as "waitingOver10s"
from placed`;

/** What the newest checkpoint covers. */
export const LOG_TIP = `select size, root from book_tip where origin = $1`;

/** Q2: the numbers of each case. */
export const CASE_NUMBERS = `
, counted as (
  select case_id, max(seq) as largest, count(*)::int as entries
  from book_entries where case_id is not null group by case_id
), off as (
  select coalesce(c.case_id, s.case_id) as id
  from counted c full join case_sequences s on s.case_id = c.case_id
  where c.largest is distinct from c.entries or s.last_seq is distinct from c.largest
)
select coalesce(sum(largest), 0) as "largestSeqs", coalesce(sum(entries), 0) as entries,
  (select count(*) from off) as "casesOff",
  array(select id::text from off order by id limit ${NAMED_MAX}) as cases
from counted`;

/**
 * Q25: whole hours of the day, since the log was opened, without an anchor of the other log or without a
 * cosignature; and the stamps of a day that the log was open throughout.
 */
export const HOURS = `
, opened as (select min(at) as at from book_entries), hours as (
  select h from t, opened,
    generate_series(t.day_from, t.day_to - interval '1 hour', interval '1 hour') h
  where h >= opened.at and h + interval '1 hour' <= t.as_of
), said as (
  select event, date_bin('1 hour', at, t.day_from) as h from book_entries, t
  where event in ('anchor.recorded', 'witness.cosigned', 'timestamp.recorded')
    and at >= t.day_from and at < t.day_to
)
select (select count(*) from hours) as hours,
  (select count(*) from hours where not exists
    (select 1 from said where event = 'anchor.recorded' and said.h = hours.h))
    as "hoursWithoutAnchor",
  (select count(*) from hours where not exists
    (select 1 from said where event = 'witness.cosigned' and said.h = hours.h))
    as "hoursWithoutCosignature",
  (select count(*) from said where event = 'timestamp.recorded') as stamps,
  (select count(*) from opened, t where opened.at <= t.day_from and t.as_of >= t.day_to)
    as "stampsExpected"`;

/** Q26: reads of personal data, against what entries say that they cover. */
export const READS = `
select (select coalesce(sum((${DATA} ->> 'rows')::bigint), 0)
    from book_entries where event = 'books.read') as "bookedRows",
  count(*) filter (where entry_id is not null) as "closedRows",
  count(*) filter (where entry_id is null and at < (select as_of from t) - interval '2 hours')
    as "openOver2h",
  count(*) filter (where purpose = '') as "withoutPurpose"
from access_rows`;

/** Q27: acts that became effective, and those of them that two different persons stand behind, by whatever accounts. */
export const ACTS = `
, persons as (
  select a.id, coalesce(p.person, a.proposed_by) as proposer, coalesce(q.person, a.approved_by) as approver
  from dual_control_acts a
    left join officers p on p.id = a.proposed_by left join officers q on q.id = a.approved_by
  where a.effective_at is not null
)
select (select count(*) from book_entries where event = 'act.effective') as effective,
  (select count(*) from persons where approver is distinct from proposer) as "actsOfTwo"`;

/** Q28: chains past their time, and entries of erasures against the register. */
export const CHAINS = `
, holds as (
  select distinct on (d ->> 'chain', d ->> 'cause') d ->> 'chain' as chain, d ->> 'until' as until
  from (select ordinal, ${DATA} as d from book_entries where event = 'retention.held') held
  order by d ->> 'chain', d ->> 'cause', ordinal desc
), chains as (
  select a.chain_id, greatest(
    max(((o.not_after at time zone 'Asia/Tokyo')::date + interval '10 years 1 day')::date),
    max(case when a.state <> 'issued'
      then ((a.closed_at at time zone 'Asia/Tokyo')::date + interval '15 years 1 day')::date end)
  ) as due_on
  from certificate_applications a left join orders o on o.case_id = a.id
  group by a.chain_id having bool_and(a.closed_at is not null)
), due as (
  select chain_id from chains, t
  where due_on <= (t.as_of at time zone 'Asia/Tokyo')::date
    and not exists (select 1 from chain_erasures e
      where e.chain_id = chains.chain_id and e.erased_at is not null)
    and not exists (select 1 from holds h
      where h.chain = chains.chain_id::text
        and (h.until is null or h.until::timestamptz > t.as_of))
)
select (select count(*) from due) as due,
  (select count(*) from book_entries where event = 'chain.erased') as "erasedEntries",
  (select count(*) from chain_erasures where erased_at is not null) as erased,
  array(select chain_id::text from due order by chain_id limit ${NAMED_MAX}) as "dueChains"`;
