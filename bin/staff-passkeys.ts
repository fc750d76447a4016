import { relyingPartyAt } from '../adapters/webauthn/relying-party.ts';
import type { StaffSignatures } from '../activities/dependencies.ts';
import { isAdditionConfirmed } from '../adapters/webauthn/addition.ts';
import type { RelyingParty } from '../adapters/webauthn/assertion.ts';
import { originsOf, preparePasskeys, type PasskeyOrigin } from '../db/inspection/passkeys.ts';
import type { OfficeDatabase } from '../db/office-database.ts';

/**
 * Whether a passkey came in as one must: by a code, or confirmed by one that did, and so on. The console writes the register, and
 * the database sees that a code was used and that the older passkey stands, but cannot verify what that one signed. This does,
 * each time, so that whoever can write rows as the console makes no passkey that the office believes
 * ([0034](../docs/decisions/0034-acts-of-two-are-inputs.md)).
 */
async function isFounded(
  { confirmedBy, confirmation, madeWith, ...added }: PasskeyOrigin,
  others: readonly PasskeyOrigin[],
  relyingParty: RelyingParty,
): Promise<boolean> {
  if (confirmedBy === null) return true;
  const by = others.find(({ credentialId }) => credentialId === confirmedBy);
  if (!by || confirmation === null || madeWith === null) return false;
  const addition = { officerId: added.officerId, madeWith, label: added.label };
  // Without itself: what confirms itself in a circle was never made.
  const older = others.filter((each) => each !== by);
  return (
    (await isAdditionConfirmed(addition, confirmation, { by, relyingParty })) &&
    isFounded(by, older, relyingParty)
  );
}

/** What signatures of staff are verified with: their passkeys, for the console at this address. */
export function staffSignatures(db: OfficeDatabase, consoleUrl: string): StaffSignatures {
  const passkeys = preparePasskeys(db);
  const relyingParty = relyingPartyAt(consoleUrl);
  return {
    relyingParty,
    passkeys: {
      async find(officerId, credentialId) {
        const passkey = await passkeys.find(credentialId);
        if (passkey?.officerId !== officerId) return undefined;
        const origins = await originsOf(db, officerId);
        const origin = origins.find((each) => each.credentialId === credentialId);
        return origin && (await isFounded(origin, origins, relyingParty)) ? passkey : undefined;
      },
    },
  };
}
