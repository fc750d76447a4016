import { judgeOcspAnswer } from '../../adapters/jlis/ocsp.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { Entry } from '../../books/entry.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import { evidenceOf } from './bundled-evidence.ts';
import {
  CLOCK_SKEW_SECONDS,
  type CaseJudging,
  type JudgedApplication,
} from './judge-application.ts';
import type { ProvenEntry } from './proven-entries.ts';

type Answered = Extract<Entry, { readonly event: 'jlis.answered' }>;

interface AnsweredEntry extends ProvenEntry {
  readonly entry: Answered;
}

const isAnswer = (proven: ProvenEntry): proven is AnsweredEntry =>
  proven.entry.event === 'jlis.answered' && proven.entry.data.method === 'ocsp';

/** How old an answer may be, as the newest rules have it (rule `jlis.fresh`). */
const minutesMax = (): number => Number(ruleSets.at(-1)?.parameters['jlisAnswerMaxAgeMinutes']);

/** What was known when it was decided: what J-LIS says later is not what the decision rests on. */
function beforeDecision(entries: readonly ProvenEntry[]): readonly ProvenEntry[] {
  const decided = entries.findLastIndex(({ entry }) => entry.event === 'application.approved');
  return decided < 0 ? entries : entries.slice(0, decided);
}

/**
 * Judges the last OCSP answer of J-LIS before the decision at the time of its receipt: signed by a
 * responder that was entitled and valid then, to the very question of the book, good, and fresh (RFC
 * 6960 §4.2.2).
 */
export function judgeStatus(
  { signer, issuer }: JudgedApplication,
  { entries, evidence, findings }: CaseJudging,
): void {
  const answered = beforeDecision(entries).findLast(isAnswer);
  const answer = answered && evidenceOf(answered, 'jlisAnswer', evidence);
  if (!answered || !answer) {
    findings.fail('status.answer', 'none is there');
    return;
  }
  const { requestSha256 } = answered.entry.data;
  const request = evidence.get(requestSha256);
  if (!findings.judge('status.question', request !== undefined, requestSha256) || !request) return;
  if (!answered.provenAt) findings.fail('time.proven', 'no believed time stamp covers the answer');
  const receivedAt = new Date(answered.entry.at);
  const { jlisAnswer, jlisStatus, thisUpdate } = judgeOcspAnswer({
    certificate: signer,
    issuer,
    request,
    answer,
    receivedAt,
    maxSkewSeconds: CLOCK_SKEW_SECONDS,
  });
  findings.judge('status.answer', jlisAnswer === 'verified', `${jlisAnswer} ${sha256Hex(answer)}`);
  if (jlisAnswer !== 'verified' || !thisUpdate) return;
  findings.judge('status.good', jlisStatus === 'good', jlisStatus);
  const minutes = Math.floor((receivedAt.getTime() - thisUpdate.getTime()) / 60_000);
  findings.judge('status.fresh', minutes <= minutesMax(), `${Math.max(minutes, 0)} minutes old`);
}
