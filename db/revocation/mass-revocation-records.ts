import { and, asc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { OfficeDatabase } from '../office-database.ts';
import {
  massInputColumns,
  massRevocationLines as lines,
  massRevocations,
} from '../schema/mass-revocation.ts';
import { revocationRequests } from '../schema/revocation.ts';
import type { MassLine, MassRevocation } from './mass-revocation.ts';

const sent = pgTable('mass_revocation_inputs', massInputColumns());

/** What somebody sends about a list. */
export type NewMassInput = typeof sent.$inferInsert & { readonly kind: 'pause' | 'resume' };

/** How far a list is. */
export interface MassProgress {
  readonly mass: MassRevocation;
  /** Lines by outcome; `left` of those that have none. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of those that are recorded: published and read back. */
  readonly published: number;
  /** Lines that were not revoked by it, with why, in their order. */
  readonly problems: readonly MassLine[];
  /** Something was sent that is not applied yet. */
  readonly isAsked: boolean;
}

/** Problems that a page shows; the counts tell of all. */
const PROBLEMS_MAX = 500;

/** Mass revocations as the console shows them, and what staff send about them. */
export const createMassRevocationRecords = (db: OfficeDatabase) => ({
  /** How far a list is; undefined if there is none. */
  async find(id: string): Promise<MassProgress | undefined> {
    const [mass] = await db.select().from(massRevocations).where(eq(massRevocations.id, id));
    if (!mass) return undefined;
    const ofMass = eq(lines.massId, id);
    const [counts, [published], problems, [asked]] = await Promise.all([
      db
        .select({
          outcome: sql<string>`coalesce(${lines.outcome}, 'left')`,
          n: sql<number>`count(*)::int`,
        })
        .from(lines)
        .where(ofMass)
        .groupBy(lines.outcome),
      db
        .select({ n: sql<number>`count(*)::int` })
        .from(revocationRequests)
        .where(
          and(
            inArray(
              revocationRequests.id,
              db
                .select({ id: lines.requestId })
                .from(lines)
                .where(and(ofMass, eq(lines.outcome, 'recorded'))),
            ),
            eq(revocationRequests.state, 'published'),
          ),
        ),
      db
        .select()
        .from(lines)
        .where(and(ofMass, isNotNull(lines.outcome), ne(lines.outcome, 'recorded')))
        .orderBy(asc(lines.line))
        .limit(PROBLEMS_MAX),
      db
        .select({
          isAsked: sql<boolean>`exists (select 1 from mass_revocation_inputs
            where mass_id = ${id} and applied_at is null)`,
        })
        .from(sql`(select 1) as one`),
    ]);
    return {
      mass,
      counts: Object.fromEntries(counts.map(({ outcome, n }) => [outcome, n])),
      published: published?.n ?? 0,
      problems,
      isAsked: asked?.isAsked ?? false,
    };
  },

  /** Stores what somebody sends; sending it twice is sending it once. */
  async record(input: NewMassInput): Promise<void> {
    await db.insert(sent).values(input).onConflictDoNothing();
  },
});

/** Mass revocations as the console asks for them. */
export type MassRevocationRecords = ReturnType<typeof createMassRevocationRecords>;
