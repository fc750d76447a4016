import type pg from 'pg';
import type { MediumEntry } from '../../books/medium.ts';
import { DomainError } from '../../domain/errors.ts';

/** What a recovery did, and what it leaves to a person. */
export interface Recovery {
  readonly book: 'office' | 'enclave';
  /** Entries in the second medium before the recovery. */
  readonly size: number;
  /** Entries that were put back. */
  readonly restored: number;
  readonly fromIndex: number | undefined;
  readonly toIndex: number | undefined;
  /** Leaf hash of the last entry. */
  readonly tip: string | undefined;
  /** Cases that a person has to look at, with what could not be rebuilt. */
  readonly marked: Readonly<Record<string, readonly string[]>>;
  /** What hangs on no case and could not be rebuilt: event, and how often. */
  readonly byHand: Readonly<Record<string, number>>;
}

/** Who recovers, as the entry names them. */
export interface Recoverer {
  readonly id: string | undefined;
  readonly role: string | undefined;
  readonly terminal: string | undefined;
}

/** Checkpoints that the medium has to continue, beside its own. */
export type Checkpoints = readonly string[];

/** The files of a second medium, as a recovery reads them. */
export interface MediumFiles {
  read(path: string): Promise<Buffer | undefined>;
  /** Names of the files in a folder; none for a folder that is not there. */
  list(folder: string): Promise<readonly string[]>;
}

/** Notes that the medium keeps of itself: one an hour, and each that somebody cosigned. */
export async function keptCheckpoints(second: MediumFiles): Promise<string[]> {
  const notes: string[] = [];
  for (const name of await second.list('checkpoints')) {
    const note = name.endsWith('.txt') ? await second.read(`checkpoints/${name}`) : undefined;
    if (note) notes.push(note.toString('utf8'));
  }
  return notes;
}

/** Collects what a person has to look at. */
export class Marks {
  readonly #cases = new Map<string, Set<string>>();
  readonly #byHand = new Map<string, number>();

  /** Names what of a case could not be rebuilt. */
  mark(caseId: string, what: string): void {
    const marks = this.#cases.get(caseId) ?? new Set();
    this.#cases.set(caseId, marks.add(what));
  }

  /** Counts an entry without a case whose rows cannot be rebuilt from it. */
  leave(event: string): void {
    this.#byHand.set(event, (this.#byHand.get(event) ?? 0) + 1);
  }

  /** Both, as a recovery says them. */
  get said(): Pick<Recovery, 'marked' | 'byHand'> {
    return {
      marked: Object.fromEntries([...this.#cases].map(([id, marks]) => [id, [...marks]])),
      byHand: Object.fromEntries(this.#byHand),
    };
  }
}

/** A person has to look: what stands in the database is not an older state of this book. */
export const contradiction = (what: string): DomainError =>
  new DomainError('AuditChainBroken', what);

/**
 * Refuses while programs use the database under a role: their pen would be taken out of their hands in
 * mid-write. The recovery's own connections carry its name.
 */
export async function requireNobody(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and usename = $1 and application_name <> $2`,
    [role, APPLICATION_NAME],
  );
  if (rows[0]?.n)
    throw new DomainError('BooksBehind', `${rows[0].n} connections of ${role}: stop it`);
}

/** By this name PostgreSQL shows the recovery's connections. */
export const APPLICATION_NAME = 'toroku-recover';

/** Entries that are looked up and put back together. */
const BATCH = 256;

/** Says how far it is, on stderr, so that stdout holds the outcome alone. */
const PROGRESS_EVERY = 10_000;

/** Gathers entries into batches, in their order. */
export class Batches {
  readonly #take: (batch: readonly MediumEntry[]) => Promise<void>;
  #batch: MediumEntry[] = [];

  constructor(take: (batch: readonly MediumEntry[]) => Promise<void>) {
    this.#take = take;
  }

  async add(entry: MediumEntry): Promise<void> {
    this.#batch.push(entry);
    if (entry.index > 0 && entry.index % PROGRESS_EVERY === 0) {
      console.error(`${entry.index} 件を照合しました / entries compared`);
    }
    if (this.#batch.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) await this.#take(batch);
  }
}
