import { Hono, type Context } from 'hono';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { resendOrderText, type ResendContent } from '../../../domain/key-delivery/letter-inputs.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { eventsOf } from '../application/case-events.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { idIn, ownFields } from '../governance/acts-requests.ts';
import { readSignedForm, signingOf } from '../governance/signed-form.ts';
import { ResendOutcomePage } from './resend-outcome-page.tsx';
import { resendDuty, type ResendDuty, type ResendReason } from './resend-duty.ts';
import { ResendPage, type NewestCode } from './resend-page.tsx';

type ResendContext = Context<ConsoleEnvironment>;

interface Opened {
  readonly file: CaseFile;
  readonly newest: NewestCode | undefined;
  readonly duty: ResendDuty;
}

/** The case of the address with its newest code, and whether its reader may order another. */
export async function openResend(
  c: ResendContext,
  { records }: ConsoleDependencies,
  file: CaseFile,
): Promise<Opened> {
  const [[newest], entries, staff, ownCaseOf] = await Promise.all([
    records.lots.lettersOfCase(file.id),
    records.books.ofCase(file.id),
    records.staff(),
    records.ownCaseOf(file.id),
  ]);
  const ofLot = newest?.lotId ? await records.books.ofCase(newest.lotId) : [];
  const events = [...eventsOf(entries), ...eventsOf(ofLot)];
  const on = { state: file.state, newest, events, staff, ownCaseOf };
  return { file, newest, duty: resendDuty(on, c.get('session').officer) };
}

async function openCase(c: ResendContext, dependencies: ConsoleDependencies): Promise<Opened> {
  const id = c.req.param('id') ?? '';
  const file = isApplicationId(id) ? await dependencies.records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  return openResend(c, dependencies, file);
}

/** What the passkey signs: this case, this code, this reason; so it serves once. */
function statementOf(
  c: ResendContext,
  { file, newest }: Opened,
  reason: ResendReason,
): Statement | undefined {
  if (!newest) return undefined;
  const { officer, terminal } = c.get('session');
  return {
    v: 1,
    act: 'resend',
    contentSha256: sha256Hex(Buffer.from(resendOrderText(file.id, newest.codeNumber), 'utf8')),
    officer: officer.id,
    reasons: [reason],
    role: 'approver',
    subject: file.id,
    terminal,
  };
}

async function show(
  c: ResendContext,
  dependencies: ConsoleDependencies,
  { opened, isInvalid = false }: { readonly opened: Opened; readonly isInvalid?: boolean },
) {
  const { file, newest, duty } = opened;
  const isChecked = c.req.query('checked') === 'yes' || isInvalid;
  const mustCheck = duty.may && duty.reason === 'letterReturned' && !isChecked;
  const statement = duty.may && !mustCheck ? statementOf(c, opened, duty.reason) : undefined;
  const view = {
    caseId: file.id,
    newest,
    duty,
    isInvalid,
    mustCheck,
    inputId: uuidV7(dependencies.now().getTime()),
    sign: statement && { signing: await signingOf(statement, dependencies) },
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<ResendPage frame={frame} view={view} />, isInvalid ? 409 : 200);
}

/**
 * Keeps the assertion, records the order, and tells the run of the case. In this order: an input names evidence. A crash
 * between the two leaves evidence that nothing names; the person sees no answer and sends again.
 */
async function record(
  { records, keeper, deciding, now }: ConsoleDependencies,
  order: {
    readonly file: CaseFile;
    readonly statement: Statement;
    readonly codeNumber: number;
    readonly assertion: Buffer;
    readonly inputId: string;
  },
): Promise<void> {
  const { file, statement, codeNumber, assertion, inputId } = order;
  const { id: caseId, chainId } = file;
  await keeper.put({ caseId, chainId }, [
    { kind: 'webauthnAssertion', ring: 'chain', octets: assertion },
  ]);
  step('resend.0-evidence-kept');
  const contentSha256 = sha256Hex(assertion);
  const content: ResendContent = {
    v: 1,
    kind: 'resend',
    officer: statement.officer,
    role: 'approver',
    terminal: statement.terminal,
    codeNumber,
    reasons: [statement.reasons[0] ?? ''],
    assertionSha256: contentSha256,
  };
  const receivedAt = now();
  await records.letterInputs.recordResend({ inputId, caseId, content, contentSha256, receivedAt });
  step('resend.1-received');
  deciding?.nudge({ applicationId: caseId, inputId, kind: 'resend' }).catch(() => undefined);
}

/** `POST /certificate-applications/{id}/resends` */
async function orderResend(c: ResendContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const inputId = idIn(fields, 'input');
  const opened = await openCase(c, dependencies);
  const { file, newest, duty } = opened;
  const statement = duty.may ? statementOf(c, opened, duty.reason) : undefined;
  if (!statement || !newest) return show(c, dependencies, { opened });
  // The page was about another code than the newest: it is shown anew.
  const isSame = fields.get('code') === String(newest.codeNumber);
  const assertion = isSame ? await readSignedForm(fields, statement, dependencies) : undefined;
  if (!assertion) return show(c, dependencies, { opened, isInvalid: true });
  const { codeNumber } = newest;
  await record(dependencies, { file, statement, codeNumber, assertion, inputId });
  return c.redirect(`/certificate-applications/${file.id}/resends/${inputId}`, 303);
}

/** `GET /certificate-applications/{id}/resends/{input}` */
async function showOutcome(c: ResendContext, dependencies: ConsoleDependencies) {
  const { id = '', input = '' } = c.req.param() as { id?: string; input?: string };
  const isId = isApplicationId(id) && isApplicationId(input);
  const found = isId ? await dependencies.records.decisions.find(id, input) : undefined;
  if (found?.kind !== 'resend') throw new PageRefused('notFound');
  if (found.appliedAt === null) c.header('Refresh', '1');
  const view = { caseId: id, isPending: found.appliedAt === null, code: found.result?.refused };
  return c.html(<ResendOutcomePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** Pages on which an approver orders another code. */
export const resendPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id/resends/new', async (c) =>
      show(c, dependencies, { opened: await openCase(c, dependencies) }),
    )
    .post('/:id/resends', (c) => orderResend(c, dependencies))
    .get('/:id/resends/:input', (c) => showOutcome(c, dependencies));
