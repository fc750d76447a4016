import { and, asc, count, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { LotAct, LotProposal, LotSeal } from '../../domain/dispatch/letter-lots.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications } from '../schema/application.ts';
import { deliveryCodes, dispatchLots, lotInputColumns, lotInputs } from '../schema/dispatch.ts';

/** The columns that the console writes: what becomes of an input is not its to say. */
const recordedInputs = pgTable('lot_inputs', lotInputColumns());

/** What somebody sends about a lot; the id is given by the form, so that sending it twice is doing it once. */
export interface NewLotInput {
  readonly id: string;
  readonly lotId: string;
  readonly kind: LotAct;
  readonly officerId: string;
  readonly role: string;
  readonly terminal: string;
  readonly content: LotProposal | LotSeal | { readonly v: 1 };
  readonly receivedAt: Date;
}

/** What became of an input: nothing yet, applied, or refused with a code. */
export interface LotInputOutcome {
  readonly lotId: string;
  readonly kind: string;
  readonly officerId: string;
  readonly appliedAt: Date | null;
  readonly refused: string | null;
}

/** A letter as lists show it: case and dispatch by their numbers, and nobody's name. */
export interface ListedLetter {
  readonly dispatch: string;
  readonly caseId: string;
  readonly codeNumber: number;
  readonly state: string;
  readonly resend: number;
  /** Wrong codes that were typed. */
  readonly failures: number;
  readonly ciphertextSha256: string;
  readonly madeAt: Date;
  readonly printedAt: Date | null;
  readonly postedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly returnReason: string | null;
}

/** A lot as lists show it, with how many of its letters stand how. */
export interface ListedLot {
  readonly id: string;
  readonly letters: number;
  readonly vendorFileSha256: string;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly sealedBy: string | null;
  readonly sealedAt: Date | null;
  readonly printBy: Date | null;
  readonly postBy: Date | null;
  readonly closedAt: Date | null;
  readonly states: Readonly<Record<string, number>>;
}

/** A letter that somebody names by its dispatch, with the case whose it is. */
export interface LetterOnFile extends ListedLetter {
  readonly chainId: string;
  /** Of the signed text that the code was made for. */
  readonly edition: number;
  readonly lotId: string | null;
}

/** Lots past a deadline at an instant, and letters that wait for a lot. */
export interface LateLots {
  readonly toPrint: number;
  readonly toPost: number;
  readonly toSeal: number;
  readonly waitingSince: Date | null;
}

const letterColumns = {
  dispatch: deliveryCodes.dispatchId,
  caseId: deliveryCodes.caseId,
  codeNumber: deliveryCodes.codeNumber,
  state: deliveryCodes.state,
  resend: deliveryCodes.resend,
  failures: deliveryCodes.failures,
  ciphertextSha256: deliveryCodes.ciphertextSha256,
  madeAt: deliveryCodes.madeAt,
  printedAt: deliveryCodes.printedAt,
  postedAt: deliveryCodes.postedAt,
  deliveredAt: deliveryCodes.deliveredAt,
  returnReason: deliveryCodes.returnReason,
};

const states = sql<Record<string, number>>`coalesce((
  select jsonb_object_agg(s.state, s.n) from (
    select c.state, count(*)::int as n from delivery_codes c
    where c.lot_id = "dispatch_lots"."id" group by c.state) s), '{}')`;

const lotColumns = {
  id: dispatchLots.id,
  letters: dispatchLots.letters,
  vendorFileSha256: dispatchLots.vendorFileSha256,
  proposedBy: dispatchLots.proposedBy,
  proposedAt: dispatchLots.proposedAt,
  sealedBy: dispatchLots.sealedBy,
  sealedAt: dispatchLots.sealedAt,
  printBy: dispatchLots.printBy,
  postBy: dispatchLots.postBy,
  closedAt: dispatchLots.closedAt,
  states,
};

const isFree = and(eq(deliveryCodes.state, 'generated'), isNull(deliveryCodes.lotId));

const LATE = `
select
  count(*) filter (where print_by < $1 and exists (select 1 from delivery_codes c
    where c.lot_id = l.id and c.state = 'sealed'))::int as "toPrint",
  count(*) filter (where post_by < $1 and exists (select 1 from delivery_codes c
    where c.lot_id = l.id and c.state = 'printed'))::int as "toPost",
  count(*) filter (where sealed_at is null)::int as "toSeal",
  (select min(made_at) from delivery_codes where state = 'generated') as "waitingSince"
from dispatch_lots l where closed_at is null`;

/** Lists of letters and lots. */
const lotLists = (db: OfficeDatabase) => ({
  /** Letters that are made and in no lot, the oldest first. */
  waiting: (limit: number): Promise<ListedLetter[]> =>
    db
      .select(letterColumns)
      .from(deliveryCodes)
      .where(isFree)
      .orderBy(asc(deliveryCodes.madeAt), asc(deliveryCodes.dispatchId))
      .limit(limit),

  /** How many letters are made and in no lot. */
  async waitingCount(): Promise<number> {
    const [row] = await db.select({ n: count() }).from(deliveryCodes).where(isFree);
    return row?.n ?? 0;
  },

  /** Lots that are open, the oldest first; what waits for a second person before what the vendor has. */
  open: (limit: number): Promise<ListedLot[]> =>
    db
      .select(lotColumns)
      .from(dispatchLots)
      .where(isNull(dispatchLots.closedAt))
      .orderBy(sql`${dispatchLots.sealedAt} is not null`, asc(dispatchLots.proposedAt))
      .limit(limit),

  /** Lots that are closed, the newest first. */
  closed: (limit: number): Promise<ListedLot[]> =>
    db
      .select(lotColumns)
      .from(dispatchLots)
      .where(isNotNull(dispatchLots.closedAt))
      .orderBy(desc(dispatchLots.closedAt))
      .limit(limit),
});

/** Single lots, and letters by what they belong to. */
const lotFinds = (db: OfficeDatabase) => ({
  /** A lot; undefined if there is none of this id. */
  async find(id: string): Promise<ListedLot | undefined> {
    const [row] = await db.select(lotColumns).from(dispatchLots).where(eq(dispatchLots.id, id));
    return row;
  },

  /** Letters of a lot, by dispatch. */
  letters: (lotId: string): Promise<ListedLetter[]> =>
    db
      .select(letterColumns)
      .from(deliveryCodes)
      .where(eq(deliveryCodes.lotId, lotId))
      .orderBy(asc(deliveryCodes.dispatchId)),

  /** A letter by its dispatch; undefined if it is none of a code. */
  async letter(dispatch: string): Promise<LetterOnFile | undefined> {
    const [row] = await db
      .select({
        ...letterColumns,
        lotId: deliveryCodes.lotId,
        edition: deliveryCodes.edition,
        chainId: certificateApplications.chainId,
      })
      .from(deliveryCodes)
      .innerJoin(certificateApplications, eq(certificateApplications.id, deliveryCodes.caseId))
      .where(eq(deliveryCodes.dispatchId, dispatch));
    return row;
  },

  /** The codes of a case, the newest first. */
  lettersOfCase: (caseId: string): Promise<(ListedLetter & { lotId: string | null })[]> =>
    db
      .select({ ...letterColumns, lotId: deliveryCodes.lotId })
      .from(deliveryCodes)
      .where(eq(deliveryCodes.caseId, caseId))
      .orderBy(desc(deliveryCodes.codeNumber)),
});

/**
 * Lots of letters as the console sees them, and what staff send about them. Recorded is not done: act and entry are one
 * transaction of the office-worker.
 */
export const createLotRecords = (db: OfficeDatabase) => ({
  /** Records what somebody sent, once; a repeat changes nothing. */
  async record(input: NewLotInput): Promise<void> {
    await db.insert(recordedInputs).values(input).onConflictDoNothing();
  },

  /** What became of an input; undefined if there is none of this id. */
  async outcome(id: string): Promise<LotInputOutcome | undefined> {
    const { lotId, kind, officerId, appliedAt, refused } = lotInputs;
    const [row] = await db
      .select({ lotId, kind, officerId, appliedAt, refused })
      .from(lotInputs)
      .where(eq(lotInputs.id, id));
    return row;
  },

  ...lotLists(db),
  ...lotFinds(db),

  /** What the morning check has to say of letters. */
  async late(now: Date): Promise<LateLots> {
    const { rows } = await db.$client.query<LateLots>({
      name: 'console_late_lots',
      text: LATE,
      values: [now],
    });
    return rows[0] ?? { toPrint: 0, toPost: 0, toSeal: 0, waitingSince: null };
  },
});

/** Lots as the console asks for them. */
export type LotRecords = ReturnType<typeof createLotRecords>;
