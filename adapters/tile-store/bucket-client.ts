import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';

/** A bucket of an S3-compatible store, and who we are to it. */
export interface Bucket {
  /** Where the store is; the bucket's name follows in the path, never in the name of the host. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How long a bucket is waited for, in milliseconds. */
export interface Patience {
  /** One request, its answer included. */
  readonly attemptMs: number;
  /** A request with all that repeat it. */
  readonly totalMs: number;
}

/**
 * Why a bucket did not do its part. `BucketUnavailable`: no answer in time, or one that says to come
 * again. `BucketRefused`: it says no, and says so again: credentials, rights, the bucket. `BucketDamaged`:
 * octets changed on the way, or while they lay there.
 */
export type BucketFailureType = 'BucketUnavailable' | 'BucketRefused' | 'BucketDamaged';

/** A bucket that did not do its part. Its message has no address, no secret and no text of the bucket. */
export class BucketFailure extends Error {
  readonly type: BucketFailureType;

  constructor(type: BucketFailureType, message: string) {
    super(message);
    this.name = type;
    this.type = type;
  }
}

/** One request about an object, or about the bucket where the key is empty. */
export interface BucketRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

interface Again {
  readonly type: BucketFailureType;
  readonly why: string;
}

/** What a request came to: an answer, or a reason to send it again. */
type Outcome = { readonly answer: Buffer | undefined } | { readonly again: Again };

const DEFAULT_PATIENCE: Patience = { attemptMs: 10_000, totalMs: 30_000 };
const FIRST_PAUSE_MS = 100;
const PAUSE_MS_MAX = 2_000;

/** Octets of an answer that are read: more than four times a bundle of the longest entries. */
const ANSWER_OCTETS_MAX = 80 * 1024 * 1024;

/** The bucket's words for octets that are not those that were signed for. */
const DAMAGED = new Set(['BadDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody']);
/** Its words, beside statuses, for what may go well the next time. */
const PASSING = new Set(['RequestTimeout', 'SlowDown', 'OperationAborted']);

const sha256 = (octets: Uint8Array, encoding: 'hex' | 'base64'): string =>
  hash('sha256', octets, encoding);

/**
 * Sends signed requests to a bucket (AWS Signature Version 4). What may pass is sent again with growing
 * pauses, until the patience is at its end. Every request may be sent twice: the second finds done what
 * the first did. One that was given up may still arrive; who writes has to bear that.
 */
export class BucketClient {
  readonly #bucket: Bucket;
  readonly #patience: Patience;
  /** Derived signing keys, one a day. */
  readonly #keys = new Map<string, ArrayBuffer>();

  constructor(bucket: Bucket, patience: Patience = DEFAULT_PATIENCE) {
    this.#bucket = bucket;
    this.#patience = patience;
  }

  /**
   * The answer's octets; undefined if the object is not there.
   *
   * @throws BucketFailure
   */
  async send(request: BucketRequest): Promise<Buffer | undefined> {
    const { attemptMs, totalMs } = this.#patience;
    const until = performance.now() + totalMs;
    for (let attempt = 0; ; attempt += 1) {
      const left = Math.max(1, until - performance.now());
      const outcome = await this.#attempt(request, Math.ceil(Math.min(attemptMs, left)));
      if ('answer' in outcome) return outcome.answer;
      const pause = pauseAfter(attempt);
      if (performance.now() + pause >= until) {
        throw failure(request, outcome.again.type, outcome.again.why);
      }
      await sleep(pause);
    }
  }

  async #attempt(request: BucketRequest, ms: number): Promise<Outcome> {
    const { url, headers } = await this.#sign(request);
    const { method, body } = request;
    let response: Response;
    let octets: Buffer;
    try {
      response = await fetch(url, {
        method,
        headers,
        body: body ? new Uint8Array(body) : null,
        // What is signed for one place is not shown to another.
        redirect: 'manual',
        signal: AbortSignal.timeout(ms),
      });
      octets = await readBounded(response);
    } catch {
      // The texts of network libraries hold addresses; where it is, is configured.
      return again('BucketUnavailable', 'no whole answer');
    }
    if (response.status === 200) {
      if (isAsStored(response, body ?? octets)) return { answer: octets };
      return again('BucketDamaged', 'its checksum is another');
    }
    return refusal(request, response.status, codeOf(octets));
  }

  async #sign({ method, key, query, body }: BucketRequest) {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.#bucket;
    const url = new URL(`${endpoint}/${bucket}${key === '' ? '' : `/${key}`}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const octets = body ?? new Uint8Array();
    const headers: Record<string, string> = { 'x-amz-content-sha256': sha256(octets, 'hex') };
    // Verified on arrival as the signed hash is, and kept with the object.
    if (body) headers['x-amz-checksum-sha256'] = sha256(octets, 'base64');
    else if (key !== '') headers['x-amz-checksum-mode'] = 'ENABLED';
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers,
      region,
      service: 's3',
      accessKeyId,
      secretAccessKey,
      cache: this.#keys,
    });
    return signer.sign();
  }
}

const again = (type: BucketFailureType, why: string): Outcome => ({ again: { type, why } });

const failure = (
  { method, key, query }: BucketRequest,
  type: BucketFailureType,
  why: string,
): BucketFailure =>
  new BucketFailure(type, `${method} ${key || Object.keys(query ?? {}).join(' ')}: ${why}`);

/** Half of it by chance, so that those who wait do not come back together. */
function pauseAfter(attempt: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, PAUSE_MS_MAX);
  return pause / 2 + (Math.random() * pause) / 2;
}

/** @throws BucketFailure for an answer that will stay. */
function refusal(request: BucketRequest, status: number, code: string): Outcome {
  if (status === 404 && code === 'NoSuchKey' && request.method === 'GET') {
    return { answer: undefined };
  }
  const why = `status ${status} ${code}`.trimEnd();
  if (DAMAGED.has(code)) return again('BucketDamaged', why);
  if (status >= 500 || status === 408 || status === 429 || PASSING.has(code)) {
    return again('BucketUnavailable', why);
  }
  throw failure(request, 'BucketRefused', why);
}

/** The word of an error document. The rest of it may repeat what we sent, and is not looked at. */
const codeOf = (octets: Buffer): string =>
  /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(octets.toString('utf8'))?.[1] ?? '';

/**
 * A bucket that keeps checksums says that of what it has stored, or of what it sends; one that does not is
 * believed, as a disk is.
 */
function isAsStored({ headers }: Response, octets: Uint8Array): boolean {
  const stored = headers.get('x-amz-checksum-sha256');
  return stored === null || stored === sha256(octets, 'base64');
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > ANSWER_OCTETS_MAX) throw new RangeError('answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
