import { step } from '../../../adapters/telemetry/steps.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import {
  CALLBACK_QUESTIONS,
  CALLBACK_RESULTS,
  CALLBACK_SCRIPT,
  matchOfAnswers,
  type CallbackQuestion,
  type CallbackRecord,
  type CallbackResult,
} from '../../../domain/revocation/callback.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { sealedRequest } from './request-evidence.ts';
import { tellRun } from './tell-run.ts';

/** What somebody marked while they called: never what was answered. */
export interface CallbackAnswers {
  readonly result: CallbackResult;
  readonly right: readonly CallbackQuestion[];
}

/** What a form says of a call; undefined for a result that is none. */
export function answersIn(fields: URLSearchParams): CallbackAnswers | undefined {
  const result = CALLBACK_RESULTS.find((each) => each === fields.get('result'));
  const marked = fields.getAll('answer');
  const right = CALLBACK_QUESTIONS.filter((each) => marked.includes(each)).toSorted();
  return result && { result, right };
}

/** Whether what was heard speaks against whoever asked: nobody revokes at once on it. */
export function isCallAgainst(fields: URLSearchParams): boolean {
  const answers = answersIn(fields);
  if (!answers) return false;
  const { result, right } = answers;
  return result === 'denied' || (result === 'confirmed' && matchOfAnswers(right) === 'different');
}

/** A call-back on its way in. */
export interface CallbackToRecord {
  readonly request: ListedRequest;
  readonly answers: CallbackAnswers;
  readonly by: { readonly officer: string; readonly role: string; readonly terminal: string };
  readonly inputId: string;
}

/**
 * Keeps the record of a call-back, stores it as an input, and tells the run. In this order: an input names evidence. A crash
 * between the two leaves a record that nothing names; the person sees no answer and sends again.
 */
export async function recordCallback(
  dependencies: ConsoleDependencies,
  { request, answers, by, inputId }: CallbackToRecord,
): Promise<void> {
  const { records, keeper, now } = dependencies;
  const { result, right } = answers;
  const record: CallbackRecord = {
    v: 1,
    request: request.id,
    scriptVersion: CALLBACK_SCRIPT,
    result,
    right,
    numberFrom: 'contactRecord',
    officer: by.officer,
    input: inputId,
  };
  const octets = canonicalOctets(record as unknown as CanonicalValue);
  const { id: caseId, chainId } = sealedRequest(request);
  const evidence = await keeper.put({ caseId, chainId }, [
    { kind: 'callbackRecord' as const, ring: 'chain', octets },
  ]);
  step('callback.0-evidence-kept');
  const recordSha256 = sha256Hex(octets);
  await records.revocations.storeInput({
    id: inputId,
    requestId: request.id,
    content: {
      v: 1,
      kind: 'revocationCallback',
      ...by,
      result,
      ...(result === 'confirmed' ? { requesterMatch: matchOfAnswers(right) } : {}),
      scriptVersion: CALLBACK_SCRIPT,
      recordSha256,
    },
    contentSha256: recordSha256,
    evidence,
    receivedAt: now(),
  });
  step('callback.1-received');
  tellRun(dependencies, { requestId: request.id, inputId, kind: 'revocationCallback' });
}
