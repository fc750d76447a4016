import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { seesAlarms } from '../roles.ts';
import { prepareConfirmations } from './confirmations.ts';
import { refuseLargeForms } from './own-forms.ts';
import { requirePasskeySession } from './passkey-session.ts';
import { isOwnForm } from './session.ts';
import { PortalsPage } from './portals-page.tsx';
import { StaffPage, TerminalsPage, type Drawn } from './staff-page.tsx';

const isAct = (value: unknown): value is string => z.uuid().safeParse(value).success;

/** A form of the reader's, of which act it draws a half, and what confirms it. */
const readForm = async (c: Context<ConsoleEnvironment>) => {
  const { token, act, credential: answer, software } = await c.req.parseBody();
  if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
  const doing = isAct(act) ? ({ reader: c.var, act: 'drawHalf', of: [act] } as const) : undefined;
  return { doing, form: { answer, software } };
};

/** The registers of people, of terminals and of portals, for those who answer for them and for auditors. */
export function staffPages(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  const confirmations = prepareConfirmations(dependencies);
  const app = new Hono<ConsoleEnvironment>();

  for (const path of ['/staff', '/staff/*', '/terminals', '/portals']) {
    app.use(path, refuseLargeForms, async (c, next) => {
      if (!seesAlarms(c.get('session').officer)) throw new PageRefused('staffForbidden');
      await next();
    });
  }

  const show = async (c: Context<ConsoleEnvironment>, drawn?: Drawn) => {
    const [people, enrolments, ways, frame] = await Promise.all([
      records.staffRegister(),
      records.enrolments.list(now()),
      confirmations.waysOf(c.get('session').officer.id),
      pageFrame(c, dependencies),
    ]);
    const view = { frame: { ...frame, path: '/staff' }, people, enrolments, ways, drawn };
    return c.html(<StaffPage {...view} />, typeof drawn === 'string' ? 403 : 200);
  };

  app.get('/staff', (c) => show(c));

  app.post('/staff/codes/options', requirePasskeySession, async (c) => {
    const { doing } = await readForm(c);
    if (confirmations.isBusy(c.get('session').officer.id)) return c.json({}, 429);
    const request = doing && (await confirmations.request(doing));
    return request ? c.json(request) : c.json({}, 403);
  });

  app.post('/staff/codes', requirePasskeySession, async (c) => {
    const { doing, form } = await readForm(c);
    if (!doing) return show(c, 'past');
    const confirmed = await confirmations.read(doing, form);
    if (typeof confirmed === 'string') return show(c, 'unconfirmed');
    const confirmedBy = confirmed.signedBy;
    const [actId] = doing.of;
    const officerId = c.get('session').officer.id;
    const half = await records.enrolments.draw({ actId, officerId, at: now(), confirmedBy });
    return show(c, half === undefined ? 'past' : { half });
  });

  app.get('/terminals', async (c) => {
    const frame = await pageFrame(c, dependencies);
    return c.html(<TerminalsPage frame={frame} terminals={await records.terminals.list()} />);
  });

  app.get('/portals', async (c) => {
    const frame = await pageFrame(c, dependencies);
    return c.html(<PortalsPage frame={frame} portals={await records.portalRegister()} />);
  });

  return app;
}
