import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import type { ActInput } from '../../db/governance/act-inputs.ts';
import { hasVersion } from '../../db/governance/adopt-document.ts';
import { contentOf, stateOfAct, type DualControlAct } from '../../db/governance/dual-control.ts';
import { accessProblem } from '../../db/governance/access-problem.ts';
import { personOf, type Account } from '../../db/governance/accounts.ts';
import { isSwitchOn } from '../../db/governance/switches.ts';
import { requireErasable } from '../../db/retention/chain-erasure.ts';
import type { Queryable } from '../../db/office-database.ts';
import {
  CONTENT_OCTETS_MAX,
  DOCUMENT_OCTETS_MAX,
  dutiesOfAct,
  EFFECTIVE_WITHIN_DAYS,
  readActContent,
  type ActContent,
  isAboutAccess,
} from '../../domain/governance/act-kinds.ts';
import { isDocumentOf } from '../../domain/governance/act-document.ts';
import type { ActProblem } from '../../domain/governance/act-inputs.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { dualControlProblem } from '../../domain/governance/dual-control.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import { isDomainError } from '../../domain/errors.ts';

/** Reads the content of a proposal; undefined for octets that are not exactly one with its document. */
export function readProposal({ content, document }: ActInput): ActContent | undefined {
  if (!content || content.length > CONTENT_OCTETS_MAX) return undefined;
  const read = readActContent(parsed(content));
  if (!read || dutiesOfAct(read).hasDocument !== (document !== null)) return undefined;
  return document === null || isDocument(read, document) ? read : undefined;
}

function isDocument(content: ActContent, document: Buffer): boolean {
  const { documentSha256 } = content.change as { readonly documentSha256?: string };
  const isIt = document.length <= DOCUMENT_OCTETS_MAX && sha256Hex(document) === documentSha256;
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

/** What of the world keeps an act from being agreed on at an instant; asked of the proposal and of the approval. */
export async function changeProblem(
  tx: Queryable,
  content: ActContent,
  at: Date,
): Promise<ActProblem | undefined> {
  const days = (Date.parse(content.effectiveFrom) - at.getTime()) / DAY_MS;
  if (days > EFFECTIVE_WITHIN_DAYS) return 'dateOutOfBounds';
  if (content.actKind === 'switchOn') {
    // The room's switch may be off where the office's is on: custodians turn it on all the same.
    const { switch: name } = content.change;
    return name !== 'allSigning' && (await isSwitchOn(tx, name)) ? 'switchIsOn' : undefined;
  }
  if (content.actKind === 'chainErasure') return erasureProblemOf(tx, content.change, at);
  if (isAboutAccess(content)) return accessProblem(tx, content.actKind, content.change);
  const { register } = dutiesOfAct(content);
  const { actKind } = content;
  const { version } = content.change;
  const isTaken = register && (await hasVersion(tx, { actKind, documentType: register, version }));
  return isTaken ? 'versionTaken' : undefined;
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
