import type { Tip } from '../../books/tip.ts';
import type { RoomBatch } from './room-store.ts';

/** Condition in SQL that the room's book has an entry at a place, with a leaf hash (RFC 6962 §2.1). */
export const hasEntry = (index: string, leaf: string): string =>
  `(${index}::bigint < 0 or exists (select 1 from book_entries known
    where known.log_index = ${index}::bigint
      and sha256('\\x00'::bytea || known.octets) = ${leaf}::bytea))`;

/** What fills it. */
export const tipValues = (tip: Tip | undefined): [number, Buffer] =>
  tip ? [tip.index, tip.leafHash] : [-1, Buffer.alloc(0)];

const column = <R, K extends keyof R>(rows: readonly R[], key: K): R[K][] =>
  rows.map((r) => r[key]);

/**
 * One statement, and so one transaction and one round trip, writes a batch. The tip moves only if nobody else has moved
 * it, and the database has the last entry that the room knows: one that was restored beneath it takes nothing. Nothing
 * is written unless the tip moved.
 */
export const WRITE_BATCH = `
with pen as (
  update book_tip set entries = $26::bigint, at = now()
  where origin = $27 and entries = $28::bigint and fence = $29::bigint
    and ${hasEntry('$30', '$31')}
  returning 1
), intents as (
  insert into issuances (order_id, application_id, order_number, chain_id, issuer_key_id, serial_number,
    not_before, not_after, tbs_sha256, tbs_sealed, spki_sha256, dossier_sha256, intent_entry_id,
    intended_at, signature_attempts)
  select *, 1 from unnest($1::uuid[], $2::uuid[], $34::int[], $3::uuid[], $4::text[], $5::text[],
    $6::timestamptz[], $7::timestamptz[], $8::text[], $9::bytea[], $10::text[], $11::text[],
    $12::uuid[], $13::timestamptz[])
  where exists (select from pen)
), keys as (
  insert into keys_seen (spki_sha256, application_id, person)
  select * from unnest($10::text[], $2::uuid[], $14::text[]) as u(spki, application, person)
  -- A key that came by a code is its application's already, and an order that was abandoned leaves its own to the next one
  -- of its application, and to no other: whatever else has the key makes it a key too many.
  where exists (select from pen) and (
    not exists (select 1 from keys_seen k
      where k.spki_sha256 = u.spki and k.application_id = u.application)
    or exists (select 1 from issuances i where i.application_id = u.application
      and i.spki_sha256 = u.spki and i.abandoned_at is null))
), completions as (
  update issuances i set certificate_sha256 = c.sha256, certificate_sealed = c.sealed,
    completed_at = c.at
  from unnest($15::uuid[], $16::text[], $17::bytea[], $18::timestamptz[]) as c(id, sha256, sealed, at)
  where i.order_id = c.id and i.completed_at is null and i.abandoned_at is null
    and exists (select from pen)
), entries as (
  insert into book_entries (log_index, id, event, case_id, seq, at, octets, serial_number)
  select * from unnest($19::bigint[], $20::uuid[], $21::text[], $22::uuid[], $23::int[],
    $24::timestamptz[], $25::bytea[], $38::text[])
  where exists (select from pen)
), numbers as (
  insert into case_sequences (case_id, last_seq)
  select * from unnest($39::uuid[], $40::int[]) where exists (select from pen)
  on conflict (case_id) do update set last_seq = excluded.last_seq
), switched as (
  insert into room_switches (name, is_on)
  select * from unnest($32::text[], $33::int[]) where exists (select from pen)
  on conflict (name) do update set is_on = excluded.is_on
), refused as (
  insert into refused_keys (fingerprint, basis, added_at)
  select * from unnest($35::text[], $36::text[], $37::timestamptz[]) where exists (select from pen)
  on conflict do nothing
)
select 1 from pen`;

/** What fills its last parameters: switches, numbers of orders, refused keys, serial numbers, and last numbers of cases. */
export const lastParameters = (
  { switches, intents, refusedKeys, entries }: RoomBatch,
  lastSeqs: ReadonlyMap<string, number>,
): unknown[] => [
  column(switches, 'name'),
  switches.map(({ isOn }) => (isOn ? 1 : 0)),
  column(intents, 'orderNumber'),
  refusedKeys.flatMap(({ fingerprints }) => fingerprints),
  refusedKeys.flatMap(({ fingerprints, basis }) => fingerprints.map(() => basis)),
  refusedKeys.flatMap(({ fingerprints, addedAt }) => fingerprints.map(() => addedAt)),
  column(entries, 'serialNumber'),
  [...lastSeqs.keys()],
  [...lastSeqs.values()],
];

/** What fills its first twenty-five parameters. */
export function batchParameters({ intents, completions, entries }: RoomBatch): unknown[] {
  return [
    column(intents, 'orderId'),
    column(intents, 'applicationId'),
    column(intents, 'chainId'),
    column(intents, 'issuerKeyId'),
    column(intents, 'serialNumber'),
    column(intents, 'notBefore'),
    column(intents, 'notAfter'),
    column(intents, 'tbsSha256'),
    column(intents, 'tbsSealed'),
    column(intents, 'spkiSha256'),
    column(intents, 'dossierSha256'),
    column(intents, 'intentEntryId'),
    column(intents, 'intendedAt'),
    column(intents, 'person'),
    column(completions, 'orderId'),
    column(completions, 'certificateSha256'),
    column(completions, 'certificateSealed'),
    column(completions, 'completedAt'),
    column(entries, 'index'),
    column(entries, 'id'),
    column(entries, 'event'),
    column(entries, 'caseId'),
    column(entries, 'seq'),
    column(entries, 'at'),
    column(entries, 'octets'),
  ];
}
