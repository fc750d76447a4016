import type pg from 'pg';
import {
  isAssertionValid,
  readAssertion,
  type Assertion,
  type RelyingParty,
} from '../../adapters/webauthn/assertion.ts';
import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { dutiesOfAct, readActContent, type ActContent } from '../../domain/governance/act-kinds.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import { DAY_MS } from '../../domain/governance/calendar.ts';
import { dualControlProblem, type Participant } from '../../domain/governance/dual-control.ts';
import {
  isInForce,
  rolesOfPerson,
  type RegisteredOfficer,
} from '../../domain/governance/officer-register.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { rolesProblem } from '../../domain/governance/separation.ts';
import type { ActSigner } from './dual-control-act.ts';
import { readOfficersDocument } from './officers-document.ts';

/** What the office hands in of an act: octets, which the room believes nothing about. */
export interface HandedInAct {
  readonly act: string;
  readonly content: Buffer;
  /** What proposer and approver signed, in any order, among others. */
  readonly assertions: readonly Buffer[];
}

/** By what the room judges an act. */
export interface JudgingRoom {
  readonly officers: readonly RegisteredOfficer[];
  readonly relyingParty: RelyingParty;
  readonly at: number;
}

/** An act that two people of the room's register agreed on. */
export interface AgreedAct {
  readonly act: string;
  readonly content: ActContent;
  readonly contentSha256: string;
  readonly proposer: ActSigner;
  readonly approver: ActSigner;
}

/** An act that was agreed on longer ago is agreed on anew: the room is not what it was. */
const SERVES_DAYS = 30;

const refused = (type: 'AssertionInvalid' | 'DualControlViolation', why: string): never => {
  throw new DomainError(type, why);
};

function contentOf({ content }: HandedInAct, at: number): ActContent {
  const read = readActContent(readCanonicalJson(content));
  if (!read) throw new DomainError('MalformedRequest', 'content of the act');
  const from = Date.parse(read.effectiveFrom);
  if (from > at) throw new DomainError('IllegalTransition', 'the act is not in force');
  if (at - from > SERVES_DAYS * DAY_MS)
    throw new DomainError('IllegalTransition', 'the act is old');
  return read;
}

/** The one assertion of an act that says this; anything else among them says nothing. */
function find(
  { act, content, assertions }: HandedInAct,
  stated: 'proposeAct' | 'approveAct',
): { readonly assertion: Assertion; readonly octets: Buffer } {
  const contentSha256 = sha256Hex(content);
  for (const octets of assertions) {
    const assertion = readAssertion(octets);
    const statement = assertion?.statement;
    const isIt =
      statement?.act === stated &&
      statement.subject === act &&
      statement.contentSha256 === contentSha256 &&
      statement.reasons.length === 0;
    if (assertion && isIt) return { assertion, octets };
  }
  return refused('AssertionInvalid', `no ${stated} over this act and content`);
}

interface Judged {
  readonly signer: ActSigner;
  readonly participant: Participant;
}

/** Judges who signed by the room's own register, as of now (as `enclave/gate/officer-acts.ts` does for cases). */
async function judgeSigner(
  { officers, relyingParty, at }: JudgingRoom,
  { assertion, octets }: ReturnType<typeof find>,
  row: ActId,
): Promise<Judged> {
  const { statement, credentialId } = assertion;
  const officer = officers.find(({ id }) => id === statement.officer);
  if (!officer || !isInForce(officer, at)) {
    return refused('AssertionInvalid', `${statement.officer} is not in the register`);
  }
  const passkey = officer.passkeys.find((each) => each.credentialId === credentialId);
  const publicKeyCose = Buffer.from(passkey?.publicKeyCose ?? '', 'base64url');
  const isValid =
    passkey !== undefined &&
    (await isAssertionValid(assertion, { credentialId, publicKeyCose }, relyingParty));
  if (!isValid) return refused('AssertionInvalid', `signature of ${officer.id}`);
  const [role] = rolesNamed([statement.role]);
  const isHeld = officer.roles.includes(statement.role);
  if (!isHeld || !role || permissionFor(row, role) === undefined) {
    throw new DomainError('RoleRequired', `${officer.id} for ${row}`);
  }
  const { person, id } = officer;
  const roles = rolesNamed(rolesOfPerson(officers, person, at));
  const broken = rolesProblem(roles);
  if (broken) return refused('DualControlViolation', `${broken}: ${id}`);
  const kind = role === 'CU' ? 'custodian' : 'officer';
  const actor = { kind, id, role: statement.role, terminal: statement.terminal } as const;
  const assertionSha256 = sha256Hex(octets);
  return {
    signer: { actor, person, assertionSha256, assertionSize: octets.length },
    participant: { person, roles },
  };
}

/**
 * Judges an act that the office says two people agreed on, believing the office nothing: both assertions over this act and
 * this content, by passkeys of the room's register in force, in roles that the row names, by two different persons.
 *
 * @throws DomainError `AssertionInvalid`, `RoleRequired`, `DualControlViolation`, `MalformedRequest`, or
 * `IllegalTransition` for an act that is not in force or too old.
 */
export async function judgeAgreedAct(room: JudgingRoom, handed: HandedInAct): Promise<AgreedAct> {
  const content = contentOf(handed, room.at);
  const { row } = dutiesOfAct(content);
  const proposer = await judgeSigner(room, find(handed, 'proposeAct'), row);
  const approver = await judgeSigner(room, find(handed, 'approveAct'), row);
  const problem = dualControlProblem(row, proposer.participant, approver.participant);
  if (problem) refused('DualControlViolation', problem);
  return {
    act: handed.act,
    content,
    contentSha256: sha256Hex(handed.content),
    proposer: proposer.signer,
    approver: approver.signer,
  };
}

/** The register in force in the room's database. */
export async function officersInForce(
  pool: Pick<pg.Pool, 'query'>,
): Promise<readonly RegisteredOfficer[]> {
  const { rows } = await pool.query<{ content: Buffer }>(
    `select content from accepted_documents
     where document_type = 'officers' and effective_from <= now()
     order by effective_from desc limit 1`,
  );
  const [row] = rows;
  return (row && readOfficersDocument(row.content)?.officers) ?? [];
}

/** An act is performed once in the room: its entry bears its id. */
export async function isPerformed(pool: Pick<pg.Pool, 'query'>, act: string): Promise<boolean> {
  const { rows } = await pool.query('select 1 from book_entries where id = $1', [act]);
  return rows.length > 0;
}
