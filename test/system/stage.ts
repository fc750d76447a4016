import { afterAll, beforeAll, expect } from 'vitest';
import { startInstance } from '../../bin/instance/instance.ts';
import { temporaryDataDirectory, removeDataDirectory } from '../../bin/instance/data-directory.ts';
import type { Instance } from '../../bin/instance/options.ts';
import { PORTAL } from '../../bin/demonstration/documents.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import { leaksIn } from './leaks.ts';
import { SandboxClient } from '../../simulator/sandbox-client.ts';

/** A running Toroku for the tests of one file. */
export interface Stage {
  readonly instance: Instance;
  readonly portal: PortalClient;
  readonly sandbox: SandboxClient;
}

/** Brings one up before the tests of the file and takes it down after them. */
export function useStage(env: Readonly<Record<string, string>> = {}): () => Stage {
  let stage: Stage | undefined;
  const dataDir = temporaryDataDirectory();
  beforeAll(async () => {
    const instance = await startInstance({ dataDir, env });
    stage = {
      instance,
      portal: new PortalClient(instance.addresses.portal, PORTAL.token),
      sandbox: new SandboxClient(instance.addresses.simulator),
    };
  });
  afterAll(async () => {
    await stage?.instance.stop();
    try {
      // Whatever the tests of the file did: nothing personal is left to read (architecture, promises).
      expect(leaksIn(dataDir)).toEqual([]);
    } finally {
      removeDataDirectory(dataDir);
    }
  });
  return () => {
    if (!stage) throw new Error('the stage is not up');
    return stage;
  };
}
