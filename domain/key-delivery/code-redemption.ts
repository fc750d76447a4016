/** A redemption as the applicant sent it: evidence `codeRedemption` of a case. The code itself never travels. */
export interface CodeRedemption {
  readonly v: 1;
  readonly applicationId: string;
  readonly codeNumber: number;
  /** 32 hexadecimal digits, as they were handed out. */
  readonly nonce: string;
  /** HMAC-SHA-256 under K over `redemptionMessage`, 64 hexadecimal digits. */
  readonly mac: string;
  /** Commitment to the address that it came from, 64 hexadecimal digits; never the address. */
  readonly source: string;
}

const MEMBERS = ['applicationId', 'codeNumber', 'mac', 'nonce', 'source', 'v'];
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the value of a redemption; undefined for one that has any other member, or a member of another form. */
export function readCodeRedemption(value: unknown): CodeRedemption | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.keys(value).toSorted().join() !== MEMBERS.join()) return undefined;
  const given = value as Record<keyof CodeRedemption, unknown>;
  const like = (pattern: RegExp, member: unknown): boolean =>
    typeof member === 'string' && pattern.test(member);
  const isOne =
    given.v === 1 &&
    Number.isSafeInteger(given.codeNumber) &&
    like(ID, given.applicationId) &&
    like(/^[0-9a-f]{32}$/, given.nonce) &&
    like(/^[0-9a-f]{64}$/, given.mac) &&
    like(/^[0-9a-f]{64}$/, given.source);
  return isOne ? (value as CodeRedemption) : undefined;
}
