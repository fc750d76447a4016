import { CRL_OCTETS_MAX } from '../x509/crl/crl.ts';

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

interface Exchange {
  readonly url: string;
  /** Media type that is asked for and taken. */
  readonly accept: string;
  readonly timeoutMs: number;
  readonly answerMaxOctets: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly init?: Pick<RequestInit, 'method' | 'body'>;
  /** Ends the exchange early. */
  readonly ended?: AbortSignal | undefined;
}

async function exchange(question: Exchange): Promise<JlisOutcome> {
  const { url, accept, headers, timeoutMs, answerMaxOctets, init, ended } = question;
  const response = await fetch(url, {
    ...init,
    headers: { ...headers, accept },
    // A question holds a serial number: it goes to the address agreed on and nowhere else.
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(ended ? [ended] : [])]),
  });
  if (response.status !== 200) return discard(response, 'httpStatus');
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== accept) return discard(response, 'wrongContentType');
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > answerMaxOctets) return discard(response, 'oversize');
  const answer = await readBounded(response, answerMaxOctets);
  if (answer === undefined) return { none: 'oversize' };
  return answer.length === 0 ? { none: 'empty' } : { answer };
}

/** Never rejects; whatever keeps an answer from coming is a `none` outcome. */
async function tryExchange(question: Exchange): Promise<JlisOutcome> {
  try {
    return await exchange(question);
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { none: isTimeout ? 'timedOut' : 'unreachable' };
  }
}

/**
 * Asks the OCSP responder of J-LIS by POST (RFC 6960 appendix A.1). May be repeated: asking changes
 * nothing. Never rejects; whatever keeps an answer from coming is a `none` outcome.
 */
export const askOcsp = ({ request, ...question }: JlisQuestion): Promise<JlisOutcome> =>
  tryExchange({
    ...question,
    accept: 'application/ocsp-response',
    headers: { 'content-type': 'application/ocsp-request' },
    init: { method: 'POST', body: new Uint8Array(request) },
  });

/** Time for a list of 42 MB, a million entries, over a line of 2 Mbit/s. */
const LIST_TIMEOUT_MS = 180_000;

/** Fetches a revocation list (RFC 5280 §5) over HTTP. Never rejects. */
export const fetchRevocationList = (url: string, ended?: AbortSignal): Promise<JlisOutcome> =>
  tryExchange({
    url,
    ended,
    accept: 'application/pkix-crl',
    timeoutMs: LIST_TIMEOUT_MS,
    answerMaxOctets: CRL_OCTETS_MAX,
  });
