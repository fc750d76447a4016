import { createHash, randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { canonicalOctets } from '../../../books/canonical-json.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { firstRejection } from '../../../domain/decision/given-approvals.ts';
import { isDecisionKind, type DecisionKind } from '../../../domain/decision/staff-decision.ts';
import { eventsOf } from '../application/case-events.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { isOwnForm } from '../governance/session.ts';
import { readSignedForm, signingOf } from '../governance/signed-form.ts';
import type { ToKeep } from '../inspection/sealed-records.ts';
import { DecisionPage } from './decision-page.tsx';
import type { DecisionView, SignProblem } from './decision-view.ts';
import { draftOf, type Choice, type Draft } from './draft.ts';
import { dutyOf, type Duty, type DutyCase } from './duties.ts';
import { OutcomePage } from './outcome-page.tsx';
import { outcomeView } from './outcome-view.ts';

type DecisionContext = Context<ConsoleEnvironment>;

/** A page that was made longer ago is shown anew: its deadlines would be others. */
const PAGE_SERVES_MS = 3_600_000;

const DOCUMENT = /^[0-9a-f]{32}$/;

interface Opened {
  readonly file: CaseFile;
  readonly duty: Duty;
  readonly first: DecisionView['first'];
}

/** The case of the address, and whether its reader may take this decision. */
async function open(
  c: DecisionContext,
  { records }: ConsoleDependencies,
  kind: DecisionKind,
): Promise<Opened> {
  const id = c.req.param('id') ?? '';
  const file = isApplicationId(id) ? await records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  const [entries, staff, ownCaseOf] = await Promise.all([
    records.books.ofCase(id),
    records.staff(),
    records.ownCaseOf(id),
  ]);
  const on = { file, events: eventsOf(entries), staff, ownCaseOf };
  const { officer } = c.get('session');
  return { file, duty: dutyOf(on, officer, kind), first: firstOf(on, file, officer.id) };
}

/** Who was the first of two to reject on the present dossier. */
function firstOf(
  { events, staff }: DutyCase,
  { evaluation }: CaseFile,
  readerId: string,
): DecisionView['first'] {
  const given = firstRejection(events, evaluation?.dossierSha256);
  if (!given) return undefined;
  const name = staff.find(({ id }) => id === given.person)?.name ?? given.person;
  return { name, isOwn: given.person === readerId };
}

interface Making {
  readonly kind: DecisionKind;
  readonly fields: URLSearchParams;
  readonly at: Date;
  readonly document: string;
}

function choiceOf(c: DecisionContext, { file, duty }: Opened, making: Making): Choice | undefined {
  const { officer, terminal } = c.get('session');
  if (!duty.may) return undefined;
  return { ...making, file, officerId: officer.id, role: duty.role, terminal };
}

interface Shown {
  readonly opened: Opened;
  readonly making: Making;
  readonly problem?: SignProblem;
}

async function show(c: DecisionContext, dependencies: ConsoleDependencies, shown: Shown) {
  const { opened, making, problem } = shown;
  const { sealed } = dependencies;
  const { officer } = c.get('session');
  const name = await sealed.open({ officer, purpose: 'review' }, (records) =>
    records.name(opened.file),
  );
  const choice = choiceOf(c, opened, making);
  const draft = choice && draftOf(choice);
  const view: DecisionView = {
    ...making,
    ...opened,
    name,
    draft,
    problem,
    inputId: uuidV7(making.at.getTime()),
    signing: draft?.statement && (await signingOf(draft.statement, dependencies)),
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<DecisionPage frame={frame} view={view} />, problem ? 409 : 200);
}

/**
 * Keeps what belongs to a decision, records it, and tells the run of the case. In this order: an input names evidence.
 * A crash between the two leaves evidence that nothing names; the person sees no answer and sends again.
 */
async function record(
  { records, keeper, deciding, now }: ConsoleDependencies,
  {
    file,
    draft,
    assertion,
    inputId,
  }: {
    readonly file: CaseFile;
    readonly draft: Draft;
    readonly assertion: Buffer | undefined;
    readonly inputId: string;
  },
): Promise<void> {
  const { id: caseId, chainId } = file;
  const letter = draft.letter && Buffer.from(draft.letter.text, 'utf8');
  const kept: ToKeep<'webauthnAssertion' | 'notice' | 'refusalLetter'>[] = [];
  if (assertion) kept.push({ kind: 'webauthnAssertion', ring: 'chain', octets: assertion });
  if (draft.letter && letter) {
    kept.push({ kind: draft.letter.kind, ring: 'chain', octets: letter });
  }
  if (kept.length > 0) await keeper.put({ caseId, chainId }, kept);
  step('decision.0-evidence-kept');
  const content = {
    ...draft.content,
    ...(assertion ? { assertionSha256: sha256Of(assertion) } : {}),
    ...(letter ? { letterSha256: sha256Of(letter) } : {}),
  };
  const { kind } = content;
  const contentSha256 = sha256Of(assertion ?? canonicalOctets(content));
  await records.decisions.record({ inputId, caseId, content, contentSha256, receivedAt: now() });
  step('decision.1-received');
  // Nobody waits for it: lost with Temporal away, it is repeated by the office-worker's sweeper.
  deciding?.nudge({ applicationId: caseId, inputId, kind }).catch(() => undefined);
}

const sha256Of = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex');

function makingOf(kind: DecisionKind, fields: URLSearchParams, now: Date): Making | undefined {
  const at = new Date(fields.get('at') ?? '');
  const document = fields.get('document') ?? '';
  const age = now.getTime() - at.getTime();
  const isFresh = age >= 0 && age <= PAGE_SERVES_MS && DOCUMENT.test(document);
  return isFresh ? { kind, fields, at, document } : undefined;
}

/** `POST /certificate-applications/{id}/decisions` */
async function decideCase(c: DecisionContext, dependencies: ConsoleDependencies) {
  const fields = new URLSearchParams(await c.req.text());
  if (!isOwnForm(fields.get('token'), c.get('formToken'))) throw new PageRefused('refused');
  const kind = fields.get('kind') ?? '';
  const inputId = fields.get('input') ?? '';
  if (!isDecisionKind(kind) || !isApplicationId(inputId)) throw new PageRefused('refused');
  const opened = await open(c, dependencies, kind);
  const fresh = newMaking(kind, fields, dependencies.now());
  const making = makingOf(kind, fields, dependencies.now());
  if (!making) return show(c, dependencies, { opened, making: fresh, problem: 'old' });
  const choice = choiceOf(c, opened, making);
  const draft = choice && draftOf(choice);
  if (!draft) return show(c, dependencies, { opened, making: fresh, problem: 'old' });
  const { statement } = draft;
  const assertion = statement && (await readSignedForm(fields, statement, dependencies));
  if (statement && !assertion) {
    return show(c, dependencies, { opened, making: fresh, problem: 'invalid' });
  }
  const { file } = opened;
  await record(dependencies, { file, draft, assertion, inputId });
  return c.redirect(`/certificate-applications/${file.id}/decisions/${inputId}`, 303);
}

const newMaking = (kind: DecisionKind, fields: URLSearchParams, at: Date): Making => ({
  kind,
  fields,
  at,
  document: randomBytes(16).toString('hex'),
});

const KIND_OF_OUTCOME: Readonly<Record<string, DecisionKind>> = {
  approve: 'approve',
  return: 'return',
  reject: 'reject',
  transfer: 'transfer',
  withdraw: 'withdraw',
  notice: 'notice',
  'take-back': 'withdrawApproval',
};

async function showNew(c: DecisionContext, dependencies: ConsoleDependencies, kind: DecisionKind) {
  const opened = await open(c, dependencies, kind);
  const fields = new URL(c.req.url).searchParams;
  return show(c, dependencies, { opened, making: newMaking(kind, fields, dependencies.now()) });
}

/** `GET /certificate-applications/{id}/decisions/{input}` */
async function showOutcome(c: DecisionContext, dependencies: ConsoleDependencies) {
  const { id = '', input = '' } = c.req.param() as { id?: string; input?: string };
  const { records } = dependencies;
  const isId = isApplicationId(id) && isApplicationId(input);
  const found = isId ? await records.decisions.find(id, input) : undefined;
  if (!found) throw new PageRefused('notFound');
  const [entries, staff] = await Promise.all([records.books.ofCase(id), records.staff()]);
  const [file, ownCaseOf] = await Promise.all([records.caseFile(id), records.ownCaseOf(id)]);
  const on = { file, ownCaseOf, events: eventsOf(entries), staff };
  const view = outcomeView({ caseId: id, found, ...on });
  if (view.isPending) c.header('Refresh', '1');
  return c.html(<OutcomePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** Pages on which staff decide a case. */
export const decisionPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id/decisions/new', (c) => {
      const outcome = c.req.query('outcome') ?? '';
      const kind = Object.hasOwn(KIND_OF_OUTCOME, outcome) ? KIND_OF_OUTCOME[outcome] : undefined;
      if (!kind) throw new PageRefused('notFound');
      return showNew(c, dependencies, kind);
    })
    .get('/:id/issuing-instructions/new', (c) => showNew(c, dependencies, 'instruct'))
    .post('/:id/decisions', (c) => decideCase(c, dependencies))
    .get('/:id/decisions/:input', (c) => showOutcome(c, dependencies));
