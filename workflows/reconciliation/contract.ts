/** Workflow type of one reconciliation. */
export const RECONCILIATION = 'reconciliation';

/** Id of a run by hand; of one day there is one at a time. */
export const reconciliationIdOf = (day: string): string => `reconciliation/${day}`;

/** How a run ended. A difference is a result: it stands in the book, and people are told. */
export type ReconciliationResult =
  | { readonly outcome: 'nothing' }
  | {
      readonly outcome: 'agrees' | 'differs';
      readonly day: string;
      readonly failed: readonly string[];
      readonly isRoomHeard: boolean;
      readonly isNew: boolean;
    };
