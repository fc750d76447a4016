import { eq, sql } from 'drizzle-orm';
import type { PortalKey } from '../../domain/governance/portal-keys.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { portalAssertions, portals, portalTokens } from '../schema/governance.ts';

/** A portal as its assertion is judged. */
export interface AssertingPortal {
  readonly id: string;
  readonly isOpen: boolean;
  readonly keys: readonly PortalKey[];
  readonly requestsPerMinute: number;
  readonly tokenGeneration: number;
}

/** A token that is given for an assertion, both by their hashes. */
export interface NewToken {
  readonly portal: AssertingPortal;
  readonly tokenSha256: string;
  readonly jtiSha256: string;
  readonly assertionEndsAt: Date;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Giving tokens to portals. */
export interface PortalTokens {
  /** The portal of an id, as it stands now. */
  findAsserting(id: string): Promise<AssertingPortal | undefined>;
  /**
   * Stores a token, once for each assertion.
   *
   * A crash before the commit leaves nothing, and the assertion serves still; after it a token that nobody was told of.
   *
   * @returns `used` if the assertion has served before; then nothing is stored.
   */
  store(token: NewToken): Promise<'stored' | 'used'>;
}

/** Tokens of portals in the office database. What has ended goes with each one that is given. */
export function createPortalTokens(db: OfficeDatabase): PortalTokens {
  return {
    async findAsserting(id) {
      const [portal] = await db
        .select({
          id: portals.id,
          isOpen: portals.isOpen,
          keys: portals.keys,
          requestsPerMinute: portals.requestsPerMinute,
          tokenGeneration: portals.tokenGeneration,
        })
        .from(portals)
        .where(eq(portals.id, id));
      return portal;
    },

    async store({ portal, tokenSha256, jtiSha256, assertionEndsAt, issuedAt, expiresAt }) {
      const outcome = await db.transaction(async (tx) => {
        const used = await tx
          .insert(portalAssertions)
          .values({ portalId: portal.id, jtiSha256, expiresAt: assertionEndsAt })
          .onConflictDoNothing()
          .returning({ jtiSha256: portalAssertions.jtiSha256 });
        if (used.length === 0) return 'used';
        // Of the generation that was judged: closed since, the portal has a token that is none.
        const { tokenGeneration, id: portalId } = portal;
        await tx
          .insert(portalTokens)
          .values({ tokenSha256, portalId, tokenGeneration, issuedAt, expiresAt });
        return 'stored';
      });
      await db.execute(sql`select forget_ended_of_portals()`);
      return outcome;
    },
  };
}
