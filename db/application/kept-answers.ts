import { and, eq, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { portalAnswers } from '../schema/governance.ts';

/** A request with a key of the portal's, as it is told from others: by keyed hashes. */
export interface KeyedRequest {
  readonly portalId: string;
  /** Of the key and of where it was sent. */
  readonly keyMac: string;
  readonly bodyMac: string;
}

/** What is known of a request with a key. */
export type Begun =
  | { readonly is: 'new'; readonly startedAt: Date }
  | { readonly is: 'known'; readonly bodyMac: string; readonly sealed: Buffer | null };

/** Answers to requests with an `Idempotency-Key`. */
export interface KeptAnswers {
  /** Takes a key for a request, unless another has it: one that is under way, or was answered within a day. */
  begin(request: KeyedRequest, at: Date): Promise<Begun>;
  /** Keeps the answer, if the key is this request's still. */
  keep(request: KeyedRequest, startedAt: Date, sealed: Buffer): Promise<void>;
  /** Gives the key back: nothing came of the request. */
  release(request: KeyedRequest, startedAt: Date): Promise<void>;
}

const DAY_MS = 86_400_000;

/** A request that has taken so long died with its program: another may have its key. */
const UNDER_WAY_MS = 60_000;

const isRequest = ({ portalId, keyMac }: KeyedRequest, startedAt: Date) =>
  and(
    eq(portalAnswers.portalId, portalId),
    eq(portalAnswers.keyMac, keyMac),
    eq(portalAnswers.startedAt, startedAt),
  );

/** Kept answers in the office database. */
export const createKeptAnswers = (db: OfficeDatabase): KeptAnswers => ({
  async begin(request, startedAt) {
    const expiresAt = new Date(startedAt.getTime() + DAY_MS);
    const row = { bodyMac: request.bodyMac, startedAt, expiresAt };
    const died = new Date(startedAt.getTime() - UNDER_WAY_MS);
    const taken = await db
      .insert(portalAnswers)
      .values({ ...request, ...row })
      .onConflictDoUpdate({
        target: [portalAnswers.portalId, portalAnswers.keyMac],
        set: { ...row, answerSealed: null },
        setWhere: sql`${portalAnswers.expiresAt} <= ${startedAt}
          or (${portalAnswers.answerSealed} is null and ${portalAnswers.startedAt} <= ${died})`,
      })
      .returning({ keyMac: portalAnswers.keyMac });
    if (taken.length > 0) return { is: 'new', startedAt };
    const [known] = await db
      .select({ bodyMac: portalAnswers.bodyMac, sealed: portalAnswers.answerSealed })
      .from(portalAnswers)
      .where(
        and(eq(portalAnswers.portalId, request.portalId), eq(portalAnswers.keyMac, request.keyMac)),
      );
    // Given back in between: whoever had it failed just now, and the same request may be sent again.
    return { is: 'known', ...(known ?? { bodyMac: request.bodyMac, sealed: null }) };
  },

  async keep(request, startedAt, answerSealed) {
    await db.update(portalAnswers).set({ answerSealed }).where(isRequest(request, startedAt));
    await db.execute(sql`select forget_ended_of_portals()`);
  },

  async release(request, startedAt) {
    await db
      .update(portalAnswers)
      .set({ expiresAt: startedAt })
      .where(isRequest(request, startedAt));
  },
});
