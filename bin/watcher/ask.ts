import { setTimeout as sleep } from 'node:timers/promises';
import { CRL_OCTETS_MAX } from '../../adapters/x509/crl/crl.ts';
import type { AlarmCode } from './alarms.ts';

/** What is asked over HTTP, and what has to come. */
export interface Question {
  readonly url: string;
  /** Media type of the answer; any, if nothing is said. */
  readonly type?: string;
  /** Sent by POST. */
  readonly body?: { readonly type: string; readonly octets: Buffer };
}

export type Answered = { readonly octets: Buffer } | { readonly alarm: AlarmCode };

/** Time for a list of a million entries over a slow line. */
const TIMEOUT_MS = 120_000;
/** One lost packet, or one restart, is no alarm. */
const TRIES = 2;
const AGAIN_MS = 1000;

/** Asks a stranger's server; whatever keeps an answer from coming is an alarm, never an error. */
export async function ask(question: Question): Promise<Answered> {
  if (!/^https?:\/\//.test(question.url) || !URL.canParse(question.url)) {
    return { alarm: 'urlUnusable' };
  }
  for (let tried = 1; ; tried += 1) {
    const { isPassing, ...answered } = await tryOnce(question);
    if (!isPassing || tried === TRIES) return answered;
    await sleep(AGAIN_MS);
  }
}

type Tried = Answered & { readonly isPassing?: true };

async function tryOnce({ url, type, body }: Question): Promise<Tried> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && {
        method: 'POST',
        body: new Uint8Array(body.octets),
        headers: { 'content-type': body.type },
      }),
    });
    const given = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (response.ok && (type === undefined || given === type)) {
      return { octets: await bounded(response) };
    }
    await response.body?.cancel();
    if (response.ok) return { alarm: 'urlWrongType' };
    return { alarm: 'urlUnreachable', ...(response.status >= 500 && { isPassing: true }) };
  } catch {
    return { alarm: 'urlUnreachable', isPassing: true };
  }
}

/** @throws Error beyond the largest list that is read: nobody fills our memory */
async function bounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > CRL_OCTETS_MAX) throw new Error('answer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
