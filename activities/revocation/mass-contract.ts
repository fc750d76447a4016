import type { RecordedRevocation, RevocationOrder } from './contract.ts';

/** What the run of a list does next. */
export type MassTurn =
  | { readonly state: 'paused' | 'finished' }
  | {
      readonly state: 'batch';
      /** Orders for the room, each with the line of its certificate; empty if none of the lines needs the room. */
      readonly orders: readonly { readonly line: number; readonly order: RevocationOrder }[];
    };

/** What the room answered to the orders of a turn, by line. */
export interface MassAnswer {
  readonly line: number;
  readonly order: RevocationOrder;
  readonly answer: RecordedRevocation;
}

/** Activities of the office about lists of certificates that two people agreed to revoke. Every one may be repeated. */
export interface MassRevocationActivities {
  /** Makes the requests of the next lines, 500 at most, and says what the room has to record. */
  takeMassTurn(massId: string): Promise<MassTurn>;
  /** Stores what the room answered, and prepares what each subscriber is told. */
  noteMassAnswers(massId: string, answers: readonly MassAnswer[]): Promise<void>;
  /**
   * Tells whoever publishes of what was recorded. Runs of certificates need no word: a certificate is revoked with its request,
   * and a run that looks finds nothing due of it and ends.
   */
  tellOfMass(answers: readonly MassAnswer[]): Promise<void>;
}
