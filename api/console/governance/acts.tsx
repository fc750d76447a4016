import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { uuidV7 } from '../../../db/uuid.ts';
import { contentOctets, stateOfAct } from '../../../db/governance/dual-control.ts';
import type { NewActInput } from '../../../db/governance/act-inputs.ts';
import {
  actKinds,
  DOCUMENT_OCTETS_MAX,
  dutiesOfAct,
  isProposedKind,
  type ProposedKind,
} from '../../../domain/governance/act-kinds.ts';
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
import {
  actStatement,
  draftOfFields,
  draftOfForm,
  fieldsOfDraft,
  type ActDraft,
} from './act-draft.ts';
import { ActOutcomePage } from './act-outcome-page.tsx';
import { ActPage } from './act-page.tsx';
import { actView, type ActReader } from './act-view.ts';
import { ActsPage } from './acts-page.tsx';
import { NewActPage } from './new-act-page.tsx';
import { isOwnForm } from './session.ts';
import { readSignedForm, signingOf } from './signed-form.ts';
import { switchesView } from './switches-view.ts';

type ActsContext = Context<ConsoleEnvironment>;

/** Acts that a list shows. */
const LISTED_MAX = 50;

/** A document in Base64 as the signing page sends it back, and all the rest. */
const FORM_OCTETS_MAX = 3 * DOCUMENT_OCTETS_MAX;

async function readerOf(c: ActsContext, { records, now }: ConsoleDependencies): Promise<ActReader> {
  return { officer: c.get('session').officer, staff: await records.staff(), now: now() };
}

/** The fields of a form of ours. @throws PageRefused for any other */
async function ownFields(c: ActsContext): Promise<URLSearchParams> {
  const fields = new URLSearchParams(await c.req.text());
  if (!isOwnForm(fields.get('token'), c.get('formToken'))) throw new PageRefused('refused');
  return fields;
}

const idIn = (fields: URLSearchParams, name: string): string => {
  const id = fields.get(name) ?? '';
  if (!isApplicationId(id)) throw new PageRefused('refused');
  return id;
};

/** Records what somebody sends, and leads to what becomes of it. */
async function record(
  c: ActsContext,
  { records, now }: ConsoleDependencies,
  input: Omit<NewActInput, 'officerId' | 'terminal' | 'receivedAt'>,
) {
  const { officer, terminal } = c.get('session');
  await records.acts.record({ ...input, officerId: officer.id, terminal, receivedAt: now() });
  const of = input.kind === 'switchOff' ? '' : `?act=${input.actId}`;
  return c.redirect(`/governance-acts/inputs/${input.id}${of}`, 303);
}

/** Kinds that somebody may propose: by the row of a change that the kind can have. */
function proposable(officer: ActReader['officer']): ProposedKind[] {
  const sample = { switch: 'automaticDecisions', cause: 'other' } as never;
  return (Object.keys(actKinds) as ProposedKind[]).filter(
    (kind) =>
      roleFor(officer, actKinds[kind].row(sample)) !== undefined ||
      (kind === 'switchOn' && roleFor(officer, 'switchOnAllSigning') !== undefined),
  );
}

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
    waiting: waiting.map((act) => actView(act, reader)),
    recent: recent.map((act) => actView(act, reader)),
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

interface Shown {
  readonly kind: ProposedKind;
  readonly fields: URLSearchParams;
  readonly problem?: Said;
}

/** `GET /governance-acts/new?kind=` */
async function showForm(c: ActsContext, dependencies: ConsoleDependencies, shown: Shown) {
  const { officer, staff } = await readerOf(c, dependencies);
  const rows = await dependencies.records.acts.switches();
  // The room may have stopped by itself, which the office does not see.
  const off = switchesView(rows, staff).filter(({ isOn, name }) => !isOn || name === 'allSigning');
  const view = { off, kinds: proposable(officer), ...shown, problem: shown.problem };
  const frame = await pageFrame(c, dependencies);
  return c.html(<NewActPage frame={frame} view={view} />, shown.problem ? 422 : 200);
}

const isErasureReason = (text: string | null): text is 'retentionEnded' | 'trialData' =>
  text === 'retentionEnded' || text === 'trialData';

/** The draft that a form describes, or why there is none. */
async function readDraft(
  { records, now }: ConsoleDependencies,
  kind: ProposedKind,
  fields: URLSearchParams,
): Promise<{ readonly draft: ActDraft } | { readonly problem: Said }> {
  const at = now();
  if (kind !== 'chainErasure') {
    const draft = draftOfForm(kind, fields, { at });
    return draft ? { draft } : { problem: words.form.invalid };
  }
  const [id, reason] = [(fields.get('chain') ?? '').trim(), fields.get('reason')];
  if (!isApplicationId(id) || !isErasureReason(reason)) return { problem: words.form.invalid };
  const erasure = await records.actEffects.erasure({ id, reason }, at);
  if ('kept' in erasure) return { problem: words.form.kept(erasure.kept) };
  const draft = draftOfForm(kind, fields, { at, change: { v: 1, reason, ...erasure } });
  return draft ? { draft } : { problem: words.form.invalid };
}

/** `POST /governance-acts/drafts`: what will be signed. Nothing is recorded. */
async function showDraft(c: ActsContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const kind = fields.get('kind') ?? '';
  if (!isProposedKind(kind)) throw new PageRefused('refused');
  const read = await readDraft(dependencies, kind, fields);
  if ('problem' in read) return showForm(c, dependencies, { kind, fields, ...read });
  return showSigning(c, dependencies, { draft: read.draft, id: uuidV7() });
}

interface Signed {
  readonly draft: ActDraft;
  readonly id: string;
  readonly problem?: Said;
}

async function showSigning(c: ActsContext, dependencies: ConsoleDependencies, signed: Signed) {
  const { draft, id, problem } = signed;
  const reader = await readerOf(c, dependencies);
  const { officer, now } = reader;
  const { terminal } = c.get('session');
  const role = roleFor(officer, dutiesOfAct(draft.content).row);
  if (role === undefined) throw new PageRefused('forbidden');
  const signer = { officerId: officer.id, role, terminal };
  const statement = actStatement('proposeAct', { subject: id, content: draft.octets }, signer);
  const act = drafted(draft, { id, statement: statement.contentSha256, officer, now });
  const page = {
    view: actView(act, reader),
    document: draft.document,
    effect: await dependencies.records.actEffects.effectOf(draft.content, now),
    sign: {
      act: 'propose' as const,
      action: '/governance-acts',
      signing: await signingOf(statement, dependencies),
      fields: [['act', id], ['input', uuidV7()], ...fieldsOfDraft(draft)] as const,
    },
    refusal: undefined,
    problem,
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<ActPage frame={frame} page={page} />, problem ? 409 : 200);
}

/** A draft as an act that nobody has recorded. */
const drafted = (
  { content, octets }: ActDraft,
  {
    id,
    statement,
    officer,
    now,
  }: {
    readonly id: string;
    readonly statement: string;
    readonly officer: ActReader['officer'];
    readonly now: Date;
  },
) => ({
  id,
  actKind: content.actKind,
  content: octets,
  contentSha256: statement,
  effectiveFrom: new Date(content.effectiveFrom),
  proposedBy: officer.id,
  proposedAt: now,
  proposedInRoles: [...officer.roles],
  proposalAssertionSha256: null,
  approvalAssertionSha256: null,
  approvedBy: null,
  approvedAt: null,
  approvedInRole: null,
  approvedAtTerminal: null,
  effectiveAt: null,
  refusedBy: null,
  refusedAt: null,
  refusalCode: null,
});

/** `POST /governance-acts` */
async function propose(c: ActsContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const [actId, id] = [idIn(fields, 'act'), idIn(fields, 'input')];
  const draft = draftOfFields(fields);
  if (!draft) throw new PageRefused('refused');
  const { officer, terminal } = c.get('session');
  const role = roleFor(officer, dutiesOfAct(draft.content).row);
  if (role === undefined) throw new PageRefused('forbidden');
  const signer = { officerId: officer.id, role, terminal };
  const statement = actStatement('proposeAct', { subject: actId, content: draft.octets }, signer);
  const assertion = await readSignedForm(fields, statement, dependencies);
  if (!assertion) {
    return showSigning(c, dependencies, { draft, id: actId, problem: words.sign.invalid });
  }
  return record(c, dependencies, {
    id,
    kind: 'propose',
    actId,
    role,
    content: contentOctets(draft.content),
    ...(draft.document && { document: draft.document }),
    assertion,
  });
}

/** The act of the address. */
async function openAct(c: ActsContext, { records }: ConsoleDependencies) {
  const id = c.req.param('id') ?? '';
  const act = isApplicationId(id) ? await records.acts.find(id) : undefined;
  if (!act) throw new PageRefused('notFound');
  return act;
}

/** `GET /governance-acts/{id}` */
async function show(c: ActsContext, dependencies: ConsoleDependencies, problem?: Said) {
  const act = await openAct(c, dependencies);
  const reader = await readerOf(c, dependencies);
  const view = actView(act, reader);
  const { officer, now } = reader;
  const { duty, state, duties } = view;
  const { terminal } = c.get('session');
  const statement =
    state === 'proposed' && duty.may
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
  const { officer, terminal } = c.get('session');
  const { duty } = actView(act, await readerOf(c, dependencies));
  const isOpen = stateOfAct(act, dependencies.now()) === 'proposed';
  if (!duty.may || !isOpen) return show(c, dependencies, words.act.closed);
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
  const exists = isApplicationId(act) && (await dependencies.records.acts.find(act)) !== undefined;
  const frame = await pageFrame(c, dependencies);
  return c.html(
    <ActOutcomePage frame={frame} outcome={outcome} actId={exists ? act : undefined} />,
  );
}

/** Pages of acts of two and of stop switches. They show no personal data. */
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
