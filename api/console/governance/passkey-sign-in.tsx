import { Hono, type Context } from 'hono';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import {
  requestOptions,
  verifySignIn,
  type AuthenticationResponseJSON,
} from '../../../adapters/webauthn/passkeys.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { prepareChallenges, type Challenges } from './challenges.ts';
import { markedBrowser } from './door.ts';
import { isHolder, readAssertion } from './passkey-answers.ts';
import { openSessionHere } from './open-session.ts';
import type { SignInAttempts, SignInSide } from './sign-in-attempts.ts';
import { terminalOf } from './terminal.ts';
import { usablePasskey } from './usable-passkey.ts';
import { defaultPolicy } from '../../../domain/governance/policy.ts';
import type { SignInState } from './sign-in-page.tsx';

type ConsoleContext = Context<ConsoleEnvironment>;
type Refused = Extract<SignInState, 'failed' | 'expired' | 'noTerminal' | 'officerLocked' | object>;

/** More to show at the door: where to sign out elsewhere. */
export interface DoorMore {
  readonly providerSignOut?: string;
}

/** How the door is shown again, with why it did not open. */
export type ShowDoor = (
  c: ConsoleContext,
  state: SignInState,
  more?: DoorMore,
) => Response | Promise<Response>;

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
  readonly #attempts: SignInAttempts;

  constructor(dependencies: ConsoleDependencies, attempts: SignInAttempts) {
    this.#dependencies = dependencies;
    this.#attempts = attempts;
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
    const terminal = await terminalOf(c, this.#dependencies);
    if (terminal === undefined) return 'noTerminal';
    const side = { address: sourceOf(c), terminal };
    const lockedSeconds = this.#attempts.wait(side);
    if (lockedSeconds > 0) return { lockedSeconds };
    const passkey = answer && (await usablePasskey(answer.id, this.#dependencies));
    if (!answer || !passkey) return this.#fail(side);
    const ofOfficer = this.#attempts.wait(side, passkey.officerId);
    if (ofOfficer > 0) return { lockedSeconds: ofOfficer };

    const challenge = answeredChallenge(answer) ?? '';
    const owner = { purpose: 'signIn', officerId: null, browser } as const;
    if (!(await this.#challenges.take(challenge, owner))) return 'expired';
    const expected = { ...relyingPartyAt(this.#dependencies.settings.origin), challenge };
    const verified =
      isHolder(answer, passkey.officerId) && (await verifySignIn(answer, expected, passkey));
    if (!verified) return this.#fail(side, passkey.officerId);
    // Told to nobody but the holder of the passkey.
    if (await this.#dependencies.records.locks.isLocked(passkey.officerId)) return 'officerLocked';
    const isOpen = await this.#open(c, { credentialId: passkey.credentialId, ...verified });
    return isOpen ? undefined : this.#fail(side, passkey.officerId);
  }

  /** Remembers a failure; the last that the policy allows locks its officer. */
  async #fail(side: Required<SignInSide>, officerId?: string): Promise<'failed'> {
    this.#attempts.failed(side, officerId);
    if (officerId === undefined) return 'failed';
    const { records, now } = this.#dependencies;
    const { periods, values } = defaultPolicy;
    const at = now();
    await records.locks.failed({
      officerId,
      terminal: side.terminal,
      method: 'passkey',
      at,
      since: new Date(at.getTime() - periods.signInFailures.count * HOUR_MS),
      failuresMax: values.signInFailuresMax,
    });
    return 'failed';
  }

  #open(
    c: ConsoleContext,
    signedBy: { readonly credentialId: string; readonly signatureCounter: number },
  ): Promise<boolean> {
    const { passkeys } = this.#dependencies.records;
    return openSessionHere(c, this.#dependencies, (session) =>
      passkeys.signIn({ ...signedBy, ...session }),
    );
  }
}

const HOUR_MS = 3_600_000;

/** Signing in by a passkey; in development also by the one in software that an invented person has. */
export function passkeySignIn(
  dependencies: ConsoleDependencies,
  { showDoor, attempts }: { readonly showDoor: ShowDoor; readonly attempts: SignInAttempts },
) {
  const { settings, softwarePasskeys } = dependencies;
  const door = new PasskeyDoor(dependencies, attempts);
  const app = new Hono<ConsoleEnvironment>();
  const { origin, rpId } = relyingPartyAt(settings.origin);

  const answer = async (
    c: ConsoleContext,
    signed: AuthenticationResponseJSON | undefined,
    browser: string,
  ) => {
    const refused = await door.enter(c, signed, browser);
    if (!refused) return c.redirect('/', 303);
    c.status(typeof refused === 'object' ? 429 : 403);
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
