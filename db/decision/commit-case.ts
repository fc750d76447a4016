import { encodeEntry, type EntryInput } from '../../books/entry.ts';
import { knowsTip } from '../books/book-fence.ts';
import type { NewEntry, SealedOpening } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { uuidV7 } from '../uuid.ts';
import type { CaseFile, CaseRow } from './case-file.ts';

/** An entry of the act, with what lies sealed beside it. */
export interface ActEntry {
  readonly entry: NewEntry;
  readonly openings?: readonly SealedOpening[];
}

/** Rows of a table by its column names; octets as `\x…`, instants in ISO form. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A request for revocation with the entry that begins its case. */
export interface RequestedRevocation {
  readonly row: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly entry: NewEntry;
}

/** Everything one act on a case writes. What is left out stays as it is. */
export interface CaseAct {
  readonly change?: Partial<CaseRow>;
  readonly entries?: readonly ActEntry[];
  readonly evidence?: readonly { kind: string; sha256: string; size: number }[];
  readonly jlisAsked?: Rows;
  readonly jlisAnswered?: Rows;
  readonly evaluations?: Rows;
  readonly decisions?: Rows;
  readonly orders?: Rows;
  /** Orders with the certificate that came back. */
  readonly received?: Rows;
  readonly voidsDecisions?: boolean;
  /** Orders that are instructed now, by id. */
  readonly instructed?: readonly string[];
  /** Inputs that were applied: id and result. */
  readonly inputs?: Rows;
  /** What somebody is to be told of the act: rows of `db/dispatch/prepare.ts`. */
  readonly dispatches?: Rows;
  /** Rows of `delivery_codes`, whole: new ones, and those there are as they are from now on; the old before the new. */
  readonly codes?: Rows;
  /** What became of dispatches: `id`, `state`, `sent_at`, `ended_at`. One that was sent is not cancelled any more. */
  readonly dispatched?: Rows;
  /** Keys that a redemption brought: `spki_sha256`, `order_number`; the orders of the standing decision get them. */
  readonly keys?: Rows;
  /** Certificates whose course begins with the issue of the case: rows of `db/issuance/certificates.ts`. */
  readonly certificates?: Rows;
  /** Certificates that go on, with the state they were read in. */
  readonly courses?: Rows;
  /** Requests for revocation that follow from the act; each is a case of its own in the books. */
  readonly revocations?: readonly RequestedRevocation[];
}

/**
 * One statement, and so one transaction: no record, no act. It writes only if the case still is in the
 * state, edition and book position it was read in, and the database has the last entry that is known;
 * otherwise an entry would have no `seq`, which breaks `case_and_seq_together` and undoes the whole.
 */
const COMMIT_CASE = `
with moved as (
  update certificate_applications set state = $3, not_holding = $4, state_deadline = $5,
    next_attempt_at = $6, closed_at = $7, instruction_sha256 = $8, changed_at = $9
  where id = $1 and state = $10 and edition = $11 and ${knowsTip('$15', '$16')}
  returning id
), numbered as (
  insert into case_sequences as s (case_id, last_seq)
  select id, $12::int + $13::int from moved where $13::int > 0
  on conflict (case_id) do update set last_seq = s.last_seq + $13::int where s.last_seq = $12::int
  returning last_seq
), entries as (
  insert into book_entries (id, event, items, case_id, seq, at, octets)
  select r.id, r.event, r.items, r.case_id, (select r.seq from numbered), r.at, r.octets
  from jsonb_populate_recordset(null::book_entries, $2::jsonb -> 'entries') r order by r.seq
), opened as (
  insert into openings select * from jsonb_populate_recordset(null::openings, $2 -> 'openings')
), listed as (
  insert into evidence_objects
  select * from jsonb_populate_recordset(null::evidence_objects, $2 -> 'evidence')
  on conflict do nothing
), asked as (
  insert into jlis_queries
  select * from jsonb_populate_recordset(null::jlis_queries, $2 -> 'jlisAsked')
), answered as (
  update jlis_queries q set answered_at = r.answered_at, answer_sha256 = r.answer_sha256,
    result = r.result, no_answer_reason = r.no_answer_reason,
    list_sha256 = r.list_sha256
  from jsonb_populate_recordset(null::jlis_queries, $2 -> 'jlisAnswered') r
  where q.id = r.id and exists (select 1 from moved)
), evaluated as (
  insert into evaluations
  select * from jsonb_populate_recordset(null::evaluations, $2 -> 'evaluations')
), voided as (
  update decisions set voided_at = $9
  where case_id = $1 and voided_at is null and $14::boolean
), decided as (
  insert into decisions select * from jsonb_populate_recordset(null::decisions, $2 -> 'decisions')
  returning id
), ordered as (
  insert into orders select r.* from jsonb_populate_recordset(null::orders, $2 -> 'orders') r
  where exists (select 1 from decided)
), received as (
  update orders o set issuer_key_id = r.issuer_key_id, serial_number = r.serial_number,
    certificate_sha256 = r.certificate_sha256, not_before = r.not_before,
    not_after = r.not_after, received_at = r.received_at
  from jsonb_populate_recordset(null::orders, $2 -> 'received') r
  where o.id = r.id and o.serial_number is null
), instructed as (
  update orders set instructed_at = $9
  where case_id = $1 and instructed_at is null and exists (select 1 from moved)
    and id in (select value::uuid from jsonb_array_elements_text($2 -> 'instructed'))
), codes as (
  insert into delivery_codes as c
  select * from jsonb_populate_recordset(null::delivery_codes, $2 -> 'codes')
  where exists (select 1 from moved)
  on conflict (case_id, code_number) do update set state = excluded.state, salt = excluded.salt,
    ciphertext_sha256 = excluded.ciphertext_sha256, vendor_key_sha256 = excluded.vendor_key_sha256,
    failures = excluded.failures, made_at = excluded.made_at, lapses_at = excluded.lapses_at,
    printed_at = excluded.printed_at, posted_at = excluded.posted_at,
    delivered_at = excluded.delivered_at, unusable_at = excluded.unusable_at,
    return_reason = excluded.return_reason, ended_at = excluded.ended_at,
    resend_ordered_at = excluded.resend_ordered_at,
    instruction_sha256 = excluded.instruction_sha256
), dispatched as (
  update dispatches d set state = r.state, sent_at = coalesce(r.sent_at, d.sent_at),
    ended_at = coalesce(r.ended_at, d.ended_at)
  from jsonb_populate_recordset(null::dispatches, $2 -> 'dispatched') r
  where d.id = r.id and (r.state <> 'cancelled' or d.state = 'prepared')
    and exists (select 1 from moved)
), keys as (
  insert into applicant_keys (spki_sha256, case_id, edition, order_number)
  select r.spki_sha256, $1, $11, r.order_number
  from jsonb_populate_recordset(null::applicant_keys, $2 -> 'keys') r
  where exists (select 1 from moved)
  on conflict do nothing
), keyed as (
  update orders o set spki_sha256 = r.spki_sha256
  from jsonb_populate_recordset(null::applicant_keys, $2 -> 'keys') r, decisions d
  where o.case_id = $1 and d.id = o.decision_id and d.voided_at is null
    and o.order_number = r.order_number and exists (select 1 from moved)
), applied as (
  update case_inputs i set applied_at = $9, result = r.result
  from jsonb_populate_recordset(null::case_inputs, $2 -> 'inputs') r
  where i.id = r.id and i.applied_at is null and exists (select 1 from moved)
), prepared as (
  insert into dispatches select r.* from jsonb_populate_recordset(null::dispatches, $2 -> 'dispatches') r
  where exists (select 1 from moved) on conflict do nothing
), certified as (
  insert into certificates
  select r.* from jsonb_populate_recordset(null::certificates, $2 -> 'certificates') r
  where exists (select 1 from moved) on conflict (order_id) do nothing
), gone_on as (
  update certificates c set state = r.state, reminded = r.reminded, noticed = r.noticed,
    missed_at = r.missed_at, accepted_at = r.accepted_at, accepted_by = r.accepted_by,
    ended_at = r.ended_at, due_at = r.due_at
  from jsonb_to_recordset($2 -> 'courses') as r (order_id uuid, was text, state text,
    reminded int, noticed int, missed_at timestamptz, accepted_at timestamptz, accepted_by text,
    ended_at timestamptz, due_at timestamptz)
  where c.order_id = r.order_id and c.state = r.was and exists (select 1 from moved)
), requested as (
  insert into revocation_requests
  select r.* from jsonb_populate_recordset(null::revocation_requests, $2 -> 'revocations') r
  where exists (select 1 from moved)
), begun as (
  insert into case_sequences (case_id, last_seq)
  select r.id, 1 from jsonb_populate_recordset(null::revocation_requests, $2 -> 'revocations') r
  where exists (select 1 from moved)
), asked_for as (
  insert into book_entries (id, event, items, case_id, seq, at, octets)
  select r.id, r.event, r.items, r.case_id, r.seq, r.at, r.octets
  from jsonb_populate_recordset(null::book_entries, $2 -> 'requestEntries') r
  where exists (select 1 from moved)
)
select id from moved`;

interface Encoded {
  readonly rows: Rows;
  readonly openings: Rows;
}

const hex = (octets: Uint8Array): string => `\\x${Buffer.from(octets).toString('hex')}`;

function encode(entries: readonly ActEntry[], caseId: string, lastSeq: number): Encoded {
  const openings: Record<string, unknown>[] = [];
  const rows = entries.map(({ entry, openings: beside = [] }, i) => {
    const id = entry.id ?? uuidV7();
    const seq = lastSeq + 1 + i;
    const whole = { ...entry, log: 'office', id, case: caseId, seq } as EntryInput;
    for (const { field, kind, keyId, sealed } of beside) {
      openings.push({ entry_id: id, field, kind, key_id: keyId, sealed: hex(sealed) });
    }
    const { event, items, at } = entry;
    return { id, event, items, case_id: caseId, seq, at, octets: hex(encodeEntry(whole)) };
  });
  return { rows, openings };
}

/**
 * Constraints that say another act was first. PostgreSQL writes the parts of the statement in an order of
 * its own, so a number that the other act took may be found before the missing `seq` is.
 */
const OUTRUN: readonly unknown[] = [
  'case_and_seq_together',
  'jlis_query_once',
  'evaluation_number',
  'one_live_code',
];

const isOutrun = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && OUTRUN.includes(error.constraint);

/**
 * Writes an act on a case as it was read.
 *
 * @returns the case after it; undefined if another act was first, and nothing was written.
 * @throws DomainError `BooksBehind` if the database has lost what is known of the book.
 */
export async function commitCase(
  { $client, fence }: OfficeDatabase,
  file: CaseFile,
  { act, now }: { readonly act: CaseAct; readonly now: Date },
): Promise<CaseRow | undefined> {
  const { row, lastSeq } = file;
  const { knownIndex, knownLeaf } = fence.values;
  const after: CaseRow = { ...row, ...act.change };
  const entries = encode(act.entries ?? [], row.id, lastSeq);
  const evidence = (act.evidence ?? []).map(({ kind, sha256, size }) => ({
    case_id: row.id,
    kind,
    sha256,
    size,
    edition: row.edition,
    received_at: now,
  }));
  const content = JSON.stringify({
    entries: entries.rows,
    openings: entries.openings,
    evidence,
    jlisAsked: act.jlisAsked ?? [],
    jlisAnswered: act.jlisAnswered ?? [],
    evaluations: act.evaluations ?? [],
    decisions: act.decisions ?? [],
    orders: act.orders ?? [],
    received: act.received ?? [],
    instructed: act.instructed ?? [],
    inputs: act.inputs ?? [],
    dispatches: act.dispatches ?? [],
    codes: act.codes ?? [],
    dispatched: act.dispatched ?? [],
    keys: act.keys ?? [],
    certificates: act.certificates ?? [],
    courses: act.courses ?? [],
    revocations: (act.revocations ?? []).map(({ row: request }) => request),
    requestEntries: (act.revocations ?? []).flatMap(
      ({ row: { id }, entry }) => encode([{ entry }], id, 0).rows,
    ),
  });
  try {
    const { rowCount } = await $client.query({
      name: 'commit-case',
      text: COMMIT_CASE,
      values: [
        row.id,
        content,
        after.state,
        after.notHolding,
        after.stateDeadline,
        after.nextAttemptAt,
        after.closedAt,
        after.instructionSha256,
        now,
        row.state,
        row.edition,
        lastSeq,
        entries.rows.length,
        act.voidsDecisions ?? false,
        knownIndex,
        knownLeaf,
      ],
    });
    if (rowCount === 1) return after;
  } catch (error) {
    if (!isOutrun(error)) throw error;
  }
  await fence.assertHolds($client);
  return undefined;
}
