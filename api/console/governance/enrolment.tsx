import { Hono, type Context } from 'hono';
import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import { registrationOptions, verifyRegistration } from '../../../adapters/webauthn/passkeys.ts';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import { readHalf } from '../../../domain/governance/enrolment-code.ts';
import type { Halves } from '../../../db/governance/enrolments.ts';
import { sourceOf } from '../../middleware/source-of.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { frameOf } from '../frame-view.ts';
import { frame as frameWords } from '../words/frame.ts';
import { prepareChallenges } from './challenges.ts';
import { markBrowser, markedBrowser } from './door.ts';
import { EnrolmentPage, TerminalEnrolmentPage, type EnrolmentSaid } from './enrolment-page.tsx';
import { readRegistration, userHandleOf } from './passkey-answers.ts';
import { refuseLargeForms } from './own-forms.ts';
import { LABEL } from './own-passkeys.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import { giveTerminal, hashOfTerminal, secretToClaim, terminalOf } from './terminal.ts';

type ConsoleContext = Context<ConsoleEnvironment>;
type Form = Record<string, unknown>;

/** Both halves as they were typed; undefined if one is none. */
function halvesOf({ first, second }: Form): Halves | undefined {
  const halves = [readHalf(first), readHalf(second)];
  const [one, other] = halves;
  return one !== undefined && other !== undefined && one !== other ? [one, other] : undefined;
}

/** Codes of enrolments, and what they let make. */
class EnrolmentDesk {
  readonly #dependencies: ConsoleDependencies;
  readonly #attempts: SignInAttempts;
  readonly #challenges: ReturnType<typeof prepareChallenges>;

  constructor(dependencies: ConsoleDependencies, attempts: SignInAttempts) {
    this.#dependencies = dependencies;
    this.#attempts = attempts;
    this.#challenges = prepareChallenges(dependencies);
  }

  /** Whom a code is for; a wrong one counts against the address. */
  async #officerOf(c: ConsoleContext, halves: Halves | undefined) {
    const { records, now } = this.#dependencies;
    const officer = halves && (await records.enrolments.officerOf(halves, now()));
    if (!officer) this.#attempts.failed({ address: sourceOf(c) });
    return officer;
  }

  isHeldBack(c: ConsoleContext): boolean {
    return this.#attempts.wait({ address: sourceOf(c) }) > 0;
  }

  /** What a browser makes the passkey with; undefined for a code that is none. */
  async options(c: ConsoleContext, form: Form, browser: string) {
    const officer = await this.#officerOf(c, halvesOf(form));
    if (!officer) return undefined;
    const { settings, records } = this.#dependencies;
    const existing = await records.passkeys.listOf(officer.id);
    const owner = { purpose: 'register', officerId: officer.id, browser } as const;
    return registrationOptions({
      challenge: await this.#challenges.make(owner),
      rpId: relyingPartyAt(settings.origin).rpId,
      rpName: frameWords.product.ja,
      userHandle: userHandleOf(officer.id),
      userName: officer.name,
      existing: existing.map(({ credentialId }) => credentialId),
    });
  }

  /** Makes the passkey, and uses the code. */
  async enrol(c: ConsoleContext, form: Form, browser: string): Promise<EnrolmentSaid> {
    const { settings, records, now } = this.#dependencies;
    const label = typeof form['label'] === 'string' ? form['label'].trim() : '';
    if (!LABEL.test(label)) return 'label';
    const terminal = await terminalOf(c, this.#dependencies);
    if (terminal === undefined) return 'noTerminal';
    const halves = halvesOf(form);
    const officer = await this.#officerOf(c, halves);
    if (!officer || !halves) return 'spent';
    const answer = readRegistration(form['credential']);
    const challenge = answer && answeredChallenge(answer);
    if (!answer || challenge === undefined) return 'failed';
    const owner = { purpose: 'register', officerId: officer.id, browser } as const;
    if (!(await this.#challenges.take(challenge, owner))) return 'failed';
    const made = await verifyRegistration(answer, {
      ...relyingPartyAt(settings.origin),
      challenge,
    });
    const isRefused = made && !settings.isDevelopment && isSoftwareCredential(made.credentialId);
    if (!made || isRefused) return 'failed';
    const passkey = { ...made, officerId: officer.id, label, createdAt: now() };
    const outcome = await records.passkeys.enrol({ halves, passkey, terminal });
    return outcome === 'added' ? 'enrolled' : outcome;
  }

  /** Makes this browser the terminal of a code. */
  async claim(c: ConsoleContext, form: Form): Promise<string | undefined> {
    const { settings, records, now } = this.#dependencies;
    const halves = halvesOf(form);
    const secret = secretToClaim(c, settings);
    const secretSha256 = hashOfTerminal(secret ?? '');
    // One certificate is one terminal: else two of the register would be the same machine.
    const isFree = secret !== undefined && !(await records.terminals.find(secretSha256));
    const terminal =
      halves && isFree
        ? await records.terminals.claim({ halves, secretSha256, at: now() })
        : undefined;
    if (terminal && secret) giveTerminal(c, settings, secret);
    else this.#attempts.failed({ address: sourceOf(c) });
    return terminal;
  }
}

const statusOf = (said: EnrolmentSaid) => {
  if (said === 'enrolled' || said === 'claimed') return 200;
  return said === 'busy' ? 429 : 403;
};

/** Making a first passkey, or a terminal, before there is a session. */
export function enrolmentRoutes(dependencies: ConsoleDependencies, attempts: SignInAttempts) {
  const { settings } = dependencies;
  const desk = new EnrolmentDesk(dependencies, attempts);
  const app = new Hono<ConsoleEnvironment>();

  const viewOf = (c: ConsoleContext, path: string, said?: EnrolmentSaid) => {
    if (said !== undefined) c.status(statusOf(said));
    const frame = { ...frameOf(c, dependencies), path };
    return { frame, token: markBrowser(c, settings), said };
  };

  app.use('/enrol/*', refuseLargeForms);
  app.get('/enrol', (c) => c.html(<EnrolmentPage {...viewOf(c, '/enrol')} />));

  app.post('/enrol/options', async (c) => {
    const form = await c.req.parseBody();
    const browser = markedBrowser(c, settings, form['token']);
    if (desk.isHeldBack(c)) return c.json({}, 429);
    const options = await desk.options(c, form, browser);
    return options ? c.json(options) : c.json({}, 403);
  });

  app.post('/enrol', async (c) => {
    const form = await c.req.parseBody();
    const browser = markedBrowser(c, settings, form['token']);
    const said = desk.isHeldBack(c) ? 'busy' : await desk.enrol(c, form, browser);
    return c.html(<EnrolmentPage {...viewOf(c, '/enrol', said)} />);
  });

  app.get('/enrol/terminal', (c) =>
    c.html(<TerminalEnrolmentPage {...viewOf(c, '/enrol/terminal')} />),
  );

  app.post('/enrol/terminal', async (c) => {
    const form = await c.req.parseBody();
    markedBrowser(c, settings, form['token']);
    const isHeldBack = desk.isHeldBack(c);
    const terminal = isHeldBack ? undefined : await desk.claim(c, form);
    const said = isHeldBack ? 'busy' : terminal === undefined ? 'spent' : 'claimed';
    const view = viewOf(c, '/enrol/terminal', said);
    return c.html(<TerminalEnrolmentPage {...view} {...(terminal && { terminal })} />);
  });

  return app;
}
