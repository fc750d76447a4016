import { isAssertionValid, readAssertion } from '../../adapters/webauthn/assertion.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { ActInput } from '../../db/governance/act-inputs.ts';
import type { StaffSignatures } from '../dependencies.ts';

/**
 * Whether the assertion of an input is by a passkey of the officer, made on our console, over this act and this content in
 * the role that is named, and over nothing else (規則6条15号ロ).
 */
export async function isAssertionOf(
  input: ActInput,
  content: Buffer,
  staff: StaffSignatures | undefined,
): Promise<boolean> {
  const { assertion, kind, actId, officerId, role, terminal } = input;
  const read = assertion && readAssertion(assertion);
  if (!read || !staff) return false;
  const { statement } = read;
  const isOver =
    statement.act === (kind === 'propose' ? 'proposeAct' : 'approveAct') &&
    statement.subject === actId &&
    statement.contentSha256 === sha256Hex(content) &&
    statement.officer === officerId &&
    statement.role === role &&
    statement.terminal === terminal &&
    statement.reasons.length === 0;
  const passkey = await staff.passkeys.find(officerId, read.credentialId);
  return isOver && passkey !== undefined && isAssertionValid(read, passkey, staff.relyingParty);
}
