import pg from 'pg';
import type { Instance } from '../instance/options.ts';

/** Certificates of one chunk: a statement each, so that progress shows. */
const CHUNK = 10_000;

/**
 * Accepted certificates with more than a year to go, each of a case of its own, from number `$1` to `$2`: what an office
 * has after years of issuing. They are written by SQL, as nobody issues a hundred thousand for a story.
 */
const FILL = `
with made as (
  select n, md5('story' || n) as h, ('0190' || lpad(to_hex(n), 8, '0')) as t
  from generate_series($1::int, $2::int) n
), ids as (
  select n, (substr(t, 1, 8) || '-' || substr(t, 9, 4) || '-7' || substr(h, 1, 3) || '-9' ||
    substr(h, 4, 3) || '-' || substr(h, 7, 12))::uuid as id, h from made
), cases as (
  insert into certificate_applications (id, portal_id, service, identity_route, key_delivery, edition, chain_id,
    rule_set_id, received_at, case_deadline, name_sealed, changed_at, state, not_holding, closed_at)
  select id, 'story', 'demo-simultaneous', 'jpki', 'simultaneous', 1, id, '2026-12', now() - interval '90 days',
    now() + interval '90 days', '\\x00', now(), 'issued', '{}', now() - interval '90 days' from ids
  returning id
), decided as (
  insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
  select md5('decision' || id)::uuid, id, 1, 'approved', 'ruleSet', repeat('d', 64), now() - interval '90 days'
  from cases returning case_id
), ordered as (
  insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months, instructed_at,
    issuer_key_id, serial_number, certificate_sha256, not_before, not_after, received_at)
  select case_id, case_id, md5('decision' || case_id)::uuid, 1, 'basic', 24, now(), repeat('a', 40),
    '0' || substr(md5('a' || case_id) || md5('b' || case_id), 1, 39), md5(case_id || 'c') || md5(case_id || 'd'),
    now() - interval '90 days', now() + interval '600 days', now()
  from decided returning id, case_id
)
insert into certificates (order_id, case_id, state, issued_at, not_after, receipt_required, acceptance_deadline,
  reminders_at, accepted_at, accepted_by, notices_at, due_at)
select id, case_id, 'accepted', now() - interval '90 days', now() + interval '600 days', false,
  now() - interval '45 days', '{}', now() - interval '80 days', 'jpki',
  array[now() + interval '540 days', now() + interval '570 days'], now() + interval '540 days'
from ordered`;

/** Writes so many certificates, and gives their orders. */
export async function fillCertificates(instance: Instance, count: number): Promise<string[]> {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/office';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    // A case and its decision come in one statement: the order of its parts is not for the rows to say.
    await client.query(
      `insert into portals (id, name, token_sha256, applications_per_hour) values ('story', 'story', md5('story'), 1)`,
    );
    for (let from = 1; from <= count; from += CHUNK) {
      await client.query(FILL, [from, Math.min(count, from + CHUNK - 1)]);
      console.error(`certificates: ${Math.min(count, from + CHUNK - 1)} of ${count}`);
    }
    await client.query('analyze');
    const { rows } = await client.query<{ id: string }>('select order_id as id from certificates');
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}
