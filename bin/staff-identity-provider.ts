import { readFileSync } from 'node:fs';
import { IdentityProvider } from '../adapters/oidc/identity-provider.ts';
import { CALLBACK_PATH } from '../api/console/governance/oidc-sign-in.tsx';
import type { Config } from './config.ts';

/** The identity provider of staff as the console is set up; undefined where the operator has none. */
export function staffIdentityProvider(config: Config<'console'>): IdentityProvider | undefined {
  const { oidcIssuer, oidcClientId, oidcClientSecretFile, oidcOfficerClaim } = config;
  if (!oidcIssuer || !oidcClientId || !oidcClientSecretFile) return undefined;
  return new IdentityProvider({
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: readFileSync(oidcClientSecretFile, 'utf8').trim(),
    officerClaim: oidcOfficerClaim,
    redirectUri: new URL(CALLBACK_PATH, config.publicConsoleUrl).href,
    isInsecureAllowed: config.mode === 'development',
  });
}
