import { proxyActivities } from '@temporalio/workflow';
import type { EnclaveActivities, IssuanceOutcome } from '../../../activities/contract.ts';
import { ROOM_ACTIVITY } from '../../../workflows/application/contract.ts';

const { issueCertificate } = proxyActivities<EnclaveActivities>(ROOM_ACTIVITY);

/** Has the room issue one order, tried again as a case's workflow tries it. */
export function issueOrder(
  request: Parameters<EnclaveActivities['issueCertificate']>[0],
): Promise<IssuanceOutcome> {
  return issueCertificate(request);
}
