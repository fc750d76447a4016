import { readCertificate } from '../../adapters/x509/certificate.ts';
import { deadlineOf } from '../../activities/decision/deadline.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { Entry, EntryInputOf } from '../../books/entry.ts';
import {
  caseFileOf,
  moveCase,
  rebuildApproval,
  rebuildEvaluation,
  rebuildInstruction,
  rebuildVoiding,
  type DecisionSources,
} from './decided-rows.ts';
import {
  listEvidence,
  rebuildDecisionInput,
  rebuildLease,
  rebuildNotice,
  rebuildRejection,
  rebuildReturn,
  rebuildWithdrawal,
} from './staff-rows.ts';
import { CODE_REDEMPTION } from '../../domain/key-delivery/redemption-input.ts';
import { isOfCode, rebuildCode, rebuildRedemption, settleRedemptions } from './code-rows.ts';
import { requestInputKinds } from '../../domain/revocation/request-inputs.ts';
import { isDecisionKind } from '../../domain/decision/staff-decision.ts';
import {
  isReceipt,
  rebuildAcceptance,
  rebuildCertificates,
  rebuildCourse,
  rebuildDelivery,
  rebuildReceivedReceipt,
} from './certificate-rows.ts';
import { isPaperReceipt, rebuildPaperReceipt } from './paper-receipt-rows.ts';
import { rebuildSent } from './portal-rows.ts';
import { isOfRequest, rebuildRequestRows, type RequestEntry } from './request-rows.ts';
import { rebuildNoticeSent } from './notice-rows.ts';
import { rebuildReceipt, type ReceiptSources } from './received-rows.ts';

/** What the rows of a case are rebuilt from. */
export type CaseSources = ReceiptSources & DecisionSources;

/** Entries of a case without rows of their own: the text's row follows from the application that used it. */
const WITHOUT_ROWS: readonly string[] = ['text.handedOut', 'explanation.shown', 'run.closed'];

/**
 * Does to the rows of a case what the act behind an entry did: the rows are where the entry before left
 * them, and are then where this one leaves them.
 *
 * @throws Error in words for the person who has to look, if the rows cannot be rebuilt from the entry.
 */
export async function rebuildCaseRows(sources: CaseSources, entry: Entry): Promise<void> {
  if (isOfRequest(entry)) return rebuildRequestRows(sources, entry as RequestEntry);
  switch (entry.event) {
    case 'application.received':
    case 'application.corrected':
      return rebuildReceipt(sources, entry);
    case 'input.refused':
      return rebuildRefusal(sources, entry);
    case 'jlis.asked':
      await beginChecking(sources, entry);
      return rebuildQuestion(sources, entry);
    case 'jlis.answered':
      return rebuildAnswer(sources, entry);
    case 'case.evaluated':
      await beginChecking(sources, entry);
      await listEvidence(sources, entry);
      return rebuildEvaluation(sources, entry);
    case 'application.approved':
      return rebuildApproval(sources, entry);
    case 'issuing.instructed':
      await rebuildDecisionInput(sources, entry, 'instruct');
      return rebuildInstruction(sources, entry);
    case 'application.approvalVoided':
      await rebuildDecisionInput(sources, entry, 'withdrawApproval');
      return rebuildVoiding(sources, entry);
    case 'application.approvalGiven':
      return rebuildDecisionInput(sources, entry, 'approve');
    case 'application.rejectionGiven':
      return rebuildDecisionInput(sources, entry, 'reject');
    case 'application.rejected':
      await rebuildDecisionInput(sources, entry, 'reject');
      return rebuildRejection(sources, entry);
    case 'case.claimed':
    case 'case.held':
      return rebuildLease(sources, entry);
    case 'evidence.received':
      return rebuildEvidence(sources, entry);
    case 'certificate.delivered':
      return rebuildDelivery(sources, entry);
    case 'acceptance.received':
      return rebuildAcceptance(sources, entry);
    case 'acceptance.reminded':
    case 'acceptance.missed':
      return rebuildCourse(sources, entry);
    case 'note.added':
      return listEvidence(sources, entry);
    case 'certificate.received':
      return rebuildCertificate(sources, entry);
    case 'notice.sent':
      return rebuildNoticeSent(sources, entry);
    case 'case.waiting':
      return rebuildWaiting(sources, entry);
    case 'application.returned':
      return rebuildReturn(sources, entry);
    case 'application.withdrawn':
      return rebuildWithdrawal(sources, entry);
    case 'application.lapsed':
      return rebuildLapse(sources, entry);
    default:
      if (isOfCode(entry)) return rebuildCode(sources, entry);
      if (!WITHOUT_ROWS.includes(entry.event)) throw new Error(`${entry.event} is rebuilt by hand`);
  }
}

async function rebuildWaiting(
  sources: CaseSources,
  { at, case: caseId = '', data }: EntryInputOf<'case.waiting'>,
): Promise<void> {
  const { row } = await caseFileOf(sources, caseId);
  return moveCase(sources.client, caseId, {
    state: 'waiting',
    next_attempt_at: data.nextAttemptAt,
    state_deadline: row.stateDeadline ?? deadlineOf('waitLapse', new Date(at)),
    changed_at: at,
  });
}

const rebuildLapse = ({ client }: CaseSources, { at, case: caseId }: Entry): Promise<void> =>
  moveCase(client, caseId ?? '', {
    state: 'lapsed',
    closed_at: at,
    changed_at: at,
    next_attempt_at: null,
    state_deadline: null,
  });

/** What a portal sent, or what a third party told staff. */
async function rebuildEvidence(
  sources: CaseSources,
  entry: EntryInputOf<'evidence.received'>,
): Promise<void> {
  if (entry.data.evidenceKind === CODE_REDEMPTION) return rebuildRedemption(sources, entry);
  if (isPaperReceipt(entry)) return rebuildPaperReceipt(sources, entry);
  if (entry.actor.kind !== 'portal') return rebuildNotice(sources, entry);
  // What was to be a request for revocation and was none looks like a receipt, and has no application.
  const isOfCase = isReceipt(entry) && (await hasApplication(sources, entry.case));
  return isOfCase ? rebuildReceivedReceipt(sources, entry) : rebuildSent(sources, entry);
}

async function hasApplication({ client }: CaseSources, id: string | undefined): Promise<boolean> {
  const { rowCount } = await client.query('select from certificate_applications where id = $1', [
    id,
  ]);
  return rowCount === 1;
}

/** What has no entry: the input was applied and the case opened before it was worked on. */
async function beginChecking({ client }: CaseSources, entry: Entry): Promise<void> {
  await client.query(
    `update case_inputs set applied_at = $2, result = '{"state":"checking","isApplied":true}'
     where case_id = $1 and applied_at is null and kind in ('application', 'correction', 'evidence')`,
    [entry.case, entry.at],
  );
  await client.query(
    `update certificate_applications set
       not_holding = case when state = 'returned' then '{}' else not_holding end,
       state_deadline = case when state = 'returned' then null else state_deadline end,
       state = 'checking', next_attempt_at = null, changed_at = $2
     where id = $1 and state in ('received', 'waiting', 'returned')`,
    [entry.case, entry.at],
  );
}

async function rebuildQuestion(
  sources: CaseSources,
  entry: EntryInputOf<'jlis.asked'>,
): Promise<void> {
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const { attempt, purpose, method, requestSha256 } = entry.data;
  await listEvidence(sources, entry as Entry);
  await sources.client.query(
    `insert into jlis_queries (id, case_id, edition, attempt, purpose, method, asked_at,
       request_sha256) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [entry.id, row.id, row.edition, attempt, purpose, method, entry.at, requestSha256],
  );
}

async function rebuildAnswer(
  sources: CaseSources,
  entry: EntryInputOf<'jlis.answered'>,
): Promise<void> {
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const { attempt, requestSha256, listSha256 } = entry.data;
  await listEvidence(sources, entry as Entry);
  const answer = entry.evidence?.[0]?.sha256;
  const { rowCount } = await sources.client.query(
    `update jlis_queries set answered_at = $4, answer_sha256 = $5, result = $6, list_sha256 = $8
     where case_id = $1 and edition = $2 and attempt = $3 and request_sha256 = $7`,
    [row.id, row.edition, attempt, entry.at, answer, ownResult(entry), requestSha256, listSha256],
  );
  if (rowCount !== 1) throw new Error('the question to J-LIS is not there');
}

/** What the answer said by itself: where a list alone spoke, there was none, or an error. */
function ownResult({ data, evidence = [] }: EntryInputOf<'jlis.answered'>): string {
  if (data.method !== 'crl') return data.result;
  return evidence.length > 0 ? 'errorStatus' : 'none';
}

const isRequestInput = (kind: string): boolean => requestInputKinds.some((known) => known === kind);

/** What was refused has its row all the same; a backup may have it from before it was judged. */
async function rebuildRefusal(
  { client }: CaseSources,
  entry: EntryInputOf<'input.refused'>,
): Promise<void> {
  const { inputKind, problem, contentSha256 } = entry.data;
  const { rows } = await client.query<{ octets: Buffer }>(
    `select octets from book_entries where case_id = $1 and event = 'text.handedOut' limit 1`,
    [entry.case],
  );
  const handedOut = JSON.parse(String(rows[0]?.octets ?? '{}')) as { actor?: { id?: string } };
  const result = JSON.stringify({ refused: problem });
  await client.query(
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at, applied_at,
       result) values ($1, $2, $3, $4, $5, $6, $6, $7)
     on conflict (id) do update set applied_at = excluded.applied_at, result = excluded.result`,
    [
      entry.input,
      entry.case,
      inputKind,
      // Whose decision was refused, only its assertion says.
      isDecisionKind(inputKind) || isRequestInput(inputKind)
        ? 'unknown'
        : (handedOut.actor?.id ?? 'unknown'),
      contentSha256,
      entry.at,
      result,
    ],
  );
}

/** The order has its certificate; the case is issued with its last. */
async function rebuildCertificate(
  sources: CaseSources,
  entry: EntryInputOf<'certificate.received'>,
): Promise<void> {
  const { client, evidence } = sources;
  const { row, orders } = await caseFileOf(sources, entry.case ?? '');
  const { order, issuerKeyId, serialNumber, certificateSha256 } = entry.data;
  const at = { caseId: row.id, chainId: row.chainId };
  const octets = evidence.get(at, [certificateSha256]).get(certificateSha256) as Buffer;
  const { notBefore, notAfter, spki } = readCertificate(octets);
  await listEvidence(sources, entry as Entry);
  const { rowCount } = await client.query(
    `update orders set issuer_key_id = $2, serial_number = $3, certificate_sha256 = $4,
       not_before = $5, not_after = $6, received_at = $7 where id = $1`,
    [order, issuerKeyId, serialNumber, certificateSha256, notBefore, notAfter, entry.at],
  );
  if (rowCount !== 1) throw new Error(`order ${order} is not there`);
  if (row.keyDelivery === 'code') {
    const spkiSha256 = sha256Hex(spki);
    await settleRedemptions(sources, { caseId: row.id, order, spkiSha256, at: entry.at });
  }
  const isLast = orders.every(({ id, serialNumber: has }) => id === order || has !== null);
  if (!isLast) return;
  const issued = orders.map(({ id }) => id);
  await rebuildCertificates(sources, { caseId: row.id, orders: issued, at: entry.at });
  await moveCase(client, row.id, {
    state: 'issued',
    closed_at: entry.at,
    not_holding: [],
    changed_at: entry.at,
    state_deadline: null,
    next_attempt_at: null,
  });
}
