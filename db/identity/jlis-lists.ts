import { desc, eq, gt, sql } from 'drizzle-orm';
import type { EvidenceReference } from '../../books/entry.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { jlisLists } from '../schema/decision.ts';

/** A revocation list of J-LIS as it is registered. */
export type JlisListRow = typeof jlisLists.$inferSelect;

/** A list that was received, with what its entry says beyond its row. */
export interface ReceivedList extends Omit<JlisListRow, 'pieces'> {
  readonly crlNumber: string | undefined;
  readonly entries: number;
}

/** Keeps the octets of a list as evidence, durably, and names the pieces in order. */
export type KeepList = () => Promise<EvidenceReference<'jlisAnswer'>[]>;

/** Key of the advisory lock under which lists are kept, one at a time. */
const LOCK_KEY = 0x6c697374;

/**
 * Registers a list, once: octets, row and entry `jlis.listReceived`. A crash before the commit leaves pieces that no
 * entry names, and the list is fetched again. Two workers must not make the key of a year twice, so they take turns.
 *
 * @returns whether it was new.
 */
export function registerJlisList(
  db: OfficeDatabase,
  list: ReceivedList,
  keep: KeepList,
): Promise<boolean> {
  const { crlNumber, entries, ...row } = list;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_KEY})`);
    const known = await tx.select().from(jlisLists).where(eq(jlisLists.sha256, list.sha256));
    if (known.length > 0) return false;
    const kept = await keep();
    await tx.insert(jlisLists).values({ ...row, pieces: kept.map(({ sha256 }) => sha256) });
    await writeEntry(tx, {
      event: 'jlis.listReceived',
      items: ['1ハ'],
      at: list.receivedAt.toISOString(),
      actor: { kind: 'jlis', id: 'jlis' },
      evidence: kept,
      data: {
        issuerSha256: list.issuerSha256,
        listSha256: list.sha256,
        ...(crlNumber === undefined ? {} : { crlNumber }),
        entries,
        thisUpdate: list.thisUpdate.toISOString(),
        nextUpdate: list.nextUpdate.toISOString(),
      },
    });
    return true;
  });
}

/** A registered list. */
export async function findJlisList(
  db: OfficeDatabase,
  sha256: string,
): Promise<JlisListRow | undefined> {
  const [row] = await db.select().from(jlisLists).where(eq(jlisLists.sha256, sha256));
  return row;
}

/** Lists in force at an instant, newest first. */
export const jlisListsInForce = (db: OfficeDatabase, at: Date): Promise<JlisListRow[]> =>
  db
    .select()
    .from(jlisLists)
    .where(gt(jlisLists.nextUpdate, at))
    .orderBy(desc(jlisLists.thisUpdate));
