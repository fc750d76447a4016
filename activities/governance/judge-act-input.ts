import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import type { ActInput } from '../../db/governance/act-inputs.ts';
import { hasVersion, isVersionAgreed } from '../../db/governance/adopt-document.ts';
import { accessProblem } from '../../db/governance/access-problem.ts';
import { contentOf, stateOfAct, type DualControlAct } from '../../db/governance/dual-control.ts';
import { personOf, type Account } from '../../db/governance/accounts.ts';
import { lockSwitch } from '../../db/governance/switches.ts';
import { requireErasable } from '../../db/retention/chain-erasure.ts';
import type { Queryable } from '../../db/office-database.ts';
import {
  CONTENT_OCTETS_MAX,
  documentOctetsMax,
  dutiesOfAct,
  EFFECTIVE_WITHIN_DAYS,
  readActContent,
  type ActContent,
  type ProposedKind,
  isAboutAccess,
  isOfNow,
} from '../../domain/governance/act-kinds.ts';
import type { AccessKind } from '../../domain/governance/access-change.ts';
import { isDocumentOf } from '../../domain/governance/act-document.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { dualControlProblem } from '../../domain/governance/dual-control.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import { isDomainError } from '../../domain/errors.ts';

/** Reads the content of a proposal; undefined for octets that are not exactly one of today with its document. */
export function readProposal({ content, document }: ActInput): ActContent | undefined {
  if (!content || content.length > CONTENT_OCTETS_MAX) return undefined;
  const read = readActContent(parsed(content));
  if (!read || !isOfNow(read) || dutiesOfAct(read).hasDocument !== (document !== null))
    return undefined;
  return document === null || isDocument(read, document) ? read : undefined;
}

function isDocument(content: ActContent, document: Buffer): boolean {
  const { documentSha256 } = content.change as { readonly documentSha256?: string };
  const isIt =
    document.length <= documentOctetsMax(content.actKind) && sha256Hex(document) === documentSha256;
  return isIt && isDocumentOf(content, parsed(document));
}

function parsed(octets: Buffer): unknown {
  try {
    return readCanonicalJson(octets);
  } catch {
    return undefined;
  }
}

/** Whoever sent something, with the roles of this moment. */
export interface Sender extends Account {
  /** In which it is done. */
  readonly role: string;
}

/** The role is held now, gives the act, and goes with all roles of the person, by whatever account (N8, N9, N10, N13). */
export function dutyProblem(
  { roles, role, personRoles }: Sender,
  row: ActId,
): ActProblem | undefined {
  const [stated] = rolesNamed([role]);
  const isGiven = stated !== undefined && permissionFor(row, stated) !== undefined;
  if (!roles.includes(role) || !isGiven) return 'roleRequired';
  const broken = rolesProblem(rolesNamed(personRoles));
  return broken && `duties${broken}`;
}

/** What keeps an act from being approved or refused as it stands. */
export function stateProblem(act: DualControlAct, at: Date): ActProblem | undefined {
  const state = stateOfAct(act, at);
  if (state === 'lapsed') return 'proposalLapsed';
  return state === 'proposed' ? undefined : 'stateMoved';
}

/** What keeps two persons from agreeing on an act (N5, N14); two accounts of one person are one. */
export async function pairProblem(
  tx: Queryable,
  act: DualControlAct,
  sender: Sender,
): Promise<ActProblem | undefined> {
  const problem = dualControlProblem(
    dutiesOfAct(contentOf(act)).row,
    { person: await personOf(tx, act.proposedBy), roles: rolesNamed(act.proposedInRoles) },
    { person: sender.person, roles: rolesNamed(sender.roles) },
  );
  return problem && (problem === 'N14' ? 'dutiesN14' : 'dutiesN5');
}

type DocumentKind = Exclude<
  ProposedKind,
  'switchOn' | 'chainErasure' | 'keyState' | 'massRevocation' | AccessKind
>;

/** When it is asked whether something may be changed. */
export interface AskedAt {
  readonly at: Date;
  /** Of this moment is what its proposer knew. */
  readonly knownAt: Date;
  /** Two people have agreed on it already. */
  readonly isAgreed?: true;
}

/** What of the world keeps an act from being agreed on, or from being done once it is. */
export async function changeProblem(
  tx: Queryable,
  content: ActContent,
  asked: AskedAt,
): Promise<ActProblem | undefined> {
  const { at, knownAt } = asked;
  const days = (Date.parse(content.effectiveFrom) - at.getTime()) / DAY_MS;
  if (days > EFFECTIVE_WITHIN_DAYS) return 'dateOutOfBounds';
  if (content.actKind === 'switchOn') return switchProblem(tx, content.change.switch, knownAt);
  if (content.actKind === 'chainErasure') return erasureProblemOf(tx, content.change, at);
  if (isAboutAccess(content)) return accessProblem(tx, content.actKind, content.change);
  // The room knows its keys, and judges the act when custodians have it done.
  if (content.actKind === 'keyState') return undefined;
  // Each line is judged when its turn comes: what cannot be revoked stops nothing that can.
  if (content.actKind === 'massRevocation') return undefined;
  return (await isVersionTaken(tx, content, asked)) ? 'versionTaken' : undefined;
}

/** Of two acts with one version that were agreed on at once, the first that is performed has it. */
async function isVersionTaken(
  tx: Queryable,
  content: ActContent<DocumentKind>,
  { isAgreed }: AskedAt,
): Promise<boolean> {
  const { register: documentType } = dutiesOfAct(content);
  if (!documentType) return false;
  const { actKind, change } = content;
  const { version } = change;
  if (await hasVersion(tx, { documentType, version })) return true;
  return !isAgreed && isVersionAgreed(tx, { actKind, version });
}

/** Whoever agrees to end a stop has to know of it: one that came later is another stop. */
async function switchProblem(
  tx: Queryable,
  name: string,
  knownAt: Date,
): Promise<ActProblem | undefined> {
  const turned = await lockSwitch(tx, name);
  // The room's switch may be off where the office's is on: custodians turn it on all the same.
  if (name !== 'allSigning' && (turned?.isOn ?? true)) return 'switchIsOn';
  return turned && turned.changedAt > knownAt ? 'switchTurnedSince' : undefined;
}

async function erasureProblemOf(
  tx: Queryable,
  change: Extract<ActContent, { actKind: 'chainErasure' }>['change'],
  at: Date,
): Promise<ActProblem | undefined> {
  try {
    const dueOn = await requireErasable(tx, change, { now: at });
    return dueOn === change.dueOn ? undefined : 'chainKept';
  } catch (error) {
    if (isDomainError(error, 'IllegalTransition')) return 'chainKept';
    throw error;
  }
}
