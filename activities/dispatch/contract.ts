/** How a lot of letters stands, as its run has to know it. */
export interface LotStanding {
  /** Nothing more is to come: every letter is delivered, came back, was used, or is void. */
  readonly isClosed: boolean;
  /** When to look again, in milliseconds since 1970. */
  readonly lookAt: number;
}

/** Activities of lots, as workflows see them. Every one may be repeated. */
export interface LotActivities {
  /**
   * Looks at the letters of a sealed lot: writes until when they have to be posted once they are printed, and closes the lot
   * with its last letter. It decides nothing; what is late, people are told.
   */
  watchLot(lotId: string): Promise<LotStanding>;
}
