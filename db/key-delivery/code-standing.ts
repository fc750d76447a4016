import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import { defaultPolicyValues } from '../../domain/governance/policy.ts';
import type { CodeState } from '../../domain/key-delivery/code-states.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications as cases, codeRedemptions } from '../schema/application.ts';
import { decisions, orders } from '../schema/decision.ts';
import { deliveryCodes } from '../schema/dispatch.ts';

/** Where a case whose key comes after a code stands. Codes and instants, no personal data. */
export interface CodeStanding {
  readonly applicationId: string;
  readonly caseState: string;
  /** Numbers of the orders that are to have a key. */
  readonly orders: readonly number[];
  /** The newest code; undefined before there is one. */
  readonly code?: {
    readonly codeNumber: number;
    readonly state: CodeState;
    readonly attemptsLeft: number;
    readonly lapsesAt: Date;
  };
}

/** A redemption that succeeded: what it came with is evidence, of which the row has the hash. */
export interface SucceededRedemption {
  readonly codeNumber: number;
  /** SHA-256 of the evidence `codeRedemption`. */
  readonly redemptionSha256: string;
  /** Keyed hash of the end user's address. */
  readonly source: string;
}

/** What the subscriber's page reads. */
export interface CodeStandings {
  /** @returns undefined for a case that is not there, or whose keys came with the application */
  find(applicationId: string): Promise<CodeStanding | undefined>;
  succeeded(applicationId: string): Promise<SucceededRedemption | undefined>;
}

const newestCode = async (db: OfficeDatabase, applicationId: string) => {
  const [row] = await db
    .select({
      codeNumber: deliveryCodes.codeNumber,
      state: deliveryCodes.state,
      failures: deliveryCodes.failures,
      lapsesAt: deliveryCodes.lapsesAt,
    })
    .from(deliveryCodes)
    .where(eq(deliveryCodes.caseId, applicationId))
    .orderBy(desc(deliveryCodes.codeNumber))
    .limit(1);
  if (!row) return {};
  const { failures, state, ...rest } = row;
  const attemptsLeft = Math.max(0, defaultPolicyValues.codeAttemptsMax - failures);
  return { code: { ...rest, state: state as CodeState, attemptsLeft } };
};

const ordersOf = (db: OfficeDatabase, applicationId: string) =>
  db
    .select({ order: orders.number })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, orders.decisionId))
    .where(and(eq(orders.caseId, applicationId), isNull(decisions.voidedAt)))
    .orderBy(asc(orders.number));

/** Where codes stand, in the office database. */
export const createCodeStandings = (db: OfficeDatabase): CodeStandings => ({
  async find(applicationId) {
    const [row] = await db
      .select({ caseState: cases.state, keyDelivery: cases.keyDelivery })
      .from(cases)
      .where(eq(cases.id, applicationId));
    if (row?.keyDelivery !== 'code') return undefined;
    const [wanted, code] = await Promise.all([
      ordersOf(db, applicationId),
      newestCode(db, applicationId),
    ]);
    const { caseState } = row;
    return { applicationId, caseState, orders: wanted.map(({ order }) => order), ...code };
  },
  async succeeded(applicationId) {
    const [row] = await db
      .select({
        codeNumber: codeRedemptions.codeNumber,
        redemptionSha256: codeRedemptions.redemptionSha256,
        source: codeRedemptions.source,
      })
      .from(codeRedemptions)
      .where(
        and(
          eq(codeRedemptions.caseId, applicationId),
          eq(codeRedemptions.outcome, 'redeemed'),
          // The room verified this one's MAC, and of a repeat it did not.
          eq(codeRedemptions.isApplied, true),
        ),
      )
      .orderBy(desc(codeRedemptions.receivedAt))
      .limit(1);
    return row;
  },
});
