import { X509Certificate } from 'node:crypto';
import { apply } from '../simulator/application.ts';
import { PortalClient } from '../simulator/portal-client.ts';
import { SandboxClient } from '../simulator/sandbox-client.ts';
import { PORTAL } from './demonstration/documents.ts';
import type { Instance } from './instance/options.ts';

/** What a first start shows. */
export interface Demonstrated {
  readonly applicationId: string;
  readonly certificatePem: string;
  readonly caseUrl: string;
}

/** How long a case may take on a busy machine before something is wrong. */
const PATIENCE_MS = 60_000;

/**
 * Runs one case from application to certificate: an invented person with a simulated card applies through
 * the portal API, as a portal would.
 */
export async function runDemonstration({ addresses }: Instance): Promise<Demonstrated> {
  const portal = new PortalClient(addresses.portal, PORTAL.token);
  const card = await new SandboxClient(addresses.simulator).issueCard('ordinary');
  const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
  await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
  const certificate = new X509Certificate(await portal.certificate(applicationId, 1, 'cer'));
  return {
    applicationId,
    certificatePem: certificate.toString(),
    caseUrl: `${addresses.console}/certificate-applications/${applicationId}`,
  };
}
