import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';

/** What an assertion says of itself before anything of it is verified. */
export interface PresentedAssertion {
  /** `sub`: the client that it is about. */
  readonly client: string;
  readonly keyId: string;
  readonly algorithm: string;
}

/** An assertion that holds. */
export interface VerifiedAssertion {
  readonly id: string;
  /** From then on no clock takes it. */
  readonly endsAt: Date;
}

/** Why an assertion does not hold: the signature first, so that only its maker learns the rest. */
export type AssertionDefect = 'signature' | 'audience' | 'subject' | 'time' | 'life' | 'claims';

/** What an assertion is held against. */
export interface AssertionTerms {
  /** The client's own key as a JWK, with the algorithms of its kind. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly algorithms: readonly string[];
  readonly client: string;
  /** Ours: exactly one of them has to be its only audience. */
  readonly audiences: readonly string[];
  readonly at: Date;
}

/** A client assertion lives no longer than this from when it comes. */
export const ASSERTION_LIFE_SECONDS = 300;

/** By so much may the clock of a client differ from ours. */
export const CLOCK_SKEW_SECONDS = 30;

/** Types of a header that are an assertion of a client, or say nothing (RFC 8725 §3.11). */
const TYPES = new Set([undefined, 'JWT', 'client-authentication+jwt']);

const LINE = /^[\x21-\x7e]{1,255}$/;

const isLine = (value: unknown): value is string => typeof value === 'string' && LINE.test(value);

/** Reads whom an assertion is about and what it is signed with; undefined for what is none. Nothing is verified. */
export function readAssertion(jwt: string): PresentedAssertion | undefined {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(jwt);
    const { iss, sub } = decodeJwt(jwt);
    const isOne = isLine(kid) && isLine(alg) && isLine(sub) && iss === sub && TYPES.has(typ);
    return isOne ? { client: sub, keyId: kid, algorithm: alg } : undefined;
  } catch {
    return undefined;
  }
}

/** Of two audiences one might be somebody else's, who could send it on to us. */
const isForUs = ({ aud }: JWTPayload): boolean => !Array.isArray(aud) || aud.length === 1;

function defectOf(error: unknown): AssertionDefect {
  if (error instanceof errors.JWTExpired) return 'time';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'signature';
  if (error.claim === 'aud') return 'audience';
  if (error.claim === 'iss' || error.claim === 'sub') return 'subject';
  const isJudged = error.reason === 'check_failed';
  return isJudged && (error.claim === 'nbf' || error.claim === 'exp') ? 'time' : 'claims';
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** The claims whose limits are ours. */
function judgeClaims(claims: JWTPayload, at: Date): VerifiedAssertion | AssertionDefect {
  const { exp, iat, jti } = claims;
  if (!isNumber(exp) || !isLine(jti)) return 'claims';
  const now = at.getTime() / 1000;
  if (iat !== undefined && (!isNumber(iat) || iat > now + CLOCK_SKEW_SECONDS)) return 'time';
  if (exp > now + ASSERTION_LIFE_SECONDS + CLOCK_SKEW_SECONDS) return 'life';
  if (!isForUs(claims)) return 'audience';
  // A second more, because who judges it next may have counted in whole ones.
  return { id: jti, endsAt: new Date((Math.ceil(exp) + CLOCK_SKEW_SECONDS + 1) * 1000) };
}

/**
 * Verifies an assertion of a client (RFC 7523 §3): its signature by the client's own key, that it is about the client, for
 * us, alive, and has an id by which it can be told from every other. Whether it was used before is not said here.
 */
export async function verifyAssertion(
  jwt: string,
  { key, algorithms, client, audiences, at }: AssertionTerms,
): Promise<VerifiedAssertion | AssertionDefect> {
  try {
    const { payload } = await jwtVerify(
      jwt,
      { ...key },
      {
        algorithms: [...algorithms],
        issuer: client,
        subject: client,
        audience: [...audiences],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: at,
        requiredClaims: ['exp', 'jti'],
      },
    );
    return judgeClaims(payload, at);
  } catch (error) {
    return defectOf(error);
  }
}
