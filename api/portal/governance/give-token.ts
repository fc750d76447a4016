import { hash, randomBytes } from 'node:crypto';
import { readAssertion, verifyAssertion } from '../../../adapters/jwt/client-assertion.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { AssertingPortal } from '../../../db/application/portal-tokens.ts';
import { algorithmsOf } from '../../../domain/governance/portal-keys.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { takeOf, type Quota } from '../limits.ts';
import { TokenRefused } from './token-errors.ts';

/** How long a token serves. */
export const TOKEN_SECONDS = 600;

/** Where tokens are asked for, below the address of the API. */
export const TOKEN_PATH = '/oauth/token';

/** A request for a token, its fields as they came. */
export interface TokenRequest {
  readonly grant_type: string;
  readonly client_assertion_type: string;
  readonly client_assertion: string;
  readonly client_id?: string | undefined;
  readonly scope?: string | undefined;
}

/** A token and how long it serves; nobody keeps it but the portal. */
export interface GivenToken {
  readonly token: string;
  readonly seconds: number;
}

/** The way in which a portal says who it is (RFC 7523 §2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Giving = Pick<PortalDependencies, 'records' | 'limits' | 'now' | 'publicUrl'>;

/** What a request may not ask, before anybody is looked for. */
function requireAnswerable(request: TokenRequest): void {
  if (request.grant_type !== 'client_credentials') throw new TokenRefused('unsupported_grant_type');
  if (request.client_assertion_type !== ASSERTION_TYPE) throw new TokenRefused('invalid_request');
  if (request.scope !== undefined) throw new TokenRefused('invalid_scope');
}

interface Asserted {
  readonly portal: AssertingPortal;
  readonly jtiSha256: string;
  readonly assertionEndsAt: Date;
}

/** The portal behind an assertion that holds. @throws TokenRefused `invalid_client` for every other */
async function portalBehind(
  { records, publicUrl }: Giving,
  { client_assertion: jwt, client_id: named }: TokenRequest,
  at: Date,
): Promise<Asserted> {
  const presented = readAssertion(jwt);
  if (!presented) throw new TokenRefused('invalid_client', 'signature');
  if (named !== undefined && named !== presented.client) {
    throw new TokenRefused('invalid_client', 'subject');
  }
  const portal = await records.tokens.findAsserting(presented.client);
  const key = portal?.keys.find(({ kid }) => kid === presented.keyId);
  if (!portal || !key) throw new TokenRefused('invalid_client', 'signature');
  const verified = await verifyAssertion(jwt, {
    key,
    algorithms: algorithmsOf(key),
    client: portal.id,
    audiences: [publicUrl, `${publicUrl}${TOKEN_PATH}`],
    at,
  });
  if (typeof verified === 'string') throw new TokenRefused('invalid_client', verified);
  return { portal, jtiSha256: hash('sha256', verified.id), assertionEndsAt: verified.endsAt };
}

/**
 * Gives a portal a token for an assertion (RFC 6749 §4.4, RFC 7523 §2.2): once for each, and none while it is closed. Only
 * hashes are kept of both.
 *
 * @throws TokenRefused with a code of RFC 6749 §5.2
 * @throws Refusal 429 where the portal asks more often than it may
 */
export async function giveToken(
  giving: Giving,
  request: TokenRequest,
  tell: (quota: Quota) => void,
): Promise<GivenToken> {
  requireAnswerable(request);
  const issuedAt = giving.now();
  const asserted = await portalBehind(giving, request, issuedAt);
  const { portal } = asserted;
  takeOf(giving.limits, portal, tell);
  if (!portal.isOpen) throw new TokenRefused('unauthorized_client');
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(issuedAt.getTime() + TOKEN_SECONDS * 1000);
  const tokenSha256 = hash('sha256', token);
  const stored = await giving.records.tokens.store({
    ...asserted,
    tokenSha256,
    issuedAt,
    expiresAt,
  });
  if (stored === 'used') throw new TokenRefused('invalid_client', 'used');
  giving.records.portals.remember(tokenSha256);
  step('portal.1-token-stored');
  return { token, seconds: TOKEN_SECONDS };
}
