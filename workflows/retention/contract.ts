/** Workflow type of the erasure of one chain. */
export const CHAIN_ERASURE = 'chainErasure';

/** Id of the one run of an act; two at once are impossible by it. */
export const chainErasureId = (act: string): string => `chain-erasure/${act}`;

/** Input of `chainErasure`: an id, nothing else. */
export interface ChainErasureInput {
  readonly act: string;
}

/** How it ended. What the room refuses stays as it is: the act is effective and can be performed again. */
export type ChainErasureOutcome =
  | { readonly outcome: 'erased' }
  | { readonly outcome: 'refused'; readonly check: string };
