/** What the room is asked to make a code of. Nothing in it is believed that the evidence does not say. */
export interface MakeCodeRequest {
  readonly applicationId: string;
  readonly chainId: string;
  readonly instructionSha256: string;
  /** 1 for the first code of the case, one more for each that follows; those before it are void from then on. */
  readonly codeNumber: number;
  /** The letter that will carry it. */
  readonly dispatchId: string;
}

/** A code that was made. The letter lies encrypted for the print vendor in the letters folder, under its hash. */
export interface MadeCode {
  readonly outcome: 'made';
  readonly codeNumber: number;
  /** 32 hexadecimal digits. */
  readonly salt: string;
  readonly ciphertextSha256: string;
  readonly vendorKeySha256: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly lapsesAt: number;
}

/** What the room answers when it is asked for a code. A refusal is an answer, not a failure. */
export type CodeOutcome = MadeCode | { readonly outcome: 'refused'; readonly check: string };

/** A redemption as it arrived: its octets are evidence of the case, by hash. */
export interface RedeemCodeRequest {
  readonly applicationId: string;
  readonly chainId: string;
  readonly instructionSha256: string;
  readonly codeNumber: number;
  /** Id of the row of inputs: the same one twice is one attempt. */
  readonly inputId: string;
  /** SHA-256 of the evidence `codeRedemption`: canonical JSON `{v, applicationId, codeNumber, nonce, mac, source}`. */
  readonly redemptionSha256: string;
  /** SHA-256 of the evidence `proofOfPossession`. */
  readonly proofSha256: string;
}

/** What the room says of a redemption. `attemptsLeft` counts those of this code. */
export type RedemptionOutcome =
  | { readonly outcome: 'redeemed'; readonly keys: readonly string[] }
  | { readonly outcome: 'wrongCode'; readonly attemptsLeft: number }
  | { readonly outcome: 'locked' }
  /** The code is right, its keys or proofs are not; no attempt is spent. `detail` as of `gate.refused`. */
  | { readonly outcome: 'keyRefused'; readonly detail: string }
  /** Redeemed before, for other keys or by another MAC. */
  | { readonly outcome: 'used' }
  | { readonly outcome: 'notLive'; readonly state: 'none' | 'voided' | 'lapsed' | 'locked' };

/** Activities of the room for codes; on the task queue of issuing. Every one may be repeated. */
export interface RoomCodeActivities {
  makeCode(request: MakeCodeRequest): Promise<CodeOutcome>;
  redeemCode(request: RedeemCodeRequest): Promise<RedemptionOutcome>;
  /** The letter is posted: the code lapses 30 days after this, and not when it was made to. @returns milliseconds since 1970 */
  noteCodePosted(request: {
    readonly applicationId: string;
    readonly codeNumber: number;
    readonly postedAt: number;
  }): Promise<{ readonly lapsesAt: number }>;
  /** Ends a code that nobody redeemed. @returns what it ended as, or that it was redeemed */
  endCode(request: {
    readonly applicationId: string;
    readonly codeNumber: number;
    /** `withdrawal`, `approvalVoided`, `resend`, `returned`; `timePassed` lapses it, by the room's clock. */
    readonly cause: string;
  }): Promise<{ readonly ended: 'voided' | 'lapsed' | 'redeemed' | 'notYet' }>;
}
