import { DATA } from './query.ts';

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
