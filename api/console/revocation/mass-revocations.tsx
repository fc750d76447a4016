import { Hono, type Context } from 'hono';
import { uuidV7 } from '../../../db/uuid.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { idIn, ownFields } from '../governance/acts-requests.ts';
import { refuseLargeForms } from '../governance/own-forms.ts';
import { maySeeActs } from '../roles.ts';
import { MassRevocationPage } from './mass-revocation-page.tsx';
import { massView, standingOf } from './mass-revocation-view.ts';

type MassContext = Context<ConsoleEnvironment>;

/** The page loads itself again after so many seconds while something happens. */
const REFRESH_SECONDS = '5';

async function progressOf(c: MassContext, { records }: ConsoleDependencies) {
  const id = c.req.param('id') ?? '';
  const progress = isApplicationId(id) ? await records.massRevocations.find(id) : undefined;
  if (!progress) throw new PageRefused('notFound');
  return progress;
}

/** `GET /mass-revocations/{id}` */
async function show(c: MassContext, dependencies: ConsoleDependencies) {
  const progress = await progressOf(c, dependencies);
  const { records, now } = dependencies;
  const maySend = roleFor(c.get('session').officer, 'massRevocation') !== undefined;
  const view = massView(progress, {
    staff: await records.staff(),
    inputId: maySend ? uuidV7(now().getTime()) : undefined,
  });
  if (standingOf(progress) === 'running' || progress.isAsked) {
    c.header('Refresh', REFRESH_SECONDS);
  }
  const frame = await pageFrame(c, dependencies);
  return c.html(<MassRevocationPage frame={frame} view={view} />);
}

/** `POST /mass-revocations/{id}/inputs`: lets it wait or go on. Recorded here, applied by the office-worker. */
async function send(c: MassContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const { mass } = await progressOf(c, dependencies);
  const { officer, terminal } = c.get('session');
  const kind = fields.get('kind');
  const role = roleFor(officer, 'massRevocation');
  if (role === undefined) throw new PageRefused('forbidden');
  if (kind !== 'pause' && kind !== 'resume') throw new PageRefused('refused');
  const by = { officerId: officer.id, role, terminal, receivedAt: dependencies.now() };
  await dependencies.records.massRevocations.record({ id, massId: mass.id, kind, ...by });
  return c.redirect(`/mass-revocations/${mass.id}`, 303);
}

/** Pages of mass revocations. They show numbers of certificates and nothing of who has them. */
export function massRevocationPages(dependencies: ConsoleDependencies) {
  const app = new Hono<ConsoleEnvironment>();
  app.use(refuseLargeForms, async (c, next) => {
    if (!maySeeActs(c.get('session').officer)) throw new PageRefused('forbidden');
    await next();
  });
  return app
    .get('/:id', (c) => show(c, dependencies))
    .post('/:id/inputs', (c) => send(c, dependencies));
}
