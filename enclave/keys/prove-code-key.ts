import { randomBytes } from 'node:crypto';
import type { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CodeStore } from '../book/code-store.ts';
import { requireProtection } from './prove-keys.ts';

/**
 * Proves the key that seals what opens a code: kept as an issuing key is, and it opens what it sealed. A token from before
 * there were codes has none, and makes none; the next ceremony gives it one.
 *
 * @throws DomainError `HsmKeyExposed`; `HsmKeyMissing` if it is gone and a code can be redeemed still
 */
export async function proveCodeKey(
  {
    token,
    codes,
  }: {
    readonly token: Pick<HsmToken, 'hasKey' | 'keyProtection' | 'findSecretKey'>;
    readonly codes: Pick<CodeStore, 'hasLive'>;
  },
  label: string,
): Promise<void> {
  if (!token.hasKey(label, 'secret')) {
    if (await codes.hasLive()) throw new DomainError('HsmKeyMissing', `no key labelled ${label}`);
    return;
  }
  requireProtection(token, label, 'secret');
  const key = token.findSecretKey(label);
  const octets = randomBytes(32);
  const context = 'toroku-code-key/1 proof';
  const opened = await key.open(await key.seal(octets, context), context);
  if (!opened.equals(octets)) throw new DomainError('HsmKeyMissing', `${label} opens otherwise`);
}
