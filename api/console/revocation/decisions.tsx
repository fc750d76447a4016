import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { step } from '../../../adapters/telemetry/steps.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type {
  RequestInputContent,
  SignedRequestContent,
} from '../../../domain/revocation/request-inputs.ts';
import { secondOf } from '../clock.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { idIn, ownFields } from '../governance/acts-requests.ts';
import { readSignedForm, signingOf } from '../governance/signed-form.ts';
import type { ToKeep } from '../inspection/sealed-records.ts';
import { answersIn, recordCallback } from './callback-record.ts';
import { RequestDecisionPage, type RequestDecisionView } from './decision-page.tsx';
import {
  nameOf,
  openRequest,
  PURPOSE,
  type OpenedRequest,
  type RequestContext,
} from './open-request.ts';
import { KIND_OF_DECISION, requestDraftOf, type RequestDraft } from './request-draft.ts';
import { sealedRequest } from './request-evidence.ts';
import { cardOf } from './request.tsx';
import { confirmationOf } from './request-row.ts';
import { tellRun } from './tell-run.ts';

type Kind = SignedRequestContent['kind'];

interface Making {
  readonly kind: Kind;
  readonly fields: URLSearchParams;
  readonly document: string;
}

const DOCUMENT = /^[0-9a-f]{32}$/;

/** Fields by which a form says what was chosen; everything else it gets anew. */
const CHOSEN =
  /^(reason|invalidityDate|refusal|confirmed|answer|result|override:[A-Za-z.]+\/[A-Za-z0-9]*)$/;

const newMaking = (kind: Kind, fields: URLSearchParams): Making => ({
  kind,
  fields,
  document: randomBytes(16).toString('hex'),
});

function draftFor(
  c: RequestContext,
  { request, duties }: OpenedRequest,
  { kind, fields, document, now }: Making & { readonly now: Date },
): RequestDraft | undefined {
  const { officer, terminal } = c.get('session');
  const duty = duties[kind];
  if (!duty.may) return undefined;
  const by = { officerId: officer.id, role: duty.role, terminal };
  return requestDraftOf({ kind, request, fields, document, now, ...by });
}

/** Who revoked at once, for whoever confirms it. */
function emergencyOf({ inputs, staff }: OpenedRequest, kind: Kind) {
  if (kind !== 'revocationConfirmation') return undefined;
  const given = inputs.findLast((each) => each.kind === 'revocationEmergency' && each.appliedAt);
  return given && { name: nameOf(staff, given.actor), time: secondOf(given.receivedAt) };
}

interface Shown {
  readonly opened: OpenedRequest;
  readonly making: Making;
  readonly problem?: 'invalid' | 'old';
}

async function show(c: RequestContext, dependencies: ConsoleDependencies, shown: Shown) {
  const { opened, making, problem } = shown;
  const { request, certificate, duties } = opened;
  const { kind, fields, document } = making;
  const now = dependencies.now();
  const { officer } = c.get('session');
  const requests = certificate
    ? await dependencies.records.revocations.ofSerial(certificate.serialNumber)
    : [];
  const card = await dependencies.sealed.open({ officer, purpose: PURPOSE }, (records) =>
    cardOf(certificate, requests, { records, now }),
  );
  const draft = draftFor(c, opened, { ...making, now });
  const chosen = [...fields].filter(([field]) => CHOSEN.test(field));
  const ids = [
    ['input', uuidV7(now.getTime())],
    ['callback', uuidV7(now.getTime())],
    ['document', document],
  ] as const;
  const view: RequestDecisionView = {
    kind,
    request,
    card,
    confirmation: confirmationOf(request, now),
    duty: duties[kind],
    draft,
    fields,
    emergency: emergencyOf(opened, kind),
    sent: [...ids, ...chosen],
    signing: draft && (await signingOf(draft.statement, dependencies)),
    problem,
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<RequestDecisionPage frame={frame} view={view} />, problem ? 409 : 200);
}

interface Deciding {
  readonly opened: OpenedRequest;
  readonly draft: RequestDraft;
  readonly assertion: Buffer;
  readonly inputId: string;
  readonly receivedAt: Date;
}

/**
 * Keeps assertion and letter, records the decision, and tells the run of the request. In this order: an input names
 * evidence. A crash between the two leaves evidence that nothing names; the person sees no answer and sends again.
 */
async function record(
  dependencies: ConsoleDependencies,
  { opened: { request }, draft, assertion, inputId, receivedAt }: Deciding,
): Promise<void> {
  const { records, keeper } = dependencies;
  const { id: caseId, chainId } = sealedRequest(request);
  const { letter } = draft;
  const toKeep: ToKeep<'webauthnAssertion' | 'refusalLetter'>[] = [
    { kind: 'webauthnAssertion', ring: 'chain', octets: assertion },
  ];
  if (letter !== undefined) {
    toKeep.push({ kind: 'refusalLetter', ring: 'chain', octets: Buffer.from(letter, 'utf8') });
  }
  const evidence = await keeper.put({ caseId, chainId }, toKeep);
  step('revocation-decision.0-evidence-kept');
  const contentSha256 = sha256Hex(assertion);
  const content = { ...draft.content, assertionSha256: contentSha256 } as RequestInputContent;
  const sent = { id: inputId, requestId: request.id, content, contentSha256, evidence };
  await records.revocations.storeInput({ ...sent, receivedAt });
  step('revocation-decision.1-received');
  tellRun(dependencies, { requestId: request.id, inputId, kind: content.kind });
}

const KINDS: readonly string[] = [...Object.values(KIND_OF_DECISION), 'revocationConfirmation'];

/** `POST /revocation-requests/{id}/decisions` */
async function decide(c: RequestContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const inputId = idIn(fields, 'input');
  const kind = fields.get('kind') ?? '';
  if (!KINDS.includes(kind)) throw new PageRefused('refused');
  const opened = await openRequest(c, dependencies);
  const document = fields.get('document') ?? '';
  const making = { kind: kind as Kind, fields, document };
  const fresh = newMaking(making.kind, fields);
  const draft = DOCUMENT.test(document)
    ? draftFor(c, opened, { ...making, now: dependencies.now() })
    : undefined;
  if (!draft) return show(c, dependencies, { opened, making: fresh, problem: 'old' });
  const assertion = await readSignedForm(fields, draft.statement, dependencies);
  if (!assertion) return show(c, dependencies, { opened, making: fresh, problem: 'invalid' });
  // What was heard on the telephone comes first: the decision rests on it.
  const answers = making.kind === 'revocationEmergency' ? answersIn(fields) : undefined;
  if (answers) {
    const { officer, terminal } = c.get('session');
    const by = { officer: officer.id, role: draft.content.role, terminal };
    const callback = { request: opened.request, answers, by, inputId: idIn(fields, 'callback') };
    await recordCallback(dependencies, callback);
  }
  // Inputs are applied in the order in which they came.
  const receivedAt = new Date(dependencies.now().getTime() + (answers ? 1 : 0));
  await record(dependencies, { opened, draft, assertion, inputId, receivedAt });
  return c.redirect(`/revocation-requests/${opened.request.id}/decisions/${inputId}`, 303);
}

/** Pages on which a request is decided, each with an address of its own. */
export const requestDecisionPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id/decisions/new', async (c) => {
      const decision = c.req.query('decision') ?? '';
      const kind = Object.hasOwn(KIND_OF_DECISION, decision)
        ? KIND_OF_DECISION[decision]
        : undefined;
      if (!kind) throw new PageRefused('notFound');
      const opened = await openRequest(c, dependencies);
      const fields = new URL(c.req.url).searchParams;
      return show(c, dependencies, { opened, making: newMaking(kind, fields) });
    })
    .get('/:id/confirmation', async (c) => {
      const opened = await openRequest(c, dependencies);
      const fields = new URL(c.req.url).searchParams;
      return show(c, dependencies, { opened, making: newMaking('revocationConfirmation', fields) });
    })
    .post('/:id/decisions', (c) => decide(c, dependencies));
