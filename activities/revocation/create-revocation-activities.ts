import type { OfficeDependencies } from '../dependencies.ts';
import { askAboutRequester } from './ask-status.ts';
import type { PublicationActivities } from './contract.ts';
import { examineRequest } from './examine-request.ts';
import { lookAtRequest } from './look-at-request.ts';
import { notePublished, noteReleased, noteRoomAnswer } from './note-room.ts';
import { noteStatus } from './note-status.ts';
import type { RequestActivities } from './office-contract.ts';

/** Activities of the office about requests for revocation, by the names that workflows call. */
export const createRevocationActivities = (
  deps: OfficeDependencies,
): RequestActivities & PublicationActivities => ({
  lookAtRequest: (requestId) => lookAtRequest(deps, requestId),
  askAboutRequester: (requestId, turnAt) => askAboutRequester(deps, requestId, turnAt),
  examineRequest: (requestId) => examineRequest(deps, requestId),
  noteRoomAnswer: (requestId, step, answer) => noteRoomAnswer(deps, { requestId, step, answer }),
  noteReleased: (requestId) => noteReleased(deps, requestId),
  beginPublication: async (issuerKeyId) => deps.beginPublication?.(issuerKeyId),
  notePublished: (requestIds) => notePublished(deps, requestIds),
  noteStatus: (newest) => noteStatus(deps, newest),
});
