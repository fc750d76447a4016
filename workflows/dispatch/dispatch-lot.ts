import { continueAsNew, proxyLocalActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { LotActivities } from '../../activities/dispatch/contract.ts';
import type { DispatchLotInput, DispatchLotOutcome } from './contract.ts';

const { watchLot } = proxyLocalActivities<LotActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '5 minutes' },
});

/**
 * Watches a sealed lot of letters until each is delivered, came back, was used or is void (規則6条3号の2). It decides nothing:
 * what is late stands in the morning check. The database holds the lot, so a run may be started again at any time.
 */
export async function dispatchLot({ lotId }: DispatchLotInput): Promise<DispatchLotOutcome> {
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof dispatchLot>({ lotId });
    const { isClosed, lookAt } = await watchLot(lotId);
    if (isClosed) return { outcome: 'closed' };
    await sleep(Math.max(1_000, lookAt - Date.now()));
  }
}
