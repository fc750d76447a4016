import { hash } from 'node:crypto';
import { deadlineOf } from '../../activities/decision/deadline.ts';
import { letterIdOf } from '../../activities/application/letter-id.ts';
import { readProofs } from '../../adapters/jpki/proof-evidence.ts';
import {
  canonicalOctets,
  readCanonicalJson,
  type CanonicalValue,
} from '../../books/canonical-json.ts';
import type { Entry, EntryInputOf } from '../../books/entry.ts';
import { caseFileOf, moveCase, type DecisionSources } from './decided-rows.ts';
import { proofAsSent } from './received-rows.ts';
import { listEvidence, rebuildDecisionInput } from './staff-rows.ts';

/** Entries about the letter of a code. */
type LetterEntry =
  | EntryInputOf<'letter.printed'>
  | EntryInputOf<'letter.posted'>
  | EntryInputOf<'letter.delivered'>
  | EntryInputOf<'letter.returned'>;

type CodeEntry = LetterEntry | EntryInputOf<'code.resendOrdered'>;

/** Whether the rows of a code follow from an entry. */
export const isOfCode = (entry: Entry): entry is Entry & CodeEntry =>
  Object.hasOwn(KIND_OF, entry.event) || entry.event === 'code.resendOrdered';

/** The rows of a code as an entry leaves them. */
export const rebuildCode = (sources: DecisionSources, entry: CodeEntry): Promise<void> =>
  entry.event === 'code.resendOrdered'
    ? rebuildResend(sources, entry)
    : rebuildLetter(sources, entry);

const KIND_OF = {
  'letter.printed': 'letterPrinted',
  'letter.posted': 'letterPosted',
  'letter.delivered': 'letterDelivered',
  'letter.returned': 'letterReturned',
} as const;

/**
 * What was heard of a letter, and the code that was in it. The office's book has letters and no salts, and neither attempts nor the end
 * of a code by time: the run gets a redemption that came answered by the room again, and where there is none
 * has another code made, which voids the one before.
 */
async function rebuildLetter(sources: DecisionSources, entry: LetterEntry): Promise<void> {
  const { client } = sources;
  await rebuildDecisionInput(sources, entry as Entry, KIND_OF[entry.event]);
  const caseId = entry.case ?? '';
  const { dispatch } = entry.data;
  if (entry.event === 'letter.printed') {
    await ensureCode(sources, {
      caseId,
      dispatch,
      codeNumber: entry.data.codeNumber,
      at: entry.at,
    });
  }
  const set = {
    'letter.printed': `state = case when state in ('generated','sealed') then 'printed' else state end,
      printed_at = $2`,
    'letter.posted': `state = case when state = 'printed' then 'posted' else state end, posted_at = $2,
      lapses_at = $3`,
    'letter.delivered': `state = case when state = 'posted' then 'delivered' else state end,
      delivered_at = $2`,
    'letter.returned': `state = case when state in ('posted','delivered') then 'voided' else state end,
      return_reason = $4, unusable_at = $2, ended_at = $2`,
  }[entry.event];
  const at = happenedAt(entry);
  const lapses = deadlineOf('codeLife', new Date(at));
  const reason = entry.event === 'letter.returned' ? entry.data.reason : null;
  const { rowCount } = await client.query(
    `with given as (select $2::timestamptz, $3::timestamptz, $4::text)
     update delivery_codes set ${set} where dispatch_id = $1`,
    [dispatch, at, lapses, reason],
  );
  if (rowCount !== 1) throw new Error('the code of the letter is not there');
  await moveDispatch(sources, entry);
  if (entry.event !== 'letter.returned') return;
  const { row } = await caseFileOf(sources, caseId);
  if (row.state !== 'keyDelivery') return;
  const state_deadline = deadlineOf('codeResendOrder', new Date(entry.at));
  await moveCase(client, caseId, { state_deadline });
}

/** When it happened, as late as it can have been: by the end of the vendor's day, and before it was heard of. */
function happenedAt({ event, data, at }: LetterEntry): string {
  const day =
    event === 'letter.printed'
      ? data.printedOn
      : event === 'letter.posted'
        ? data.postedOn
        : undefined;
  const end = day === undefined ? at : new Date(`${day}T23:59:59.999+09:00`).toISOString();
  return end < at ? end : at;
}

async function moveDispatch({ client }: DecisionSources, entry: LetterEntry): Promise<void> {
  const state = {
    'letter.printed': 'prepared',
    'letter.posted': 'sent',
    'letter.delivered': 'delivered',
    'letter.returned': 'returned',
  }[entry.event];
  await client.query(
    `update dispatches set state = $2, sent_at = case when $2 = 'sent' then $3::timestamptz else sent_at end,
       ended_at = case when $2 in ('delivered','returned') then $3::timestamptz else ended_at end
     where id = $1`,
    [entry.data.dispatch, state, happenedAt(entry)],
  );
}

interface Known {
  readonly caseId: string;
  readonly dispatch: string;
  readonly codeNumber: number;
  readonly at: string;
}

/** The row of a code, as far as its letter tells; whatever was before it is void. */
async function ensureCode(sources: DecisionSources, known: Known): Promise<void> {
  const { client } = sources;
  const { caseId, dispatch, codeNumber, at } = known;
  const { row } = await caseFileOf(sources, caseId);
  await client.query(
    `update delivery_codes set state = 'voided', ended_at = $3 where case_id = $1 and code_number < $2
       and state not in ('lapsed','redeemed','voided')`,
    [caseId, codeNumber, at],
  );
  await client.query(
    `insert into dispatches (id, case_id, portal_id, kind, channel, notice_kind, template,
       template_values, state, prepared_at)
     values ($1, $2, $3, 'codeLetter', 'letter', 'code', 'codeLetter/2026-12-01', $4, 'prepared', $5)
     on conflict do nothing`,
    [dispatch, caseId, row.portalId, { codeNumber }, at],
  );
  await client.query(
    `insert into delivery_codes (case_id, code_number, edition, state, salt, dispatch_id,
       ciphertext_sha256, vendor_key_sha256, made_at, lapses_at, instruction_sha256)
     values ($1, $2, $3, 'sealed', '', $4, '', '', $5, $6, $7) on conflict do nothing`,
    [
      caseId,
      codeNumber,
      row.edition,
      dispatch,
      at,
      deadlineOf('codeLifeNeverPosted', new Date(at)),
      row.instructionSha256,
    ],
  );
}

/** Another code was ordered in the place of one that nobody could use any more. */
async function rebuildResend(
  sources: DecisionSources,
  entry: EntryInputOf<'code.resendOrdered'>,
): Promise<void> {
  const caseId = entry.case ?? '';
  const { codeNumber } = entry.data;
  await rebuildDecisionInput(sources, entry as Entry, 'resend');
  const dispatch = letterIdOf(caseId, codeNumber);
  await ensureCode(sources, { caseId, dispatch, codeNumber, at: entry.at });
  await sources.client.query(
    `update delivery_codes set state = case when state = 'lapsed' then state else 'voided' end,
       resend_ordered_at = $3, unusable_at = coalesce(unusable_at, $3), ended_at = coalesce(ended_at, $3)
     where case_id = $1 and code_number = $2`,
    [caseId, codeNumber, entry.at],
  );
  await moveCase(sources.client, caseId, {
    state_deadline: null,
    next_attempt_at: null,
    not_holding: [],
  });
}

/** A redemption that came: what the room said of it the run asks anew, and gets the same answer. */
export async function rebuildRedemption(
  sources: DecisionSources,
  entry: EntryInputOf<'evidence.received'>,
): Promise<void> {
  await listEvidence(sources, entry as Entry);
  const caseId = entry.case ?? '';
  const { row } = await caseFileOf(sources, caseId);
  const hashOf = (kind: string) => entry.evidence?.find((e) => e.kind === kind)?.sha256 ?? '';
  const [redemptionSha256, proofSha256] = [hashOf('codeRedemption'), hashOf('proofOfPossession')];
  const at = { caseId, chainId: row.chainId };
  const octets = sources.evidence.get(at, [redemptionSha256, proofSha256]);
  const read = readCanonicalJson(octets.get(redemptionSha256) as Buffer) as unknown as {
    readonly codeNumber: number;
    readonly nonce: string;
    readonly mac: string;
    readonly source: string;
  };
  const { codeNumber, nonce, mac, source } = read;
  const keys = readProofs(octets.get(proofSha256) as Buffer).map(proofAsSent);
  const sent = { nonce, mac, keys } as unknown as CanonicalValue;
  await sources.client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, content, received_at)
     values ($1, $2, 'codeRedemption', $3, $4, $5, $6) on conflict do nothing`,
    [
      entry.input,
      caseId,
      entry.actor.id,
      hash('sha256', canonicalOctets(sent)),
      { v: 1, codeNumber, redemptionSha256, proofSha256, source },
      entry.at,
    ],
  );
}

/**
 * A certificate came, so its key came by a redemption: the last of those that brought it was redeemed, and what the others
 * came to only the room's book says.
 */
export async function settleRedemptions(
  sources: DecisionSources,
  {
    caseId,
    order,
    spkiSha256,
    at,
  }: {
    readonly caseId: string;
    readonly order: string;
    readonly spkiSha256: string;
    readonly at: string;
  },
): Promise<void> {
  const { client } = sources;
  await client.query('update orders set spki_sha256 = $2 where id = $1 and spki_sha256 is null', [
    order,
    spkiSha256,
  ]);
  await client.query(
    `insert into applicant_keys (spki_sha256, case_id, edition, order_number)
     select $3, o.case_id, a.edition, o.order_number from orders o
     join certificate_applications a on a.id = o.case_id where o.id = $2 and a.id = $1
     on conflict do nothing`,
    [caseId, order, spkiSha256],
  );
  await client.query(
    `update delivery_codes set state = 'redeemed', ended_at = $2 where case_id = $1
       and code_number = (select max(code_number) from delivery_codes where case_id = $1)`,
    [caseId, at],
  );
  await client.query(
    `update case_inputs i set applied_at = $2, result = case when i.id = last.id
       then '{"outcome":"redeemed","state":"issuing","isApplied":true}'::jsonb
       else '{"outcome":"notLive","state":"keyDelivery","isApplied":false}'::jsonb end
     from (select id from case_inputs where case_id = $1 and kind = 'codeRedemption'
       order by received_at desc, id desc limit 1) last
     where i.case_id = $1 and i.kind = 'codeRedemption' and i.applied_at is null`,
    [caseId, at],
  );
}
