import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import {
  AddressRefused,
  guardedLookup,
  isAllowedAddress,
  type AddressRule,
} from './webhook-address.ts';
import { signedHeaders, type WebhookKey, type WebhookMessage } from './sign-webhook.ts';

/** How a posting went: taken, or why not, as a code without anything that the other side said. */
export type PostOutcome =
  | { readonly isTaken: true }
  | { readonly isTaken: false; readonly failure: string };

/** What is posted with. */
export interface PostOptions extends AddressRule {
  readonly key: WebhookKey;
  readonly timeoutMs: number;
}

/** Codes of a receiver that cannot be reached: nothing is wrong with what was sent. */
export const UNREACHABLE = ['noConnection', 'timeout'] as const;

const failed = (failure: string): PostOutcome => ({ isTaken: false, failure });

const outcomeOf = (status: number): PostOutcome =>
  status >= 200 && status < 300 ? { isTaken: true } : failed(`answered${status}`);

/**
 * Posts a signed message. Any 2xx takes it; a redirection is followed nowhere and is a failure. Of the answer only its status
 * is read. Never throws.
 */
export async function postWebhook(
  message: WebhookMessage,
  { key, timeoutMs, isLoopbackAllowed }: PostOptions,
): Promise<PostOutcome> {
  const url = new URL(message.url);
  const rule = { isLoopbackAllowed };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is never looked up.
  if (/^[\d.]+$|:/.test(host) && !isAllowedAddress(host, rule)) return failed('notPublic');
  const headers = {
    ...(await signedHeaders(key, message)),
    'Content-Length': String(message.body.length),
    'User-Agent': 'toroku-webhook',
  };
  const options: RequestOptions = {
    method: 'POST',
    headers,
    lookup: guardedLookup(rule),
    agent: false,
  };
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp;
  return send(begin(url, options), message.body, timeoutMs);
}

function send(request: ClientRequest, body: Buffer, timeoutMs: number): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const end = (outcome: PostOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    // The whole exchange, not the pauses in it: a receiver that drips holds up nobody for long.
    const timer = setTimeout(() => end(failed('timeout')), timeoutMs);
    request.on('response', (answer: IncomingMessage) => end(outcomeOf(answer.statusCode ?? 0)));
    request.on('error', (error) =>
      end(failed(error instanceof AddressRefused ? error.code : 'noConnection')),
    );
    request.end(body);
  });
}
