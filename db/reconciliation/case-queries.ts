import { decisionKinds } from '../../domain/decision/staff-decision.ts';
import { requestInputKinds } from '../../domain/revocation/request-inputs.ts';
import { DATA, ENTRY, NAMED_MAX } from './query.ts';

const DECISIONS = [...decisionKinds, ...requestInputKinds].map((kind) => `'${kind}'`).join(', ');

/**
 * Q3: rows of inputs, against the entries that were written for them. What a portal sends has its entry at once;
 * a decision of staff has one when it is applied, and names the row. Of what came with an entry of its own and was
 * refused later, the refusal counts once. Beside those that wait for J-LIS, what takes a case
 * from the room waits for the room's answer.
 */
export const INPUTS = `
, late as (
  select i.id, a.state from case_inputs i
  left join certificate_applications a on a.id = i.case_id, t
  where i.applied_at is null and i.received_at < t.as_of - interval '5 minutes'
), entries as (
  select count(*) filter (where event <> 'input.refused' or not exists (
      select 1 from book_entries r
      where r.case_id = b.case_id and r.event = 'evidence.received'
        and convert_from(r.octets, 'UTF8')::jsonb ->> 'input'
          = convert_from(b.octets, 'UTF8')::jsonb ->> 'input')) as receipts,
    count(*) filter (where event = 'input.refused') as refused
  from book_entries b
  where event in ('application.received', 'application.corrected', 'input.refused')
), decided as (
  select count(distinct ${ENTRY} ->> 'input') as entries from book_entries
  where event in ('application.returned', 'application.approvalGiven', 'application.rejected',
    'application.approvalVoided', 'issuing.instructed', 'application.rejectionGiven',
    'application.withdrawn', 'evidence.received', 'revocation.requested', 'revocation.callback',
    'revocation.granted', 'revocation.confirmed', 'revocation.refused')
), undecided as (
  select count(*) as rows from case_inputs where applied_at is null and kind in (${DECISIONS})
)
select count(*) as received,
  count(*) filter (where applied_at is not null and not coalesce(result ? 'refused', false))
    as applied,
  count(*) filter (where applied_at is not null and coalesce(result ? 'refused', false))
    as refused,
  count(*) filter (where applied_at is null) as pending,
  (select receipts from entries) + (select entries from decided) + (select rows from undecided)
    as "receiptEntries",
  (select refused from entries) as "refusedEntries",
  (select count(*) from late) as "pendingOver5min",
  (select count(*) from late where state in ('waiting', 'issuing')) as "pendingForJlis",
  array(select id::text from late where state not in ('waiting', 'issuing') is not false order by id
    limit ${NAMED_MAX}) as inputs
from case_inputs`;

/** Q4: applications, by table and by entry. */
export const APPLICATIONS = `
, entries as (
  select count(*) filter (where event = 'application.received') as received,
    count(*) filter (where event = 'application.rejected') as rejected,
    count(*) filter (where event = 'application.withdrawn') as withdrawn,
    count(*) filter (where event = 'application.lapsed') as lapsed
  from book_entries where event like 'application.%'
), cases as (
  select count(*) as rows, count(*) filter (where closed_at is null) as open,
    count(*) filter (where state = 'issued') as issued
  from certificate_applications
)
select entries.*, cases.* from entries, cases`;

/**
 * Q5: approvals that stand, and those without an evaluation of the same facts before them.
 * One of two approvals may be void before there was a decision.
 */
export const APPROVALS = `
, approved as (
  select case_id, seq, ${DATA} ->> 'factsSha256' as facts
  from book_entries where event = 'application.approved'
), evaluated as (
  select case_id, ${DATA} ->> 'factsSha256' as facts, min(seq) as seq
  from book_entries where event = 'case.evaluated' group by 1, 2
), steps as (
  select event, lag(event) over (partition by case_id order by seq) as before
  from book_entries where event in ('application.approved', 'application.approvalVoided')
), ends as (
  select before from steps where event = 'application.approvalVoided'
), off as (
  select a.case_id from approved a left join evaluated v
    on v.case_id = a.case_id and v.facts = a.facts and v.seq < a.seq
  where v.case_id is null
)
select (select count(*) from approved) as approved,
  (select count(*) from ends where before = 'application.approved') as voided,
  (select count(distinct case_id) from decisions
    where outcome = 'approved' and voided_at is null) as standing,
  (select count(*) from off) as "withoutEvaluation",
  array(select case_id::text from off order by 1 limit ${NAMED_MAX}) as cases`;

/** Q6: who answers for each approval. */
export const DECIDERS = `
, approved as (
  select case_id, at, convert_from(octets, 'UTF8')::jsonb as entry
  from book_entries where event = 'application.approved'
), off as (
  select case_id, true as machine from approved a
  where entry -> 'data' ->> 'decider' = 'ruleSet' and not exists (
    select 1 from duty_roster r where r.officer_id = entry -> 'responsible' ->> 'id'
      and r.from_at <= a.at and (r.until_at is null or r.until_at > a.at))
  union all
  select case_id, false from approved
  where entry -> 'data' ->> 'decider' <> 'ruleSet'
    and jsonb_array_length(entry -> 'data' -> 'assertions') = 0
)
select count(*) filter (where entry -> 'data' ->> 'decider' = 'ruleSet') as machine,
  count(*) filter (where entry -> 'data' ->> 'decider' <> 'ruleSet') as people,
  (select count(*) from off where machine) as "machineOff",
  (select count(*) from off where not machine) as "peopleOff",
  array(select case_id::text from off order by 1 limit ${NAMED_MAX}) as cases
from approved`;

/** Q21: cases approved without an explanation before the receipt of the version approved. */
export const EXPLANATIONS = `
, approved as (
  select case_id, seq from book_entries where event = 'application.approved'
), off as (
  select a.case_id from approved a
  where not exists (
    select 1 from book_entries e
    where e.case_id = a.case_id and e.event = 'explanation.shown' and e.seq < (
      select max(r.seq) from book_entries r
      where r.case_id = a.case_id and r.seq < a.seq
        and r.event in ('application.received', 'application.corrected')))
)
select (select count(*) from approved) as approved,
  (select count(*) from off) as "withoutExplanation",
  array(select case_id::text from off order by 1 limit ${NAMED_MAX}) as cases`;

/** Q19: questions to J-LIS. */
export const JLIS = `
, entries as (
  select count(*) filter (where event = 'jlis.asked') as asked,
    count(*) filter (where event = 'jlis.answered') as answered
  from book_entries where event in ('jlis.asked', 'jlis.answered')
)
select entries.asked, entries.answered, count(q.id) as rows,
  count(q.id) filter (where q.answer_sha256 is null and q.list_sha256 is null) as unanswered
from entries left join jlis_queries q on true group by 1, 2`;
