import { toBase64url, utf8, type WebKey } from './octets.ts';
import { problemOf } from './problem.ts';

/** How a portal says who it is. */
export interface Authentication {
  /** The access token to send now. */
  token(): Promise<string>;
  /** The token was refused: the next one is another. */
  forget(): void;
}

/** A token that never changes. The sandbox takes it; production does not. */
export const staticToken = (token: string): Authentication => ({
  token: () => Promise.resolve(token),
  forget: () => undefined,
});

/** A registered portal with its key (OAuth 2.0 client credentials, `private_key_jwt`: RFC 6749 §4.4, RFC 7523 §2.2). */
export interface ClientCredentials {
  /** Id of the portal. */
  readonly clientId: string;
  /** A private key of WebCrypto (P-256, P-384 or RSASSA-PKCS1-v1_5 with SHA-256), or a PKCS#8 in PEM of P-256. */
  readonly privateKey: WebKey | string;
  /** Key id as it was registered. */
  readonly keyId: string;
  /** `https://…/oauth/token`. */
  readonly tokenUrl: string;
  /** Whom the assertion is for; the token endpoint unless given. */
  readonly audience?: string;
  readonly scope?: string;
  readonly fetch?: typeof fetch;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 60;
/** A token that ends within this is not begun with. */
const MARGIN_MS = 30_000;

const SIGNATURES = {
  'P-256': { alg: 'ES256', algorithm: { name: 'ECDSA', hash: 'SHA-256' } },
  'P-384': { alg: 'ES384', algorithm: { name: 'ECDSA', hash: 'SHA-384' } },
  rsa: { alg: 'RS256', algorithm: { name: 'RSASSA-PKCS1-v1_5' } },
} as const;

function signatureOf(key: WebKey) {
  const { name, namedCurve } = key.algorithm as { name: string; namedCurve?: string };
  if (name === 'RSASSA-PKCS1-v1_5') return SIGNATURES.rsa;
  if (namedCurve === 'P-256' || namedCurve === 'P-384') return SIGNATURES[namedCurve];
  throw new TypeError('a key that no assertion is signed with');
}

async function importKey(key: WebKey | string): Promise<WebKey> {
  if (typeof key !== 'string') return key;
  const base64 = key.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const der = Uint8Array.from(atob(base64), (symbol) => symbol.charCodeAt(0));
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

const part = (value: object): string => toBase64url(utf8(JSON.stringify(value)));

/** Makes a client assertion: a JWT that is good once, for a minute (RFC 7523 §3). */
export async function clientAssertion(
  { clientId, keyId, tokenUrl, audience = tokenUrl }: Omit<ClientCredentials, 'privateKey'>,
  key: WebKey,
): Promise<string> {
  const { alg, algorithm } = signatureOf(key);
  const now = Math.floor(Date.now() / 1000);
  const header = { alg, typ: 'JWT', kid: keyId };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + ASSERTION_SECONDS,
  };
  const signed = `${part(header)}.${part(claims)}`;
  const signature = await crypto.subtle.sign(algorithm, key, utf8(signed));
  return `${signed}.${toBase64url(new Uint8Array(signature))}`;
}

interface Token {
  readonly token: string;
  readonly endsAt: number;
}

async function askForToken(credentials: ClientCredentials): Promise<Token> {
  const { tokenUrl, scope, fetch: ask = fetch } = credentials;
  const assertion = await clientAssertion(credentials, await importKey(credentials.privateKey));
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    ...(scope === undefined ? {} : { scope }),
  });
  const asked = Date.now();
  const response = await ask(tokenUrl, { method: 'POST', body });
  if (!response.ok) throw await problemOf(response);
  const answer = (await response.json()) as { access_token: string; expires_in?: number };
  return { token: answer.access_token, endsAt: asked + (answer.expires_in ?? 60) * 1000 };
}

/** Gets tokens with the portal's key, each as long as it is good; requests at once share one. */
export function clientCredentials(credentials: ClientCredentials): Authentication {
  let kept: Token | undefined;
  let asking: Promise<Token> | undefined;
  return {
    async token() {
      if (kept && kept.endsAt - MARGIN_MS > Date.now()) return kept.token;
      asking ??= askForToken(credentials).finally(() => {
        asking = undefined;
      });
      kept = await asking;
      return kept.token;
    },
    forget() {
      kept = undefined;
    },
  };
}
