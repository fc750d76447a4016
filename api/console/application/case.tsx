import { Hono, type Context } from 'hono';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { readCaseOctets, readObjects, type CaseOctets } from './case-evidence.ts';
import { isApplicationId } from './case-number.ts';
import { CasePage } from './case-page.tsx';
import { caseView } from './case-view.ts';
import { EvidencePage } from './evidence-page.tsx';
import { evidenceView } from './evidence-view.ts';
import { nameOf } from './list-view.ts';
import { readPurpose, type Purpose } from './reading-view.ts';

type CaseContext = Context<ConsoleEnvironment>;

/** The case of the address. @throws PageRefused if there is none. */
async function caseOf({ records }: ConsoleDependencies, id: string): Promise<CaseFile> {
  const file = isApplicationId(id) ? await records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  return file;
}

/** Which personal data a case page shows, for the record of its reading. */
function fieldsOf(name: string | undefined, octets: CaseOctets): string[] {
  const { signedText, signer, certificates } = octets;
  const card = signer?.certificate.encoding === 'unreadable' ? undefined : signer?.certificate;
  return [
    ...(name === undefined ? [] : ['name']),
    ...(signedText ? ['signedText'] : []),
    ...(card ? ['jpkiName', 'birthDate', 'address'] : []),
    ...(certificates.size > 0 ? ['certificate'] : []),
  ];
}

interface Reading {
  readonly caseId: string;
  readonly fields: readonly string[];
  readonly purpose: Purpose;
}

/** Writes down who reads what and why. Nothing is shown before this is durable (規則12条1項4号ト). */
const record = (c: CaseContext, { records, now }: ConsoleDependencies, reading: Reading) =>
  records.access.record({ ...reading, at: now(), officerId: c.get('session').officer.id });

const purposeOf = (c: CaseContext): Purpose =>
  readPurpose(c.req.query('purpose'), c.get('session').officer.roles);

/** `GET /certificate-applications/{id}` */
async function showCase(c: CaseContext, dependencies: ConsoleDependencies, id: string) {
  const { records, evidence, now } = dependencies;
  const file = await caseOf(dependencies, id);
  const octets = readCaseOctets(file, evidence);
  const name = nameOf(file, evidence);
  const purpose = purposeOf(c);
  await record(c, dependencies, { caseId: id, fields: fieldsOf(name, octets), purpose });

  const at = now();
  const [entries, readings, staff, services, frame] = await Promise.all([
    records.books.ofCase(id),
    records.access.ofCase(id),
    records.staff(),
    records.services(at),
    pageFrame(c, dependencies),
  ]);
  const view = caseView({ file, octets, name, entries, readings, staff, services }, at);
  const reader = c.get('session').officer.name;
  return c.html(<CasePage frame={frame} view={view} reader={reader} purpose={purpose} />);
}

/** `GET /certificate-applications/{id}/evidence/{sha256}` */
async function showEvidence(
  c: CaseContext,
  dependencies: ConsoleDependencies,
  { id, sha256 }: { readonly id: string; readonly sha256: string },
) {
  const file = await caseOf(dependencies, id);
  const object = file.evidence.find((each) => each.sha256 === sha256);
  if (!object) throw new PageRefused('notFound');
  const at = { caseId: file.id, chainId: file.chainId };
  const octets = readObjects(dependencies.evidence, at, [sha256]).get(sha256);
  const fields = [`evidence:${object.kind}`];
  await record(c, dependencies, { caseId: id, fields, purpose: purposeOf(c) });

  const view = evidenceView({ caseId: id, object, octets, asked: c.req.query('view') });
  return c.html(<EvidencePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** The page of a case and those of its evidence. */
export const casePages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id', (c) => showCase(c, dependencies, c.req.param('id')))
    .get('/:id/evidence/:sha256', (c) => showEvidence(c, dependencies, c.req.param()));
