import { Hono } from 'hono';
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
import { pageFrame } from '../frame-view.ts';
import { frame as frameWords } from '../words/frame.ts';
import { settings as words } from '../words/settings.ts';
import { prepareChallenges, type ChallengeOwner } from './challenges.ts';
import { refuseLargeForms } from './own-forms.ts';
import { readRegistration, userHandleOf } from './passkey-answers.ts';
import { requirePasskeySession } from './passkey-session.ts';
import { isOwnForm, takeSession } from './session.ts';
import { SettingsPage, type SettingsSaid } from './settings-page.tsx';
import { TokenBuckets } from '../../middleware/token-buckets.ts';

/** What a person may call a passkey: a line of its own, with nothing invisible in it. */
export const LABEL = /^[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u;

/** Challenges that one person gets in a minute. Each is a row. */
const CHALLENGES_PER_MINUTE = 20;

type Variables = ConsoleEnvironment['Variables'];
type Reader = Pick<Variables, 'session' | 'sessionSha256'>;

const ownerOf = ({ session, sessionSha256 }: Reader): ChallengeOwner => ({
  purpose: 'register',
  officerId: session.officer.id,
  browser: sessionSha256,
});

const asSaid = (text: string | undefined): SettingsSaid | undefined =>
  text !== undefined && Object.hasOwn(words.said, text) ? (text as SettingsSaid) : undefined;

/** Adds a passkey to whoever is signed in. @returns what came of it */
function registrar(dependencies: ConsoleDependencies) {
  const { records, settings, now } = dependencies;
  const challenges = prepareChallenges(dependencies);

  return async (
    reader: Reader,
    answer: RegistrationResponseJSON | undefined,
    label: string,
  ): Promise<SettingsSaid> => {
    if (!LABEL.test(label)) return 'label';
    const challenge = answer && answeredChallenge(answer);
    if (answer === undefined || challenge === undefined) return 'failed';
    if (!(await challenges.take(challenge, ownerOf(reader)))) return 'expired';
    const expected = { ...relyingPartyAt(settings.origin), challenge };
    const made = await verifyRegistration(answer, expected);
    const isRefused = made && !settings.isDevelopment && isSoftwareCredential(made.credentialId);
    if (!made || isRefused) return 'failed';
    const officerId = reader.session.officer.id;
    const passkey = { ...made, officerId, label, createdAt: now() };
    const isAdded = await records.passkeys.add(passkey, reader.session.terminal);
    return isAdded ? 'added' : 'known';
  };
}

/** Somebody's own settings: passkeys, and an end to every session. */
export function ownSettings(dependencies: ConsoleDependencies) {
  const { records, settings, now } = dependencies;
  const challenges = prepareChallenges(dependencies);
  const register = registrar(dependencies);
  const asked = new TokenBuckets({ perMinute: CHALLENGES_PER_MINUTE });
  const app = new Hono<ConsoleEnvironment>();

  app.use(refuseLargeForms, async (c, next) => {
    if (c.req.method === 'POST') {
      const { token } = await c.req.parseBody();
      if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
    }
    await next();
  });

  app.get('/', async (c) => {
    const passkeys = await records.passkeys.listOf(c.get('session').officer.id);
    const frame = await pageFrame(c, dependencies);
    const said = asSaid(c.req.query('said'));
    const isTerminal = c.get('session').terminalSecretSha256 !== null;
    const view = { frame, passkeys, said, isTerminal };
    return c.html(<SettingsPage {...view} />);
  });

  app.post('/display-check', async (c) => {
    const { seen } = await c.req.parseBody();
    const { terminal, terminalSecretSha256 } = c.get('session');
    const isKept = terminalSecretSha256 !== null && (seen === 'differ' || seen === 'alike');
    if (!isKept) throw new PageRefused('notFound');
    await records.terminals.keepDisplayCheck(terminal, seen, now());
    return c.redirect('/settings?said=displayKept', 303);
  });

  app.post('/passkeys/options', requirePasskeySession, async (c) => {
    const { officer } = c.get('session');
    if (asked.take(officer.id) > 0) return c.json({}, 429);
    const existing = await records.passkeys.listOf(officer.id);
    const options = await registrationOptions({
      challenge: await challenges.make(ownerOf(c.var)),
      rpId: relyingPartyAt(settings.origin).rpId,
      rpName: frameWords.product.ja,
      userHandle: userHandleOf(officer.id),
      userName: officer.name,
      existing: existing.map(({ credentialId }) => credentialId),
    });
    return c.json(options);
  });

  app.post('/passkeys', requirePasskeySession, async (c) => {
    const { credential, label } = await c.req.parseBody();
    const name = typeof label === 'string' ? label.trim() : '';
    const said = await register(c.var, readRegistration(credential), name);
    return c.redirect(`/settings?said=${said}`, 303);
  });

  app.post('/passkeys/withdrawal', async (c) => {
    const { passkey } = await c.req.parseBody();
    const { officer, terminal } = c.get('session');
    const at = now();
    const isWithdrawn =
      typeof passkey === 'string' &&
      (await records.passkeys.withdraw(passkey, officer.id, { at, terminal }));
    if (!isWithdrawn) throw new PageRefused('notFound');
    // Whoever has the lost key may be signed in by it.
    await records.sessions.endAll(officer.id, at, c.get('sessionSha256'));
    return c.redirect('/settings?said=withdrawn', 303);
  });

  app.post('/sign-out-everywhere', async (c) => {
    await records.sessions.endAll(c.get('session').officer.id, now());
    takeSession(c, settings);
    return c.redirect('/sign-in', 303);
  });

  return app;
}
