import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { sha256Hex } from '../../books/canonical-json.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import type { EventName } from '../../books/events/all-events.ts';
import type { ErasureContent } from '../../domain/retention/chain-erasure.ts';
import type { ErasureReason } from '../../domain/retention/retention.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { bookEntries } from '../schema/books.ts';
import { contentOctets } from '../governance/dual-control.ts';
import { dualControlActs } from '../schema/dual-control.ts';
import { chainErasures } from '../schema/retention.ts';
import { forgetPersons } from './chain-erasure.ts';

type EntryOf<E extends EventName> = Extract<Entry, { event: E }>;

/** Entries of the office book about acts of 4ト, oldest first. */
async function entriesOf<E extends EventName>(
  tx: Queryable,
  events: readonly E[],
): Promise<EntryOf<E>[]> {
  const rows = await tx
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    .where(and(sql`${bookEntries.items} @> '{4ト}'`, inArray(bookEntries.event, [...events])))
    .orderBy(asc(bookEntries.ordinal));
  return rows.map(({ octets }) => readEntry(octets) as EntryOf<E>);
}

const REASONS: readonly ErasureReason[] = ['retentionEnded', 'trialData'];

/** The content that was agreed to: of what it can have been, the one that has the hash in the book. */
function contentOf(
  { data }: EntryOf<'chain.erased'>,
  { contentSha256, effectiveFrom }: EntryOf<'act.proposed'>['data'],
): Buffer | undefined {
  return REASONS.map((reason) => {
    const change: ErasureContent = { v: 1, chain: data.chain, dueOn: data.dueOn, reason };
    return contentOctets({ v: 1, actKind: 'chainErasure', effectiveFrom, change });
  }).find((octets) => sha256Hex(octets) === contentSha256);
}

/** What the book has of one act. */
interface ActInBook {
  readonly proposed: EntryOf<'act.proposed'> | undefined;
  readonly approved: EntryOf<'act.approved'> | undefined;
  readonly effective: EntryOf<'act.effective'> | undefined;
}

async function rebuildAct(
  tx: Queryable,
  erased: EntryOf<'chain.erased'>,
  { proposed, approved, effective }: ActInBook,
): Promise<void> {
  const content = proposed && contentOf(erased, proposed.data);
  if (!content || !approved || !effective) {
    throw new Error(`the act of ${erased.data.chain} is not in the book`);
  }
  await tx
    .insert(dualControlActs)
    .values({
      id: erased.data.act,
      actKind: 'chainErasure',
      content,
      contentSha256: proposed.data.contentSha256,
      effectiveFrom: new Date(proposed.data.effectiveFrom),
      proposedBy: proposed.actor.id,
      proposedAt: new Date(proposed.at),
      proposedInRoles: [proposed.actor.role ?? ''],
      proposalAssertionSha256: proposed.data.assertionSha256,
    })
    .onConflictDoNothing();
  await tx
    .update(dualControlActs)
    .set({
      approvedBy: approved.actor.id,
      approvedAt: new Date(approved.at),
      approvedInRole: approved.actor.role ?? '',
      approvedAtTerminal: approved.actor.terminal ?? '',
      approvalAssertionSha256: approved.data.assertionSha256,
      effectiveAt: new Date(effective.at),
    })
    .where(eq(dualControlActs.id, erased.data.act));
}

/**
 * Does again in the office database what the entries `chain.erased` say, where a restored database does not
 * know of it: the act, that the chain is erased, and that nobody stands behind its cases. The book is the
 * record; the `r` of a commitment is not in it and stays unknown. May be repeated.
 *
 * @returns acts to be performed again, so that keys which came back with a restore go, too: those that were
 * not known, and those from `since` on.
 */
export function repeatErasures(db: OfficeDatabase, since: Date | undefined): Promise<string[]> {
  return db.transaction(async (tx) => {
    const acts = await entriesOf(tx, ['act.proposed', 'act.approved', 'act.effective']);
    const again: string[] = [];
    for (const erased of await entriesOf(tx, ['chain.erased'])) {
      const { act, chain, dueOn, keyCommitment } = erased.data;
      const erasedAt = new Date(erased.at);
      const [known] = await tx
        .select({ erasedAt: chainErasures.erasedAt })
        .from(chainErasures)
        .where(eq(chainErasures.chainId, chain));
      const isKnown = known !== undefined && known.erasedAt !== null;
      if (!isKnown) {
        const of = <E extends Entry['event']>(event: E): EntryOf<E> | undefined =>
          acts.find((entry) => entry.event === event && entry.data.act === act) as
            | EntryOf<E>
            | undefined;
        await rebuildAct(tx, erased, {
          proposed: of('act.proposed'),
          approved: of('act.approved'),
          effective: of('act.effective'),
        });
        await tx
          .insert(chainErasures)
          .values({
            chainId: chain,
            actId: act,
            dueOn,
            keyCommitment,
            keyCommitmentR: '',
            begunAt: erasedAt,
            erasedAt,
          })
          .onConflictDoUpdate({ target: chainErasures.chainId, set: { erasedAt } });
        await forgetPersons(tx, chain);
      }
      if (!isKnown || (since && erasedAt >= since)) again.push(act);
    }
    return again;
  });
}
