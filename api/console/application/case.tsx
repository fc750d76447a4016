import { Hono, type Context } from 'hono';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { Lease } from '../../../domain/decision/lease.ts';
import { dutiesOf } from '../decision/duties.ts';
import type { LeaseView } from '../decision/lease-sheet.tsx';
import { claimingRole } from '../decision/leases.ts';
import type { CaseLetters } from '../dispatch/letters-sheet.tsx';
import { reasonOf, resendsLeft } from '../dispatch/resend-duty.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { eventsOf } from './case-events.ts';
import { readCaseOctets } from './case-evidence.ts';
import { isApplicationId } from './case-number.ts';
import { CasePage } from './case-page.tsx';
import { caseView } from './case-view.ts';
import { EvidencePage } from './evidence-page.tsx';
import { evidenceView } from './evidence-view.ts';
import { VersionPage } from './version-page.tsx';
import { readChanges, versionView, voidedBy } from './version-view.ts';
import { readPurpose, type Purpose } from './reading-view.ts';

type CaseContext = Context<ConsoleEnvironment>;

/** The case of the address. @throws PageRefused if there is none. */
async function caseOf({ records }: ConsoleDependencies, id: string): Promise<CaseFile> {
  const file = isApplicationId(id) ? await records.caseFile(id) : undefined;
  if (!file) throw new PageRefused('noCase');
  return file;
}

const purposeOf = (c: CaseContext): Purpose =>
  readPurpose(c.req.query('purpose'), c.get('session').officer.roles);

/** `GET /certificate-applications/{id}` */
async function showCase(c: CaseContext, dependencies: ConsoleDependencies, id: string) {
  const { records, sealed, now } = dependencies;
  const file = await caseOf(dependencies, id);
  const purpose = purposeOf(c);
  const { officer } = c.get('session');
  const { octets, name, changes } = await sealed.open({ officer, purpose }, (opened) => ({
    name: opened.name(file),
    octets: readCaseOctets(file, opened),
    changes: file.edition > 1 ? readChanges(file, file.edition, opened) : undefined,
  }));

  const at = now();
  const [entries, readings, staff, services, frame, lease, ownCaseOf, refused, letters, issued] =
    await Promise.all([
      records.books.ofCase(id),
      records.access.ofCase(id),
      records.staff(),
      records.services(at),
      pageFrame(c, dependencies),
      records.leases.find(id),
      records.ownCaseOf(id),
      records.decisions.refusedOf(id),
      lettersOf(dependencies, file),
      records.paperReceipts.certificates(id),
    ]);
  const events = eventsOf(entries);
  const duties = dutiesOf({ file, events, staff, ownCaseOf }, officer);
  const voided = namesOf(staff, voidedBy(file.edition, events));
  const leaseShown = leaseView(c, { file, lease, staff, at });
  const view = caseView({ file, octets, name, entries, readings, staff, services, refused }, at);
  const version = versionView(file, file.edition, { changes, voided });
  const reader = officer.name;
  const mayRecord = roleFor(officer, 'enterPaper') !== undefined;
  const receipts = { caseId: id, certificates: issued, mayRecord };
  const shown = { version, letters, receipts, lease: leaseShown };
  return c.html(<CasePage {...{ frame, view, reader, purpose, duties }} {...shown} />);
}

/** The codes of a case with their letters, and whether another could be sent. */
async function lettersOf({ records }: ConsoleDependencies, file: CaseFile): Promise<CaseLetters> {
  const letters = file.keyDelivery === 'code' ? await records.lots.lettersOfCase(file.id) : [];
  const [newest] = letters;
  const isOver = reasonOf({ state: file.state, newest }) !== undefined;
  const awaitsResend = isOver && newest !== undefined && resendsLeft(newest) > 0;
  return { caseId: file.id, letters, awaitsResend };
}

const namesOf = (staff: readonly StaffMember[], ids: readonly string[]): string[] =>
  ids.map((each) => staff.find(({ id }) => id === each)?.name ?? each);

/** `GET /certificate-applications/{id}/versions/{n}` */
async function showVersion(
  c: CaseContext,
  dependencies: ConsoleDependencies,
  { id, n }: { readonly id: string; readonly n: string },
) {
  const { records, sealed } = dependencies;
  const file = await caseOf(dependencies, id);
  const edition = /^[1-9]\d?$/.test(n) ? Number(n) : 0;
  if (edition < 1 || edition > file.edition) throw new PageRefused('notFound');
  const by = { officer: c.get('session').officer, purpose: purposeOf(c) };
  const changes = await sealed.open(by, (opened) => readChanges(file, edition, opened));
  const [entries, staff] = await Promise.all([records.books.ofCase(id), records.staff()]);
  const voided = namesOf(staff, voidedBy(edition, eventsOf(entries)));
  const view = versionView(file, edition, { changes, voided });
  return c.html(<VersionPage frame={await pageFrame(c, dependencies)} view={view} />);
}

interface Leased {
  readonly file: CaseFile;
  readonly lease: Lease | undefined;
  readonly staff: readonly StaffMember[];
  readonly at: Date;
}

/** Who holds a case in review, for those who may take it. */
function leaseView(c: CaseContext, { file, lease, staff, at }: Leased): LeaseView | undefined {
  const { officer } = c.get('session');
  if (file.state !== 'review' || claimingRole(officer) === undefined) return undefined;
  const holderId = lease && lease.until > at ? lease.officerId : undefined;
  return {
    caseId: file.id,
    formToken: c.get('formToken'),
    now: at,
    noteId: uuidV7(at.getTime()),
    lease,
    holderName: staff.find(({ id }) => id === holderId)?.name,
    isOwn: holderId === officer.id,
    refused: LEASE_PROBLEMS.find((problem) => problem === c.req.query('refused')),
  };
}

const LEASE_PROBLEMS = [
  'notInReview',
  'heldByAnother',
  'notHeld',
  'roleRequired',
  'ownCase',
] as const;

/** `GET /certificate-applications/{id}/evidence/{sha256}` */
async function showEvidence(
  c: CaseContext,
  dependencies: ConsoleDependencies,
  { id, sha256 }: { readonly id: string; readonly sha256: string },
) {
  const file = await caseOf(dependencies, id);
  const object = file.evidence.find((each) => each.sha256 === sha256);
  if (!object) throw new PageRefused('notFound');
  const by = { officer: c.get('session').officer, purpose: purposeOf(c) };
  const octets = await dependencies.sealed.open(by, (opened) =>
    opened.objects(file, [object], (kind) => [`evidence:${kind}`]).get(sha256),
  );

  const view = evidenceView({ caseId: id, object, octets, asked: c.req.query('view') });
  return c.html(<EvidencePage frame={await pageFrame(c, dependencies)} view={view} />);
}

/** The page of a case and those of its evidence. */
export const casePages = (dependencies: ConsoleDependencies) =>
  new Hono<ConsoleEnvironment>()
    .get('/:id', (c) => showCase(c, dependencies, c.req.param('id')))
    .get('/:id/versions/:n', (c) => showVersion(c, dependencies, c.req.param()))
    .get('/:id/evidence/:sha256', (c) => showEvidence(c, dependencies, c.req.param()));
