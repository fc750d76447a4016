import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../bin/config.ts';
import { lazyClient, dataConverterOf } from '../../bin/temporal-client.ts';
import { workflowBundle } from '../../bin/workflow-bundle.ts';
import { certificateLifecycleId } from '../../workflows/application/contract.ts';
import { apply, prepareApplication } from '../../simulator/application.ts';
import { createApplicant } from '../../simulator/applicant.ts';
import { PortalRefused } from '../../simulator/portal-client.ts';
import { recordsOf } from '../../bin/story/case-records.ts';
import { useStage } from './stage.ts';

const PATIENCE_MS = 90_000;

describe('a running Toroku', () => {
  const stage = useStage();

  it('stops a case of the service under the Act alone where its code is required', async () => {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const { applicationId } = await apply({
      portal,
      card,
      service: 'demo-code',
      text: { keyDelivery: 'code' },
    });
    const status = await portal.waitFor(applicationId, ['keyDelivery'], PATIENCE_MS);
    expect(status.told.ja).toContain('利用者識別符号');
    expect(status.certificates).toEqual([]);
  });

  it('hands out no text for a key that may not come with the application', async () => {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const refused = prepareApplication({ portal, card, service: 'demo-code' });
    await expect(refused).rejects.toMatchObject({ httpStatus: 422 });
    await expect(refused).rejects.toThrow('duty.keyDelivery');
  });

  it('issues once, however often and at once the same application is sent', async () => {
    const { instance, portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const { applicationId, submission } = await prepareApplication({
      portal,
      card,
      service: 'demo-simultaneous',
    });
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => portal.submit(applicationId, submission)),
    );
    expect(new Set(sent.map((status) => status.applicationId)).size).toBe(1);
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    await portal.submit(applicationId, submission);
    const records = await recordsOf(instance, applicationId);
    expect(new Set(Object.values(records))).toEqual(new Set([1]));
  });

  it.each(['pdf', 'xml'] as const)('issues on a signature in %s, as on any', async (container) => {
    const { instance, portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const common = { portal, card, service: 'demo-simultaneous' };
    const { applicationId } = await apply({ ...common, signing: { container } });
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    const records = await recordsOf(instance, applicationId);
    expect(new Set(Object.values(records))).toEqual(new Set([1]));
  });

  it.each(['cms', 'pdf', 'xml'] as const)(
    'returns an application whose bare hash was signed, in %s',
    async (container) => {
      const { portal, sandbox } = stage();
      const card = await sandbox.issueCard('ordinary');
      const signing = { container, variant: 'bareHash' } as const;
      const { applicationId } = await apply({
        portal,
        card,
        service: 'demo-simultaneous',
        signing,
      });
      const status = await portal.waitFor(applicationId, ['returned'], PATIENCE_MS);
      expect(JSON.stringify(status)).toContain('signature.valid/bareHash');
    },
  );

  it('refuses the same signed content under another id, and a key of somebody else', async () => {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const mine = await prepareApplication({ portal, card, service: 'demo-simultaneous' });
    const other = await prepareApplication({ portal, card, service: 'demo-simultaneous' });
    await portal.submit(mine.applicationId, mine.submission);
    await expect(portal.submit(other.applicationId, mine.submission)).rejects.toBeInstanceOf(
      PortalRefused,
    );
    const stolen = {
      ...other.submission,
      proofsOfPossession: mine.submission.proofsOfPossession ?? [],
    };
    await expect(portal.submit(other.applicationId, stolen)).rejects.toMatchObject({
      httpStatus: 422,
    });
    await portal.waitFor(mine.applicationId, ['issued', 'review'], PATIENCE_MS);
  });

  it('takes a corrected and newly signed application on to its certificate', async () => {
    const { portal, sandbox } = stage();
    const card = await sandbox.issueCard('nameDiffers');
    const applicant = await createApplicant();
    const common = { portal, card, applicant, service: 'demo-simultaneous' };
    const first = await apply(common);
    const { applicationId } = first;
    await portal.waitFor(applicationId, ['returned'], PATIENCE_MS);
    const corrected = await prepareApplication({
      ...common,
      applicationId,
      text: { name: card.person.name, edition: 2 },
    });
    await portal.submit(applicationId, corrected.submission);
    const status = await portal.waitFor(applicationId, ['issued', 'review'], PATIENCE_MS);
    expect(status.state).toBe('issued');
  });

  it('leaves a history that replays on the bundle that made it', async () => {
    const { instance, portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    const env = instance.environmentOf('office-worker');
    const { config } = parseConfig('office-worker', env);
    if (!config) throw new Error('no settings');
    const client = lazyClient(config);
    const handle = client.workflow.getHandle(certificateLifecycleId(applicationId));
    expect(await handle.result()).toEqual({ outcome: 'issued' });
    const history = await handle.fetchHistory();
    await Worker.runReplayHistory(
      {
        workflowBundle: await workflowBundle(config.buildId),
        dataConverter: dataConverterOf(config),
      },
      history,
      certificateLifecycleId(applicationId),
    );
    await client.connection.close();
  });
});
