import type { RelyingParty } from './assertion.ts';

/** The relying party of a site at this address. */
export function relyingPartyAt(url: string): RelyingParty {
  const { origin, hostname } = new URL(url);
  return { origin, rpId: hostname };
}
