import {
  isAssertionValid,
  readAssertion,
  type Assertion,
  type RelyingParty,
} from '../../adapters/webauthn/assertion.ts';
import { permissionFor, type ActId } from '../../domain/governance/acts.ts';
import {
  isInForce,
  rolesOfPerson,
  type RegisteredOfficer,
} from '../../domain/governance/officer-register.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct, type PastAct } from '../../domain/governance/separation.ts';
import type { StatedAct, Statement } from '../../domain/governance/statement.ts';
import type { IssuingInstruction } from '../../domain/issuance/issuing-instruction.ts';
import { GateRefusal, require } from './gate-refusal.ts';
import type { EvidenceReading } from './read-evidence.ts';

/** What of an order the persons behind it are judged by. */
export type DecidedReading = Pick<EvidenceReading, 'dossierSha256' | 'assertions'> & {
  readonly instruction: Pick<
    IssuingInstruction,
    'application' | 'decider' | 'approvals' | 'instructedBy'
  >;
};

/** An order, and by what the persons behind it are judged: one look at the register for all of them. */
export interface Judging {
  readonly reading: DecidedReading;
  /** The room's own register. */
  readonly officers: readonly RegisteredOfficer[];
  /** Now: the room knows of no other time at which somebody signed. */
  readonly at: number;
  readonly relyingParty: RelyingParty;
}

/** What an officer of the room's register signed about this very dossier. */
export interface OfficerAct {
  readonly sha256: string;
  readonly statement: Statement;
  readonly officer: RegisteredOfficer;
}

/**
 * Reads an assertion and judges it by the room's register, as of now: an account that is in force, one of its passkeys, a
 * signature made on our console by a holder who was verified; then, that it is about this case and this dossier.
 *
 * @throws GateRefusal
 */
export async function readOfficerAct(judging: Judging, sha256: string): Promise<OfficerAct> {
  const { reading } = judging;
  const assertion = readAssertion(Buffer.from(reading.assertions[sha256] ?? '', 'base64'));
  require(assertion, 'assertionInvalid', `unreadable ${sha256}`);
  const { statement } = assertion;
  const officer = judging.officers.find(({ id }) => id === statement.officer);
  require(officer, 'assertionInvalid', `officer ${sha256}`);
  require(isInForce(officer, judging.at), 'assertionInvalid', `notInForce ${sha256}`);
  await requireSigned(judging, { assertion, officer, sha256 });
  const isOfCase = statement.subject === reading.instruction.application;
  require(isOfCase, 'dossierDiffers', `subject ${sha256}`);
  const isOfDossier = statement.contentSha256 === reading.dossierSha256;
  require(isOfDossier, 'dossierDiffers', `content ${sha256}`);
  return { sha256, statement, officer };
}

interface Signed {
  readonly assertion: Assertion;
  readonly officer: RegisteredOfficer;
  readonly sha256: string;
}

async function requireSigned(
  { relyingParty }: Judging,
  { assertion, officer, sha256 }: Signed,
): Promise<void> {
  const { credentialId } = assertion;
  const passkey = officer.passkeys.find((each) => each.credentialId === credentialId);
  require(passkey, 'assertionInvalid', `passkey ${sha256}`);
  const publicKeyCose = Buffer.from(passkey.publicKeyCose, 'base64url');
  const isValid = await isAssertionValid(assertion, { credentialId, publicKeyCose }, relyingParty);
  require(isValid, 'assertionInvalid', `signature ${sha256}`);
}

/** Refuses an act that says something else than what it is named for. */
export function requireStated(act: OfficerAct, ...stated: readonly StatedAct[]): void {
  require(stated.includes(act.statement.act), 'dossierDiffers', `act ${act.sha256}`);
}

/** Constraints that keep two persons apart; any other keeps one person from the act. */
const BETWEEN_PERSONS: readonly string[] = ['N1', 'N2', 'N3'];

/**
 * Requires that an officer may do an act on the case after those done before: in the role that was stated, which the
 * account holds, and by the constraints between persons (規則6条15号ロ). Roles of all accounts of a person count.
 *
 * @returns the act, for those that come after it.
 * @throws GateRefusal
 */
export function requireEntitled(
  { officers, at }: Judging,
  { sha256, statement, officer }: OfficerAct,
  { act, history }: { readonly act: ActId; readonly history: readonly PastAct[] },
): PastAct {
  const { person } = officer;
  const isHeld = officer.roles.includes(statement.role);
  const [role] = rolesNamed([statement.role]);
  require(isHeld && role && permissionFor(act, role), 'officerNotEntitled', `role ${sha256}`);
  const roles = rolesNamed(rolesOfPerson(officers, person, at));
  // Whose case it is, the room cannot tell: its register knows people by a code.
  const leave = mayAct({ act, person, roles, isOwnCase: false }, history);
  if (leave.may) return { act, person };
  const areTwo = BETWEEN_PERSONS.includes(leave.because);
  throw new GateRefusal(
    areTwo ? 'officersNotDistinct' : 'officerNotEntitled',
    `${leave.because} ${sha256}`,
  );
}
