import { apply } from '../../simulator/application.ts';
import { runCommand } from '../instance/command.ts';
import { recordsOf, type CaseRecords } from './case-records.ts';
import { onStage, PATIENCE_MS, SIMULTANEOUS } from './story-instance.ts';

/** What the story ends with. */
export interface RebuildStory extends CaseRecords {
  readonly story: 'rebuild';
  readonly applicationId: string;
  readonly outcome: string;
}

/**
 * Temporal loses everything in mid-case: the room is down, so a decided case waits in `issuing`; Temporal's
 * data is deleted; runs are rebuilt from the database, the room comes back, and the case ends issued, once.
 */
export function playRebuild(): Promise<RebuildStory> {
  return onStage(async ({ instance, portal, sandbox }) => {
    await instance.killProgram('enclave-worker');
    const card = await sandbox.issueCard('ordinary');
    const { applicationId } = await apply({ portal, card, service: SIMULTANEOUS });
    await portal.waitFor(applicationId, ['issuing'], PATIENCE_MS);

    await instance.wipeTemporal();
    await instance.startTemporal();
    await instance.restartProgram('office-worker');
    const said = await runCommand(instance.environmentOf('office-worker'), 'rebuild-workflows');
    console.error(said.trim());

    await instance.restartProgram('enclave-worker');
    const { state } = await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    const records = await recordsOf(instance, applicationId);
    if (Object.values(records).some((n) => n !== 1)) {
      throw new Error(`not once: ${JSON.stringify(records)}`);
    }
    return { story: 'rebuild', applicationId, outcome: state, ...records };
  });
}
