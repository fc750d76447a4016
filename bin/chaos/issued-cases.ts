import { prepareApplication } from '../../simulator/application.ts';
import type { PortalClient } from '../../simulator/portal-client.ts';
import type { SandboxClient } from '../../simulator/sandbox-client.ts';
import { PATIENCE_MS, SIMULTANEOUS } from '../story/story-instance.ts';

/** Takes applications from card to certificate, one after the other. @returns their ids */
export async function issueCases(
  { portal, sandbox }: { readonly portal: PortalClient; readonly sandbox: SandboxClient },
  count: number,
): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const card = await sandbox.issueCard('ordinary');
    const { applicationId, submission } = await prepareApplication({
      portal,
      card,
      service: SIMULTANEOUS,
    });
    await portal.submit(applicationId, submission);
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    ids.push(applicationId);
  }
  return ids;
}
