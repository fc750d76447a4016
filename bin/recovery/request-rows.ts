import type pg from 'pg';
import { deadlineOf } from '../../activities/decision/deadline.ts';
import type { Entry, EntryInputOf } from '../../books/entry.ts';
import { japanDate, printDate } from '../../domain/governance/calendar.ts';
import { REVOCATION_REQUEST } from '../../db/revocation/revocation-requests.ts';
import { insertEvidence } from './received-rows.ts';
import { rebuildRequest } from './portal-rows.ts';
import type { CaseSources } from './case-rows.ts';

/** An entry about a request for revocation. */
export type RequestEntry =
  | EntryInputOf<'revocation.requested'>
  | EntryInputOf<'revocation.examined'>
  | EntryInputOf<'revocation.callback'>
  | EntryInputOf<'revocation.granted'>
  | EntryInputOf<'revocation.confirmed'>
  | EntryInputOf<'revocation.refused'>
  | EntryInputOf<'revocation.told'>
  | EntryInputOf<'jlis.asked'>
  | EntryInputOf<'jlis.answered'>
  | EntryInputOf<'evidence.received'>;

/** Tells whether an entry is about a request for revocation, whose rows are other than those of an application. */
export function isOfRequest(entry: Entry): boolean {
  if (entry.event === 'jlis.asked' || entry.event === 'jlis.answered') {
    return entry.data.purpose === REVOCATION_REQUEST;
  }
  if (entry.event === 'evidence.received') return entry.data.evidenceKind === 'webauthnAssertion';
  return entry.event.startsWith('revocation.') && entry.event !== 'revocation.recorded';
}

/**
 * Does to the rows of a request what the act behind an entry did. One that was examined and is with a person is examined anew by its
 * run. What an officer's input said is in the assertion alone; when the certificate was revoked the room says again.
 */
export async function rebuildRequestRows(sources: CaseSources, entry: RequestEntry): Promise<void> {
  if (entry.event === 'revocation.requested') {
    await rebuildRequest(sources, entry);
    if (entry.actor.kind === 'officer') await insertInput(sources.client, entry, {});
    return;
  }
  const { client } = sources;
  const of = { caseId: entry.case ?? '', edition: 0, at: entry.at };
  if (entry.event !== 'revocation.examined') await insertEvidence(client, of, entry.evidence ?? []);
  switch (entry.event) {
    case 'revocation.callback':
      return rebuildCallback(client, entry);
    case 'revocation.granted':
      return rebuildGrant(client, entry);
    case 'revocation.confirmed':
      return rebuildConfirmation(client, entry);
    case 'revocation.refused':
      return rebuildRefused(client, entry);
    case 'revocation.told':
      return rebuildTold(client, entry);
    case 'jlis.asked':
      return rebuildQuestion(client, entry);
    case 'jlis.answered':
      return rebuildAnswer(client, entry);
    case 'evidence.received':
      return insertInput(client, entry, { kind: 'revocationGrant' });
    default:
  }
}

/** The row of inputs that an entry names, applied; of what the machine did there is none. */
async function insertInput(
  client: pg.ClientBase,
  entry: RequestEntry,
  { kind = REVOCATION_REQUEST, content }: { readonly kind?: string; readonly content?: object },
): Promise<void> {
  if (entry.input === undefined) return;
  const [named] = entry.evidence ?? [];
  await client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at, applied_at, result)
     values ($1, $2, $3, $4, $5, $6, $7, $7, '{"isApplied":true}')
     on conflict (id) do update set applied_at = excluded.applied_at, result = excluded.result`,
    [
      entry.input,
      entry.case,
      kind,
      entry.actor.id,
      named?.sha256 ?? '0'.repeat(64),
      content === undefined ? null : JSON.stringify(content),
      entry.at,
    ],
  );
}

/** How the person on the telephone compared with the subscriber is not in the entry: whoever decides has to look. */
async function rebuildCallback(
  client: pg.ClientBase,
  entry: EntryInputOf<'revocation.callback'>,
): Promise<void> {
  const { result, scriptVersion } = entry.data;
  const kind = 'revocationCallback';
  const compared = result === 'confirmed' ? { requesterMatch: 'explainable' } : {};
  const content = { v: 1, kind, result, scriptVersion, ...compared };
  await insertInput(client, entry, { kind, content });
}

async function rebuildGrant(
  client: pg.ClientBase,
  entry: EntryInputOf<'revocation.granted'>,
): Promise<void> {
  const { at, data, actor, responsible } = entry;
  const kind = data.emergency ? 'revocationEmergency' : 'revocationGrant';
  await insertInput(client, entry, { kind });
  const { invalidityDate } = data;
  await client.query(
    `update revocation_requests r set state = 'granted', decider = $2, decided_by = $3, decided_at = $4, reason_code = $5,
       invalidity_date = coalesce($6, r.invalidity_date), is_emergency = $7, confirm_by = $8, record_by = $9,
       issuer_key_id = $10, serial_number = $11, certificate_sha256 = $12,
       order_id = coalesce(o.id, r.order_id), case_id = coalesce(o.case_id, r.case_id)
     from (select 1) one left join orders o on o.issuer_key_id = $10 and o.serial_number = $11
     where r.id = $1`,
    [
      data.request,
      data.decider,
      actor.kind === 'officer' ? actor.id : (responsible?.id ?? null),
      at,
      data.reasonCode,
      invalidityDate === undefined ? null : printDate(japanDate(Date.parse(invalidityDate))),
      data.emergency,
      data.emergency ? deadlineOf('emergencyConfirm', new Date(at)) : null,
      deadlineOf('revocationRecord', new Date(at)),
      data.issuerKeyId,
      data.serialNumber,
      data.certificateSha256,
    ],
  );
}

async function rebuildConfirmation(
  client: pg.ClientBase,
  entry: EntryInputOf<'revocation.confirmed'>,
): Promise<void> {
  const kind = 'revocationConfirmation';
  await insertInput(client, entry, { kind });
  await client.query(
    `update revocation_requests set confirmed_at = $2, is_confirmed = $3 where id = $1`,
    [entry.data.request, entry.at, entry.data.confirmed],
  );
}

async function rebuildRefused(
  client: pg.ClientBase,
  entry: EntryInputOf<'revocation.refused'>,
): Promise<void> {
  const { at, actor, data } = entry;
  await insertInput(client, entry, { kind: 'revocationRefusal' });
  await client.query(
    `update revocation_requests set state = 'refused', closed_at = $2, decider = 'officer', decided_by = $3,
       decided_at = $2, refusal_reason = $4, letter_sha256 = $5 where id = $1`,
    [data.request, at, actor.id, data.reasonCode, data.letterSha256],
  );
}

/** That somebody was told is written with the change of state; a mail that had not left is prepared no more. */
async function rebuildTold(
  client: pg.ClientBase,
  { at, data }: EntryInputOf<'revocation.told'>,
): Promise<void> {
  if (data.stage === 'published') {
    await client.query(
      `update revocation_requests set state = 'published', published_at = $2, closed_at = $2
       where id = $1 and state = 'recorded'`,
      [data.request, at],
    );
    return;
  }
  const { rows } = await client.query<{ order: string | null }>(
    `update revocation_requests set state = 'recorded', recorded_at = $2, publish_by = $3
     where id = $1 and state = 'granted' returning order_id as "order"`,
    [data.request, at, deadlineOf('revocationPublish', new Date(at))],
  );
  await client.query(
    `update certificates set state = 'revoked', ended_at = $2, due_at = null
     where order_id = $1 and state in ('issued', 'accepted')`,
    [rows[0]?.order ?? null, at],
  );
}

/** A question is counted with the application of the certificate, which a request about none of ours never asks. */
async function rebuildQuestion(
  client: pg.ClientBase,
  { id, at, case: request, data }: EntryInputOf<'jlis.asked'>,
): Promise<void> {
  await client.query(
    `insert into jlis_queries (id, case_id, edition, attempt, purpose, method, asked_at, request_sha256)
     select $1, case_id, 0, $3, $4, $5, $6, $7 from revocation_requests where id = $2`,
    [id, request, data.attempt, data.purpose, data.method, at, data.requestSha256],
  );
}

async function rebuildAnswer(
  client: pg.ClientBase,
  { at, data, evidence }: EntryInputOf<'jlis.answered'>,
): Promise<void> {
  await client.query(
    `update jlis_queries set answered_at = $2, answer_sha256 = $3, result = $4, list_sha256 = $5
     where request_sha256 = $1`,
    [data.requestSha256, at, evidence?.[0]?.sha256 ?? null, data.result, data.listSha256 ?? null],
  );
}
