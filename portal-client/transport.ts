import type { Authentication } from './authentication.ts';
import { PortalProblem, PortalUnreachable, problemOf } from './problem.ts';

/** How requests are sent. */
export interface TransportOptions {
  /** Address of the portal API. */
  readonly baseUrl: string;
  readonly authentication: Authentication;
  /** How often a request is sent again that got no answer, or one that may pass; 4 unless given. */
  readonly retries?: number;
  /** Longest wait that `Retry-After` is followed; what asks for more is raised. */
  readonly waitSecondsMax?: number;
  /** Milliseconds without an answer that are waited for. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** One request. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON, or octets as they are. */
  readonly body?: unknown;
  readonly accept?: string;
  /** What the request says beside its body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a request that names nothing: the same key twice is one request. */
  readonly idempotencyKey?: string;
}

/** What became of one sending. */
interface Attempt {
  readonly response?: Response;
  readonly problem?: PortalProblem;
}

/** Answers after which the same request may work: nothing was recorded, or it is received once anyway. */
const PASSING = new Set([429, 500, 502, 503, 504]);

const RETRIES = 4;
const WAIT_SECONDS_MAX = 120;
const TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 250;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Longer each time, and never all portals at once. */
const backoffMs = (attempt: number): number =>
  FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2);

function content(body: unknown): { readonly body: string | Uint8Array<ArrayBuffer>; type: string } {
  if (!(body instanceof Uint8Array))
    return { body: JSON.stringify(body), type: 'application/json' };
  return { body: new Uint8Array(body), type: 'application/octet-stream' };
}

/**
 * Sends requests, and sends again what got no answer or one that may pass.
 *
 * Every request of the API may be sent twice: the portal names what it puts, and what it posts carries an
 * `Idempotency-Key`, the same one each time.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #base: string;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = options.baseUrl.replace(/\/+$/, '');
  }

  /** The answer read as JSON; undefined if it has no body. @throws PortalProblem, PortalUnreachable */
  async json<T>(call: Call): Promise<T> {
    const text = await (await this.send(call)).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The octets of the answer. @throws PortalProblem, PortalUnreachable */
  async octets(call: Call): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.send({ accept: '*/*', ...call })).arrayBuffer());
  }

  /** @throws PortalProblem, PortalUnreachable */
  async send(call: Call): Promise<Response> {
    const { retries = RETRIES, sleep = pause, waitSecondsMax = WAIT_SECONDS_MAX } = this.#options;
    const key = call.idempotencyKey ?? (call.method === 'POST' ? crypto.randomUUID() : undefined);
    let hasRenewed = false;
    for (let attempt = 0; ; attempt += 1) {
      const { response, problem } = await this.#once(call, key);
      if (response?.ok) return response;
      if (response?.status === 401 && !hasRenewed) {
        // The token may have ended a moment ago, or its key was changed.
        hasRenewed = true;
        this.#options.authentication.forget();
        continue;
      }
      const after = problem?.retryAfterSeconds;
      const isOver = attempt >= retries || (after ?? 0) > waitSecondsMax;
      if (problem && (isOver || !PASSING.has(problem.status))) throw problem;
      if (isOver) throw new PortalUnreachable(`${call.method} ${call.path.split('?')[0]}`);
      await sleep(after === undefined ? backoffMs(attempt) : after * 1000);
    }
  }

  /** The answer, with its problem if it is no success; a problem alone if no token was given; nothing if no answer came. */
  async #once(call: Call, key: string | undefined): Promise<Attempt> {
    try {
      const response = await this.#ask(call, key);
      return response.ok ? { response } : { response, problem: await problemOf(response) };
    } catch (error) {
      return error instanceof PortalProblem ? { problem: error } : {};
    }
  }

  async #ask(
    { method, path, body, accept, headers }: Call,
    key: string | undefined,
  ): Promise<Response> {
    const { authentication, fetch: ask = fetch, timeoutMs = TIMEOUT_MS } = this.#options;
    const sent = body === undefined ? undefined : content(body);
    return ask(`${this.#base}${path}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${await authentication.token()}`,
        accept: accept ?? 'application/json',
        ...(sent ? { 'content-type': sent.type } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(sent ? { body: sent.body } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
  }
}
