import { caseOfOrder } from '../../db/decision/case-file.ts';
import { actOnCase } from '../application/act-on-case.ts';
import { waitForRoom } from '../application/wait-for-room.ts';
import type { Situation } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/**
 * Notes that a case waits for the room, because its HSM or all of it is away (row 25): once for a cause, however
 * often the room is asked meanwhile, so that the case shows since when it waits. Whether the room has an
 * intent is not known. A crash before this leaves a case that does not say what it waits for, and is
 * asked for all the same.
 */
export async function noteRoomAway(
  deps: OfficeDependencies,
  orderId: string,
  cause: string,
): Promise<Situation> {
  return actOnCase(deps, await caseOfOrder(deps.db, orderId), ({ row }, now) =>
    row.state === 'issuing' ? waitForRoom(deps, row, { cause, now }) : undefined,
  );
}
