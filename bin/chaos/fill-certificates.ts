import type pg from 'pg';

/** Certificates that are there in the registers, and were never signed: for measurements of what happens to many. */
export interface FilledCertificates {
  readonly issuerKeyId: string;
  readonly count: number;
  /** Name under which their numbers are drawn: the same name, the same numbers. */
  readonly name: string;
  readonly now: Date;
}

/** A certificate as a request for revocation names it. */
export interface FilledCertificate {
  readonly orderId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
}

/** Number `n` of name `$1`; the serial number has twenty octets and its top bit clear, as the room draws them. */
const NUMBERED = `select md5($1 || 'case' || n)::uuid as case_id, md5($1 || 'order' || n)::uuid as order_id,
    md5($1 || 'chain' || n)::uuid as chain_id, md5($1 || 'decision' || n)::uuid as decision_id,
    '5' || substr(md5($1 || 'a' || n) || md5($1 || 'b' || n), 1, 39) as serial,
    md5($1 || 'c' || n) || md5($1 || 'd' || n) as sha256,
    md5($1 || 'e' || n) || md5($1 || 'f' || n) as spki
  from generate_series(1, $2::integer) n`;

const ISSUANCES = `
insert into issuances (order_id, application_id, order_number, chain_id, issuer_key_id, serial_number,
  not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id, intended_at,
  signature_attempts, certificate_sha256, certificate_sealed, completed_at)
select order_id, case_id, 1, chain_id, $3, serial, $4::timestamptz, $4::timestamptz + interval '2 years', sha256,
  '\\x00', spki, sha256, order_id, $4::timestamptz, 1, sha256, '\\x00', $4::timestamptz
from (${NUMBERED}) numbered`;

const CASES = `
insert into certificate_applications (id, portal_id, service, identity_route, key_delivery, edition, chain_id,
  rule_set_id, received_at, case_deadline, name_sealed, changed_at, state, closed_at)
select case_id, $5, 'demo-simultaneous', 'jpki', 'simultaneous', 1, chain_id, '2026-12', $4::timestamptz,
  $4::timestamptz + interval '180 days', '\\x00', $4::timestamptz, 'issued', $4::timestamptz
from (${NUMBERED}) numbered where $3 <> ''`;

const DECISIONS = `
insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
select decision_id, case_id, 1, 'approved', 'ruleSet', sha256, $3::timestamptz from (${NUMBERED}) numbered`;

const ORDERS = `
insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months, instructed_at,
  issuer_key_id, serial_number, certificate_sha256, not_before, not_after, received_at)
select order_id, case_id, decision_id, 1, 'basic', 24, $4::timestamptz, $3, serial, sha256, $4::timestamptz,
  $4::timestamptz + interval '2 years', $4::timestamptz
from (${NUMBERED}) numbered`;

const CERTIFICATES = `
insert into certificates (order_id, case_id, state, issued_at, not_after, receipt_required, acceptance_deadline,
  reminders_at, accepted_at, accepted_by, notices_at, due_at)
select order_id, case_id, 'accepted', $3::timestamptz, $3::timestamptz + interval '2 years', false,
  $3::timestamptz + interval '45 days', '{}', $3::timestamptz, 'jpki', '{}', $3::timestamptz + interval '2 years'
from (${NUMBERED}) numbered`;

/** Fills the room's register, as its owner. */
export async function fillRoom(room: pg.Pool, of: FilledCertificates): Promise<void> {
  await room.query(ISSUANCES, [of.name, of.count, of.issuerKeyId, of.now]);
}

/** Fills the office's registers with the same certificates, as its owner; their cases came from one portal. */
export async function fillOfficeCertificates(
  office: pg.Pool,
  of: FilledCertificates & { readonly portalId: string },
): Promise<void> {
  const { name, count, issuerKeyId, now, portalId } = of;
  await office.query(CASES, [name, count, issuerKeyId, now, portalId]);
  await office.query(DECISIONS, [name, count, now]);
  await office.query(ORDERS, [name, count, issuerKeyId, now]);
  await office.query(CERTIFICATES, [name, count, now]);
}

/** What was filled in. */
export async function filledCertificates(
  pool: pg.Pool,
  { name, count }: Pick<FilledCertificates, 'name' | 'count'>,
): Promise<FilledCertificate[]> {
  const { rows } = await pool.query<FilledCertificate>(
    `select order_id as "orderId", serial as "serialNumber", sha256 as "certificateSha256"
     from (${NUMBERED}) numbered`,
    [name, count],
  );
  return rows;
}
