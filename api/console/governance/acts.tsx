import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ListedAct } from '../../../db/governance/act-inputs.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { readContentOf, stateOfAct } from '../../../db/governance/dual-control.ts';
import { isProposedKind, opensEnrolment } from '../../../domain/governance/act-kinds.ts';
import { LIST_OCTETS_MAX } from '../../../domain/revocation/mass-revocation.ts';
import { refusalCodes } from '../../../domain/governance/act-inputs.ts';
import { isSwitchedByOne, stopCauses } from '../../../domain/governance/switches.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { maySeeActs } from '../roles.ts';
import { governance as words } from '../words/governance.ts';
import type { Said } from '../words/said.ts';
import { roleFor } from './act-duty.ts';
import { actStatement } from './act-draft.ts';
import { ActOutcomePage } from './act-outcome-page.tsx';
import { ActPage } from './act-page.tsx';
import { actView, problemWord, type ActReader } from './act-view.ts';
import { ActsPage, type ShownAct } from './acts-page.tsx';
import { idIn, ownFields, readerOf, record, type ActsContext } from './acts-requests.ts';
import { propose, proposable, showDraft, showForm } from './propose-act.tsx';
import { readSignedForm, signingOf } from './signed-form.ts';
import { switchesView } from './switches-view.ts';
import { unreadableAct, UnreadableActPage } from './unreadable-act.tsx';

/** Acts that a list shows. */
const LISTED_MAX = 50;

/** A document in Base64 as the signing page sends it back, and all the rest. */
const FORM_OCTETS_MAX = 3 * LIST_OCTETS_MAX;

const shownAct = (act: ListedAct, reader: ActReader): ShownAct =>
  readContentOf(act) ? actView(act, reader) : unreadableAct(act, reader.now);

/** `GET /governance-acts` */
async function list(c: ActsContext, dependencies: ConsoleDependencies) {
  const { acts } = dependencies.records;
  const reader = await readerOf(c, dependencies);
  const { officer, staff, now } = reader;
  const [waiting, recent, rows] = await Promise.all([
    acts.waiting(now, LISTED_MAX),
    acts.recent(now, LISTED_MAX),
    acts.switches(),
  ]);
  const view = {
    waiting: waiting.map((act) => shownAct(act, reader)),
    recent: recent.map((act) => shownAct(act, reader)),
    switches: switchesView(rows, staff),
    mayStop: roleFor(officer, 'switchOff') !== undefined,
    mayPropose: proposable(officer).length > 0,
    inputId: uuidV7(now.getTime()),
  };
  return c.html(<ActsPage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** `POST /governance-acts/stops` */
async function stop(c: ActsContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const subject = (fields.get('subject') ?? '').trim();
  const kind = fields.get('switch') ?? '';
  const name = subject === '' ? kind : `${kind}:${subject}`;
  const code = stopCauses.find((cause) => cause === fields.get('cause'));
  const role = roleFor(c.get('session').officer, 'switchOff');
  if (!isSwitchedByOne(name) || !code || role === undefined) throw new PageRefused('refused');
  return record(c, dependencies, { id, kind: 'switchOff', actId: id, role, switch: name, code });
}

/** The act of the address. */
async function openAct(c: ActsContext, { records }: ConsoleDependencies) {
  const id = c.req.param('id') ?? '';
  const act = isApplicationId(id) ? await records.acts.find(id) : undefined;
  if (!act) throw new PageRefused('notFound');
  return act;
}

/** The act of the address as its reader sees it, with the name that lies beside it. */
async function viewOf(c: ActsContext, dependencies: ConsoleDependencies, act: ListedAct) {
  const reader = await readerOf(c, dependencies);
  return {
    reader,
    view: actView(act, reader, await dependencies.records.acts.officerName(act.id)),
  };
}

/** The page of an act that this build cannot read; nobody does anything to it. */
async function showUnreadable(c: ActsContext, dependencies: ConsoleDependencies, act: ListedAct) {
  const view = unreadableAct(act, dependencies.now());
  const frame = await pageFrame(c, dependencies);
  const status = c.req.method === 'GET' ? 200 : 409;
  return c.html(<UnreadableActPage frame={frame} view={view} />, status);
}

/** `GET /governance-acts/{id}` */
async function show(c: ActsContext, dependencies: ConsoleDependencies, problem?: Said) {
  const act = await openAct(c, dependencies);
  if (!readContentOf(act)) return showUnreadable(c, dependencies, act);
  const { reader, view } = await viewOf(c, dependencies, act);
  const { officer, now } = reader;
  const { duty, state, duties } = view;
  const { terminal } = c.get('session');
  const statement =
    state === 'proposed' && duty.may && view.named !== 'missing'
      ? actStatement(
          'approveAct',
          { subject: act.id, content: act.content },
          { officerId: officer.id, role: duty.role, terminal },
        )
      : undefined;
  const mayEnd = state === 'proposed' || (state === 'approved' && duties.performedBy === 'office');
  const page = {
    view,
    document: act.document ?? undefined,
    effect: await dependencies.records.actEffects.effectOf(view.content, now),
    sign: statement && {
      act: 'approve' as const,
      action: `/governance-acts/${act.id}/approvals`,
      signing: await signingOf(statement, dependencies),
      fields: [['input', uuidV7()]] as const,
    },
    refusal:
      mayEnd && roleFor(officer, duties.row) !== undefined ? { inputId: uuidV7() } : undefined,
    problem,
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<ActPage frame={frame} page={page} />, problem ? 409 : 200);
}

/** `POST /governance-acts/{id}/approvals` */
async function approve(c: ActsContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const act = await openAct(c, dependencies);
  if (!readContentOf(act)) return showUnreadable(c, dependencies, act);
  const { officer, terminal } = c.get('session');
  const { view } = await viewOf(c, dependencies, act);
  const { duty, named } = view;
  const isOpen = stateOfAct(act, dependencies.now()) === 'proposed';
  if (!duty.may || !isOpen) return show(c, dependencies, words.act.closed);
  if (named === 'missing') return show(c, dependencies, problemWord('nameUnreadable'));
  const statement = actStatement(
    'approveAct',
    { subject: act.id, content: act.content },
    { officerId: officer.id, role: duty.role, terminal },
  );
  const assertion = await readSignedForm(fields, statement, dependencies);
  if (!assertion) return show(c, dependencies, words.sign.invalid);
  const { role } = duty;
  return record(c, dependencies, { id, kind: 'approve', actId: act.id, role, assertion });
}

/** `POST /governance-acts/{id}/refusals` */
async function refuse(c: ActsContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const act = await openAct(c, dependencies);
  if (!readContentOf(act)) return showUnreadable(c, dependencies, act);
  const code = refusalCodes.find((known) => known === fields.get('code'));
  const { duties } = actView(act, await readerOf(c, dependencies));
  const role = roleFor(c.get('session').officer, duties.row);
  if (!code || role === undefined) throw new PageRefused('refused');
  return record(c, dependencies, { id, kind: 'refuse', actId: act.id, role, code });
}

/** `GET /governance-acts/inputs/{id}` */
async function showOutcome(c: ActsContext, dependencies: ConsoleDependencies) {
  const id = c.req.param('id') ?? '';
  const outcome = isApplicationId(id) ? await dependencies.records.acts.outcome(id) : undefined;
  if (!outcome || outcome.officerId !== c.get('session').officer.id) {
    throw new PageRefused('notFound');
  }
  if (outcome.appliedAt === null) c.header('Refresh', '1');
  const act = c.req.query('act') ?? '';
  const found = isApplicationId(act) ? await dependencies.records.acts.find(act) : undefined;
  const content = found && readContentOf(found);
  const view = {
    outcome,
    actId: found?.id,
    enrolment: content && outcome.kind === 'approve' ? opensEnrolment(content) : 'never',
  } as const;
  return c.html(<ActOutcomePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** Pages of acts of two and of stop switches. They show nothing of an applicant. */
export function governanceActs(dependencies: ConsoleDependencies) {
  const app = new Hono<ConsoleEnvironment>();
  app.use(async (c, next) => {
    if (!maySeeActs(c.get('session').officer)) throw new PageRefused('forbidden');
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: FORM_OCTETS_MAX,
      onError: () => {
        throw new PageRefused('refused');
      },
    }),
  );
  return app
    .get('/', (c) => list(c, dependencies))
    .post('/', (c) => propose(c, dependencies))
    .post('/stops', (c) => stop(c, dependencies))
    .post('/drafts', (c) => showDraft(c, dependencies))
    .get('/new', (c) => {
      const asked = c.req.query('kind') ?? 'switchOn';
      if (!isProposedKind(asked)) throw new PageRefused('notFound');
      const fields = new URL(c.req.url).searchParams;
      return showForm(c, dependencies, { kind: asked, fields });
    })
    .get('/inputs/:id', (c) => showOutcome(c, dependencies))
    .get('/:id', (c) => show(c, dependencies))
    .post('/:id/approvals', (c) => approve(c, dependencies))
    .post('/:id/refusals', (c) => refuse(c, dependencies));
}
