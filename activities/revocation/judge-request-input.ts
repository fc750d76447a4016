import { isAssertionValid, readAssertion } from '../../adapters/webauthn/assertion.ts';
import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import { findOfficer, readCaseEvents, type Officer } from '../../db/decision/staff-input.ts';
import { registeredCertificate } from '../../db/revocation/certificate-register.ts';
import type { RequestInputRow, RevocationRequest } from '../../db/revocation/request-file.ts';
import type { CaseEvent } from '../../domain/governance/past-acts.ts';
import { pastActsOf } from '../../domain/governance/past-acts.ts';
import { permissionOf, type ActId } from '../../domain/governance/acts.ts';
import { rolesNamed } from '../../domain/governance/role-names.ts';
import { mayAct } from '../../domain/governance/separation.ts';
import type { Statement } from '../../domain/governance/statement.ts';
import {
  requestInputTable,
  signedRequestContent,
  type RequestInputContent,
  type RequestInputProblem,
  type SignedRequestContent,
} from '../../domain/revocation/request-inputs.ts';
import { readRequestInput } from '../../domain/revocation/read-request-input.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** An input with the officer who sent it, and the assertion where it holds over what the input says. */
export interface GivenRequestInput<Content extends RequestInputContent = RequestInputContent> {
  readonly row: RevocationRequest;
  readonly input: RequestInputRow;
  readonly content: Content;
  readonly officer: Officer;
  /** What the book says was done on the request. */
  readonly events: readonly CaseEvent[];
  readonly assertion: EvidenceReference<'webauthnAssertion'> | undefined;
  readonly now: Date;
}

/** What may be judged further; or why it has no effect. */
export type JudgedInput =
  | { readonly given: GivenRequestInput }
  | { readonly problem: RequestInputProblem };

const refused = (problem: RequestInputProblem): JudgedInput => ({ problem });

/**
 * Judges whoever sends something about a request: the words, the person, the passkey, and the separation of duties (規則6条15号ロ).
 * What the state says of it comes first, elsewhere.
 */
export async function judgeSender(
  deps: OfficeDependencies,
  { row, input, now }: Pick<GivenRequestInput, 'row' | 'input' | 'now'>,
): Promise<JudgedInput> {
  const content = readRequestInput(input);
  if (!content) return refused('contentUnreadable');
  // An officer's own case is that of the certificate, as the register has it: a request that named only its number has none yet,
  // and one about none of ours is nobody's (N12).
  const known = await registeredCertificate(deps.db, row);
  const caseId = known?.caseId ?? row.caseId ?? row.id;
  const officer = await findOfficer(deps.db, content.officer, caseId);
  if (!officer) return refused('officerUnknown');
  const { act, roles } = requestInputTable[content.kind];
  const may = permissionOf(act, rolesNamed([content.role]));
  const isHeld = officer.roles.includes(content.role) && roles.includes(content.role);
  if (!isHeld || may === undefined) return refused('roleRequired');
  if (!isRecordKept(deps, row, content)) return refused('contentUnreadable');
  const signed = await readSigned(deps, row, content);
  if (!signed.isValid) return refused('assertionInvalid');
  const events = await readCaseEvents(deps.db, row.id);
  const duty = dutyProblem({ officer, act, events });
  if (duty) return refused(duty);
  return { given: { row, input, content, officer, events, assertion: signed.assertion, now } };
}

/** What keeps an officer from an act on a request, after all that was done on it. */
export function dutyProblem({
  officer,
  act,
  events,
}: {
  readonly officer: Officer;
  readonly act: ActId;
  readonly events: readonly CaseEvent[];
}): RequestInputProblem | undefined {
  const { person, personRoles, isOwnCase } = officer;
  const proposal = { act, person, roles: rolesNamed(personRoles), isOwnCase };
  const leave = mayAct(proposal, pastActsOf(events));
  if (leave.may) return undefined;
  return leave.because === 'role' ? 'roleRequired' : `duties${leave.because}`;
}

interface Signed {
  readonly isValid: boolean;
  readonly assertion: EvidenceReference<'webauthnAssertion'> | undefined;
}

async function readSigned(
  { evidence, staff }: OfficeDependencies,
  { id, chainId, ...certificate }: RevocationRequest,
  content: RequestInputContent,
): Promise<Signed> {
  if (content.kind === 'revocationCallback') return { isValid: true, assertion: undefined };
  const { assertionSha256: sha256 } = content;
  const octets = tryGet(evidence, { caseId: id, chainId }, sha256);
  const read = octets && readAssertion(octets);
  const passkey = read && (await staff?.passkeys.find(content.officer, read.credentialId));
  if (!octets || !read || !passkey || !staff) return { isValid: false, assertion: undefined };
  const said = sha256Hex(canonicalOctets(signedRequestContent(id, certificate, content)));
  const isValid =
    isOver(read.statement, content, { subject: id, contentSha256: said }) &&
    (await isAssertionValid(read, passkey, staff.relyingParty));
  return { isValid, assertion: { kind: 'webauthnAssertion', sha256, size: octets.length } };
}

/** Whether what it names was kept: one that names nothing would hold up whatever is sent after it. */
function isRecordKept(
  { evidence }: OfficeDependencies,
  { id, chainId }: RevocationRequest,
  content: RequestInputContent,
): boolean {
  const record =
    (content.kind === 'revocationCallback' && content.recordSha256) ||
    (content.kind === 'revocationRefusal' && content.letterSha256);
  return !record || tryGet(evidence, { caseId: id, chainId }, record) !== undefined;
}

/** One that nobody kept is none. */
function tryGet(
  evidence: OfficeDependencies['evidence'],
  of: { readonly caseId: string; readonly chainId: string },
  sha256: string,
): Buffer | undefined {
  try {
    return evidence.get(of, [sha256]).get(sha256);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('EvidenceMissing')) return undefined;
    throw error;
  }
}

const isOver = (
  statement: Statement,
  content: SignedRequestContent,
  about: Pick<Statement, 'subject' | 'contentSha256'>,
): boolean =>
  statement.act === requestInputTable[content.kind].stated &&
  statement.subject === about.subject &&
  statement.contentSha256 === about.contentSha256 &&
  statement.officer === content.officer &&
  statement.role === content.role &&
  statement.terminal === content.terminal &&
  JSON.stringify(statement.reasons) === JSON.stringify(content.reasons);
