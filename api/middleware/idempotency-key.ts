import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { Context, Env } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { KeptAnswers, KeyedRequest } from '../../db/application/kept-answers.ts';
import { Refusal, type ProblemType } from './problem-details.ts';

/** What a request with a key is refused with. */
export interface KeyProblems {
  /** The header is no key. */
  readonly malformed: ProblemType;
  /** The key was sent with another body. */
  readonly otherRequest: ProblemType;
  /** The first request with it is under way. */
  readonly underWay: ProblemType;
}

/** How requests with a key are answered once. */
export interface KeyedAnswers<E extends Env> {
  readonly answers: KeptAnswers;
  /** What keyed hashes and seals are derived from; a secret of the program. */
  readonly secret: KeyObject;
  readonly problems: KeyProblems;
  /** Whose key it is: two callers may have the same. */
  readonly callerOf: (c: Context<E>) => string;
  readonly now: () => Date;
}

/** A String of Structured Fields (RFC 9651 §3.3.3) as the draft asks, or the same without its quotes. */
const KEY = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"|([A-Za-z0-9._~-]{1,255}))$/;

const readKey = (header: string): string | undefined => {
  const [, quoted, bare] = KEY.exec(header) ?? [];
  return quoted ?? bare;
};

const DERIVED = 'toroku idempotency-key/1';

/** What a request is known by, and what opens its answer. Whoever reads the rows can guess at neither without the secret. */
interface Marks {
  readonly request: KeyedRequest;
  /** Follows from the secret, the key and the body alike: only the same request gives it again. */
  readonly seal: Buffer;
}

function marksOf(secret: KeyObject, sent: readonly [string, string, string, Buffer]): Marks {
  const [caller, path, key, body] = sent;
  const derived = (name: string, salt: Buffer = Buffer.alloc(0)): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, salt, `${DERIVED} ${name}`, 32));
  const place = JSON.stringify([caller, path, key]);
  const keyMac = createHmac('sha256', derived('key')).update(place).digest('hex');
  const bodyMac = createHmac('sha256', derived('body')).update(keyMac).update(body).digest();
  const whole = createHmac('sha256', derived('request')).update(place).update('\0').update(body);
  return {
    request: { portalId: caller, keyMac, bodyMac: bodyMac.toString('hex') },
    seal: derived('seal', whole.digest()),
  };
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

function sealAnswer(seal: Buffer, answer: Answer): Buffer {
  const nonce = randomBytes(NONCE_OCTETS);
  const cipher = createCipheriv(ALGORITHM, seal, nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function openAnswer(seal: Buffer, octets: Buffer): Answer {
  const body = NONCE_OCTETS + TAG_OCTETS;
  const decipher = createDecipheriv(ALGORITHM, seal, octets.subarray(0, NONCE_OCTETS));
  decipher.setAuthTag(octets.subarray(NONCE_OCTETS, body));
  const opened = Buffer.concat([decipher.update(octets.subarray(body)), decipher.final()]);
  return JSON.parse(opened.toString('utf8')) as Answer;
}

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: [...response.headers],
  body: Buffer.from(await response.clone().arrayBuffer()).toString('base64'),
});

const responseOf = ({ status, headers, body }: Answer): Response =>
  new Response(Buffer.from(body, 'base64'), {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });

/** Reads the body, and puts it back for whoever reads it next. */
async function bodyOf(c: Context): Promise<Buffer> {
  const octets = Buffer.from(await c.req.arrayBuffer());
  const { url, method } = c.req.raw;
  const headers = new Headers(c.req.raw.headers);
  headers.delete('Transfer-Encoding');
  headers.set('Content-Length', String(octets.length));
  c.req.raw = new Request(url, { method, headers, body: octets });
  return octets;
}

/**
 * Answers a request that has an `Idempotency-Key` once (draft-ietf-httpapi-idempotency-key-header): the same again gets the
 * same answer for a day, another body under the key 422, and the same while the first is under way 409. What was refused
 * keeps no key. A request without a key passes.
 *
 * The answer may say whose name stands in a text, so it lies sealed under what only the same request gives again.
 *
 * A crash before the answer is kept leaves a key that is under way for a minute; the same request after that is done anew.
 *
 * @throws Refusal 400, 409 or 422
 */
export const onceByKey = <E extends Env>({
  answers,
  secret,
  problems,
  callerOf,
  now,
}: KeyedAnswers<E>) =>
  createMiddleware<E>(async (c, next) => {
    const header = c.req.header('Idempotency-Key');
    if (header === undefined) return next();
    const key = readKey(header);
    if (key === undefined) throw new Refusal(problems.malformed);
    const sent = [callerOf(c), c.req.path, key, await bodyOf(c)] as const;
    const { request, seal } = marksOf(secret, sent);
    const begun = await answers.begin(request, now());
    if (begun.is === 'known') {
      if (begun.bodyMac !== request.bodyMac) throw new Refusal(problems.otherRequest);
      if (!begun.sealed) throw new Refusal(problems.underWay, { retryAfterSeconds: 1 });
      return responseOf(openAnswer(seal, begun.sealed));
    }
    await next();
    if (c.res.ok) {
      await answers.keep(request, begun.startedAt, sealAnswer(seal, await answerOf(c.res)));
    } else await answers.release(request, begun.startedAt);
    return undefined;
  });
