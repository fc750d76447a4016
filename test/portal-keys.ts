import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { PortalKey } from '../domain/governance/portal-keys.ts';

/** A key pair of a portal: what it keeps, and what the register has of it. */
export interface PortalKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: PortalKey;
}

/** Kinds of keys that a portal may have. */
export const KEY_KINDS = ['EC', 'Ed25519', 'RSA'] as const;

/** One of {@link KEY_KINDS}. */
export type KeyKind = (typeof KEY_KINDS)[number];

const makers = {
  EC: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

/** Makes a key pair under a name. */
export function portalKeyPair(kid: string, kind: KeyKind = 'EC'): PortalKeyPair {
  const { privateKey, publicKey } = makers[kind]();
  const jwk = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: { kid, ...jwk } as unknown as PortalKey };
}

/** The public half of a new key alone. */
export const aPortalKey = (kid: string, kind: KeyKind = 'EC'): PortalKey =>
  portalKeyPair(kid, kind).publicKey;

/** What an assertion says, where it differs from what it should. */
export interface Asserted {
  readonly portal: string;
  readonly audience: string | readonly string[];
  readonly at: Date;
  readonly alg?: string;
  readonly header?: object;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Signs an assertion of a portal, as any OAuth client does. */
export function signAssertion(
  { privateKey, publicKey }: PortalKeyPair,
  { portal, audience, at, alg = 'ES256', header = {}, claims = {} }: Asserted,
): Promise<string> {
  const now = Math.floor(at.getTime() / 1000);
  const payload = {
    iss: portal,
    sub: portal,
    aud: audience,
    iat: now,
    exp: now + 120,
    jti: crypto.randomUUID(),
    ...claims,
  };
  return (
    new SignJWT(JSON.parse(JSON.stringify(payload)) as typeof payload & { aud: string })
      .setProtectedHeader({ alg, kid: publicKey.kid, ...header })
      // What has to be understood is understood by whoever signs.
      .sign(privateKey, { crit: { x: true } })
  );
}
