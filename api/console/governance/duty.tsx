import { Hono, type Context } from 'hono';
import type { DutyChange } from '../../../domain/governance/duty.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { duty as words } from '../words/duty.ts';
import { DutyPage, type DutySaid } from './duty-page.tsx';
import { dutyLines, dutyView } from './duty-view.ts';
import { refuseLargeForms } from './own-forms.ts';
import { isOwnForm } from './session.ts';

type DutyContext = Context<ConsoleEnvironment>;

/** Duties that the page lists. */
const LINES_SHOWN = 60;

const asSaid = (text: string | undefined): DutySaid | undefined =>
  text !== undefined && Object.hasOwn(words.said, text) ? (text as DutySaid) : undefined;

/** Whom the page showed on duty. @throws PageRefused if the form is not one of this session. */
async function seenIn(c: DutyContext): Promise<string | undefined> {
  const { token, seen } = await c.req.parseBody();
  if (!isOwnForm(token, c.get('formToken')) || typeof seen !== 'string') {
    throw new PageRefused('refused');
  }
  return seen === '' ? undefined : seen;
}

const actingIn = (c: DutyContext, at: Date) => {
  const { officer, terminal } = c.get('session');
  return { officerId: officer.id, terminal, at };
};

const answer = (c: DutyContext, change: DutyChange, said: 'taken' | 'left') =>
  c.redirect(`/duty?said=${change.may ? said : change.because}`, 303);

/** `GET /duty`, and the forms by which duty is taken and left: the entry asks for no assertion, so a session is enough. */
export function dutyRoutes(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  return new Hono<ConsoleEnvironment>()
    .get('/', async (c) => {
      const at = now();
      const [duties, current, staff, frame] = await Promise.all([
        records.duty.history(at, LINES_SHOWN),
        records.duty.current(at),
        records.staff(),
        pageFrame(c, dependencies),
      ]);
      const { officer } = c.get('session');
      const view = dutyView({ current, staff, officer, formToken: c.get('formToken'), now: at });
      const lines = dutyLines(duties, at);
      return c.html(<DutyPage {...{ frame, view, lines, said: asSaid(c.req.query('said')) }} />);
    })
    .post('/take', refuseLargeForms, async (c) => {
      const seen = await seenIn(c);
      return answer(c, await records.duty.take(actingIn(c, now()), seen), 'taken');
    })
    .post('/leave', refuseLargeForms, async (c) => {
      await seenIn(c);
      return answer(c, await records.duty.leave(actingIn(c, now())), 'left');
    });
}
