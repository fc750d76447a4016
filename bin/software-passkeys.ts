import { createHmac } from 'node:crypto';
import { settings as words } from '../api/console/words/settings.ts';
import type { Passkeys } from '../db/inspection/passkeys.ts';
import type { StaffMember } from '../db/inspection/staff.ts';
import { SoftwareAuthenticator } from '../simulator/authenticator.ts';

interface Registers {
  readonly staff: () => Promise<StaffMember[]>;
  readonly passkeys: Pick<Passkeys, 'addInDevelopment'>;
}

/**
 * The authenticator of an invented member of staff. The same seed gives the same one at every start, so nothing of it
 * has to be kept. Development only: whoever has the seed is everybody.
 */
export const softwareAuthenticatorOf = (seed: Buffer, officerId: string): SoftwareAuthenticator =>
  SoftwareAuthenticator.fromSeed(
    createHmac('sha256', seed).update(`software passkey/1\0${officerId}`).digest(),
  );

/**
 * Gives each invented member of staff a passkey in software, so that a demonstration needs no security key: whoever has an
 * enrolment that nobody stands behind. Safe to run again; one that was withdrawn stays withdrawn.
 *
 * @returns the authenticators by their holders.
 */
export async function registerSoftwarePasskeys(
  { staff, passkeys }: Registers,
  { seed, now }: { readonly seed: Buffer; readonly now: Date },
): Promise<ReadonlyMap<string, SoftwareAuthenticator>> {
  const authenticators = new Map<string, SoftwareAuthenticator>();
  for (const { id: officerId } of await staff()) {
    const authenticator = softwareAuthenticatorOf(seed, officerId);
    const { credentialId, publicKeyCose } = authenticator;
    await passkeys.addInDevelopment({
      credentialId,
      officerId,
      publicKeyCose,
      signatureCounter: 0,
      transports: ['usb'],
      label: words.passkeys.software.ja,
      createdAt: now,
    });
    authenticators.set(officerId, authenticator);
  }
  return authenticators;
}
