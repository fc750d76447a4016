import type { PortalEvent } from './answers.ts';
import { fromBase64, owned, sha256, toBase64, utf8, type Octets, type WebKey } from './octets.ts';
import {
  signaturesOf,
  signatureBase,
  type HttpMessage,
  type MessageSignature,
} from './message-signature.ts';

/** Why a webhook is not believed. */
export type WebhookRefusal =
  | 'noSignature'
  | 'notCovered'
  | 'outsideWindow'
  | 'unknownKey'
  | 'digestDiffers'
  | 'badSignature'
  | 'replayed'
  | 'notAnEvent';

/** Raised for a webhook that did not come from the office, or came again. Answer 401 and do nothing. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused';
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal) {
    super(`the webhook is not believed: ${reason}`);
    this.reason = reason;
  }
}

/** How webhooks are verified. */
export interface WebhookOptions {
  /** `https://…/webhook-keys` of the portal API. */
  readonly keysUrl: string;
  /** How far the signature's time may be from ours; 300 seconds unless given. */
  readonly windowSeconds?: number;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

const WINDOW_SECONDS = 300;
/** A stranger's key id must not have us ask for keys at every request. */
const REFRESH_MS = 60_000;

/** What a signature has to cover, or the rest could be another's. */
const COVERED = ['@method', 'content-digest'] as const;
const ADDRESSES = [['@target-uri'], ['@authority', '@path']] as const;

interface Jwk {
  readonly kid?: string;
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

const ALGORITHMS = {
  'P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  Ed25519: { name: 'Ed25519' },
} as const;

const algorithmOf = ({ crv }: Pick<Jwk, 'crv'>) => ALGORITHMS[crv as keyof typeof ALGORITHMS];

/** Verifies webhooks of the office (RFC 9421, keys of RFC 7517, RFC 9530). One for as long as the program runs. */
export class WebhookVerifier {
  readonly #options: WebhookOptions;
  #keys = new Map<string, Jwk>();
  #askedAt = -Infinity;
  /** Signatures that were believed, with the second after which they are outside of the window anyway. */
  readonly #seen = new Map<string, number>();

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /**
   * Reads the event out of a webhook.
   *
   * The office sends an event until it is answered with success, so the same one may come twice, each time
   * signed anew: keep the `id` of what was done.
   *
   * @param message method, the address as the office knows it, headers, and the body's very octets
   * @throws WebhookRefused
   */
  async verify(message: HttpMessage): Promise<PortalEvent> {
    const signature = signaturesOf(message.headers).at(0);
    if (!signature) throw new WebhookRefused('noSignature');
    this.#requireCovered(signature);
    this.#requireInWindow(signature);
    await requireDigest(message);
    const key = await this.#keyOf(signature.keyId);
    const isGood = await verifyWith(key, signature, utf8(signatureBase(message, signature)));
    if (!isGood) throw new WebhookRefused('badSignature');
    this.#requireNew(signature);
    return eventIn(message.body);
  }

  #requireCovered({ components }: MessageSignature): void {
    const has = (name: string): boolean => components.includes(name);
    const isCovered = COVERED.every(has) && ADDRESSES.some((names) => names.every(has));
    if (!isCovered) throw new WebhookRefused('notCovered');
  }

  #requireInWindow({ created, expires }: MessageSignature): void {
    const { windowSeconds = WINDOW_SECONDS } = this.#options;
    const now = this.#seconds();
    const isRecent = created !== undefined && Math.abs(now - created) <= windowSeconds;
    if (!isRecent || (expires ?? now) < now) throw new WebhookRefused('outsideWindow');
  }

  #requireNew({ value, created = 0 }: MessageSignature): void {
    const { windowSeconds = WINDOW_SECONDS } = this.#options;
    const now = this.#seconds();
    for (const [each, until] of this.#seen) if (until < now) this.#seen.delete(each);
    const name = toBase64(value);
    if (this.#seen.has(name)) throw new WebhookRefused('replayed');
    this.#seen.set(name, created + windowSeconds);
  }

  async #keyOf(keyId: string): Promise<Jwk> {
    const now = this.#now();
    if (!this.#keys.has(keyId) && now - this.#askedAt >= REFRESH_MS) {
      this.#askedAt = now;
      await this.#fetchKeys();
    }
    const key = this.#keys.get(keyId);
    if (!key || !algorithmOf(key)) throw new WebhookRefused('unknownKey');
    return key;
  }

  async #fetchKeys(): Promise<void> {
    const { keysUrl, fetch: ask = fetch } = this.#options;
    const response = await ask(keysUrl, { headers: { accept: 'application/json' } });
    if (!response.ok) return;
    const { keys } = (await response.json()) as { readonly keys: readonly Jwk[] };
    this.#keys = new Map(keys.map((key) => [key.kid ?? '', key]));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

async function verifyWith(
  { kty, crv = '', x = '', y }: Jwk,
  { value }: MessageSignature,
  base: Octets,
): Promise<boolean> {
  const algorithm = algorithmOf({ crv });
  // What an algorithm is called in `alg` runtimes do not agree on; the curve says it.
  const jwk = { kty, crv, x, ...(y === undefined ? {} : { y }) };
  const key: WebKey = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm, key, value, base);
}

/** The body has to be the one whose digest is signed (RFC 9530 §2). */
async function requireDigest({ headers, body }: HttpMessage): Promise<void> {
  const [, base64 = ''] =
    /sha-256=:([A-Za-z0-9+/=]+):/.exec(headers.get('content-digest') ?? '') ?? [];
  const digest = toBase64(await sha256(body));
  if (digest !== base64 || fromBase64(base64).length !== 32) {
    throw new WebhookRefused('digestDiffers');
  }
}

function eventIn(body: Uint8Array): PortalEvent {
  try {
    const event = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(owned(body)),
    ) as PortalEvent;
    if (typeof event.id === 'string' && typeof event.kind === 'string') return event;
  } catch {
    // Said below: signed by the office, and no event all the same.
  }
  throw new WebhookRefused('notAnEvent');
}
