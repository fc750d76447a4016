import type { Page } from 'playwright-core';

/** A security key in software that a browser takes for one of hardware. */
export interface SecurityKey {
  /** Whether its person agrees from now on. */
  readonly verifies: (isUserVerified: boolean) => Promise<void>;
  /** Takes it out, and plugs in another that has nothing yet. */
  readonly change: () => Promise<void>;
  readonly credentials: () => Promise<{ isResidentCredential: boolean; rpId?: string }[]>;
}

/** Plugs a security key into the browser. Its person agrees, or does not. */
export async function plugIn(page: Page): Promise<SecurityKey> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const add = async () => {
    const options = {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const;
    return (await client.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
  };
  let authenticatorId = await add();
  return {
    change: async () => {
      await client.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      authenticatorId = await add();
    },
    verifies: async (isUserVerified) => {
      await client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    credentials: async () =>
      (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}
