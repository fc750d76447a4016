import { Hono } from 'hono';
import { allTemplates, templateOf } from '../../../domain/dispatch/templates/all-templates.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { refuseLargeForms } from '../governance/own-forms.ts';
import { isOwnForm } from '../governance/session.ts';
import { mayReadCases, seesAlarms } from '../roles.ts';
import { dispatches as words } from '../words/dispatches.ts';
import { DispatchesPage, type DispatchesView } from './dispatches-page.tsx';
import { dispatchLine } from './dispatch-view.ts';
import { TemplatePage } from './template-page.tsx';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether an asked-for id could be one. @throws PageRefused */
function requireId(id: string): string {
  if (!UUID.test(id)) throw new PageRefused('notFound');
  return id;
}

/**
 * `GET /dispatches`, `GET /dispatches/templates/:id`, and `POST /dispatches/:id/repeats`, by which one that failed is sent once
 * more: the order is recorded, and the dispatch-worker carries it out.
 */
export function dispatchPages(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;

  async function linesOf(caseId: string | undefined) {
    if (caseId === undefined) {
      const [failed, due] = await Promise.all([
        records.dispatches.failed(),
        records.dispatches.due(),
      ]);
      return { failed: failed.map(dispatchLine), due: due.map(dispatchLine), ofCase: undefined };
    }
    const lines = await records.dispatches.ofCase(requireId(caseId));
    return { failed: [], due: [], ofCase: { id: caseId, lines: lines.map(dispatchLine) } };
  }

  return new Hono<ConsoleEnvironment>()
    .use(async (c, next) => {
      const { officer } = c.get('session');
      if (!mayReadCases(officer) && !seesAlarms(officer)) throw new PageRefused('forbidden');
      await next();
    })
    .get('/', async (c) => {
      const { officer } = c.get('session');
      const [frame, lines] = await Promise.all([
        pageFrame(c, dependencies),
        linesOf(c.req.query('case')),
      ]);
      const canOpenCases = mayReadCases(officer);
      // Who only watches sees what failed, and sends nothing.
      const shown = <L extends { readonly again: string }>(all: readonly L[]): L[] =>
        all.map((line) => (canOpenCases ? line : { ...line, again: 'no' }));
      const view: DispatchesView = {
        failed: shown(lines.failed),
        due: shown(lines.due),
        ofCase: lines.ofCase && { ...lines.ofCase, lines: shown(lines.ofCase.lines) },
        templates: allTemplates,
        token: c.get('formToken'),
        said: words.said[c.req.query('said') ?? ''],
        canOpenCases,
      };
      return c.html(<DispatchesPage frame={frame} view={view} />);
    })
    .get('/templates/:id', async (c) => {
      const id = c.req.param('id');
      if (!allTemplates.some((template) => template.id === id)) throw new PageRefused('notFound');
      const frame = await pageFrame(c, dependencies);
      return c.html(<TemplatePage frame={frame} template={templateOf(id)} />);
    })
    .post('/:id/repeats', refuseLargeForms, async (c) => {
      const { officer } = c.get('session');
      const { token } = await c.req.parseBody();
      if (!mayReadCases(officer) || !isOwnForm(token, c.get('formToken'))) {
        throw new PageRefused('refused');
      }
      const id = requireId(c.req.param('id'));
      const isOrdered = await records.dispatches.order(id, officer.id, now());
      return c.redirect(`/dispatches?said=${isOrdered ? 'ordered' : 'late'}`, 303);
    });
}
