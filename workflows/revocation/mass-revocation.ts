import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { RoomRevocationActivities } from '../../activities/revocation/contract.ts';
import type { MassRevocationActivities } from '../../activities/revocation/mass-contract.ts';
import { ENCLAVE_STATUS_TASK_QUEUE } from '../anchoring/contract.ts';
import type { MassRevocationInput, MassRevocationOutcome } from './mass-contract.ts';

const RETRY = { initialInterval: '200 milliseconds', maximumInterval: '30 seconds' } as const;

const { takeMassTurn, noteMassAnswers, tellOfMass } = proxyActivities<MassRevocationActivities>({
  startToCloseTimeout: '2 minutes',
  retry: RETRY,
});

const { recordRevocations } = proxyActivities<RoomRevocationActivities>({
  taskQueue: ENCLAVE_STATUS_TASK_QUEUE,
  startToCloseTimeout: '2 minutes',
  retry: RETRY,
});

/**
 * Revokes a list of certificates that two people agreed on (規則6条10号), 500 at a time: requests, the room's record, what
 * subscribers are told, publication. The lines of the list are the record: each turn takes what is left of them, so the run
 * may be started again from its first line at any moment. A list that waits has no run; going on begins another.
 */
export async function massRevocation({
  massId,
}: MassRevocationInput): Promise<MassRevocationOutcome> {
  for (;;) {
    const turn = await takeMassTurn(massId);
    if (turn.state !== 'batch') return { outcome: turn.state };
    if (turn.orders.length > 0) {
      const recorded = await recordRevocations(turn.orders.map(({ order }) => order));
      const answers = turn.orders.flatMap((each, i) => {
        const answer = recorded[i];
        return answer ? [{ ...each, answer }] : [];
      });
      await noteMassAnswers(massId, answers);
      await tellOfMass(answers);
    }
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof massRevocation>({ massId });
    }
  }
}
