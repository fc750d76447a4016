import { findRuleSet } from '../decision/rule-sets.ts';
import { isKeyStateTarget, type KeyStateTarget } from '../issuance/issuer-key-states.ts';
import type { ErasureContent } from '../retention/chain-erasure.ts';
import {
  LIST_OCTETS_MAX,
  readMassRevocation,
  type MassRevocationChange,
} from '../revocation/mass-revocation.ts';
import type { ActId, Role } from './acts.ts';
import {
  isAccessKind,
  readAccessChange,
  type AccessChanges,
  type AccessKind,
  type ContentVersion,
} from './access-change.ts';
import { findSwitch, isSwitchedByOne } from './switches.ts';

/** A switch that goes on again, and what was mended: a code. */
export interface SwitchOnChange {
  readonly switch: string;
  readonly cause: string;
}

/** A document that is put in force, by its hash; the octets travel beside the act. */
export interface DocumentChange {
  /** Of a document in the office's register: `2026-12-01`, `2026-12`. */
  readonly version: string;
  readonly documentSha256: string;
}

/** An issuer key that goes into another state; into `compromised`: all that it signed is revoked. */
export interface KeyStateChange {
  readonly issuerKeyId: string;
  readonly to: KeyStateTarget;
}

/** What each kind of act changes. */
export interface ActChanges extends AccessChanges {
  readonly switchOn: SwitchOnChange;
  readonly chainErasure: ErasureContent;
  readonly jlisAgreement: DocumentChange;
  readonly accreditations: DocumentChange;
  readonly explanation: DocumentChange;
  readonly certificatePolicy: DocumentChange;
  readonly certificationPracticeStatement: DocumentChange;
  readonly ruleSet: DocumentChange;
  readonly officerRegister: DocumentChange;
  readonly keyGeneration: DocumentChange;
  readonly keyState: KeyStateChange;
  readonly massRevocation: MassRevocationChange;
}

/** A kind of act that can be proposed; each is an `actKind` of the books. */
export type ProposedKind = keyof ActChanges;

/** Who does what was agreed: the office by itself, custodians in the room by a command, or both. */
export type Performer = 'office' | 'room' | 'both';

/** One kind of act: everything that differs from kind to kind. */
interface ActKind<C> {
  /** Row of the table of acts that says who may propose and approve it. */
  readonly row: (change: C) => ActId;
  /** Reads the change; undefined for anything that is not exactly one. */
  readonly read: (value: unknown, version: ContentVersion) => C | undefined;
  /** Version of the content in which it is proposed now; contents of earlier ones are read as they are. */
  readonly version: ContentVersion;
  readonly performedBy: (change: C) => Performer;
  /** Whom the page names as those who have to know. */
  readonly told: readonly Role[];
  /** Type under which the office's register keeps its document. */
  readonly register?: string;
  readonly hasDocument: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const CODE = /^[A-Za-z][A-Za-z0-9]{1,63}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const KEY_ID = /^[0-9a-f]{40}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Largest document that an act may carry: a register of a thousand officers with passkeys has less. */
export const DOCUMENT_OCTETS_MAX = 1024 * 1024;

/** Largest document of a kind: a list of certificates is longer than any register. */
export const documentOctetsMax = (kind: ProposedKind): number =>
  kind === 'massRevocation' ? LIST_OCTETS_MAX : DOCUMENT_OCTETS_MAX;

/** Largest content of an act: ids, codes and dates; of an officer of version 1 the name. */
export const CONTENT_OCTETS_MAX = 4096;

function fieldsOf(value: unknown, ...names: readonly string[]): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const isExact = Object.keys(value).toSorted().join() === names.toSorted().join();
  return isExact ? (value as Fields) : undefined;
}

const matches = (pattern: RegExp, value: unknown): value is string =>
  typeof value === 'string' && pattern.test(value);

/** An instant of this century on as entries write it; `Date.parse` alone takes `T24:00` and the year 0 as well. */
const isInstant = (value: unknown): value is string =>
  matches(INSTANT, value) &&
  value >= '2000' &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString() === value;

/** Tells whether a text is a code, as causes and reasons are written. */
export const isCode = (value: unknown): value is string => matches(CODE, value);

function readSwitchOn(value: unknown): SwitchOnChange | undefined {
  const fields = fieldsOf(value, 'switch', 'cause');
  const name = fields?.['switch'];
  const isKnown = typeof name === 'string' && name.length <= 100 && isSwitchedByOne(name);
  if (!fields || !isKnown || !isCode(fields['cause'])) return undefined;
  return findSwitch(name) && (fields as unknown as SwitchOnChange);
}

function readKeyState(value: unknown): KeyStateChange | undefined {
  const fields = fieldsOf(value, 'issuerKeyId', 'to');
  const isIt = matches(KEY_ID, fields?.['issuerKeyId']) && isKeyStateTarget(fields?.['to']);
  return isIt ? (fields as unknown as KeyStateChange) : undefined;
}

function readErasure(value: unknown): ErasureContent | undefined {
  const fields = fieldsOf(value, 'v', 'chain', 'dueOn', 'reason');
  const isIt =
    fields?.['v'] === 1 &&
    matches(UUID, fields['chain']) &&
    matches(DAY, fields['dueOn']) &&
    (fields['reason'] === 'retentionEnded' || fields['reason'] === 'trialData');
  return isIt ? (fields as unknown as ErasureContent) : undefined;
}

/** What was never written but in version 1. */
const first =
  <C>(read: (value: unknown) => C | undefined) =>
  (value: unknown, version: ContentVersion): C | undefined =>
    version === 1 ? read(value) : undefined;

function readDocument(value: unknown): DocumentChange | undefined {
  const fields = fieldsOf(value, 'version', 'documentSha256');
  const isIt = matches(VERSION, fields?.['version']) && matches(SHA256, fields?.['documentSha256']);
  return isIt ? (fields as unknown as DocumentChange) : undefined;
}

/** Of a rule set only one that this build has: cases could not be decided by another. */
function readRuleSet(value: unknown): DocumentChange | undefined {
  const change = readDocument(value);
  return change && findRuleSet(change.version) ? change : undefined;
}

const document = (
  register: string,
  more: Partial<ActKind<DocumentChange>> = {},
): ActKind<DocumentChange> => ({
  row: () => 'adoptRules',
  read: first(readDocument),
  version: 1,
  performedBy: () => 'office',
  told: ['AP', 'RP', 'EX'],
  register,
  hasDocument: true,
  ...more,
});

/** About officers, what lets them in, terminals and portals. */
const access = <K extends AccessKind>(
  kind: K,
  version: ContentVersion = 1,
): ActKind<AccessChanges[K]> => ({
  row: () => 'administerAccess',
  read: (value, written) => readAccessChange(kind, value, written),
  version,
  performedBy: () => 'office',
  told: ['RP', 'AD'],
  hasDocument: false,
});

type ActKinds = { readonly [K in ProposedKind]: ActKind<ActChanges[K]> };

/** The kinds of acts under dual control that can be proposed (規則6条15号ロ); another is one row more. */
export const actKinds: ActKinds = {
  switchOn: {
    row: ({ switch: name }) => (name === 'allSigning' ? 'switchOnAllSigning' : 'switchOn'),
    read: first(readSwitchOn),
    version: 1,
    // The office's own switch stops what it sends; the room has a switch of its own.
    performedBy: ({ switch: name }) => (name === 'allSigning' ? 'both' : 'office'),
    told: ['EX', 'AP', 'IO', 'RP'],
    hasDocument: false,
  },
  chainErasure: {
    row: () => 'destroyRecords',
    read: first(readErasure),
    version: 1,
    performedBy: () => 'office',
    told: ['RP', 'AD'],
    hasDocument: false,
  },
  // What the agreement with J-LIS says of hours and limits is kept as the document `jlisService`.
  jlisAgreement: document('jlisService'),
  accreditations: document('accreditations'),
  explanation: document('explanation'),
  // Published with all their versions once they are in force (RFC 3647).
  certificatePolicy: document('certificatePolicy'),
  certificationPracticeStatement: document('certificationPracticeStatement'),
  ruleSet: document('ruleSet', { read: first(readRuleSet) }),
  officerRegister: {
    row: () => 'acceptInRoom',
    read: first(readDocument),
    version: 1,
    performedBy: () => 'room',
    told: ['RP', 'AD', 'CU'],
    hasDocument: true,
  },
  // The document is the script of a ceremony: keys, modules and documents are agreed on with it.
  keyGeneration: {
    row: () => 'manageIssuerKeys',
    read: first(readDocument),
    version: 1,
    performedBy: () => 'room',
    told: ['RP', 'CU'],
    hasDocument: true,
  },
  keyState: {
    row: ({ to }) => (to === 'compromised' ? 'breakGlass' : 'manageIssuerKeys'),
    read: first(readKeyState),
    version: 1,
    performedBy: () => 'room',
    told: ['RP', 'AD', 'CU'],
    hasDocument: false,
  },
  massRevocation: {
    row: ({ by }) => (by === 'room' ? 'breakGlass' : 'massRevocation'),
    read: first(readMassRevocation),
    version: 1,
    performedBy: ({ by }) => by,
    told: ['AP', 'RP', 'CU'],
    hasDocument: true,
  },
  officer: access('officer', 2),
  permission: access('permission'),
  terminal: access('terminal'),
  portal: access('portal'),
};

/** Tells whether a kind can be proposed. */
export const isProposedKind = (kind: string): kind is ProposedKind => Object.hasOwn(actKinds, kind);

/** Tells whether an act is about access. */
export const isAboutAccess = (content: ActContent): content is ActContent<AccessKind> =>
  isAccessKind(content.actKind);

/** Whether an act opens an enrolment, whose code its two people draw; of an officer, if there was none of the id. */
export function opensEnrolment({ actKind, change }: ActContent): 'always' | 'ifNew' | 'never' {
  if (actKind === 'officer') return change.roles.length > 0 ? 'ifNew' : 'never';
  const isOpened =
    (actKind === 'permission' && change.do === 'enrol') ||
    (actKind === 'terminal' && change.do === 'register');
  return isOpened ? 'always' : 'never';
}

/**
 * The content of an act: what both persons sign by its hash. Ids, codes and dates; of an officer a commitment to the name
 * that both see, and in version 1 the name itself.
 */
export type ActContent<K extends ProposedKind = ProposedKind> = {
  readonly [Kind in K]: {
    readonly v: ContentVersion;
    readonly actKind: Kind;
    /** The act has no effect before; `YYYY-MM-DDTHH:MM:SS.sssZ`. */
    readonly effectiveFrom: string;
    readonly change: ActChanges[Kind];
  };
}[K];

/** What is true of an act by its kind and what it changes. */
export interface ActDuties {
  readonly row: ActId;
  readonly performedBy: Performer;
  readonly told: readonly Role[];
  readonly register: string | undefined;
  readonly hasDocument: boolean;
}

/** Reads the content of an act out of a parsed value; undefined for anything that is not exactly one. */
export function readActContent(value: unknown): ActContent | undefined {
  const fields = fieldsOf(value, 'v', 'actKind', 'effectiveFrom', 'change');
  const v = fields?.['v'];
  if ((v !== 1 && v !== 2) || typeof fields?.['actKind'] !== 'string') return undefined;
  const { actKind, effectiveFrom, change } = fields;
  if (!isProposedKind(actKind) || !isInstant(effectiveFrom)) return undefined;
  const read = actKinds[actKind].read(change, v);
  return read && (fields as unknown as ActContent);
}

/** Whether an act is written as acts of its kind are proposed now. */
export const isOfNow = ({ v, actKind }: ActContent): boolean => v === actKinds[actKind].version;

/** The duties of an act. */
export function dutiesOfAct({ actKind, change }: ActContent): ActDuties {
  const kind = actKinds[actKind] as ActKind<unknown>;
  return {
    row: kind.row(change),
    performedBy: kind.performedBy(change),
    told: kind.told,
    register: kind.register,
    hasDocument: kind.hasDocument,
  };
}

/** A proposal that nobody answered has no second person after so many days. */
export const ACT_STANDS_DAYS = 14;

/** The latest effective date, in days from the proposal: what is agreed on is still remembered. */
export const EFFECTIVE_WITHIN_DAYS = 366;
