/** Why no answer came. Each is retried; none is an answer about the certificate. */
export type NoAnswerReason =
  | 'timedOut'
  | 'unreachable'
  | 'httpStatus'
  | 'wrongContentType'
  | 'oversize'
  | 'empty';

/** An answer as received, or why there is none. */
export type JlisOutcome =
  | { readonly answer: Buffer; readonly none?: never }
  | { readonly none: NoAnswerReason; readonly answer?: never };

/** One question over HTTP. */
export interface JlisQuestion {
  readonly url: string;
  /** OCSPRequest in DER. */
  readonly request: Buffer;
  /** From the first octet sent to the last received. */
  readonly timeoutMs: number;
  readonly answerMaxOctets: number;
}

/** The body up to the limit, or undefined beyond it. What is over is not read. */
async function readBounded(response: Response, max: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > max) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function discard(response: Response, none: NoAnswerReason): Promise<JlisOutcome> {
  // Otherwise the connection would stay busy with a body that nobody reads.
  await response.body?.cancel();
  return { none };
}

async function ask(question: JlisQuestion): Promise<JlisOutcome> {
  const response = await fetch(question.url, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
    body: new Uint8Array(question.request),
    // The question holds a serial number: it goes to the address agreed on and nowhere else.
    redirect: 'manual',
    signal: AbortSignal.timeout(question.timeoutMs),
  });
  if (response.status !== 200) return discard(response, 'httpStatus');
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/ocsp-response') return discard(response, 'wrongContentType');
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > question.answerMaxOctets) return discard(response, 'oversize');
  const answer = await readBounded(response, question.answerMaxOctets);
  if (answer === undefined) return { none: 'oversize' };
  return answer.length === 0 ? { none: 'empty' } : { answer };
}

/**
 * Asks the OCSP responder of J-LIS by POST (RFC 6960 appendix A.1). May be repeated: asking changes
 * nothing. Never rejects; whatever keeps an answer from coming is a `none` outcome.
 */
export async function askOcsp(question: JlisQuestion): Promise<JlisOutcome> {
  try {
    return await ask(question);
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { none: isTimeout ? 'timedOut' : 'unreachable' };
  }
}
