import { Hono } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { settings as words } from '../words/settings.ts';
import { prepareConfirmations } from './confirmations.ts';
import { refuseLargeForms } from './own-forms.ts';
import { ownPasskeys } from './own-passkeys.ts';
import { isOwnForm, takeSession } from './session.ts';
import { SettingsPage, type SettingsSaid } from './settings-page.tsx';

const asSaid = (text: string | undefined): SettingsSaid | undefined =>
  text !== undefined && Object.hasOwn(words.said, text) ? (text as SettingsSaid) : undefined;

/** Somebody's own settings: passkeys, and an end to every session. */
export function ownSettings(dependencies: ConsoleDependencies) {
  const { records, settings, now } = dependencies;
  const confirmations = prepareConfirmations(dependencies);
  const app = new Hono<ConsoleEnvironment>();

  app.use(refuseLargeForms, async (c, next) => {
    if (c.req.method === 'POST') {
      const { token } = await c.req.parseBody();
      if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
    }
    await next();
  });

  app.get('/', async (c) => {
    const { id } = c.get('session').officer;
    const passkeys = await records.passkeys.listOf(id);
    const ways = await confirmations.waysOf(id);
    const frame = await pageFrame(c, dependencies);
    const said = asSaid(c.req.query('said'));
    const isTerminal = c.get('session').terminalSecretSha256 !== null;
    const view = { frame, passkeys, ways, said, isTerminal };
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

  app.route('/passkeys', ownPasskeys(dependencies, confirmations));

  app.post('/sign-out-everywhere', async (c) => {
    await records.sessions.endAll(c.get('session').officer.id, now());
    takeSession(c, settings);
    return c.redirect('/sign-in', 303);
  });

  return app;
}
