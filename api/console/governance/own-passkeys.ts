import { Hono } from 'hono';
import { additionChallenge, confirmationOctets } from '../../../adapters/webauthn/addition.ts';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import {
  registrationOptions,
  verifyRegistration,
  type RegistrationResponseJSON,
} from '../../../adapters/webauthn/passkeys.ts';
import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { frame as frameWords } from '../words/frame.ts';
import { prepareChallenges, type ChallengeOwner } from './challenges.ts';
import type { Confirmable, Confirmations } from './confirmations.ts';
import { readRegistration, userHandleOf } from './passkey-answers.ts';
import { requirePasskeySession } from './passkey-session.ts';
import type { SettingsSaid } from './settings-page.tsx';

/** What a person may call a passkey: a line of its own, with nothing invisible in it. */
export const LABEL = /^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u;

type Reader = Confirmable['reader'];
type Form = Record<string, unknown>;

const ownerOf = ({ session, sessionSha256 }: Reader): ChallengeOwner => ({
  purpose: 'register',
  officerId: session.officer.id,
  browser: sessionSha256,
});

const nameIn = ({ label }: Form): string => (typeof label === 'string' ? label.trim() : '');

/** The confirmation of adding a passkey is of this making of it, under this name. */
const adding = (reader: Reader, challenge: string, label: string): Confirmable => ({
  reader,
  act: 'addPasskey',
  of: [challenge, label],
  challenge: additionChallenge({
    officerId: reader.session.officer.id,
    madeWith: challenge,
    label,
  }),
});

/** Adds a passkey to whoever is signed in and shows another of theirs. @returns what came of it */
function registrar(dependencies: ConsoleDependencies, confirmations: Confirmations) {
  const { records, settings, now } = dependencies;
  const challenges = prepareChallenges(dependencies);

  /** What was made; undefined if it is no passkey that may be added here. */
  const madeBy = async (answer: RegistrationResponseJSON, challenge: string) => {
    const made = await verifyRegistration(answer, {
      ...relyingPartyAt(settings.origin),
      challenge,
    });
    const isRefused = made && !settings.isDevelopment && isSoftwareCredential(made.credentialId);
    return isRefused ? undefined : made;
  };

  return async (reader: Reader, form: Form): Promise<SettingsSaid> => {
    const label = nameIn(form);
    if (!LABEL.test(label)) return 'label';
    const answer = readRegistration(form['credential']);
    const challenge = answer && answeredChallenge(answer);
    if (answer === undefined || challenge === undefined) return 'failed';
    const { confirmation, software } = form;
    const doing = adding(reader, challenge, label);
    const confirmed = await confirmations.read(doing, { answer: confirmation, software });
    if (typeof confirmed === 'string') return confirmed;
    if (!(await challenges.take(challenge, ownerOf(reader)))) return 'expired';
    const made = await madeBy(answer, challenge);
    if (!made) return 'failed';
    const { officer, terminal } = reader.session;
    const passkey = { ...made, officerId: officer.id, label, createdAt: now() };
    return records.passkeys.addConfirmed({
      passkey,
      terminal,
      confirmedBy: confirmed.signedBy,
      confirmation: confirmationOctets(confirmed.answer),
      madeWith: challenge,
    });
  };
}

type Routes = Hono<ConsoleEnvironment>;

function additions(
  app: Routes,
  dependencies: ConsoleDependencies,
  confirmations: Confirmations,
): void {
  const { records, settings } = dependencies;
  const challenges = prepareChallenges(dependencies);
  const register = registrar(dependencies, confirmations);

  app.post('/options', requirePasskeySession, async (c) => {
    const { officer } = c.get('session');
    if (confirmations.isBusy(officer.id)) return c.json({}, 429);
    const form = await c.req.parseBody();
    const existing = await records.passkeys.listOf(officer.id);
    const challenge = await challenges.make(ownerOf(c.var));
    const options = await registrationOptions({
      challenge,
      rpId: relyingPartyAt(settings.origin).rpId,
      rpName: frameWords.product.ja,
      userHandle: userHandleOf(officer.id),
      userName: officer.name,
      existing: existing.map(({ credentialId }) => credentialId),
    });
    const doing = adding(c.var, challenge, nameIn(form));
    const confirm = form['software'] ? undefined : await confirmations.request(doing);
    return c.json({ ...options, ...(confirm && { confirm }) });
  });

  app.post('/', requirePasskeySession, async (c) => {
    const said = await register(c.var, await c.req.parseBody());
    return c.redirect(`/settings?said=${said}`, 303);
  });
}

const withdrawing = (reader: Reader, passkey: unknown): Confirmable => {
  if (typeof passkey !== 'string') throw new PageRefused('notFound');
  return { reader, act: 'withdrawPasskey', of: [passkey] };
};

function withdrawals(
  app: Routes,
  { records, now }: ConsoleDependencies,
  confirmations: Confirmations,
): void {
  app.post('/withdrawal/options', async (c) => {
    const { passkey } = await c.req.parseBody();
    if (confirmations.isBusy(c.get('session').officer.id)) return c.json({}, 429);
    const request = await confirmations.request(withdrawing(c.var, passkey));
    return request ? c.json(request) : c.json({}, 403);
  });

  app.post('/withdrawal', async (c) => {
    const { passkey, credential: answer, software } = await c.req.parseBody();
    const doing = withdrawing(c.var, passkey);
    const confirmed = await confirmations.read(doing, { answer, software });
    if (typeof confirmed === 'string') return c.redirect(`/settings?said=${confirmed}`, 303);
    const { officer, terminal } = c.get('session');
    const at = now();
    const by = { at, terminal, confirmedBy: confirmed.signedBy };
    const became = await records.passkeys.withdraw(doing.of[0] ?? '', officer.id, by);
    if (became === 'unknown') throw new PageRefused('notFound');
    if (became === 'tooFewLeft') return c.redirect('/settings?said=tooFewLeft', 303);
    // Whoever has the lost key may be signed in by it.
    await records.sessions.endAll(officer.id, at, c.get('sessionSha256'));
    return c.redirect('/settings?said=withdrawn', 303);
  });
}

/** Somebody's own passkeys, below `/settings/passkeys`: adding and withdrawing, each confirmed by one they have. */
export function ownPasskeys(
  dependencies: ConsoleDependencies,
  confirmations: Confirmations,
): Routes {
  const app: Routes = new Hono<ConsoleEnvironment>();
  additions(app, dependencies, confirmations);
  withdrawals(app, dependencies, confirmations);
  return app;
}
