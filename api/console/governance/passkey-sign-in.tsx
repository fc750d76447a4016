import { Hono, type Context } from 'hono';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import {
  requestOptions,
  verifySignIn,
  type AuthenticationResponseJSON,
} from '../../../adapters/webauthn/passkeys.ts';
import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { prepareChallenges, type Challenges } from './challenges.ts';
import { markedBrowser } from './door.ts';
import { isHolder, readAssertion } from './passkey-answers.ts';
import { giveSession, hashOfSecret, newSecret, SESSION_MS, shownSession } from './session.ts';
import { SignInAttempts } from './sign-in-attempts.ts';
import type { SignInState } from './sign-in-page.tsx';

type ConsoleContext = Context<ConsoleEnvironment>;
type Refused = Extract<SignInState, 'failed' | 'expired' | object>;

/** How the door is shown again, with why it did not open. */
export type ShowDoor = (c: ConsoleContext, state: SignInState) => Response | Promise<Response>;

/** Whether the other end of the connection is this machine. */
const isOwnMachine = (source: string): boolean =>
  source.startsWith('127.') || source === '0:0:0:0::/64';

/** Invented people whose roles can be taken: in development, by whoever sits at the machine itself. */
export async function rolesToTake(
  c: Context,
  { settings, softwarePasskeys, records }: ConsoleDependencies,
): Promise<readonly StaffMember[]> {
  if (!settings.isDevelopment || !softwarePasskeys || !isOwnMachine(sourceOf(c))) return [];
  return (await records.staff()).filter(({ id }) => softwarePasskeys.has(id));
}

/** Verifies answers of passkeys, and opens sessions by them. */
class PasskeyDoor {
  readonly #dependencies: ConsoleDependencies;
  readonly #challenges: Challenges;
  readonly #attempts = new SignInAttempts();

  constructor(dependencies: ConsoleDependencies) {
    this.#dependencies = dependencies;
    this.#challenges = prepareChallenges(dependencies);
  }

  /** A challenge for this browser; undefined if its address has had enough of them. */
  async challenge(c: ConsoleContext, browser: string): Promise<string | undefined> {
    if (!this.#attempts.mayAsk(sourceOf(c))) return undefined;
    return this.#challenges.make({ purpose: 'signIn', officerId: null, browser });
  }

  /** Lets somebody in. @returns why not. */
  async enter(
    c: ConsoleContext,
    answer: AuthenticationResponseJSON | undefined,
    browser: string,
  ): Promise<Refused | undefined> {
    const address = sourceOf(c);
    const lockedSeconds = this.#attempts.wait(address);
    if (lockedSeconds > 0) return { lockedSeconds };
    const passkey = answer && (await this.#usable(answer.id));
    if (!answer || !passkey) return this.#fail(address);
    const ofOfficer = this.#attempts.wait(address, passkey.officerId);
    if (ofOfficer > 0) return { lockedSeconds: ofOfficer };

    const challenge = answeredChallenge(answer) ?? '';
    const owner = { purpose: 'signIn', officerId: null, browser } as const;
    if (!(await this.#challenges.take(challenge, owner))) return 'expired';
    const expected = { ...relyingPartyAt(this.#dependencies.settings.origin), challenge };
    const verified =
      isHolder(answer, passkey.officerId) && (await verifySignIn(answer, expected, passkey));
    if (!verified) return this.#fail(address, passkey.officerId);
    const isOpen = await this.#open(c, { credentialId: passkey.credentialId, ...verified });
    return isOpen ? undefined : this.#fail(address, passkey.officerId);
  }

  /** A database that was used in development has passkeys that everybody could make. */
  async #usable(credentialId: string) {
    const { settings, records } = this.#dependencies;
    if (!settings.isDevelopment && isSoftwareCredential(credentialId)) return undefined;
    return records.passkeys.find(credentialId);
  }

  #fail(address: string, officerId?: string): 'failed' {
    this.#attempts.failed(address, officerId);
    return 'failed';
  }

  async #open(
    c: ConsoleContext,
    signedBy: { readonly credentialId: string; readonly signatureCounter: number },
  ): Promise<boolean> {
    const { records, settings, now } = this.#dependencies;
    const secret = newSecret();
    const at = now();
    const officer = await records.passkeys.signIn({
      ...signedBy,
      sessionSha256: hashOfSecret(secret),
      terminal: settings.terminal,
      at,
      endsAt: new Date(at.getTime() + SESSION_MS),
    });
    if (!officer) return false;
    const before = shownSession(c, settings);
    if (before !== undefined) await records.sessions.end(hashOfSecret(before), at);
    giveSession(c, settings, secret);
    return true;
  }
}

const STATUS = { failed: 403, expired: 403 } as const;

/** Signing in by a passkey; in development also by the one in software that an invented person has. */
export function passkeySignIn(dependencies: ConsoleDependencies, showDoor: ShowDoor) {
  const { settings, softwarePasskeys } = dependencies;
  const door = new PasskeyDoor(dependencies);
  const app = new Hono<ConsoleEnvironment>();
  const { origin, rpId } = relyingPartyAt(settings.origin);

  const answer = async (
    c: ConsoleContext,
    signed: AuthenticationResponseJSON | undefined,
    browser: string,
  ) => {
    const refused = await door.enter(c, signed, browser);
    if (!refused) return c.redirect('/', 303);
    c.status(typeof refused === 'object' ? 429 : STATUS[refused]);
    return showDoor(c, refused);
  };

  app.post('/sign-in/passkey/options', async (c) => {
    const { token } = await c.req.parseBody();
    const challenge = await door.challenge(c, markedBrowser(c, settings, token));
    if (challenge === undefined) return c.json({}, 429);
    return c.json(await requestOptions({ challenge, rpId }));
  });

  app.post('/sign-in/passkey', async (c) => {
    const { token, credential } = await c.req.parseBody();
    return answer(c, readAssertion(credential), markedBrowser(c, settings, token));
  });

  app.post('/sign-in/role', async (c) => {
    const { token, officer } = await c.req.parseBody();
    const role = (await rolesToTake(c, dependencies)).find(({ id }) => id === officer);
    const passkey = role && softwarePasskeys?.get(role.id);
    if (!passkey) throw new PageRefused('notFound');
    const browser = markedBrowser(c, settings, token);
    const challenge = await door.challenge(c, browser);
    const signed = challenge && passkey.assert({ challenge, origin, rpId });
    return answer(c, signed || undefined, browser);
  });

  return app;
}
