/** What a portal signs an assertion with (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export const portalAlgorithms = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

/** One of {@link portalAlgorithms}. */
export type PortalAlgorithm = (typeof portalAlgorithms)[number];

/** A public key of a portal as a JWK (RFC 7517 §4): P-256, Ed25519, or RSA of 2048 to 4096 bits. */
export type PortalKey = { readonly kid: string } & (
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: 'AQAB' }
);

/** Keys that a portal has at once: the one in use, the next, and one for another machine each. */
export const PORTAL_KEYS_MAX = 4;

const KID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** 32 octets in base64url; of the last digit four bits count. */
const COORDINATE = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** A number of 256, 384 or 512 octets; the first octet of at least 0x80 makes it as many bits long. */
const MODULUS = /^[g-z0-9_-](?:[A-Za-z0-9_-]{341}|[A-Za-z0-9_-]{511}|[A-Za-z0-9_-]{682})$/;

type Fields = Readonly<Record<string, unknown>>;

const matching = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

const is = (word: string) => (value: unknown) => value === word;

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

/** What takes part in the thumbprint (RFC 7638 §3.2) and names the key; a private member is none of these. */
const SHAPES: readonly Shape[] = [
  { kty: is('EC'), crv: is('P-256'), x: matching(COORDINATE), y: matching(COORDINATE) },
  { kty: is('OKP'), crv: is('Ed25519'), x: matching(COORDINATE) },
  { kty: is('RSA'), n: matching(MODULUS), e: is('AQAB') },
];

function isPortalKey(value: unknown): value is PortalKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = value as Fields;
  const fits = (shape: Shape): boolean =>
    Object.keys(fields).length === Object.keys(shape).length + 1 &&
    Object.entries(shape).every(
      ([name, holds]) => Object.hasOwn(fields, name) && holds(fields[name]),
    );
  return matching(KID)(fields['kid']) && SHAPES.some(fits);
}

/** Tells whether a value is the keys of a portal: one to four, each with a `kid` of its own. */
export function arePortalKeys(value: unknown): value is readonly PortalKey[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > PORTAL_KEYS_MAX) return false;
  if (!value.every(isPortalKey)) return false;
  return new Set(value.map(({ kid }) => kid)).size === value.length;
}

const ALGORITHMS: Readonly<Record<PortalKey['kty'], readonly PortalAlgorithm[]>> = {
  EC: ['ES256'],
  OKP: ['EdDSA', 'Ed25519'],
  RSA: ['PS256', 'RS256'],
};

/** The algorithms that a key signs with, and no other: what an assertion says of itself chooses among them. */
export const algorithmsOf = ({ kty }: PortalKey): readonly PortalAlgorithm[] => ALGORITHMS[kty];

/** What the thumbprint of a key is over: its members in order, without its name (RFC 7638 §3). */
export function thumbprintInput(key: PortalKey): string {
  if (key.kty === 'EC') {
    return JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y });
  }
  if (key.kty === 'OKP') return JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x });
  return JSON.stringify({ e: key.e, kty: key.kty, n: key.n });
}
