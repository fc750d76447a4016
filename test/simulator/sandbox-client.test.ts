import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { apply } from '../../simulator/application.ts';
import type { Jlis } from '../../simulator/jlis.ts';
import { PortalClient } from '../../simulator/portal-client.ts';
import { SandboxClient, SandboxRefused } from '../../simulator/sandbox-client.ts';
import { FakePortal } from './fake-portal.ts';
import { Workbench } from './workbench.ts';

const bench = new Workbench();
let jlis: Jlis;
let sandbox: SandboxClient;

beforeAll(async () => {
  jlis = await bench.open();
  sandbox = new SandboxClient(await bench.serveSimulator(jlis));
});
afterAll(() => bench.close());

describe('SandboxClient', () => {
  it('gets cards of a simulator that runs elsewhere, and applies with them', async () => {
    const fake = new FakePortal();
    const portal = new PortalClient(await bench.serve(fake.app.fetch), fake.token);
    const card = await sandbox.issueCard('variant');
    await apply({ portal, card, service: 'demo-simultaneous' });
    expect(fake.requests[0]?.name).toBe(card.person.writtenName);
    expect(fake.submissions).toHaveLength(1);
  });

  it('makes the same container as the card itself', async () => {
    const remote = await sandbox.issueCard({ person: { name: '山田　花子' } });
    const card = await jlis.card(remote.serialNumber);
    const text = Buffer.from('署名する文\n');
    for (const options of [
      {},
      { detached: true, digest: 'sha384' },
      { container: 'pdf' },
      { container: 'xml', xmlForm: 'enveloping', variant: 'bareHash' },
    ] as const) {
      expect(await remote.sign(text, options)).toEqual(card?.sign(text, options));
    }
  });

  it('changes what J-LIS answers, and tells what it refuses', async () => {
    const { serialNumber } = await sandbox.issueCard('ordinary');
    const changed = await sandbox.setStatus(serialNumber, {
      status: 'revoked',
      reason: 'keyCompromise',
    });
    expect(changed.status).toMatchObject({ status: 'revoked', reason: 'keyCompromise' });
    await expect(sandbox.setStatus(serialNumber, { status: 'good' })).rejects.toThrow(
      SandboxRefused,
    );
  });
});
