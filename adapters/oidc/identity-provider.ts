import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
  type Configuration,
} from 'openid-client';

/** Which identity provider signs staff in, and as what we are known there. */
export interface IdentityProviderSettings {
  /** Exactly as the provider writes it, with its slash at the end if it has one. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claim of the ID token that names the person. */
  readonly officerClaim: string;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
  /** Plain HTTP is let pass: in development alone. */
  readonly isInsecureAllowed: boolean;
}

/** What binds an answer to the question of one browser. */
export interface SignInBinding {
  readonly state: string;
  readonly nonce: string;
  /** 43 to 128 characters (RFC 7636 §4.1). */
  readonly codeVerifier: string;
}

/**
 * Why an answer names nobody. `refused`: the provider says no; `codeRefused`: it does not take the code, which was
 * used, is past, or is another's; `unverified`: its answer is not what we asked, or not signed by it; `away`: it does not
 * answer; `misconfigured`: it does not know us, or its description cannot be used.
 */
export type IdentityFailure = 'refused' | 'codeRefused' | 'unverified' | 'away' | 'misconfigured';

/** Whom an ID token names at the provider. */
export interface NamedIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** What came of an answer. */
export type IdentityOutcome = NamedIdentity | { readonly failure: IdentityFailure };

/** The provider could not be reached, or its description cannot be used. */
export class ProviderUnusable extends Error {
  override readonly name = 'ProviderUnusable';
  readonly failure: 'away' | 'misconfigured';

  constructor(failure: 'away' | 'misconfigured') {
    super(failure);
    this.failure = failure;
  }
}

const TIMEOUT_SECONDS = 5;

/** How long a description of the provider serves: it may move its addresses. */
const DISCOVERY_SERVES_MS = 3_600_000;

const SUBJECT_MAX = 255;

/**
 * An OpenID provider, asked when somebody signs in and not before: a console starts while it is away. By code with
 * PKCE, state and nonce (OpenID Connect Core 1.0 §3.1); the signature of the ID token is verified as well, though it comes
 * over our own connection.
 */
export class IdentityProvider {
  readonly #settings: IdentityProviderSettings;
  readonly #now: () => number;
  #discovered: { readonly at: number; readonly configuration: Promise<Configuration> } | undefined;

  constructor(settings: IdentityProviderSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  /** Where the browser has to go. @throws ProviderUnusable */
  async authorizationUrl({ state, nonce, codeVerifier }: SignInBinding): Promise<string> {
    const configuration = await this.#configuration();
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#settings.redirectUri,
      scope: 'openid',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return url.href;
  }

  /** Whom the provider named in its answer. Never throws for what an answer says. */
  async identityOf(query: string, binding: SignInBinding): Promise<IdentityOutcome> {
    try {
      const configuration = await this.#configuration();
      // Not the address of the request: behind a proxy it is another than the provider was told.
      const answered = new URL(this.#settings.redirectUri);
      answered.search = query;
      const tokens = await authorizationCodeGrant(configuration, answered, {
        expectedState: binding.state,
        expectedNonce: binding.nonce,
        pkceCodeVerifier: binding.codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const subject = claims?.[this.#settings.officerClaim];
      const isNamed =
        typeof subject === 'string' && subject !== '' && subject.length <= SUBJECT_MAX;
      return isNamed && claims ? { issuer: claims.iss, subject } : { failure: 'unverified' };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  /** Where a browser ends its session at the provider; undefined if the provider offers none, or is away. */
  async endSessionUrl(backTo: string): Promise<string | undefined> {
    try {
      const configuration = await this.#configuration();
      if (!configuration.serverMetadata().end_session_endpoint) return undefined;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: backTo }).href;
    } catch {
      return undefined;
    }
  }

  async #configuration(): Promise<Configuration> {
    const now = this.#now();
    if (!this.#discovered || now - this.#discovered.at > DISCOVERY_SERVES_MS) {
      this.#discovered = { at: now, configuration: this.#discover() };
    }
    const { configuration } = this.#discovered;
    try {
      return await configuration;
    } catch (error) {
      // The next sign-in asks again.
      if (this.#discovered?.configuration === configuration) this.#discovered = undefined;
      throw new ProviderUnusable(isAway(error) ? 'away' : 'misconfigured');
    }
  }

  #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, isInsecureAllowed } = this.#settings;
    return discovery(new URL(issuer), clientId, undefined, authenticationWith(clientSecret), {
      timeout: TIMEOUT_SECONDS,
      execute: [enableNonRepudiationChecks, ...(isInsecureAllowed ? [allowInsecureRequests] : [])],
    });
  }
}

/** `client_secret_basic`, which is the default (Core §9), unless the provider takes none of it. */
const authenticationWith =
  (secret: string): ClientAuth =>
  (provider, ...request) => {
    const methods = provider.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic')
      ? ClientSecretBasic(secret)
      : ClientSecretPost(secret);
    authenticate(provider, ...request);
  };

/** Of the reasons of the library only what to do next depends on is told apart. */
function failureOf(error: unknown): IdentityFailure {
  if (error instanceof ProviderUnusable) return error.failure;
  if (error instanceof AuthorizationResponseError) {
    return error.error === 'server_error' || error.error === 'temporarily_unavailable'
      ? 'away'
      : 'refused';
  }
  if (error instanceof ResponseBodyError) {
    return error.error === 'invalid_grant' ? 'codeRefused' : 'misconfigured';
  }
  if (error instanceof WWWAuthenticateChallengeError) return 'misconfigured';
  return isAway(error) ? 'away' : 'unverified';
}

/** No answer, or one that says that there is none now. */
function isAway(error: unknown): boolean {
  // Without a code: `fetch` found nobody. With one, the library was called wrongly.
  if (error instanceof TypeError) return !('code' in error);
  if (!(error instanceof ClientError)) return false;
  if (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT') return true;
  const { cause } = error;
  return cause instanceof Response && cause.status >= 500;
}
