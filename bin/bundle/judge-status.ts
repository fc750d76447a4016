import { judgeOcspAnswer } from '../../adapters/jlis/ocsp.ts';
import { hasUnguessableNonce, readOcspRequest } from '../../adapters/jlis/ocsp-request.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { Entry } from '../../books/entry.ts';
import { CLOCK_SKEW_MS, CLOCK_SKEW_SECONDS } from '../../domain/identity/clock-skew.ts';
import { evidenceOf } from './bundled-evidence.ts';
import { decisionOf, maxAgeMinutes, type Decision } from './decision.ts';
import type { BundleFindings } from './findings.ts';
import { type CaseJudging, type JudgedReceipt } from './judge-receipt.ts';
import { judgeProof } from './judge-proof.ts';
import type { ProvenEntry } from './proven-entries.ts';

type Answered = Extract<Entry, { readonly event: 'jlis.answered' }>;

interface AnsweredEntry extends ProvenEntry {
  readonly entry: Answered;
}

/** Ways of an answer that stands by itself; what a list added can only have held the case back. */
const BY_OCSP: readonly string[] = ['ocsp', 'both'];

const isAnswer = (proven: ProvenEntry): proven is AnsweredEntry =>
  proven.entry.event === 'jlis.answered' && BY_OCSP.includes(proven.entry.data.method);

/**
 * Judges the last OCSP answer of J-LIS between the receipt of the text that was decided on and the
 * decision: signed by a responder that was entitled and valid then, to the very question of the book,
 * good, and fresh when it was decided (RFC 6960 §4.2.2).
 */
export function judgeStatus(application: JudgedReceipt, judging: CaseJudging): void {
  const { entries, evidence, findings } = judging;
  const { receipt } = application;
  const decision = decisionOf(entries);
  const answered = entries
    .filter(({ index }) => receipt.index < index && index < (decision.entry?.index ?? Infinity))
    .findLast(isAnswer);
  const answer = answered && evidenceOf(answered, 'jlisAnswer', evidence);
  if (!answered || !answer) {
    findings.fail('status.answer', 'none is there between receipt and decision');
    return;
  }
  judgeProof('answer', answered, findings);
  judgeOrder([receipt, answered, decision.entry], findings);
  const request = questionOf(answered, judging);
  if (request) judgeAnswer({ application, answered, decision, request, answer }, findings);
}

/** The times that the book gives have to go up with the places in it, as far as clocks agree. */
function judgeOrder(steps: readonly (ProvenEntry | undefined)[], findings: BundleFindings): void {
  const times = steps.flatMap((step) => step?.entry.at ?? []);
  const isInOrder = times.every(
    (time, i) => Date.parse(times[i - 1] ?? time) - CLOCK_SKEW_MS <= Date.parse(time),
  );
  findings.judge('time.order', isInOrder, times.join(' ≤ '));
}

/** The question, if the answer can only be to it. */
function questionOf(
  { entry }: AnsweredEntry,
  { evidence, findings }: CaseJudging,
): Buffer | undefined {
  const { requestSha256 } = entry.data;
  const request = evidence.get(requestSha256);
  const isUsable = request !== undefined && hasNonce(request);
  const why = request ? 'no nonce that nobody could guess' : 'it is not there';
  const detail = isUsable ? requestSha256 : `${requestSha256}: ${why}`;
  return findings.judge('status.question', isUsable, detail) ? request : undefined;
}

function hasNonce(request: Buffer): boolean {
  try {
    return hasUnguessableNonce(readOcspRequest(request));
  } catch (error) {
    if (error instanceof MalformedDer) return false;
    throw error;
  }
}

interface Asked {
  readonly application: JudgedReceipt;
  readonly answered: AnsweredEntry;
  readonly decision: Decision;
  readonly request: Buffer;
  readonly answer: Buffer;
}

function judgeAnswer(asked: Asked, findings: BundleFindings): void {
  const { application, answered, decision, request, answer } = asked;
  const { signer, issuer } = application;
  const { jlisAnswer, jlisStatus, thisUpdate } = judgeOcspAnswer({
    certificate: signer,
    issuer,
    request,
    answer,
    receivedAt: new Date(answered.entry.at),
    maxSkewSeconds: CLOCK_SKEW_SECONDS,
  });
  findings.judge('status.answer', jlisAnswer === 'verified', `${jlisAnswer} ${sha256Hex(answer)}`);
  if (jlisAnswer !== 'verified' || !thisUpdate) return;
  findings.judge('status.good', jlisStatus === 'good', jlisStatus);
  const until = decision.entry ?? answered;
  judgeAge(Date.parse(until.entry.at) - thisUpdate.getTime(), decision, findings);
}

/** How old the answer was when it was decided, by the rules that it was decided by. */
function judgeAge(ms: number, decision: Decision, findings: BundleFindings): void {
  const minutes = Math.max(Math.floor(ms / 60_000), 0);
  const most = maxAgeMinutes(decision);
  if (most === undefined) {
    const named = decision.ruleSetSha256 ?? 'none is named';
    findings.unknown('status.fresh', `${minutes} minutes old; rule set not known: ${named}`);
    return;
  }
  findings.judge('status.fresh', minutes <= most, `${minutes} minutes old, of ${most}`);
}
