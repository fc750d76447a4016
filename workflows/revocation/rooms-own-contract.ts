/** Workflow type of taking in what the room revoked without the office. */
export const ROOMS_OWN_REVOCATIONS = 'roomsOwnRevocations';

/** Id of its one run. */
export const ROOMS_OWN_RUN_ID = 'rooms-own-revocations';

/** What a run leaves to the one that goes on: from where, and whether all before is settled. */
export interface RoomsOwnInput {
  readonly after?: number;
  readonly isFirstOpen?: boolean;
}
