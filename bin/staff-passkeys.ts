import { relyingPartyAt } from '../adapters/webauthn/relying-party.ts';
import type { StaffSignatures } from '../activities/dependencies.ts';
import { preparePasskeys } from '../db/inspection/passkeys.ts';
import type { OfficeDatabase } from '../db/office-database.ts';

/** What signatures of staff are verified with: their passkeys, for the console at this address. */
export function staffSignatures(db: OfficeDatabase, consoleUrl: string): StaffSignatures {
  const passkeys = preparePasskeys(db);
  return {
    relyingParty: relyingPartyAt(consoleUrl),
    passkeys: {
      async find(officerId, credentialId) {
        const passkey = await passkeys.find(credentialId);
        return passkey?.officerId === officerId ? passkey : undefined;
      },
    },
  };
}
