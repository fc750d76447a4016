import { withThrowAwayInstance } from '../instance/throw-away.ts';
import type { Instance } from '../instance/options.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import { SandboxClient } from '../../simulator/sandbox-client.ts';
import { PORTAL } from '../demonstration/documents.ts';

/** What a story works with. */
export interface StoryStage {
  readonly instance: Instance;
  readonly portal: PortalClient;
  readonly sandbox: SandboxClient;
}

/** The service whose keys come with the application. */
export const SIMULTANEOUS = 'demo-simultaneous';

/** The service whose keys come after a code. */
export const BY_CODE = 'demo-code';

/** Long enough for a busy machine, short enough to notice that a case stands still. */
export const PATIENCE_MS = 90_000;

/** Plays on a throw-away instance with every program running; what it says goes to stderr. */
export function onStage<T>(
  play: (stage: StoryStage) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const options = { env, log: (line: string) => console.error(line) };
  return withThrowAwayInstance(options, (instance) =>
    play({
      instance,
      portal: new PortalClient(instance.addresses.portal, PORTAL.token),
      sandbox: new SandboxClient(instance.addresses.simulator),
    }),
  );
}
