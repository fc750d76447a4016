import {
  allHandlersFinished,
  condition,
  defineSignal,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OfficeActivities } from '../../activities/contract.ts';
import { REVOCATION_RECORDED, type ValidityInput, type ValidityOutcome } from './contract.ts';

const { advanceCertificate, beginValidityAnew } = proxyLocalActivities<OfficeActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '30 seconds' },
});

const revocationRecorded = defineSignal(REVOCATION_RECORDED);

const DAY_MS = 24 * 3600 * 1000;

/** A run goes over to the newest build after so long, below six months: no build has to live longer for it. */
const ROLL_AFTER_MS = 180 * DAY_MS;

/** Events after which a run goes over: whatever it is sent, a replay reads few of them. */
const EVENTS_MAX = 2_000;

/** After so long a run that asked to be begun anew asks again. */
const ROLLS_AGAIN_MS = 3600 * 1000;

/** The longest a run sleeps without looking: far below what a timer can hold. */
const LOOK_AFTER_MS = 30 * DAY_MS;

/**
 * Follows one certificate from its issue to its end (RFC 3647 §4.4): reminds of the receipt, notes that it was missed,
 * tells of the expiry.
 *
 * The database holds where it stands and when something is due; each turn does what is due and sleeps until the next. So
 * a run may be started again from its first line at any time. A receipt needs no signal: it is applied where it arrives,
 * and whatever was due before it is found undone or done when the run looks.
 */
export async function certificateValidity({ orderId }: ValidityInput): Promise<ValidityOutcome> {
  let told = 0;
  setHandler(revocationRecorded, () => {
    told += 1;
  });
  const rollsAt = Date.now() + ROLL_AFTER_MS;
  for (;;) {
    const seen = told;
    const { state, lookAt = Infinity } = await advanceCertificate(orderId);
    if (state === 'revoked' || state === 'expired') {
      await condition(allHandlersFinished);
      return { outcome: state };
    }
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const isLong = continueAsNewSuggested || historyLength >= EVENTS_MAX;
    if (isLong || Date.now() >= rollsAt) {
      // While this one sleeps another run takes its place, on the newest build. Whoever was asked may die before: then it
      // is asked again. Continued as new, a run would inherit the build that it is pinned to.
      await beginValidityAnew(orderId);
      await sleep(ROLLS_AGAIN_MS);
    }
    const wakesAt = Math.min(lookAt, rollsAt, Date.now() + LOOK_AFTER_MS);
    await condition(() => told !== seen, Math.max(0, wakesAt - Date.now()));
  }
}
