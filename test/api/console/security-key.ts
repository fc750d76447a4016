import type { Page } from 'playwright-core';

/** A security key in software that a browser takes for one of hardware. */
export interface SecurityKey {
  /** Whether its person agrees from now on. */
  readonly verifies: (isUserVerified: boolean) => Promise<void>;
  readonly credentials: () => Promise<{ isResidentCredential: boolean; rpId?: string }[]>;
}

/** Plugs a security key into the browser. Its person agrees, or does not. */
export async function plugIn(page: Page): Promise<SecurityKey> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verifies: async (isUserVerified) => {
      await client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    credentials: async () =>
      (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}
