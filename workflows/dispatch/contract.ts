/** Workflow type of a lot of letters. */
export const DISPATCH_LOT = 'dispatchLot';

/** Id of the one run of a lot; two at once are impossible by it. */
export const dispatchLotId = (lotId: string): string => `dispatch-lot/${lotId}`;

/** Input of `dispatchLot`: an id, nothing else. */
export interface DispatchLotInput {
  readonly lotId: string;
}

/** How it ended: nothing more is to come. */
export interface DispatchLotOutcome {
  readonly outcome: 'closed';
}
