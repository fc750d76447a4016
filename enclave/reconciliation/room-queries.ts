import type { EquationNo } from '../../domain/reconciliation/equations.ts';

/** Data of an entry, as JSON. */
const DATA = `convert_from(octets, 'UTF8')::jsonb -> 'data'`;

/** Ids that a query names at most. */
const NAMED_MAX = 20;

const LOG = `
select count(*) as rows, coalesce(max(log_index) + 1, 0) as next,
  coalesce((select sum(entries) from book_tip), 0) as tip
from book_entries`;

const CASE_NUMBERS = `
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

/** Intents by entry and by row, and what became of them. */
const INTENTS = `
, entries as (
  select count(*) filter (where event = 'issuance.intended') as intended,
    count(*) filter (where event = 'issuance.completed') as completed,
    count(*) filter (where event = 'issuance.abandoned') as abandoned
  from book_entries where event like 'issuance.%'
), late as (
  select order_id from issuances, t
  where completed_at is null and abandoned_at is null and intended_at < t.as_of - interval '1 hour'
)
select entries.*, (select count(*) from issuances) as rows,
  (select count(*) from issuances where completed_at is null and abandoned_at is null) as open,
  (select count(*) from late) as "openOver1h",
  array(select order_id::text from late order by 1 limit ${NAMED_MAX}) as orders
from entries`;

/** Signatures at a start that prove the key to be that of its CA certificate, each with its entry before it. */
const SELF_TESTS = `
, self_tests as (
  select d ->> 'machine' as key, count(*) as tests
  from (select ${DATA} as d from book_entries where event = 'operation.recorded') entries
  where d ->> 'operation' = 'issuerKey.selfTest' and d ->> 'result' = 'begun'
  group by 1
)`;

/**
 * Per issuer key: certificates and lists by entry ≤ the room's own counter ≤ attempts by entry. The counter
 * is what the room counts before each call of the HSM, one for the CA certificate that the key has, and one a self-test.
 * Attempts of an open intent are in no entry yet, so they stand on both sides.
 */
const SIGNATURES = `
, made as (
  select d ->> 'issuerKeyId' as key, count(*) filter (where event <> 'issuance.abandoned') as made,
    sum((d ->> 'signatureAttempts')::bigint) as attempts
  from (select event, ${DATA} as d from book_entries where event in
    ('issuance.completed', 'issuance.abandoned', 'caCertificate.issued', 'crl.issued')) entries
  group by 1
), called as (
  select issuer_key_id as key, signature_attempts as n,
    completed_at is null and abandoned_at is null as is_open from issuances
  union all
  select issuer_key_id, signature_attempts, sha256 is null from issuer_signatures
), calls as (
  select key, sum(n) as calls, coalesce(sum(n) filter (where is_open), 0) as open
  from called group by 1
)${SELF_TESTS}, counted as (
  select distinct on (d ->> 'issuerKeyId') d ->> 'issuerKeyId' as key, at,
    (d ->> 'signatures')::bigint as signatures
  from (select log_index, at, ${DATA} as d from book_entries
    where event = 'signatures.counted') entries
  order by d ->> 'issuerKeyId', log_index desc
), keys as (
  select k.issuer_key_id as key, coalesce(m.made, 0) as made,
    coalesce(c.calls, 0) + 1 + coalesce(s.tests, 0) as signatures,
    coalesce(m.attempts, 0) + coalesce(c.open, 0) + coalesce(s.tests, 0) as attempts,
    coalesce(n.signatures, 0) as counted,
    n.at >= least(t.day_to, t.as_of - interval '5 minutes') as is_counted
  from t cross join issuer_keys k
    left join made m on m.key = k.issuer_key_id
    left join calls c on c.key = k.issuer_key_id
    left join self_tests s on s.key = k.issuer_key_id
    left join counted n on n.key = k.issuer_key_id
), off as (
  select key from keys where not (made <= signatures and signatures <= attempts)
  union select key from made where not exists (select 1 from issuer_keys where issuer_key_id = key)
)
select coalesce(sum(made), 0) as certificates, coalesce(sum(signatures), 0) as signatures,
  coalesce(sum(attempts), 0) as attempts, coalesce(sum(counted), 0) as counted,
  (select count(*) from off) as "keysOff",
  count(*) filter (where is_counted is not true) as "keysNotCounted",
  array(select key from off order by 1 limit ${NAMED_MAX}) as keys
from keys`;

/** Certificates by entry and by row; those intended before the cut the office has to hold, too. */
const CERTIFICATES = `
, completed as (
  select ${DATA} ->> 'order' as id from book_entries where event = 'issuance.completed'
)
select (select count(*) from completed) as completed,
  (select count(*) - count(distinct id) from completed) as "ordersTwice",
  count(i.order_id) as certificates,
  count(distinct i.issuer_key_id || i.serial_number) as serials,
  count(*) filter (where i.not_before < t.until) as settled,
  coalesce(sum(('x' || left(i.certificate_sha256, 13))::bit(52)::bigint)
    filter (where i.not_before < t.until), 0) % 4503599627370496 as "settledDigest"
from t left join issuances i on i.completed_at is not null group by t.until`;

const CODES = `
, redeemed as (
  select case_id, ${DATA} ->> 'codeNumber' as number from book_entries
  where event = 'code.redeemed'
)
select count(*) as redeemed,
  count(*) - count(distinct (case_id, number)) as "redeemedTwice" from redeemed`;

const HOURS = `
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

/** Acts that became effective, and those that one person proposed and another approved. */
const ACTS = `
, acts as (
  select event, ${DATA} ->> 'act' as act, convert_from(octets, 'UTF8')::jsonb -> 'actor' ->> 'id' as who
  from book_entries where event in ('act.proposed', 'act.approved', 'act.effective')
)
select (select count(*) from acts where event = 'act.effective') as effective,
  (select count(*) from acts e where event = 'act.effective' and exists (
    select 1 from acts p join acts a on a.act = p.act
    where p.act = e.act and p.event = 'act.proposed' and a.event = 'act.approved'
      and a.who <> p.who)) as "actsOfTwo"`;

/** What the office ordered and the room recorded as revoked; custodians order without the office. */
const REVOCATIONS = `
select count(*) filter (where (${DATA} ->> 'revocationDate')::timestamptz < t.until
  and convert_from(octets, 'UTF8')::jsonb -> 'actor' ->> 'kind' = 'system') as settled
from t left join book_entries on event = 'revocation.recorded'`;

/** Which query counts the room's side of which equation, in the room's own database. */
export const ROOM_QUERIES = {
  Q1: LOG,
  Q2: CASE_NUMBERS,
  Q8: INTENTS,
  Q9: SIGNATURES,
  Q10: CERTIFICATES,
  Q14: REVOCATIONS,
  Q18: CODES,
  Q25: HOURS,
  Q27: ACTS,
} as const satisfies Partial<Record<EquationNo, string>>;

/** What the newest settled checkpoint covers. */
export const ROOM_TIP = 'select size, root from book_published where origin = $1';

/**
 * Signatures of each key, counted by the room; `since` is when the key was made. Keys that were counted
 * since the day ended are left out.
 */
export const TO_BE_COUNTED = `
with counted as (
  select ${DATA} ->> 'issuerKeyId' as key from book_entries
  where event = 'signatures.counted' and at >= $1
), generated as (
  select ${DATA} ->> 'issuerKeyId' as key, min(at) as at from book_entries
  where event = 'issuerKey.generated' group by 1
)${SELF_TESTS}
select k.issuer_key_id as "issuerKeyId", g.at as since,
  (1 + coalesce((select sum(signature_attempts) from issuances i
    where i.issuer_key_id = k.issuer_key_id), 0)
    + coalesce((select sum(signature_attempts) from issuer_signatures s
      where s.issuer_key_id = k.issuer_key_id), 0)
    + coalesce((select tests from self_tests s where s.key = k.issuer_key_id), 0))::bigint as signatures
from issuer_keys k join generated g on g.key = k.issuer_key_id
where not exists (select 1 from counted c where c.key = k.issuer_key_id)
order by 1`;
