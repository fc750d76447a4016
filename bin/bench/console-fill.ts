import type pg from 'pg';
import { seal } from '../../adapters/evidence-store/chain-keys.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { uuidV7 } from '../../db/uuid.ts';

/** Officers who hold cases. */
export const OFFICERS = Array.from({ length: 8 }, (_, n) => `bench-${n + 1}`);

/** A portal of which few cases come. */
export const RARE_PORTAL = 'portal-rare';

/** Chains that the cases share: more than a page shows, so that each of its names has a key of its own. */
const CHAINS = 200;

/** Seconds from one receipt to the next: two years for a million. */
const STEP_SECONDS = 63;

const TABLES = ['certificate_applications', 'case_leases', 'decisions', 'orders', 'evaluations'];

const REGISTERS = `
insert into officers (id, person, name, name_commitment, roles)
select id, id, '架空 ' || id, repeat('a', 64), '{examiner,approver}' from unnest($1::text[]) o(id)`;

const PORTALS = `
insert into portals (id, name, token_sha256, applications_per_hour)
select id, '見本 ' || id, md5(id), 1000
from unnest(array['portal-0', 'portal-1', 'portal-2', '${RARE_PORTAL}']) p(id)`;

/** `$1` cases, `$2` open ones of them, `$3` chains and `$4` the same name sealed under each, `$5` now. */
const CASES = `
insert into certificate_applications (id, portal_id, service, identity_route, key_delivery, edition,
  chain_id, rule_set_id, received_at, case_deadline, name_sealed, changed_at, state, not_holding,
  state_deadline, next_attempt_at, closed_at)
select (substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || substr(h, 1, 3) || '-9' ||
    substr(h, 4, 3) || '-' || substr(h, 7, 12))::uuid,
  case when n % 1000 = 7 then '${RARE_PORTAL}' else 'portal-' || n % 3 end,
  'demo-simultaneous', 'jpki', 'simultaneous', 1,
  ($3::uuid[])[n % ${CHAINS} + 1], '2026-12', at, at + interval '180 days',
  ($4::bytea[])[n % ${CHAINS} + 1], at + interval '1 minute', state,
  case when state = 'review' then array['guard.contact/shared']
    when state = 'waiting' and n % 2000 = 7 then array['jlis.status/contradictory']
    when state = 'waiting' then array['jlis.answer/none']
    when state = 'issuing' and n % 400 = 16 then array['gate/evidenceChanged'] else '{}' end,
  case state when 'review' then at + interval '7 days' when 'waiting' then at + interval '30 days'
    when 'returned' then at + interval '30 days' when 'keyDelivery' then at + interval '30 days'
    when 'approved' then at + interval '2 days' end,
  case when state = 'waiting' then $5::timestamptz + n % 60 * interval '1 minute' end,
  case when n <= $1::integer - $2::integer then at + interval '1 hour' end
from (
  select n, md5(n::text) as h, at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as ms,
    case when n > $1::integer - $2::integer
      then (array['review','review','review','review','review','review','waiting','waiting','waiting',
        'waiting','waiting','waiting','waiting','returned','returned','approved','issuing',
        'keyDelivery','checking','received'])[n % 20 + 1]
      else (array['rejected','lapsed','withdrawn','issued','issued','issued','issued','issued',
        'issued','issued'])[n % 10 + 1] end as state
  from (select n, date_trunc('milliseconds',
      $5::timestamptz - ($1::integer - n) * interval '${STEP_SECONDS} seconds') as at
    from generate_series(1, $1::integer) n) numbered) made`;

const DECISIONS = `
insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
select md5('decision' || id)::uuid, id, 1, 'approved', 'ruleSet', repeat('d', 64), received_at
from certificate_applications where state in ('issued', 'issuing', 'approved')`;

const ORDERS = `
insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months,
  instructed_at, issuer_key_id, serial_number, certificate_sha256, not_before, not_after, received_at)
select md5('order' || id)::uuid, id, md5('decision' || id)::uuid, 1, 'basic', 24, received_at,
  'bench', '0' || substr(md5('a' || id) || md5('b' || id), 1, 39), repeat('c', 64), received_at,
  received_at + interval '2 years', received_at
from certificate_applications where state = 'issued'`;

/** Of the open cases, and of all in the weeks that a night is compared with. */
const EVALUATIONS = `
insert into evaluations (id, case_id, edition, number, at, rule_set_id, rule_set_sha256, extractor,
  facts, facts_sha256, findings, findings_sha256, outcome, next, dossier_sha256)
select md5('evaluation' || id)::uuid, id, 1, 1, received_at, '2026-12', repeat('e', 64),
  'jpki-facts/1', '{}', repeat('f', 64), '[]', repeat('0', 64), 'refers', 'review', repeat('1', 64)
from certificate_applications
where closed_at is null or received_at > $1::timestamptz - interval '5 weeks'`;

/** Evidence of the newest cases, five objects each: enough that none is found by reading all. */
const EVIDENCE = `
insert into evidence_objects (case_id, kind, sha256, size, edition, received_at)
select id, kind, md5(kind || id) || md5(id || kind), 1000, 1, received_at
from (select id, received_at from certificate_applications
    order by received_at desc limit 5000 + $1::integer / 50) c,
  unnest(array['signedText', 'signatureContainer', 'proofOfPossession', 'jlisRequest',
    'jlisAnswer']) k(kind)`;

/** Leases that were over long ago stay behind a fifth of all cases. */
const OLD_LEASES = `
insert into case_leases (case_id, officer_id, lease_until, changed_at)
select id, ($1::text[])[1 + get_byte(uuid_send(id), 15) % 8], closed_at, closed_at
from certificate_applications
where closed_at is not null and get_byte(uuid_send(id), 14) % 5 = 0`;

/** Leases that run, on the cases that are due first. */
const LEASES = `
insert into case_leases (case_id, officer_id, lease_until, changed_at)
select id, ($1::text[])[1 + (row_number() over () % 8)::integer], $2::timestamptz + interval '1 hour', $2
from (select id from certificate_applications where state = 'review' and closed_at is null
  order by state_deadline limit 40) due`;

/** Builds the indexes after the rows: many times faster, and the same indexes. */
async function withoutIndexes(client: pg.PoolClient, fill: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes
     where schemaname = 'public' and tablename = any($1) and indexname not in
       (select conname from pg_constraint)`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`drop index "${name}"`);
  await fill();
  for (const { made } of rows) await client.query(made);
}

interface Chain {
  readonly id: string;
  readonly name: Buffer;
}

async function makeChains(evidence: EvidenceStore): Promise<Chain[]> {
  const chains: Chain[] = [];
  for (let n = 0; n < CHAINS; n += 1) {
    const id = uuidV7();
    const keys = await evidence.createChain(id);
    chains.push({ id, name: seal(keys.chain, Buffer.from('見本　花子', 'utf8')) });
  }
  return chains;
}

/** How much is filled in. */
export interface Filling {
  readonly cases: number;
  /** The newest of them; the others are closed. */
  readonly open: number;
  readonly now: Date;
}

/** Fills an office database with cases, as its owner. */
export async function fillOffice(
  owner: pg.Pool,
  evidence: EvidenceStore,
  { cases, open, now }: Filling,
): Promise<void> {
  const chains = await makeChains(evidence);
  const client = await owner.connect();
  try {
    // Who names whom is right by the making of it: a check of a million keys shows nothing.
    await client.query(`set session_replication_role = replica`);
    await client.query(`set synchronous_commit = off`);
    await client.query(`set maintenance_work_mem = '256MB'`);
    await client.query(REGISTERS, [OFFICERS]);
    await client.query(PORTALS);
    await withoutIndexes(client, async () => {
      await client.query(CASES, [
        cases,
        open,
        chains.map(({ id }) => id),
        chains.map(({ name }) => name),
        now,
      ]);
      for (const statement of [DECISIONS, ORDERS]) await client.query(statement);
      await client.query(EVALUATIONS, [now]);
      await client.query(EVIDENCE, [cases]);
      await client.query(OLD_LEASES, [OFFICERS]);
    });
    await client.query(LEASES, [OFFICERS, now]);
    await client.query('vacuum analyze');
  } finally {
    client.release(true);
  }
}
