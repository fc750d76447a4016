import { Hono, type Context } from 'hono';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { readCaseOctets } from './case-evidence.ts';
import { isApplicationId } from './case-number.ts';
import { AskSheetPage, CaseSheetPage } from './case-sheet-page.tsx';
import { caseView } from './case-view.ts';
import { PURPOSES, readPurpose, type Purpose } from './reading-view.ts';

type SheetContext = Context<ConsoleEnvironment>;

/** Opens the case for paper: that it is printed, by whom and why, is durable before anything comes out. */
async function print(
  c: SheetContext,
  dependencies: ConsoleDependencies,
  { file, purpose }: { readonly file: CaseFile; readonly purpose: Purpose },
) {
  const { records, sealed, now } = dependencies;
  const { officer } = c.get('session');
  const { octets, name } = await sealed.open({ officer, purpose }, (opened) => {
    opened.printed(file);
    return { name: opened.name(file), octets: readCaseOctets(file, opened) };
  });
  const at = now();
  const [entries, readings, staff, services, frame, refused] = await Promise.all([
    records.books.ofCase(file.id),
    records.access.ofCase(file.id),
    records.staff(),
    records.services(at),
    pageFrame(c, dependencies),
    records.decisions.refusedOf(file.id),
  ]);
  const view = caseView({ file, octets, name, entries, readings, staff, services, refused }, at);
  return c.html(<CaseSheetPage {...{ frame, view, reader: officer.name, purpose }} />);
}

async function sheet(c: SheetContext, dependencies: ConsoleDependencies, id: string) {
  const file = isApplicationId(id) ? await dependencies.records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  const purpose = PURPOSES.find((each) => each === c.req.query('purpose'));
  if (purpose !== undefined) return print(c, dependencies, { file, purpose });
  const usual = readPurpose(undefined, c.get('session').officer.roles);
  const frame = await pageFrame(c, dependencies);
  return c.html(<AskSheetPage {...{ frame, caseId: file.id, usual }} />);
}

/** `GET /certificate-applications/{id}/sheet`: asks for the purpose; `?purpose=` opens the sheet, and records the print. */
export const caseSheets = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>().get('/:id/sheet', (c) =>
    sheet(c, dependencies, c.req.param('id')),
  );
