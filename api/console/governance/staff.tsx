import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { seesAlarms } from '../roles.ts';
import { refuseLargeForms } from './own-forms.ts';
import { requirePasskeySession } from './passkey-session.ts';
import { isOwnForm } from './session.ts';
import { StaffPage, TerminalsPage, type Drawn } from './staff-page.tsx';

const isAct = (value: unknown): value is string => z.uuid().safeParse(value).success;

/** The registers of people and of terminals, for those who answer for them and for auditors. */
export function staffPages(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  const app = new Hono<ConsoleEnvironment>();

  for (const path of ['/staff', '/staff/*', '/terminals']) {
    app.use(path, refuseLargeForms, async (c, next) => {
      if (!seesAlarms(c.get('session').officer)) throw new PageRefused('staffForbidden');
      await next();
    });
  }

  const show = async (c: Context<ConsoleEnvironment>, drawn?: Drawn) => {
    const [people, enrolments, frame] = await Promise.all([
      records.staffRegister(),
      records.enrolments.list(now()),
      pageFrame(c, dependencies),
    ]);
    const view = { frame: { ...frame, path: '/staff' }, people, enrolments, drawn };
    return c.html(<StaffPage {...view} />, drawn === null ? 403 : 200);
  };

  app.get('/staff', (c) => show(c));

  app.post('/staff/codes', requirePasskeySession, async (c) => {
    const { token, act } = await c.req.parseBody();
    if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
    const officerId = c.get('session').officer.id;
    const half = isAct(act)
      ? await records.enrolments.draw({ actId: act, officerId, at: now() })
      : undefined;
    return show(c, half === undefined || !isAct(act) ? null : { actId: act, half });
  });

  app.get('/terminals', async (c) => {
    const frame = await pageFrame(c, dependencies);
    return c.html(<TerminalsPage frame={frame} terminals={await records.terminals.list()} />);
  });

  return app;
}
