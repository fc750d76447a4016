import { uuidV7 } from '../../../db/uuid.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import {
  actKinds,
  dutiesOfAct,
  isProposedKind,
  type ProposedKind,
} from '../../../domain/governance/act-kinds.ts';
import { listOfText, massRevokers } from '../../../domain/revocation/mass-revocation.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
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
import { ActPage } from './act-page.tsx';
import { actView, type ActReader } from './act-view.ts';
import { idIn, ownFields, readerOf, record, type ActsContext } from './acts-requests.ts';
import { NewActPage } from './new-act-page.tsx';
import { readSignedForm, signingOf } from './signed-form.ts';
import { switchesView } from './switches-view.ts';

/** By whom a mass revocation that somebody proposes can be done: approvers have the office do it, custodians the room. */
const revokersOf = (officer: ActReader['officer']) =>
  massRevokers.filter(
    (by) => roleFor(officer, actKinds.massRevocation.row({ by } as never)) !== undefined,
  );

/** Kinds that somebody may propose: by the row of a change that the kind can have. */
export function proposable(officer: ActReader['officer']): ProposedKind[] {
  const sample = { switch: 'automaticDecisions', cause: 'other' } as never;
  return (Object.keys(actKinds) as ProposedKind[]).filter(
    (kind) =>
      roleFor(officer, actKinds[kind].row(sample)) !== undefined ||
      (kind === 'switchOn' && roleFor(officer, 'switchOnAllSigning') !== undefined) ||
      (kind === 'massRevocation' && revokersOf(officer).length > 0),
  );
}

interface Shown {
  readonly kind: ProposedKind;
  readonly fields: URLSearchParams;
  readonly problem?: Said;
}

/** `GET /governance-acts/new?kind=` */
export async function showForm(c: ActsContext, dependencies: ConsoleDependencies, shown: Shown) {
  const { officer, staff } = await readerOf(c, dependencies);
  const rows = await dependencies.records.acts.switches();
  // The room may have stopped by itself, which the office does not see.
  const off = switchesView(rows, staff).filter(({ isOn, name }) => !isOn || name === 'allSigning');
  const may = { kinds: proposable(officer), revokers: revokersOf(officer) };
  const view = { off, ...may, ...shown, problem: shown.problem };
  const frame = await pageFrame(c, dependencies);
  return c.html(<NewActPage frame={frame} view={view} />, shown.problem ? 422 : 200);
}

const isErasureReason = (text: string | null): text is 'retentionEnded' | 'trialData' =>
  text === 'retentionEnded' || text === 'trialData';

function problemOf(kind: ProposedKind, fields: URLSearchParams): Said {
  if (kind !== 'massRevocation') return words.form.invalid;
  const read = listOfText(fields.get('document') ?? '');
  return 'problems' in read ? words.massRevocation.badLines(read.problems) : words.form.invalid;
}

/** The draft that a form describes, or why there is none. */
async function readDraft(
  { records, now }: ConsoleDependencies,
  kind: ProposedKind,
  fields: URLSearchParams,
): Promise<{ readonly draft: ActDraft } | { readonly problem: Said }> {
  const at = now();
  if (kind !== 'chainErasure') {
    const draft = draftOfForm(kind, fields, { at });
    return draft ? { draft } : { problem: problemOf(kind, fields) };
  }
  const [id, reason] = [(fields.get('chain') ?? '').trim(), fields.get('reason')];
  if (!isApplicationId(id) || !isErasureReason(reason)) return { problem: words.form.invalid };
  const erasure = await records.actEffects.erasure({ id, reason }, at);
  if ('kept' in erasure) return { problem: words.form.kept(erasure.kept) };
  const draft = draftOfForm(kind, fields, { at, change: { v: 1, reason, ...erasure } });
  return draft ? { draft } : { problem: words.form.invalid };
}

/** `POST /governance-acts/drafts`: what will be signed. Nothing is recorded. */
export async function showDraft(c: ActsContext, dependencies: ConsoleDependencies) {
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
    view: actView(act, reader, draft.officerName),
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
  triedAt: null,
});

/** `POST /governance-acts` */
export async function propose(c: ActsContext, dependencies: ConsoleDependencies) {
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
    ...(draft.officerName && { officerName: draft.officerName }),
    assertion,
  });
}
