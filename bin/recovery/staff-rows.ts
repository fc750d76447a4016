import type { Entry, EntryInputOf } from '../../books/entry.ts';
import type { DecisionKind } from '../../domain/decision/staff-decision.ts';
import type { LetterInputKind, RESEND } from '../../domain/key-delivery/letter-inputs.ts';
import type { ApplicationState } from '../../domain/application/states.ts';
import { noticeMove } from '../../domain/decision/notice.ts';
import { routeOfTransfer } from '../../domain/decision/transfer.ts';
import { caseFileOf, moveCase, type DecisionSources } from './decided-rows.ts';
import { insertEvidence } from './received-rows.ts';

/** Lists the evidence that an entry names with the present edition of its case. */
export async function listEvidence(sources: DecisionSources, entry: Entry): Promise<void> {
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const of = { caseId: row.id, edition: row.edition, at: entry.at };
  await insertEvidence(sources.client, of, entry.evidence ?? []);
}

/**
 * The row of the decision that an entry records, applied, and its evidence. An entry of the machine names no row.
 * What the row said is in the assertion; a backup may have the row from before it was judged.
 */
export async function rebuildDecisionInput(
  sources: DecisionSources,
  entry: Entry,
  kind: DecisionKind | LetterInputKind | typeof RESEND,
): Promise<void> {
  await listEvidence(sources, entry);
  if (entry.input === undefined) return;
  const assertion = entry.evidence?.find((each) => each.kind === 'webauthnAssertion');
  const result = JSON.stringify({ isApplied: true });
  await sources.client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at, applied_at,
       result) values ($1, $2, $3, $4, $5, $6, $6, $7)
     on conflict (id) do update set applied_at = excluded.applied_at, result = excluded.result`,
    [
      entry.input,
      entry.case,
      kind,
      entry.actor.id,
      assertion?.sha256 ?? '0'.repeat(64),
      entry.at,
      result,
    ],
  );
}

/** 否: the decision, and the case closed by it. */
export async function rebuildRejection(
  sources: DecisionSources,
  entry: EntryInputOf<'application.rejected'>,
): Promise<void> {
  const { client } = sources;
  const { row } = await caseFileOf(sources, entry.case ?? '');
  await client.query(
    `insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
     values ($1, $2, $3, 'rejected', 'officer', $4, $5)`,
    [entry.id, row.id, row.edition, entry.data.dossierSha256, entry.at],
  );
  await moveCase(client, row.id, {
    state: 'rejected',
    closed_at: entry.at,
    changed_at: entry.at,
    next_attempt_at: null,
    state_deadline: null,
  });
}

/** The case waits for its applicant. A return by another route is its own kind of decision. */
export async function rebuildReturn(
  sources: DecisionSources,
  entry: EntryInputOf<'application.returned'>,
): Promise<void> {
  const { items, answerBy } = entry.data;
  const kind = routeOfTransfer(items) === undefined ? 'return' : 'transfer';
  await rebuildDecisionInput(sources, entry as Entry, kind);
  await moveCase(sources.client, entry.case ?? '', {
    state: 'returned',
    state_deadline: answerBy,
    next_attempt_at: null,
    changed_at: entry.at,
  });
}

/** 取下げ: the case closed by whoever took the request. What opened it has no entry: its input counts as applied. */
export async function rebuildWithdrawal(
  sources: DecisionSources,
  entry: EntryInputOf<'application.withdrawn'>,
): Promise<void> {
  await rebuildDecisionInput(sources, entry as Entry, 'withdraw');
  await sources.client.query(
    `update case_inputs set applied_at = $2, result = '{"state":"withdrawn","isApplied":true}'
     where case_id = $1 and id = $1 and applied_at is null`,
    [entry.case, entry.at],
  );
  await moveCase(sources.client, entry.case ?? '', {
    state: 'withdrawn',
    closed_at: entry.at,
    changed_at: entry.at,
    next_attempt_at: null,
    state_deadline: null,
  });
}

/** What a third party told us: the case is checked anew with it, unless its applicant or nobody has it. */
export async function rebuildNotice(
  sources: DecisionSources,
  entry: EntryInputOf<'evidence.received'>,
): Promise<void> {
  await rebuildDecisionInput(sources, entry as Entry, 'notice');
  const { row } = await caseFileOf(sources, entry.case ?? '');
  if (noticeMove(row.state as ApplicationState, false) !== 'checking') return;
  await moveCase(sources.client, row.id, {
    state: 'checking',
    not_holding: [],
    state_deadline: null,
    next_attempt_at: null,
    changed_at: entry.at,
  });
}

/** Who holds the case, and whether it is put aside; that it was let go leaves no entry, and runs out by itself. */
export async function rebuildLease(
  { client }: DecisionSources,
  entry: EntryInputOf<'case.claimed'> | EntryInputOf<'case.held'>,
): Promise<void> {
  const { actor, at } = entry;
  const isClaim = entry.event === 'case.claimed';
  const [until, reason] = isClaim
    ? [entry.data.leaseUntil, null]
    : [entry.data.until, entry.data.holdReason];
  await client.query(
    `insert into case_leases (case_id, officer_id, lease_until, hold_reason, hold_until, changed_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (case_id) do update set officer_id = excluded.officer_id,
       lease_until = excluded.lease_until, hold_reason = excluded.hold_reason,
       hold_until = excluded.hold_until, changed_at = excluded.changed_at`,
    [entry.case, actor.id, until, reason, isClaim ? null : until, at],
  );
}
