import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';

/** The key of the office that signs webhooks, and how the world names it. */
export interface WebhookKey {
  readonly privateKey: KeyObject;
  readonly kid: string;
  /** Public half, Base64url (RFC 8037). */
  readonly x: string;
}

/** Ed25519 private key in PKCS#8 (RFC 8410 §7): what stands before its 32 octets. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Thumbprint of an Ed25519 key (RFC 7638 §3, RFC 8037 §2). */
export const thumbprint = (x: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');

/** The key of a seed of 32 octets. */
export function webhookKeyFrom(seed: Buffer): WebhookKey {
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, kid: thumbprint(x), x };
}

/** How long a receiver may believe a signature. */
const VALID_MS = 5 * 60_000;

/** What every signature covers: whereto, what kind, and through its digest every octet of the body. */
export const COVERED = ['@method', '@target-uri', 'content-type', 'content-digest'];

/** Tells these signatures from others that the same message may carry (RFC 9421 §2.3). */
export const TAG = 'toroku-webhook';

/** A message to be posted. */
export interface WebhookMessage {
  readonly url: string;
  readonly body: Buffer;
  readonly at: Date;
}

/** `Content-Digest` of a body (RFC 9530 §2). */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** Headers of a signed POST (RFC 9421 §3.1), in the names and order in which they are sent. */
export async function signedHeaders(
  key: WebhookKey,
  { url, body, at }: WebhookMessage,
): Promise<Record<string, string>> {
  const headers = {
    'Content-Type': 'application/json',
    'Content-Digest': contentDigest(body),
  };
  const { headers: signed } = await httpbis.signMessage(
    {
      key: createSigner(key.privateKey, 'ed25519', key.kid),
      name: 'toroku',
      fields: COVERED,
      params: ['created', 'expires', 'keyid', 'alg', 'tag'],
      paramValues: { created: at, expires: new Date(at.getTime() + VALID_MS), tag: TAG },
    },
    { method: 'POST', url, headers },
  );
  return Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, String(value)]));
}
