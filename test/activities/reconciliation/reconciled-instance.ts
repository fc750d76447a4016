import type { Client } from '@temporalio/client';
import pg from 'pg';
import { renewRun } from '../../../adapters/temporal/renew-run.ts';
import { parseConfig, type Config } from '../../../bin/config.ts';
import { PORTAL } from '../../../bin/demonstration/documents.ts';
import type { Instance } from '../../../bin/instance/options.ts';
import { lazyClient } from '../../../bin/temporal-client.ts';
import { apply } from '../../../simulator/application.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import { PortalClient } from '../../../simulator/portal-client.ts';
import { SandboxClient } from '../../../simulator/sandbox-client.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';

const PATIENCE_MS = 90_000;

/** An instance that took cases of every kind, quiet afterwards. */
export interface ReconciledInstance {
  readonly instance: Instance;
  readonly config: Config<'office-worker'>;
  readonly client: Client;
  /** The office database, with every right. */
  readonly office: pg.Client;
  /** One case of each end, by its state. */
  readonly cases: Readonly<Record<'issued' | 'returned' | 'lapsed', string>>;
  readonly parts: Applying;
  readonly close: () => Promise<void>;
}

async function connect(instance: Instance, database: string): Promise<pg.Client> {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

/** Who applies, and where. */
export interface Applying {
  readonly portal: PortalClient;
  readonly sandbox: SandboxClient;
}

async function applied(
  { portal, sandbox }: Applying,
  persona: PersonaName,
  state: string,
): Promise<string> {
  const card = await sandbox.issueCard(persona);
  const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
  await portal.waitFor(applicationId, [state], PATIENCE_MS);
  return applicationId;
}

/** Brings everything up and plays some cases: issued, returned, and one whose time has passed. */
export async function openReconciledInstance(): Promise<ReconciledInstance> {
  const held: HeldInstance = await holdInstance({
    env: { ISSUER_KEY_ALGORITHM: 'p256', ANCHORING_PERIOD_SECONDS: '5' },
  });
  const { instance } = held;
  const { config, problems } = parseConfig(
    'office-worker',
    instance.environmentOf('office-worker'),
  );
  if (!config) throw new Error(problems.join(', '));
  const client = lazyClient(config);
  const office = await connect(instance, 'office');
  const parts = {
    portal: new PortalClient(instance.addresses.portal, PORTAL.token),
    sandbox: new SandboxClient(instance.addresses.simulator),
  };
  const issued = await applied(parts, 'ordinary', 'issued');
  await applied(parts, 'ordinary', 'issued');
  const returned = await applied(parts, 'nameDiffers', 'returned');
  const lapsed = await applied(parts, 'nameDiffers', 'returned');
  // Half a year later, for this case: its run begins anew and finds that its time has passed.
  await office.query(
    `update certificate_applications set state_deadline = now(), case_deadline = now() where id = $1`,
    [lapsed],
  );
  await renewRun(client, lapsed, 'none');
  await parts.portal.waitFor(lapsed, ['lapsed'], PATIENCE_MS);
  return {
    instance,
    config,
    client,
    office,
    cases: { issued, returned, lapsed },
    parts,
    async close() {
      await client.connection.close();
      await office.end();
      await held.release();
    },
  };
}
