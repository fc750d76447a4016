import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { sha256Hex } from '../../../books/canonical-json.ts';
import {
  readVendorReport,
  REPORT_OCTETS_MAX,
  type ReportRow,
} from '../../../domain/dispatch/vendor-report.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { isOwnForm } from '../governance/session.ts';
import {
  ConfirmationsPage,
  type ConfirmationsView,
  type ImportedRow,
} from './confirmations-page.tsx';
import { hearVendor, type LetterClerk } from './letter-intake.ts';

type ImportContext = Context<ConsoleEnvironment>;

/** Whoever imports, in the role that seals lots; undefined for whoever may not. */
function clerkOf(c: ImportContext): LetterClerk | undefined {
  const { officer, terminal } = c.get('session');
  const role = roleFor(officer, 'sealLetterLot');
  return role === undefined ? undefined : { officer, role, terminal };
}

async function show(
  c: ImportContext,
  dependencies: ConsoleDependencies,
  view: Omit<ConfirmationsView, 'mayImport'>,
) {
  const mayImport = clerkOf(c) !== undefined;
  const frame = await pageFrame(c, dependencies);
  const page = <ConfirmationsPage frame={frame} view={{ ...view, mayImport }} />;
  return c.html(page, view.problem ? 422 : 200);
}

interface SentFile {
  readonly text: string;
  readonly sha256: string;
}

/** The text of the file that a form sends; undefined for none, or for octets that are no UTF-8. */
async function fileIn(c: ImportContext): Promise<SentFile | undefined> {
  const { token, file } = await c.req.parseBody();
  if (!isOwnForm(token, c.get('formToken'))) throw new PageRefused('refused');
  if (!(file instanceof File)) return undefined;
  try {
    const octets = Buffer.from(await file.arrayBuffer());
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
    return { text, sha256: sha256Hex(octets) };
  } catch {
    return undefined;
  }
}

/** Takes rows in one after the other: of one letter what was printed comes before what was posted. */
async function take(
  dependencies: ConsoleDependencies,
  clerk: LetterClerk,
  rows: readonly ReportRow[],
): Promise<ImportedRow[]> {
  const imported: ImportedRow[] = [];
  const now = dependencies.now().getTime();
  for (const [i, report] of rows.entries()) {
    const { row } = report;
    if ('problem' in report) {
      imported.push({ row, became: report.problem });
      continue;
    }
    const at = new Date(now + i);
    const became = await hearVendor(dependencies, clerk, { report, at });
    imported.push({ row, dispatch: report.dispatch, event: report.event, became });
  }
  return imported;
}

/**
 * `POST /dispatch-lots/confirmations`: the vendor's CSV. Each row is an input of its case, recorded once whatever is imported
 * how often: a reader who loads the page again does no harm, so it is answered at once.
 */
async function importFile(c: ImportContext, dependencies: ConsoleDependencies) {
  const file = await fileIn(c);
  const clerk = clerkOf(c);
  if (!clerk) throw new PageRefused('refused');
  if (!file) return show(c, dependencies, { problem: 'unreadable' });
  const report = readVendorReport(file.text, dependencies.now().getTime());
  if ('problem' in report) return show(c, dependencies, { problem: report.problem });
  // The file is not kept; whoever has it can hold it against the entries.
  const importing = { ...clerk, reportSha256: file.sha256 };
  return show(c, dependencies, { imported: await take(dependencies, importing, report.rows) });
}

/** A file, and all the rest of the form. */
const FORM_OCTETS_MAX = REPORT_OCTETS_MAX + 8 * 1024;

/** What the print vendor and the post say of letters, as a file. */
export function confirmationRoutes(dependencies: ConsoleDependencies) {
  const limit = bodyLimit({
    maxSize: FORM_OCTETS_MAX,
    onError: (c) => show(c as ImportContext, dependencies, { problem: 'tooLong' }),
  });
  return new Hono<ConsoleEnvironment>()
    .get('/', (c) => show(c, dependencies, {}))
    .post('/', limit, (c) => importFile(c, dependencies));
}
