import type { CodeStandings } from '../../../db/key-delivery/code-standing.ts';
import { toldOfRedemption } from '../../../domain/key-delivery/told-of-code.ts';
import { Refusal, type ProblemType } from '../../middleware/problem-details.ts';
import type { PortalDependencies } from '../dependencies.ts';
import { problems } from '../problems/catalogue.ts';
import { deliveryOf } from './key-delivery.ts';
import { redeem, type Redeemed } from './redeem.ts';
import type { RedeemDesk } from './redeem-desk.ts';

/** The desk of the subscriber's page: by the functions that portals' own endpoints are made of. */
export const createRedeemDesk = (
  deps: PortalDependencies,
  standings: CodeStandings,
): RedeemDesk => ({
  standings,
  async keyDelivery(applicationId) {
    const code = await deps.records.redemptions.newestCode(applicationId);
    if (!code) return undefined;
    const { nonce, nonceExpiresAt, ...answer } = await deliveryOf(deps, applicationId, code);
    // Without a nonce there is nothing to redeem: the page says where the code stands.
    if (nonce === undefined || nonceExpiresAt === undefined) return undefined;
    return { ...answer, nonce, nonceExpiresAt };
  },
  async redeem({ applicationId, codeNumber, body, endUserAddress }) {
    const [row, code] = await Promise.all([
      deps.records.status.find(applicationId),
      deps.records.redemptions.newestCode(applicationId),
    ]);
    if (!row || !code || codeNumber > code.codeNumber) {
      return { outcome: 'notLive', told: toldOfRedemption({ outcome: 'notLive' }) };
    }
    const request = { row, code, codeNumber, body: { ...body, endUserAddress }, at: deps.now() };
    const redeemed = await redeem(deps, request).catch(asKeyRefused);
    return redeemed && { ...redeemed, told: { ...toldOfRedemption(redeemed) } };
  },
});

const ABOUT_KEYS: readonly ProblemType[] = [
  problems.unacceptablePublicKey,
  problems.proofOfPossessionMissing,
  problems.proofOfPossessionInvalid,
];

/** The page says of keys that are refused unheard what it says of those that the room refuses: make others. */
function asKeyRefused(error: unknown): Redeemed {
  if (!(error instanceof Refusal) || !ABOUT_KEYS.includes(error.problem)) throw error;
  return { outcome: 'keyRefused' };
}
