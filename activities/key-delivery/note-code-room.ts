import { actOnCase } from '../application/act-on-case.ts';
import { waitForRoom } from '../application/wait-for-room.ts';
import type { Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/**
 * Notes that a case waits for the room to answer about its code. A crash before this leaves a case that does not say so,
 * and is asked for all the same.
 */
export const noteCodeRoomAway = (
  deps: OfficeDependencies,
  applicationId: string,
  cause: string,
): Promise<Situation> =>
  actOnCase(deps, applicationId, ({ row }, now) =>
    row.state === 'keyDelivery' ? waitForRoom(deps, row, { cause, now }) : undefined,
  );
