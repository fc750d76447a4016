import type { ProblemType } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';

/** The codes of RFC 6749 §5.2 that are answered, each with the page that explains it. */
export const tokenErrors = {
  invalid_request: problems.tokenRequestInvalid,
  invalid_client: problems.tokenClientInvalid,
  unauthorized_client: problems.tokenPortalClosed,
  unsupported_grant_type: problems.tokenGrantUnsupported,
  invalid_scope: problems.tokenScopeInvalid,
} as const satisfies Readonly<Record<string, ProblemType>>;

/** One of the codes of {@link tokenErrors}. */
export type TokenError = keyof typeof tokenErrors;

/** What does not hold about an assertion. Whether the portal, its key or its signature is another is not told apart. */
export const assertionReasons = {
  signature: 'no key of that name of that portal made this signature',
  audience: 'aud is not this server alone',
  subject: 'iss and sub are not both the portal',
  time: 'exp is past, or nbf or iat is in the future',
  life: 'exp is more than five minutes ahead',
  claims: 'exp or jti is missing, or is not one',
  used: 'jti was used before',
} as const;

/** One of {@link assertionReasons}. */
export type AssertionReason = keyof typeof assertionReasons;

/** Ends a request for a token, with a code and what is said beside it. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly error: TokenError;
  readonly said: string;

  constructor(error: TokenError, reason?: AssertionReason) {
    super(error);
    this.error = error;
    this.said = reason ? assertionReasons[reason] : tokenErrors[error].help.en.replaceAll('`', '');
  }
}

/** The body of a refusal (RFC 6749 §5.2): `error_uri` is the page of the problem. */
export const tokenErrorBody = ({ error, said }: TokenRefused, problemsUrl: string) => ({
  error,
  error_description: said,
  error_uri: `${problemsUrl}/${tokenErrors[error].slug}`,
});
