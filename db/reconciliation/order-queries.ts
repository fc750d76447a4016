import { DATA, NAMED_MAX } from './query.ts';

/** Q7: orders of approvals, by entry and by table. */
export const ORDERS = `
, standing as (
  select o.serial_number, a.closed_at from orders o
  join decisions d on d.id = o.decision_id
  join certificate_applications a on a.id = o.case_id
  where d.voided_at is null or o.serial_number is not null
)
select (select coalesce(sum(jsonb_array_length(${DATA} -> 'orders')), 0)
    from book_entries where event = 'application.approved') as "approvedOrders",
  (select count(*) from orders) as rows,
  (select count(*) from book_entries where event = 'certificate.received') as received,
  (select count(*) from book_entries where event = 'issuing.instructed') as instructed,
  (select count(distinct decision_id) from orders where instructed_at is not null)
    as "approvalsInstructed",
  count(*) as standing,
  count(*) filter (where serial_number is null and closed_at is null) as open,
  count(*) filter (where serial_number is null and closed_at is not null) as abandoned
from standing`;

/**
 * Q10: certificates that the office holds. What was intended before the cut the room has to hold, too;
 * its digest is the sum of the first 52 bits of each hash.
 */
export const CERTIFICATES = `
, received as (
  select ${DATA} ->> 'order' as id from book_entries where event = 'certificate.received'
)
select (select count(*) from received) as received,
  (select count(*) - count(distinct id) from received) as "ordersTwice",
  count(orders.id) as certificates,
  count(distinct issuer_key_id || serial_number) as serials,
  count(*) filter (where not_before < t.until) as settled,
  coalesce(sum(('x' || left(certificate_sha256, 13))::bit(52)::bigint)
    filter (where not_before < t.until), 0) % 4503599627370496 as "settledDigest"
from t left join orders on serial_number is not null group by t.until`;

/** Q18: cases of the code route that were issued. */
export const ISSUED_BY_CODE = `
select count(distinct o.case_id) as "issuedByCode" from orders o
join certificate_applications a on a.id = o.case_id, t
where a.key_delivery = 'code' and o.serial_number is not null and o.not_before < t.until`;

/**
 * Q20: certificates after their issue, by table and by entry. What has been due for an hour was seen to by no run: its
 * orders are named.
 */
export const ACCEPTANCE = `
, entries as (
  select coalesce(sum(jsonb_array_length(${DATA} -> 'orders'))
      filter (where event = 'acceptance.received'), 0) as accepted,
    coalesce(sum(jsonb_array_length(${DATA} -> 'orders'))
      filter (where event = 'acceptance.missed'), 0) as missed
  from book_entries where event in ('acceptance.received', 'acceptance.missed')
), overdue as (
  select order_id as id from certificates, t
  where ended_at is null and due_at < t.as_of - interval '1 hour'
)
select count(*) as issued,
  (select count(*) from orders o join decisions d on d.id = o.decision_id
    join certificate_applications a on a.id = o.case_id left join certificates c on c.order_id = o.id
    where a.state = 'issued' and o.serial_number is not null
      and (d.voided_at is null or c.order_id is not null)) as certificates,
  count(*) filter (where accepted_at is not null) as accepted,
  count(*) filter (where accepted_at is null and missed_at is null and ended_at is null) as awaited,
  count(*) filter (where accepted_at is null and missed_at is not null) as missed,
  count(*) filter (where accepted_at is null and missed_at is null and ended_at is not null)
    as "endedBefore",
  count(*) filter (where missed_at is not null) as "everMissed",
  (select accepted from entries) as "acceptedEntries",
  (select missed from entries) as "missedEntries",
  (select count(*) from overdue) as "overdue1h",
  array(select id::text from overdue order by id limit ${NAMED_MAX}) as orders
from certificates`;
