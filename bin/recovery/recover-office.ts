import { isAboutAccess, rebuildAccess } from './access-rows.ts';
import type pg from 'pg';
import type { EntryInputOf } from '../../books/entry.ts';
import { readMedium, type Medium, type MediumEntry } from '../../books/medium.ts';
import type { NoteVerifier } from '../../books/note-verifier.ts';
import { rebuildCaseRows, type CaseSources } from './case-rows.ts';
import { countEventsAnew } from './event-epoch.ts';
import { compareEntries, insertEntry, requireNoRivals } from './office-entries.ts';
import { Batches, Marks, requireNobody, type MediumFiles, type Recovery } from './restored.ts';
import { rebuildRefusedKey } from './refused-keys.ts';

/** What the office database is recovered from. */
export interface OfficeRecovery extends CaseSources {
  /** Connected as the owner of the database: rows are rebuilt that no program may write. */
  readonly client: pg.ClientBase;
  /** Role of the office-worker: while it is connected, nothing is recovered. */
  readonly role: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly second: Pick<MediumFiles, 'read'>;
  /** Checkpoints that others hold; the medium has to continue every one. */
  readonly continues: readonly string[];
  /** Writes the entry about the recovery, in its transaction. */
  readonly record: (client: pg.ClientBase, done: Recovery) => Promise<void>;
}

/** Entries that hang on no case and have no rows beside them. */
const WITHOUT_ROWS: readonly string[] = [
  'log.opened',
  'anchor.recorded',
  'witness.cosigned',
  'timestamp.recorded',
  'recovery.performed',
  'books.exported',
];

/**
 * Rolls the office database forward until it has every entry of the second medium, and the rows of each
 * case with it. One transaction, so that a crash or a medium that does not hold leaves the database as it
 * was; done again, it finds nothing to do. What cannot be rebuilt is named, and its case put before a
 * person.
 *
 * @throws BookBroken, TailBroken if the second medium is not what was signed.
 * @throws DomainError `AuditChainBroken` if the database has an entry that the second medium has not.
 */
export async function recoverOffice(recovery: OfficeRecovery): Promise<Recovery> {
  const { client } = recovery;
  await requireNobody(client, recovery.role);
  await client.query('begin');
  try {
    // Reading goes on; whoever writes waits, and then finds the book whole or itself behind.
    await client.query('lock table case_sequences, book_entries, book_places in exclusive mode');
    const outcome = await rollForward(recovery);
    if (outcome.restored === 0) return outcome;
    await client.query('update book_tip set fence = fence + 1');
    await countEventsAnew(client);
    await recovery.record(client, outcome);
    await client.query('commit');
    return outcome;
  } finally {
    // Of what is not committed nothing stays; after the commit this does nothing.
    await client.query('rollback');
  }
}

async function rollForward(recovery: OfficeRecovery): Promise<Recovery> {
  const { client, second } = recovery;
  const marks = new Marks();
  const missing: MediumEntry[] = [];
  let placed = 0;
  const batches = new Batches(async (batch) => {
    const compared = await compareEntries(client, batch);
    missing.push(...compared.missing);
    placed += compared.placed;
  });
  const medium = await readMedium({
    ...recovery,
    files: second,
    onEntry: (entry) => batches.add(entry),
  });
  await batches.flush();
  for (const each of missing) await insertEntry(client, each);
  if (missing.length > 0 || placed > 0) await requireNoRivals(client, medium.size);
  await rebuildRows(recovery, missing, marks);
  await countOpenings(client, missing, marks);
  return outcomeOf({ medium, missing, placed }, marks);
}

/** Case by case, so that one that cannot be rebuilt takes no other with it. */
async function rebuildRows(
  recovery: OfficeRecovery,
  missing: readonly MediumEntry[],
  marks: Marks,
): Promise<void> {
  const cases = new Map<string, MediumEntry[]>();
  for (const each of missing) {
    const { entry } = each;
    if (entry.case !== undefined) {
      cases.set(entry.case, [...(cases.get(entry.case) ?? []), each]);
    } else if (entry.event === 'reconciliation.completed') {
      await rebuildReconciliation(recovery, entry);
    } else if (entry.event === 'jlis.listReceived') {
      await rebuildList(recovery, entry);
    } else if (entry.event === 'refusedKeys.added') {
      if (!(await rebuildRefusedKey(recovery.client, entry))) marks.leave(entry.event);
    } else if (isAboutAccess(entry)) {
      if (!(await rebuildAccess(recovery.client, entry))) marks.leave(entry.event);
    } else if (!WITHOUT_ROWS.includes(entry.event)) {
      marks.leave(entry.event);
    }
  }
  let done = 0;
  for (const [caseId, entries] of cases) {
    await rebuildCase(recovery, { caseId, entries }, marks);
    done += 1;
    if (done % 1_000 === 0) console.error(`${done}/${cases.size} 件の案件 / cases rebuilt`);
  }
}

/** The figures lie beside the log, on both media. */
async function rebuildReconciliation(
  { client }: OfficeRecovery,
  { id, at, data }: EntryInputOf<'reconciliation.completed'>,
): Promise<void> {
  await client.query(
    `insert into reconciliations (id, day, at, equations, failed, figures_sha256)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [id, data.day, at, data.equations, data.failed, data.figuresSha256],
  );
}

/** The octets lie in pieces beside the log. */
async function rebuildList(
  { client }: OfficeRecovery,
  { at, data, evidence = [] }: EntryInputOf<'jlis.listReceived'>,
): Promise<void> {
  const { listSha256, issuerSha256, thisUpdate, nextUpdate } = data;
  const pieces = evidence.map(({ sha256 }) => sha256);
  await client.query(
    `insert into jlis_lists (sha256, issuer_sha256, this_update, next_update, received_at, pieces)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [listSha256, issuerSha256, thisUpdate, nextUpdate, at, pieces],
  );
}

async function rebuildCase(
  recovery: OfficeRecovery,
  { caseId, entries }: { readonly caseId: string; readonly entries: readonly MediumEntry[] },
  marks: Marks,
): Promise<void> {
  const { client } = recovery;
  await client.query('savepoint of_case');
  try {
    for (const { entry } of entries) await rebuildCaseRows(recovery, entry);
    await client.query('release savepoint of_case');
  } catch (error) {
    await client.query('rollback to savepoint of_case');
    marks.mark(caseId, whatOf(error));
    await putBeforePerson(client, caseId);
  }
}

/** Words of our own alone: libraries put what they were given into their messages. */
function whatOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? error.message : `${error.name} ${code}`;
}

/** Its rows are older than its entries: no program may go on with it. */
async function putBeforePerson(client: pg.ClientBase, caseId: string): Promise<void> {
  await client.query(
    `update certificate_applications set state = 'review', not_holding = '{recovery/incomplete}',
       state_deadline = now(), next_attempt_at = null, changed_at = now()
     where id = $1 and closed_at is null`,
    [caseId],
  );
}

/** Commitments whose openings are gone: what they commit to is still in the evidence, the opening is not. */
async function countOpenings(
  client: pg.ClientBase,
  missing: readonly MediumEntry[],
  marks: Marks,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'select distinct entry_id as id from openings where entry_id = any($1::uuid[])',
    [missing.map(({ entry }) => entry.id)],
  );
  const opened = new Set(rows.map(({ id }) => id));
  for (const { entry } of missing) {
    const hasCommitment = Object.keys(entry.data).some((name) => name.endsWith('Commitment'));
    if (hasCommitment && !opened.has(entry.id)) marks.leave(`opening of ${entry.event}`);
  }
}

function outcomeOf(
  read: {
    readonly medium: Medium;
    readonly missing: readonly MediumEntry[];
    readonly placed: number;
  },
  marks: Marks,
): Recovery {
  const { medium, missing, placed } = read;
  return {
    book: 'office',
    size: medium.size,
    restored: missing.length + placed,
    fromIndex: missing[0]?.index,
    toIndex: missing.at(-1)?.index,
    tip: medium.tip?.leafHash.toString('hex'),
    ...marks.said,
  };
}
