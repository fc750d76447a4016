import { Hono, type Context } from 'hono';
import {
  ProviderUnusable,
  type IdentityFailure,
} from '../../../adapters/oidc/identity-provider.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import type { ConsoleDependencies, StaffIdentityProvider } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { frameOf } from '../frame-view.ts';
import { prepareChallenges } from './challenges.ts';
import { markedBrowser } from './door.ts';
import { LeavingPage } from './leaving-page.tsx';
import { bindingOf, forgetSentBrowser, markSentBrowser, sentBrowser } from './oidc-browser.ts';
import { openSessionHere } from './open-session.ts';
import type { ShowDoor } from './passkey-sign-in.tsx';
import type { SignInAttempts } from './sign-in-attempts.ts';
import { terminalOf } from './terminal.ts';
import { SignedInPage, type DoorReason, type SignInState } from './sign-in-page.tsx';

type ConsoleContext = Context<ConsoleEnvironment>;

/** Where the provider sends people back to. */
export const CALLBACK_PATH = '/sign-in/provider/answer';

const REASON_OF = {
  refused: 'providerRefused',
  codeRefused: 'codeRefused',
  unverified: 'unverified',
  away: 'providerAway',
  misconfigured: 'providerMisconfigured',
} as const satisfies Record<IdentityFailure, DoorReason>;

const STATUS_OF = new Map<SignInState, 429 | 502 | 503>([
  ['providerAway', 503],
  ['providerMisconfigured', 502],
  ['busy', 429],
]);

const statusOf = (state: SignInState) =>
  typeof state === 'object' ? 429 : (STATUS_OF.get(state) ?? 403);

/** Longer than any answer of a provider; state and code are a few hundred characters. */
const ANSWER_MAX = 8192;

/** Signing in at the identity provider of the operator. */
class ProviderDoor {
  readonly #dependencies: ConsoleDependencies;
  readonly #provider: StaffIdentityProvider;
  readonly #attempts: SignInAttempts;
  readonly #challenges: ReturnType<typeof prepareChallenges>;

  constructor(
    dependencies: ConsoleDependencies,
    provider: StaffIdentityProvider,
    attempts: SignInAttempts,
  ) {
    this.#dependencies = dependencies;
    this.#provider = provider;
    this.#attempts = attempts;
    this.#challenges = prepareChallenges(dependencies);
  }

  /** Where this browser has to go; or why it cannot. */
  async leave(c: ConsoleContext): Promise<{ readonly to: string } | DoorReason> {
    if (!this.#attempts.mayAsk(sourceOf(c))) return 'busy';
    const { settings } = this.#dependencies;
    const browser = markSentBrowser(c, settings);
    const state = await this.#challenges.make({ purpose: 'oidc', officerId: null, browser });
    try {
      return { to: await this.#provider.authorizationUrl(bindingOf(settings, { state, browser })) };
    } catch (error) {
      if (error instanceof ProviderUnusable) return REASON_OF[error.failure];
      throw error;
    }
  }

  /** Lets in whom the provider named. @returns why not. */
  async enter(c: ConsoleContext): Promise<SignInState | undefined> {
    const terminal = await terminalOf(c, this.#dependencies);
    if (terminal === undefined) return 'noTerminal';
    const side = { address: sourceOf(c), terminal };
    const lockedSeconds = this.#attempts.wait(side);
    if (lockedSeconds > 0) return { lockedSeconds };
    const { records, settings } = this.#dependencies;
    const query = new URL(c.req.url).search;
    const state = c.req.query('state') ?? '';
    const browser = sentBrowser(c, settings);
    if (browser === undefined) return 'otherBrowser';
    if (query.length > ANSWER_MAX || !(await this.#take(state, browser))) {
      return (await this.#challenges.wasTaken(state, browser)) ? 'answerUsed' : 'expired';
    }
    const outcome = await this.#provider.identityOf(query, bindingOf(settings, { state, browser }));
    if ('failure' in outcome) return REASON_OF[outcome.failure];
    const officerId = await records.identities.officerOf(outcome);
    if (officerId !== undefined && (await records.locks.isLocked(officerId)))
      return 'officerLocked';
    const isOpen =
      officerId !== undefined &&
      (await openSessionHere(c, this.#dependencies, (session) =>
        records.identities.signIn(officerId, session),
      ));
    if (isOpen) {
      forgetSentBrowser(c, settings);
      return undefined;
    }
    this.#attempts.failed(side);
    return 'unknownSubject';
  }

  /** Before anything else, and whatever the answer says: one question has one answer. */
  #take(state: string, browser: string): Promise<boolean> {
    return this.#challenges.take(state, { purpose: 'oidc', officerId: null, browser });
  }
}

/** The way over the identity provider; without one its addresses do not exist. */
export function oidcSignIn(
  dependencies: ConsoleDependencies,
  { showDoor, attempts }: { readonly showDoor: ShowDoor; readonly attempts: SignInAttempts },
) {
  const { settings, identityProvider } = dependencies;
  const app = new Hono<ConsoleEnvironment>();
  if (!identityProvider) return app;
  const door = new ProviderDoor(dependencies, identityProvider, attempts);

  const refuse = (c: ConsoleContext, state: SignInState) => {
    c.status(statusOf(state));
    return showDoor(c, state);
  };

  app.post('/sign-in/provider', async (c) => {
    const { token } = await c.req.parseBody();
    markedBrowser(c, settings, token);
    const left = await door.leave(c);
    if (typeof left === 'string') return refuse(c, left);
    // Not a redirect: `form-action` would stop a form that ends at another site.
    c.header('Refresh', `0; url=${left.to}`);
    return c.html(
      <LeavingPage frame={{ ...frameOf(c, dependencies), path: '/sign-in' }} to={left.to} />,
    );
  });

  app.get(CALLBACK_PATH, async (c) => {
    const refused = await door.enter(c);
    if (refused) return refuse(c, refused);
    // Not a redirect: one that began at another site would arrive without the strict cookie.
    c.header('Refresh', '0; url=/');
    return c.html(<SignedInPage frame={{ ...frameOf(c, dependencies), path: '/sign-in' }} />);
  });

  return app;
}
