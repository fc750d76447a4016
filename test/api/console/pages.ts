import { sha256Hex } from '../../../books/canonical-json.ts';
import { findingKey } from '../../../domain/decision/overrides.ts';
import { vectors } from '../../domain/vectors.ts';
import {
  LOT_INPUT,
  PAPER_RECEIPT,
  PROPOSED_LOT,
  RESEND_CASE,
  RESENT,
  SEALED_LOT,
} from './seed/seed-letters.ts';
import {
  CALLED,
  EMERGENCY,
  PUBLISHED,
  REVOKED_AT_ONCE,
  SIGNED,
  TAKEN,
} from './seed/seed-revocations.ts';
import { CASE_PLANS, judged, SUBSTITUTES, WORKED_EXAMPLE } from './seed/case-plans.ts';

/** A page as the browser tests open it. */
export interface ShownPage {
  /** Route of the app that answers with it. */
  readonly route: string;
  /** An address of it in the seeded office. */
  readonly path: string;
  /** Who looks at it; an approver who is on duty, unless it says otherwise. Null: nobody has signed in. */
  readonly reader?: string | null;
}

const caseOf = (id: string): string => `/certificate-applications/${id}`;

/** Hash of the worked example's text. */
export const TEXT_SHA256 = vectors.texts.find(({ id }) => id === 'i')?.textSha256 ?? '';

/** A case that a person must decide. */
export const REVIEWED = '019ad7c0-0a11-7f00-9c2d-1a2b3c4d5e01';

/** A decision on it that was judged; one that waits loads itself again and again. */
export const SENT = '019ad7f9-0000-7000-8000-000000000001';

/** An act of two that the reader proposed. */
export const ACT = '019ad7f9-0000-7000-8000-0000000000a1';

/** A list of certificates that is being revoked. */
export const MASS = '019ad7f9-0000-7000-8000-0000000000a3';

/** A stop of the reader's that had no effect. */
export const STOPPED = '019ad7f9-0000-7000-8000-0000000000a2';

const plan = CASE_PLANS.find(({ id }) => id === REVIEWED);
const item = plan ? judged(plan).verdict.notHolding.map(findingKey)[0] : undefined;

const CASE = '/certificate-applications/:id';
const NEW = `${CASE}/decisions/new`;
const EVIDENCE = `${CASE}/evidence/:sha256`;
const SHEET = `${CASE}/sheet`;

const LOT = '/dispatch-lots/:id';

const resend = (query: string, reader: string): ShownPage => ({
  route: `${CASE}/resends/new`,
  path: `${caseOf(RESEND_CASE)}/resends/${query}`,
  reader,
});

const REQUEST = '/revocation-requests/:id';
const requestOf = (id: string): string => `/revocation-requests/${id}`;

/** The number that the seed gives the certificate of the worked example. */
const SERIAL = `3f${sha256Hex(Buffer.from(`serial ${WORKED_EXAMPLE.id}`)).slice(0, 38)}`;

const decideRequest = (id: string, query: string, reader = 'officer-03'): ShownPage => ({
  route: `${REQUEST}/decisions/new`,
  path: `${requestOf(id)}/decisions/new?decision=${query}`,
  reader,
});

const queueOf = (view: string): ShownPage => ({ route: '/queue', path: `/queue?view=${view}` });
const decide = (query: string, reader?: string): ShownPage => ({
  route: NEW,
  path: `${caseOf(REVIEWED)}/decisions/new?outcome=${query}`,
  ...(reader === undefined ? {} : { reader }),
});

const proposal = (kind: string, reader?: string): ShownPage => ({
  route: '/governance-acts/new',
  path: `/governance-acts/new?kind=${kind}`,
  ...(reader === undefined ? {} : { reader }),
});

/** Every page of the console, in each of its shapes. A test holds it against the routes of the app. */
export const PAGES = {
  list: queueOf('free'),
  mine: queueOf('mine'),
  jlis: queueOf('jlis'),
  applicant: queueOf('applicant'),
  parked: queueOf('parked'),
  machine: queueOf('machine'),
  done: queueOf('done'),
  search: { route: '/search', path: '/search' },
  found: { route: '/search', path: '/search?q=2026-11-30' },
  nameless: { route: '/search', path: `/search?q=${encodeURIComponent('山田 花子')}` },
  waiting: { route: CASE, path: caseOf(SUBSTITUTES.id) },
  example: { route: CASE, path: caseOf(WORKED_EXAMPLE.id) },
  reviewed: { route: CASE, path: caseOf(REVIEWED) },
  reviewedByReception: { route: CASE, path: caseOf(REVIEWED), reader: 'officer-04' },
  approving: decide('approve'),
  returning: decide('return'),
  rejecting: decide('reject'),
  signingReturn: decide(`return&item=${encodeURIComponent(item ?? '')}`),
  signingRejection: decide('reject&reason=duplicate'),
  signingWithoutKey: decide('reject&reason=duplicate', 'officer-03'),
  rejectingOnSuspicion: decide('reject&reason=untrueApplication'),
  transferring: decide('transfer'),
  takingBack: decide('take-back'),
  withdrawing: decide('withdraw'),
  noticing: decide('notice'),
  noticingDeath: decide('notice&about=death&channel=telephone'),
  withdrawingByCall: decide('withdraw&channel=callBack'),
  instructing: {
    route: `${CASE}/issuing-instructions/new`,
    path: `${caseOf(REVIEWED)}/issuing-instructions/new`,
    reader: 'officer-07',
  },
  sent: { route: `${CASE}/decisions/:input`, path: `${caseOf(REVIEWED)}/decisions/${SENT}` },
  version: { route: `${CASE}/versions/:n`, path: `${caseOf(WORKED_EXAMPLE.id)}/versions/1` },
  text: { route: EVIDENCE, path: `${caseOf(WORKED_EXAMPLE.id)}/evidence/${TEXT_SHA256}` },
  octets: {
    route: EVIDENCE,
    path: `${caseOf(WORKED_EXAMPLE.id)}/evidence/${TEXT_SHA256}?view=hex`,
  },
  books: { route: '/inspection/books', path: '/inspection/books' },
  booksOfAuditor: { route: '/inspection/books', path: '/inspection/books', reader: 'officer-06' },
  entry: {
    route: '/inspection/books/entries/office/:key',
    path: '/inspection/books/entries/office/66',
  },
  anchoring: { route: '/inspection/anchoring', path: '/inspection/anchoring' },
  dispatches: { route: '/dispatches', path: '/dispatches' },
  dispatchesOfCase: { route: '/dispatches', path: `/dispatches?case=${REVIEWED}` },
  dispatchTemplate: {
    route: '/dispatches/templates/:id',
    path: '/dispatches/templates/returned',
  },
  morning: { route: '/morning-check', path: '/morning-check' },
  reconciled: { route: '/reconciliations/:day', path: '/reconciliations/2026-11-29' },
  duty: { route: '/duty', path: '/duty' },
  statistics: { route: '/inspection/statistics', path: '/inspection/statistics' },
  print: { route: SHEET, path: `${caseOf(WORKED_EXAMPLE.id)}/sheet` },
  printed: { route: SHEET, path: `${caseOf(WORKED_EXAMPLE.id)}/sheet?purpose=review` },
  acts: { route: '/governance-acts', path: '/governance-acts' },
  act: { route: '/governance-acts/:id', path: `/governance-acts/${ACT}`, reader: 'officer-03' },
  actOfProposer: {
    route: '/governance-acts/:id',
    path: `/governance-acts/${ACT}`,
  },
  proposing: proposal('switchOn'),
  proposingErasure: proposal('chainErasure', 'officer-05'),
  proposingDocument: proposal('jlisAgreement'),
  proposingMassRevocation: proposal('massRevocation'),
  massRevocation: { route: '/mass-revocations/:id', path: `/mass-revocations/${MASS}` },
  proposingOfficer: proposal('officer', 'officer-05'),
  proposingPermission: proposal('permission', 'officer-05'),
  proposingTerminal: proposal('terminal', 'officer-05'),
  proposingPortal: proposal('portal', 'officer-05'),
  stopped: {
    route: '/governance-acts/inputs/:id',
    path: `/governance-acts/inputs/${STOPPED}`,
  },
  lots: { route: '/dispatch-lots', path: '/dispatch-lots', reader: 'officer-04' },
  lotToSeal: { route: LOT, path: `/dispatch-lots/${PROPOSED_LOT}`, reader: 'officer-07' },
  lotLate: { route: LOT, path: `/dispatch-lots/${SEALED_LOT}`, reader: 'officer-04' },
  lotInput: {
    route: '/dispatch-lots/inputs/:id',
    path: `/dispatch-lots/inputs/${LOT_INPUT}`,
    reader: 'officer-04',
  },
  confirmations: {
    route: '/dispatch-lots/confirmations',
    path: '/dispatch-lots/confirmations',
    reader: 'officer-04',
  },
  returned: { route: '/returned-letters', path: '/returned-letters', reader: 'officer-04' },
  letterReturned: { route: CASE, path: caseOf(RESEND_CASE) },
  signingResend: resend('new?checked=yes', 'officer-03'),
  resent: {
    route: `${CASE}/resends/:input`,
    path: `${caseOf(RESEND_CASE)}/resends/${RESENT}`,
    reader: 'officer-03',
  },
  paperReceipt: {
    route: `${CASE}/paper-receipts/new`,
    path: `${caseOf(WORKED_EXAMPLE.id)}/paper-receipts/new`,
    reader: 'officer-04',
  },
  paperReceiptSent: {
    route: `${CASE}/paper-receipts/:input`,
    path: `${caseOf(WORKED_EXAMPLE.id)}/paper-receipts/${PAPER_RECEIPT}`,
    reader: 'officer-04',
  },
  revocations: { route: '/revocation-requests', path: '/revocation-requests' },
  revocationsToConfirm: {
    route: '/revocation-requests',
    path: '/revocation-requests?view=confirm&channel=telephone',
  },
  revocationsClosed: { route: '/revocation-requests', path: '/revocation-requests?view=closed' },
  requestCalled: { route: REQUEST, path: requestOf(CALLED), reader: 'officer-03' },
  requestSigned: { route: REQUEST, path: requestOf(SIGNED), reader: 'officer-04' },
  requestEmergency: { route: REQUEST, path: requestOf(EMERGENCY) },
  requestPublished: { route: REQUEST, path: requestOf(PUBLISHED) },
  granting: decideRequest(CALLED, 'grant'),
  signingGrant: decideRequest(
    CALLED,
    'grant&reason=keyCompromise&invalidityDate=2026-11-30&override:revoke.telephone/confirmed=callBackMade',
  ),
  refusing: decideRequest(CALLED, 'refuse'),
  signingRefusal: decideRequest(CALLED, 'refuse&refusal=groundNotFound'),
  suspending: decideRequest(CALLED, 'suspend'),
  upgrading: decideRequest(PUBLISHED, 'upgrade'),
  grantingByReception: decideRequest(CALLED, 'grant', 'officer-04'),
  signingEmergency: decideRequest(
    TAKEN,
    'emergency&result=confirmed&answer=address&answer=portal&reason=keyCompromise',
  ),
  confirmingEmergency: {
    route: `${REQUEST}/confirmation`,
    path: `${requestOf(EMERGENCY)}/confirmation`,
  },
  signingConfirmation: {
    route: `${REQUEST}/confirmation`,
    path: `${requestOf(EMERGENCY)}/confirmation?confirmed=yes`,
  },
  confirmingOwn: {
    route: `${REQUEST}/confirmation`,
    path: `${requestOf(EMERGENCY)}/confirmation`,
    reader: 'officer-03',
  },
  requestInput: {
    route: `${REQUEST}/decisions/:input`,
    path: `${requestOf(EMERGENCY)}/decisions/${REVOKED_AT_ONCE}`,
    reader: 'officer-03',
  },
  callback: {
    route: `${REQUEST}/callbacks/new`,
    path: `${requestOf(TAKEN)}/callbacks/new`,
    reader: 'officer-04',
  },
  emergency: {
    route: '/revocation-requests/emergency',
    path: '/revocation-requests/emergency',
    reader: 'officer-04',
  },
  emergencyFound: {
    route: '/revocation-requests/emergency',
    path: `/revocation-requests/emergency?number=2026-12-01`,
    reader: 'officer-03',
  },
  emergencyCall: {
    route: '/revocation-requests/emergency',
    path: `/revocation-requests/emergency?request=${TAKEN}`,
    reader: 'officer-03',
  },
  emergencyByReception: {
    route: '/revocation-requests/emergency',
    path: `/revocation-requests/emergency?request=${TAKEN}`,
    reader: 'officer-04',
  },
  taking: {
    route: '/revocation-requests/new',
    path: '/revocation-requests/new',
    reader: 'officer-04',
  },
  takingUnknown: {
    route: '/revocation-requests/new',
    path: '/revocation-requests/new?unknown=yes&channel=paperForm',
    reader: 'officer-04',
  },
  takingChosen: {
    route: '/revocation-requests/new',
    path: `/revocation-requests/new?serial=${SERIAL}&channel=exOfficio&ground=receiptMissing`,
    reader: 'officer-04',
  },
  certificate: { route: '/certificates/:serial', path: `/certificates/${SERIAL}` },
  keys: { route: '/keys', path: '/keys' },
  settings: { route: '/settings', path: '/settings' },
  settingsDone: { route: '/settings', path: '/settings?said=added' },
  settingsRefused: { route: '/settings', path: '/settings?said=label' },
  staff: { route: '/staff', path: '/staff', reader: 'officer-05' },
  terminals: { route: '/terminals', path: '/terminals', reader: 'officer-05' },
  portals: { route: '/portals', path: '/portals', reader: 'officer-05' },
  enrolment: { route: '/enrol', path: '/enrol', reader: null },
  terminal: { route: '/enrol/terminal', path: '/enrol/terminal', reader: null },
  door: { route: '/sign-in', path: '/sign-in', reader: null },
  spentLink: { route: '/sign-in/:secret', path: `/sign-in/${'z'.repeat(43)}`, reader: null },
  nothing: { route: '*', path: '/no-such-page' },
} as const satisfies Readonly<Record<string, ShownPage>>;

/** Routes that are asked with GET and are no page, and what they are. */
export const NO_PAGES: Readonly<Record<string, string>> = {
  '/revocation-requests/:id/documents/:sha256': 'a document that somebody brought, as a file',
  '/': 'leads to the page of the reader',
  '/certificate-applications': 'the old address of the queue, leads there',
  '/language/:language': 'leads back to where the switch was',
  '/inspection/statistics.csv': 'the figures of the charts as a file',
  '/dispatch-lots/:id/vendor-file': 'what the print vendor gets, as a file',
  '/queue/events': 'a stream for the script of the queue',
  '/session': 'says to a script that the session goes on',
};
