import { and, eq, isNull, sql } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import { terminals } from '../schema/access.ts';
import { useEnrolment, type Halves } from './enrolments.ts';
import { ownActor, writePermission } from './permission-entries.ts';

/** Whether glyphs that names are compared by look different on a terminal. */
export type DisplayCheck = 'differ' | 'alike';

/** A terminal as the register has it. */
export interface Terminal {
  readonly id: string;
  readonly place: string;
  readonly registeredAt: Date;
  readonly claimedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly displayCheck: string | null;
  readonly displayCheckedAt: Date | null;
}

/** A browser that becomes a terminal, by the hash of its secret. */
export interface TerminalClaim {
  readonly halves: Halves;
  readonly secretSha256: string;
  readonly at: Date;
}

/**
 * Makes a browser the terminal of a code, with its entry. The one before it is it no more.
 *
 * @returns the terminal; undefined for a code that is none, or past, or used, or of a person.
 */
function claimTerminal(
  db: OfficeDatabase,
  { halves, secretSha256, at }: TerminalClaim,
): Promise<string | undefined> {
  return db.transaction(async (tx) => {
    const used = await useEnrolment(tx, { halves, of: 'terminal', at });
    if (!used?.terminalId) return undefined;
    const claimed = await tx
      .update(terminals)
      .set({ secretSha256, claimedAt: at, displayCheck: null, displayCheckedAt: null })
      .where(and(eq(terminals.id, used.terminalId), isNull(terminals.withdrawnAt)))
      .returning({ id: terminals.id });
    // Withdrawn meanwhile: the code is used up, and nothing came of it.
    if (claimed.length === 0) return undefined;
    const by = await ownActor(tx, used.approvedBy ?? 'operator', used.terminalId);
    await writePermission(tx, 'permission.granted', {
      person: used.terminalId,
      permission: 'terminal',
      act: used.actId,
      credentialSha256: secretSha256,
      by,
      at,
    });
    return used.terminalId;
  });
}

/** The register of terminals, as the console asks. */
export function prepareTerminals(db: OfficeDatabase) {
  const bySecret = db
    .select({ id: terminals.id })
    .from(terminals)
    .where(
      sql`${terminals.secretSha256} = ${sql.placeholder('secret')} and ${terminals.withdrawnAt} is null`,
    )
    .prepare('console_terminal');
  return {
    /** The terminal of this secret's hash, unless it was withdrawn. */
    async find(secretSha256: string): Promise<string | undefined> {
      const [row] = await bySecret.execute({ secret: secretSha256 });
      return row?.id;
    },

    claim: (claim: TerminalClaim): Promise<string | undefined> => claimTerminal(db, claim),

    /** Keeps what people see on a terminal. */
    async keepDisplayCheck(id: string, displayCheck: DisplayCheck, at: Date): Promise<void> {
      await db
        .update(terminals)
        .set({ displayCheck, displayCheckedAt: at })
        .where(eq(terminals.id, id));
    },

    list: (): Promise<Terminal[]> =>
      db
        .select({
          id: terminals.id,
          place: terminals.place,
          registeredAt: terminals.registeredAt,
          claimedAt: terminals.claimedAt,
          withdrawnAt: terminals.withdrawnAt,
          displayCheck: terminals.displayCheck,
          displayCheckedAt: terminals.displayCheckedAt,
        })
        .from(terminals)
        .orderBy(terminals.id),
  };
}

/** Terminals as the console asks for them. */
export type Terminals = ReturnType<typeof prepareTerminals>;
