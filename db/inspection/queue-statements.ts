/** A statement with the name under which the database keeps its plan. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Views of the queue, each by what is true of a case: its state, its deadline, who holds it. */
export const QUEUE_VIEWS = [
  'mine',
  'free',
  'jlis',
  'applicant',
  'instruct',
  'parked',
  'machine',
  'done',
] as const;

/** Which cases the queue shows. */
export type QueueView = (typeof QUEUE_VIEWS)[number];

/** Views that are the same for everybody. */
export type SharedView = Exclude<QueueView, 'mine'>;

/** The most that is counted of a view; a page says `99+` of as many. */
export const COUNTED_MAX = 100;

/** Leases of one person that are looked at. */
const HELD_MAX = 250;

/** As the indexes have it, letter by letter. */
const DUE = 'coalesce(c.state_deadline, c.next_attempt_at, c.case_deadline)';

/**
 * The lease that runs, looked up case by case: with a limit the planner cannot read all leases there ever
 * were to find those of one page. `$1` is the present.
 */
const LEASE = `left join lateral (
    select l.officer_id, l.lease_until, l.hold_until, l.hold_reason from case_leases l
    where l.case_id = c.id and l.lease_until > $1::timestamptz limit 1) l on true`;

/** `gate/…` stands alone in a case that the room refused and that nobody tries again (row 27). */
const PARKED = `c.next_attempt_at is null and c.not_holding[1] like 'gate/%'`;

/** Where the room refuses, as the index has it. */
const PARKED_IN = `c.state in ('issuing', 'instructed', 'keyDelivery')`;

interface Source {
  readonly states: readonly string[];
  readonly only?: string;
  readonly join?: string;
}

const NOT_PARKED = `(${PARKED}) is not true`;

/** Open cases of a view by state; a view of several states is merged from one stretch of the index each. */
const BY_STATE: Readonly<Record<Exclude<SharedView, 'parked' | 'done'>, Source>> = {
  free: { states: ['review'], join: LEASE, only: 'l.officer_id is null' },
  jlis: { states: ['waiting'] },
  applicant: { states: ['returned', 'keyDelivery', 'inquiring'], only: NOT_PARKED },
  instruct: { states: ['approved'] },
  machine: {
    states: ['received', 'checking', 'instructed', 'issuing'],
    only: NOT_PARKED,
  },
};

interface Stretch {
  readonly limit: number;
  /** Begins behind the case that `$2` and `$3` name. */
  readonly isAfter: boolean;
}

const ascending = (where: string, join: string, { limit, isAfter }: Stretch): string => `
  (select c.*, ${DUE} as ordered_by from certificate_applications c ${join}
   where c.closed_at is null and ${where}
     ${isAfter ? `and (${DUE}, c.id) > ($2::timestamptz, $3::uuid)` : ''}
   order by ${DUE}, c.id limit ${limit})`;

const closed = ({ limit, isAfter }: Stretch): string => `
  (select c.*, c.closed_at as ordered_by from certificate_applications c
   where c.closed_at is not null
     ${isAfter ? 'and (c.closed_at, c.id) < ($2::timestamptz, $3::uuid)' : ''}
   order by c.closed_at desc, c.id desc limit ${limit})`;

/**
 * Cases that somebody has put aside, until their time. By the leases, which are few; a case that has moved on, or was let go,
 * is not among them.
 */
const aside = ({ limit, isAfter }: Stretch): string => `
  (select c.*, ${DUE} as ordered_by from (
     select case_id from case_leases where hold_until > $1::timestamptz
     order by hold_until limit ${HELD_MAX}) h
   cross join lateral (
     select * from certificate_applications a where a.id = h.case_id limit 1) c
   where c.closed_at is null and c.state = 'review'
     ${isAfter ? `and (${DUE}, c.id) > ($2::timestamptz, $3::uuid)` : ''}
   order by ${DUE}, c.id limit ${limit})`;

function sourceOf(view: SharedView, stretch: Stretch): string {
  if (view === 'done') return closed(stretch);
  if (view === 'parked') {
    const refused = ascending(`${PARKED_IN} and ${PARKED}`, '', stretch);
    return `${refused} union all ${aside(stretch)}`;
  }
  const { states, only, join = '' } = BY_STATE[view];
  const and = only === undefined ? '' : ` and ${only}`;
  return states
    .map((state) => ascending(`c.state = '${state}'${and}`, join, stretch))
    .join(' union all ');
}

/** Cases behind the running leases of one person, `$4`. */
const held = (limit: number): string => `
  (select c.*, ${DUE} as ordered_by from (
     select case_id from case_leases where officer_id = $4 and lease_until > $1::timestamptz
     order by lease_until limit ${HELD_MAX}) h
   cross join lateral (
     select * from certificate_applications a where a.id = h.case_id limit 1) c
   where c.closed_at is null and (${DUE}, c.id) > ($2::timestamptz, $3::uuid)
   order by ${DUE}, c.id limit ${limit})`;

/** What a list shows of a case, from a source `c` that has `ordered_by`. */
export const listed = (source: string, order: string): string => `
select c.id, c.state, c.edition, c.identity_route as "identityRoute",
  c.key_delivery as "keyDelivery", c.rule_set_id as "ruleSetId", c.not_holding as "notHolding",
  c.received_at as "receivedAt", c.state_deadline as "stateDeadline",
  c.next_attempt_at as "nextAttemptAt", c.changed_at as "changedAt", c.closed_at as "closedAt",
  c.ordered_by as "orderedBy", c.chain_id as "chainId", c.name_sealed as "nameSealed",
  p.name as "portalName", l.officer_id as "holderId", o.name as "holderName",
  l.lease_until as "leaseUntil", l.hold_until as "holdUntil", l.hold_reason as "holdReason"
from (${source}) c ${LEASE}
left join portals p on p.id = c.portal_id
left join officers o on o.id = l.officer_id
order by ${order}`;

/**
 * A page of a view, behind a case. Values: the present, instant and id of that case, and for `mine` whose.
 * The limit is part of the text: for one that comes as a value the planner would assume a tenth of all.
 */
export function pageStatement(view: QueueView, limit: number): Statement {
  const source = view === 'mine' ? held(limit) : sourceOf(view, { limit, isAfter: true });
  const order =
    view === 'done'
      ? `c.ordered_by desc, c.id desc limit ${limit}`
      : `c.ordered_by, c.id limit ${limit}`;
  return { name: `console_queue_${view}_${limit}`, text: listed(source, order) };
}

const SHARED = QUEUE_VIEWS.filter((view): view is SharedView => view !== 'mine');

const beginning = (view: SharedView): string => {
  const order = view === 'done' ? 'c.ordered_by desc, c.id desc' : 'c.ordered_by, c.id';
  const source = sourceOf(view, { limit: COUNTED_MAX, isAfter: false });
  return `(select '${view}' as view, c.id from (${source}) c order by ${order} limit ${COUNTED_MAX})`;
};

/** The beginning of every shared view, as far as it is counted. Value: the present. */
export const BEGINNINGS: Statement = {
  name: 'console_queue_beginnings',
  text: SHARED.map(beginning).join(' union all '),
};

/** The cases that some people hold. Values: the present, and who. */
export const HELD: Statement = {
  name: 'console_queue_held',
  text: `
select w.officer_id as "officerId", c.id from unnest($2::text[]) w(officer_id)
cross join lateral (
  select h.case_id from case_leases h
  where h.officer_id = w.officer_id and h.lease_until > $1::timestamptz
  order by h.lease_until limit ${COUNTED_MAX}) h
cross join lateral (
  select a.id, a.closed_at from certificate_applications a where a.id = h.case_id limit 1) c
where c.closed_at is null`,
};

/** Cases in review, whoever holds them, as far as they are counted. */
export const IN_REVIEW: Statement = {
  name: 'console_queue_in_review',
  text: `select 1 from certificate_applications
where closed_at is null and state = 'review' limit ${COUNTED_MAX}`,
};

/** Cases that the machine has been checking since an instant or longer, as far as they are counted. */
export const LONG_IN_CHECKING: Statement = {
  name: 'console_queue_long_in_checking',
  text: `select 1 from certificate_applications
where state = 'checking' and changed_at <= $1::timestamptz limit ${COUNTED_MAX}`,
};
