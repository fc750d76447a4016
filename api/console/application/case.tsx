import { Hono, type Context } from 'hono';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { Lease } from '../../../domain/decision/lease.ts';
import { dutiesOf } from '../decision/duties.ts';
import type { LeaseView } from '../decision/lease-sheet.tsx';
import { claimingRole } from '../decision/leases.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { eventsOf } from './case-events.ts';
import { readCaseOctets } from './case-evidence.ts';
import { isApplicationId } from './case-number.ts';
import { CasePage } from './case-page.tsx';
import { caseView } from './case-view.ts';
import { EvidencePage } from './evidence-page.tsx';
import { evidenceView } from './evidence-view.ts';
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
  const { octets, name } = await sealed.open({ officer, purpose }, (opened) => ({
    name: opened.name(file),
    octets: readCaseOctets(file, opened),
  }));

  const at = now();
  const [entries, readings, staff, services, frame, lease, ownCaseOf, refused] = await Promise.all([
    records.books.ofCase(id),
    records.access.ofCase(id),
    records.staff(),
    records.services(at),
    pageFrame(c, dependencies),
    records.leases.find(id),
    records.ownCaseOf(id),
    records.decisions.refusedOf(id),
  ]);
  const duties = dutiesOf({ file, events: eventsOf(entries), staff, ownCaseOf }, officer);
  const leaseShown = leaseView(c, { file, lease, staff, at });
  const view = caseView({ file, octets, name, entries, readings, staff, services, refused }, at);
  const reader = officer.name;
  return c.html(<CasePage {...{ frame, view, reader, purpose, duties, lease: leaseShown }} />);
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
    .get('/:id/evidence/:sha256', (c) => showEvidence(c, dependencies, c.req.param()));
