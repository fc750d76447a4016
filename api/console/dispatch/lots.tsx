import { createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { ListedLetter, ListedLot, NewLotInput } from '../../../db/dispatch/lot-records.ts';
import { vendorFileOctets } from '../../../adapters/evidence-store/vendor-file.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import {
  CODE_LETTER_MAIL,
  LOT_LETTERS_MAX,
  readLotProposal,
} from '../../../domain/dispatch/letter-lots.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { idIn, ownFields } from '../governance/acts-requests.ts';
import { refuseLargeForms } from '../governance/own-forms.ts';
import { mayReadCases } from '../roles.ts';
import { confirmationRoutes } from './confirmations.tsx';
import { LotOutcomePage } from './lot-outcome-page.tsx';
import { LotPage, type FileStanding } from './lot-page.tsx';
import { sealDuty } from './lot-view.ts';
import { LotsPage } from './lots-page.tsx';

type LotContext = Context<ConsoleEnvironment>;

/** Lots that a list shows. */
const LISTED_MAX = 50;

/** `GET /dispatch-lots` */
async function list(c: LotContext, dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  const { officer } = c.get('session');
  const at = now();
  const [waiting, waitingCount, open, closed, staff, frame] = await Promise.all([
    records.lots.waiting(LOT_LETTERS_MAX),
    records.lots.waitingCount(),
    records.lots.open(LISTED_MAX),
    records.lots.closed(LISTED_MAX),
    records.staff(),
    pageFrame(c, dependencies),
  ]);
  const maySeal = roleFor(officer, 'sealLetterLot') !== undefined;
  const view = {
    now: at,
    waiting,
    waitingCount,
    open,
    closed,
    staff,
    proposal: maySeal ? { inputId: uuidV7(at.getTime()), lotId: uuidV7(at.getTime()) } : undefined,
    mayImport: maySeal,
    mayScan: roleFor(officer, 'enterPaper') !== undefined,
  };
  return c.html(<LotsPage frame={frame} view={view} />);
}

/** Records what somebody sends about a lot, and leads to what becomes of it. */
async function record(
  c: LotContext,
  { records, now }: ConsoleDependencies,
  input: Pick<NewLotInput, 'id' | 'lotId' | 'kind' | 'content'>,
) {
  const { officer, terminal } = c.get('session');
  const role = roleFor(officer, 'sealLetterLot');
  if (role === undefined) throw new PageRefused('refused');
  const by = { officerId: officer.id, role, terminal, receivedAt: now() };
  await records.lots.record({ ...input, ...by });
  return c.redirect(`/dispatch-lots/inputs/${input.id}`, 303);
}

/** `POST /dispatch-lots` */
async function propose(c: LotContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const [id, lotId] = [idIn(fields, 'input'), idIn(fields, 'lot')];
  const content = readLotProposal({ v: 1, dispatches: fields.getAll('dispatch') });
  // Nothing was chosen: the list is shown again.
  if (!content) return c.redirect('/dispatch-lots', 303);
  return record(c, dependencies, { id, lotId, kind: 'propose', content });
}

/** The lot of the address. @throws PageRefused if there is none */
async function openLot(c: LotContext, { records }: ConsoleDependencies): Promise<ListedLot> {
  const id = c.req.param('id') ?? '';
  const lot = isApplicationId(id) ? await records.lots.find(id) : undefined;
  if (!lot) throw new PageRefused('notFound');
  return lot;
}

/** The vendor's file of a sealed lot; undefined once a letter of it is gone. */
function fileOf(
  { letters: files }: Pick<ConsoleDependencies, 'letters'>,
  lot: ListedLot,
  letters: readonly ListedLetter[],
): Buffer | undefined {
  return files && vendorFileOctets({ lot: lot.id, mailKind: CODE_LETTER_MAIL }, letters, files);
}

const isSealed = (octets: Buffer, { vendorFileSha256 }: ListedLot): boolean =>
  createHash('sha256').update(octets).digest('hex') === vendorFileSha256;

function fileStanding(
  c: LotContext,
  dependencies: ConsoleDependencies,
  { lot, letters }: { readonly lot: ListedLot; readonly letters: readonly ListedLetter[] },
): FileStanding | undefined {
  if (!lot.sealedAt) return undefined;
  if (roleFor(c.get('session').officer, 'sealLetterLot') === undefined) return 'role';
  const octets = fileOf(dependencies, lot, letters);
  if (!octets) return 'gone';
  return isSealed(octets, lot) ? 'there' : 'differs';
}

/** `GET /dispatch-lots/{id}` */
async function show(c: LotContext, dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  const lot = await openLot(c, dependencies);
  const [letters, staff, frame] = await Promise.all([
    records.lots.letters(lot.id),
    records.staff(),
    pageFrame(c, dependencies),
  ]);
  const { officer } = c.get('session');
  const view = {
    now: now(),
    lot,
    letters,
    staff,
    duty: sealDuty(lot, officer, staff),
    mayDiscard: roleFor(officer, 'sealLetterLot') !== undefined,
    inputId: uuidV7(now().getTime()),
    file: fileStanding(c, dependencies, { lot, letters }),
  };
  return c.html(<LotPage frame={frame} view={view} />);
}

/** A number as people type it: full-width digits count as plain ones. */
const numberIn = (typed: string): number => {
  const plain = typed.normalize('NFKC').trim();
  return /^\d{1,4}$/.test(plain) ? Number(plain) : -1;
};

/** `POST /dispatch-lots/{id}/seals` */
async function seal(c: LotContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const { id: lotId } = await openLot(c, dependencies);
  const letters = numberIn(fields.get('letters') ?? '');
  if (letters < 0) return c.redirect(`/dispatch-lots/${lotId}`, 303);
  return record(c, dependencies, { id, lotId, kind: 'seal', content: { v: 1, letters } });
}

/** `POST /dispatch-lots/{id}/discards` */
async function discard(c: LotContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const id = idIn(fields, 'input');
  const { id: lotId } = await openLot(c, dependencies);
  return record(c, dependencies, { id, lotId, kind: 'discard', content: { v: 1 } });
}

/** `GET /dispatch-lots/inputs/{id}` */
async function showOutcome(c: LotContext, dependencies: ConsoleDependencies) {
  const id = c.req.param('id') ?? '';
  const outcome = isApplicationId(id) ? await dependencies.records.lots.outcome(id) : undefined;
  if (!outcome || outcome.officerId !== c.get('session').officer.id) {
    throw new PageRefused('notFound');
  }
  if (outcome.appliedAt === null) c.header('Refresh', '1');
  return c.html(<LotOutcomePage frame={await pageFrame(c, dependencies)} outcome={outcome} />);
}

/**
 * `GET /dispatch-lots/{id}/vendor-file`: what the vendor gets, with the hash that two people sealed. Nobody here can read a
 * letter of it; who takes it out of the house is recorded all the same, as a read of the lot.
 */
async function download(c: LotContext, dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  const lot = await openLot(c, dependencies);
  const { officer } = c.get('session');
  const role = roleFor(officer, 'sealLetterLot');
  if (role === undefined) throw new PageRefused('forbidden');
  const octets = lot.sealedAt && fileOf(dependencies, lot, await records.lots.letters(lot.id));
  // The page of the lot says why.
  if (!octets || !isSealed(octets, lot)) return c.redirect(`/dispatch-lots/${lot.id}`, 303);
  await records.access.record([
    {
      at: now(),
      officerId: officer.id,
      role,
      caseId: lot.id,
      fields: ['vendorFile'],
      purpose: 'dispatch',
    },
  ]);
  c.header('Content-Type', 'application/json');
  c.header('Content-Disposition', `attachment; filename="lot-${lot.id}.json"`);
  return c.body(new Uint8Array(octets));
}

/** Pages of lots of letters. They show cases by their numbers, and nobody's name. */
export function lotPages(dependencies: ConsoleDependencies) {
  const app = new Hono<ConsoleEnvironment>();
  app.use(async (c, next) => {
    if (!mayReadCases(c.get('session').officer)) throw new PageRefused('forbidden');
    await next();
  });
  return app
    .route('/confirmations', confirmationRoutes(dependencies))
    .get('/', (c) => list(c, dependencies))
    .post('/', refuseLargeForms, (c) => propose(c, dependencies))
    .get('/inputs/:id', (c) => showOutcome(c, dependencies))
    .get('/:id', (c) => show(c, dependencies))
    .get('/:id/vendor-file', (c) => download(c, dependencies))
    .post('/:id/seals', refuseLargeForms, (c) => seal(c, dependencies))
    .post('/:id/discards', refuseLargeForms, (c) => discard(c, dependencies));
}
