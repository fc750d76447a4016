import { Hono, type Context } from 'hono';
import {
  isLetterReturnReason,
  type LetterReturnReason,
} from '../../../domain/key-delivery/letter-inputs.ts';
import { isApplicationId } from '../application/case-number.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { roleFor } from '../governance/act-duty.ts';
import { ownFields } from '../governance/acts-requests.ts';
import { refuseLargeForms } from '../governance/own-forms.ts';
import { mayReadCases } from '../roles.ts';
import { returnedLetters as words } from '../words/returned-letters.ts';
import { hearReturned, type LetterClerk } from './letter-intake.ts';
import { resendsLeft } from './resend-duty.ts';
import { ReturnedLettersPage, type ScannedLetter } from './returned-letters-page.tsx';

type ScanContext = Context<ConsoleEnvironment>;

/** Envelopes that the page still lists; the oldest go first. */
const LISTED_MAX = 100;

/** Whoever scans, in the role that registers originals; undefined for whoever may not. */
function clerkOf(c: ScanContext): LetterClerk | undefined {
  const { officer, terminal } = c.get('session');
  const role = roleFor(officer, 'enterPaper');
  return role === undefined ? undefined : { officer, role, terminal };
}

/** What a scanner gives: full width, capitals and spaces are let through. */
const readBarcode = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

type Result = keyof typeof words.results;

const isResult = (text: string): text is Result => Object.hasOwn(words.results, text);

/** What the form carries from one scan to the next: shown again, and never acted on. */
function scannedBefore(fields: URLSearchParams): Omit<ScannedLetter, 'caseId' | 'left'>[] {
  return fields.getAll('scanned').flatMap((line) => {
    const [dispatch = '', reason = '', result = ''] = line.split(' ');
    const isWhole = isApplicationId(dispatch) && isLetterReturnReason(reason) && isResult(result);
    return isWhole ? [{ dispatch, reason, result }] : [];
  });
}

/** The scans with the case of each letter, and how many re-sends it has left. */
async function withCases(
  { records }: ConsoleDependencies,
  scanned: readonly Omit<ScannedLetter, 'caseId' | 'left'>[],
): Promise<ScannedLetter[]> {
  return Promise.all(
    scanned.map(async (each) => {
      const letter = each.dispatch === '' ? undefined : await records.lots.letter(each.dispatch);
      return { ...each, caseId: letter?.caseId, left: letter && resendsLeft(letter) };
    }),
  );
}

async function show(
  c: ScanContext,
  dependencies: ConsoleDependencies,
  { scanned, reason }: { scanned: readonly ScannedLetter[]; reason: LetterReturnReason | '' },
) {
  const mayScan = clerkOf(c) !== undefined;
  const frame = await pageFrame(c, dependencies);
  return c.html(<ReturnedLettersPage frame={frame} view={{ mayScan, scanned, reason }} />);
}

/** `POST /returned-letters`: one envelope. Sent again it is known already, so it is answered at once, with the next field. */
async function scan(c: ScanContext, dependencies: ConsoleDependencies) {
  const fields = await ownFields(c);
  const clerk = clerkOf(c);
  if (!clerk) throw new PageRefused('refused');
  const reason = fields.get('reason') ?? '';
  if (!isLetterReturnReason(reason)) throw new PageRefused('refused');
  const before = scannedBefore(fields);
  const dispatch = readBarcode(fields.get('dispatch') ?? '');
  const at = dependencies.now();
  const result: Result = isApplicationId(dispatch)
    ? await hearReturned(dependencies, clerk, { dispatch, reason, at })
    : 'malformed';
  // What is no number at all is not carried along: it could be anything.
  const own = { dispatch: result === 'malformed' ? '' : dispatch, reason, result };
  const scanned = await withCases(dependencies, [own, ...before].slice(0, LISTED_MAX));
  return show(c, dependencies, { scanned, reason });
}

/** Letters that came back, scanned one after the other. The page shows no name. */
export function returnedLetterRoutes(dependencies: ConsoleDependencies) {
  const app = new Hono<ConsoleEnvironment>();
  app.use(async (c, next) => {
    if (!mayReadCases(c.get('session').officer)) throw new PageRefused('forbidden');
    await next();
  });
  return app
    .get('/', (c) => show(c, dependencies, { scanned: [], reason: '' }))
    .post('/', refuseLargeForms, (c) => scan(c, dependencies));
}
