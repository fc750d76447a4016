import { Hono, type Context } from 'hono';
import { step } from '../../../adapters/telemetry/steps.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { StoredCertificate } from '../../../db/issuance/certificates.ts';
import { japanDate, printDate } from '../../../domain/governance/calendar.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { ownFields } from '../governance/acts-requests.ts';
import {
  judgePaper,
  paperFields,
  type PaperFields,
  type PaperProblem,
  type TakenPaper,
} from './paper-receipt-form.ts';
import { PaperOutcomePage, PaperReceiptPage } from './paper-receipt-page.tsx';

type PaperContext = Context<ConsoleEnvironment>;

interface Opened {
  readonly file: CaseFile;
  /** Those whose receipt is awaited. */
  readonly certificates: readonly StoredCertificate[];
}

async function openCase(c: PaperContext, { records }: ConsoleDependencies): Promise<Opened> {
  const id = c.req.param('id') ?? '';
  const file = isApplicationId(id) ? await records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  const certificates = await records.paperReceipts.certificates(id);
  return { file, certificates: certificates.filter(({ course }) => course.state === 'issued') };
}

async function show(
  c: PaperContext,
  dependencies: ConsoleDependencies,
  of: { readonly opened: Opened; readonly fields?: PaperFields; readonly problem?: PaperProblem },
) {
  const { opened, fields, problem } = of;
  const { file, certificates } = opened;
  const { officer } = c.get('session');
  const view = {
    caseId: file.id,
    certificates,
    fields,
    problem,
    today: printDate(japanDate(dependencies.now().getTime())),
    mayRecord: roleFor(officer, 'enterPaper') !== undefined,
  };
  const frame = await pageFrame(c, dependencies);
  return c.html(<PaperReceiptPage frame={frame} view={view} />, problem ? 409 : 200);
}

interface Taking extends TakenPaper {
  readonly file: CaseFile;
  readonly officer: StaffMember;
  readonly role: string;
  readonly terminal: string;
}

/**
 * Keeps the register card, records the receipt with its entry, and tells the run of the case. In this order: an entry names
 * evidence. A crash between the two leaves evidence that nothing names; the person sees no answer and sends again.
 */
async function record(
  { records, keeper, deciding, now }: ConsoleDependencies,
  { file, officer, role, terminal, card, receivedAt }: Taking,
): Promise<string> {
  const { id: caseId, chainId } = file;
  const octets = canonicalOctets(card as unknown as CanonicalValue);
  const [kept] = await keeper.put({ caseId, chainId }, [
    { kind: 'physicalOriginal' as const, ring: 'chain', octets },
  ]);
  if (!kept) throw new Error('the register card was not kept');
  step('paper-receipt.0-evidence-kept');
  const { textSha256, certificates } = card;
  const inputId = await records.paperReceipts.record({
    caseId,
    content: {
      v: 1,
      kind: 'receipt',
      method: 'paper',
      textSha256,
      certificates,
      evidence: [kept],
      officer: officer.id,
      role,
      terminal,
    },
    contentSha256: sha256Hex(octets),
    card: kept,
    receivedAt,
    now: now(),
  });
  step('paper-receipt.1-received');
  // Lost with Temporal away, it is repeated by the office-worker's sweeper.
  deciding?.nudge({ applicationId: caseId, inputId, kind: 'receipt' }).catch(() => undefined);
  return inputId;
}

/** `POST /certificate-applications/{id}/paper-receipts` */
async function take(c: PaperContext, dependencies: ConsoleDependencies) {
  const form = await ownFields(c);
  const opened = await openCase(c, dependencies);
  const { officer, terminal } = c.get('session');
  const role = roleFor(officer, 'enterPaper');
  if (role === undefined) throw new PageRefused('refused');
  const fields = paperFields(form);
  const { records, now } = dependencies;
  const on = { caseId: opened.file.id, certificates: opened.certificates, now: now() };
  const taken = await judgePaper(records.paperReceipts, on, fields);
  if ('problem' in taken) return show(c, dependencies, { opened, fields, problem: taken.problem });
  const { file } = opened;
  const inputId = await record(dependencies, { ...taken, file, officer, role, terminal });
  return c.redirect(`/certificate-applications/${file.id}/paper-receipts/${inputId}`, 303);
}

/** `GET /certificate-applications/{id}/paper-receipts/{input}` */
async function showOutcome(c: PaperContext, dependencies: ConsoleDependencies) {
  const { id = '', input = '' } = c.req.param() as { id?: string; input?: string };
  const isId = isApplicationId(id) && /^[0-9a-f-]{36}$/.test(input);
  const found = isId ? await dependencies.records.decisions.find(id, input) : undefined;
  if (found?.kind !== 'receipt') throw new PageRefused('notFound');
  if (found.appliedAt === null) c.header('Refresh', '1');
  const view = { caseId: id, isPending: found.appliedAt === null, code: found.result?.refused };
  return c.html(<PaperOutcomePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** Pages on which a receipt on paper is recorded. */
export const paperReceiptPages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id/paper-receipts/new', async (c) =>
      show(c, dependencies, { opened: await openCase(c, dependencies) }),
    )
    .post('/:id/paper-receipts', (c) => take(c, dependencies))
    .get('/:id/paper-receipts/:input', (c) => showOutcome(c, dependencies));
