/** What the row of a redemption (kind `codeRedemption` of the rows of inputs) says: numbers and hashes; its octets are evidence. */
export interface RedemptionContent {
  readonly v: 1;
  readonly codeNumber: number;
  /** SHA-256 of the evidence `codeRedemption`. */
  readonly redemptionSha256: string;
  /** SHA-256 of the evidence `proofOfPossession`. */
  readonly proofSha256: string;
  /** Keyed hash of the end user's address, as the portal reports it. */
  readonly source: string;
}

/** Kind of the row of inputs. */
export const CODE_REDEMPTION = 'codeRedemption';

const HASH = /^[0-9a-f]{64}$/;

/** What a row of a redemption says; undefined for a row that does not say exactly one. */
export function readRedemption(content: unknown): RedemptionContent | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const fields = content as Readonly<Record<string, unknown>>;
  const hashes = [fields['redemptionSha256'], fields['proofSha256'], fields['source']];
  const isSaid =
    fields['v'] === 1 &&
    Number.isSafeInteger(fields['codeNumber']) &&
    hashes.every((value) => typeof value === 'string' && HASH.test(value));
  return isSaid ? (content as RedemptionContent) : undefined;
}

/** What the row of a redemption says once it is applied; `refused` where an entry `input.refused` says so as well. */
export interface RedemptionResult {
  readonly outcome: 'redeemed' | 'wrongCode' | 'locked' | 'keyRefused' | 'used' | 'notLive';
  /** State of the case after it. */
  readonly state: string;
  readonly isApplied: boolean;
  readonly attemptsLeft?: number;
  /** Why its keys were not taken, as the gate says it. */
  readonly detail?: string;
  readonly refused?: string;
}
