import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import type { UsablePasskey } from '../../../db/inspection/passkeys.ts';
import type { ConsoleDependencies } from '../dependencies.ts';

/**
 * The passkey of this id, unless it was withdrawn. A database that was used in development has passkeys that everybody
 * could make: production knows none of them.
 */
export async function usablePasskey(
  credentialId: string,
  { settings, records }: Pick<ConsoleDependencies, 'settings' | 'records'>,
): Promise<UsablePasskey | undefined> {
  if (!settings.isDevelopment && isSoftwareCredential(credentialId)) return undefined;
  return records.passkeys.find(credentialId);
}
