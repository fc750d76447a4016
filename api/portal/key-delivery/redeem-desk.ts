import { hash, timingSafeEqual } from 'node:crypto';
import { canonicalOctets } from '../../../books/canonical-json.ts';
import type { CodeStandings } from '../../../db/key-delivery/code-standing.ts';
import type { Said } from '../../middleware/problem-details.ts';
import type { RedemptionRequest } from './redeem-schemas.ts';

/** What a browser needs to redeem a code; the same as portals are given. */
export interface KeyDeliveryAnswer {
  readonly applicationId: string;
  readonly codeNumber: number;
  readonly state: string;
  readonly salt: string;
  readonly iterations: number;
  readonly nonce: string;
  readonly nonceExpiresAt: string;
  readonly attemptsLeft: number;
  readonly textSha256: string;
  readonly orders: readonly { readonly order: number; readonly certificateType: string }[];
}

/** What became of a redemption. */
export interface RedemptionAnswer {
  readonly outcome: 'redeemed' | 'wrongCode' | 'locked' | 'keyRefused' | 'used' | 'notLive';
  readonly attemptsLeft?: number;
  readonly told: Said;
}

/** Which redemption of which code. */
export interface RedemptionOf {
  readonly applicationId: string;
  readonly codeNumber: number;
  readonly body: RedemptionRequest;
  /** Where the browser is; wrong codes are counted by it, and it is not kept. */
  readonly endUserAddress: string;
}

/**
 * What the subscriber's page does, beside showing where a code stands: the functions behind the endpoints of
 * portals, for a person who has no portal at hand.
 */
export interface RedeemDesk {
  readonly standings: CodeStandings;
  /** @returns undefined if there is no code to redeem */
  keyDelivery(applicationId: string): Promise<KeyDeliveryAnswer | undefined>;
  /** May be called twice with the same body. @returns undefined if it is received and not judged yet */
  redeem(redemption: RedemptionOf): Promise<RedemptionAnswer | undefined>;
}

/** What only the browser that redeemed has: the nonce of its redemption, and the MAC under the code. */
const BEARER = /^Bearer ([0-9a-f]{32})\.([0-9a-f]{64})$/;

/**
 * Tells whether a request comes from the browser whose redemption succeeded.
 *
 * Nothing more is kept for it than there is: the row of the redemption has the hash of what came, and with nonce
 * and MAC that hash can be made again. Who has seen the address of the page has neither.
 */
export async function isRedeemer(
  standings: CodeStandings,
  applicationId: string,
  authorization: string | undefined,
): Promise<boolean> {
  const [, nonce, mac] = BEARER.exec(authorization ?? '') ?? [];
  const row = nonce && mac ? await standings.succeeded(applicationId) : undefined;
  if (!row || !nonce || !mac) return false;
  const { codeNumber, source, redemptionSha256 } = row;
  const octets = canonicalOctets({ v: 1, applicationId, codeNumber, nonce, mac, source });
  const [made, kept] = [hash('sha256', octets, 'buffer'), Buffer.from(redemptionSha256, 'hex')];
  return made.length === kept.length && timingSafeEqual(made, kept);
}
