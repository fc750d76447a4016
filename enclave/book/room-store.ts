import pg from 'pg';
import type { Tip } from '../../books/tip.ts';
import { DomainError } from '../../domain/errors.ts';
import { FIND_CHAIN, type ChainCertificate } from './chain-certificates.ts';
import { CaseSequences } from './case-sequences.ts';
import { writeCodeRows, type CodeRows } from './code-rows.ts';
import { writeKeyRows, type KeyRows } from './key-rows.ts';
import {
  batchParameters,
  hasEntry,
  lastParameters,
  tipValues,
  WRITE_BATCH,
} from './write-batch.ts';

/** A reserved certificate as it is stored, before and after the HSM signed. */
export interface IssuanceRow {
  readonly orderId: string;
  readonly applicationId: string;
  readonly orderNumber: number | null;
  readonly chainId: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly tbsSha256: string;
  readonly tbsSealed: Buffer;
  readonly spkiSha256: string;
  readonly dossierSha256: string;
  readonly intentEntryId: string;
  readonly intendedAt: Date;
  readonly signatureAttempts: number;
  readonly certificateSha256: string | null;
  readonly certificateSealed: Buffer | null;
  readonly completedAt: Date | null;
  /** Closed without a certificate. */
  readonly abandonedAt: Date | null;
}

/** What a new intent stores beside its entry. */
export interface IntentRow extends Omit<
  IssuanceRow,
  'certificateSha256' | 'certificateSealed' | 'completedAt' | 'abandonedAt' | 'signatureAttempts'
> {
  /** HMAC of the person under the room's secret, for `keySeen`. */
  readonly person: string;
}

/** What a signed certificate stores beside its entry. */
export interface CompletionRow {
  readonly orderId: string;
  readonly certificateSha256: string;
  readonly certificateSealed: Buffer;
  readonly completedAt: Date;
}

/** A switch of the room as an act leaves it. */
export interface SwitchRow {
  readonly name: string;
  readonly isOn: boolean;
}

/** Keys that nobody may certify from now on: a list of them may be long. */
export interface RefusedKeyRows {
  readonly basis: 'list' | 'reported';
  readonly fingerprints: readonly string[];
  readonly addedAt: Date;
}

/** An encoded entry with its place in the log. */
export interface EntryRow {
  readonly index: number;
  readonly id: string;
  readonly event: string;
  readonly caseId: string | undefined;
  readonly seq: number | undefined;
  readonly at: Date;
  readonly octets: Buffer;
  /** Of an intent. */
  readonly serialNumber: string | undefined;
}

/** One transaction's worth of rows. */
export interface RoomBatch {
  readonly entries: readonly EntryRow[];
  readonly intents: readonly IntentRow[];
  readonly completions: readonly CompletionRow[];
  readonly switches: readonly SwitchRow[];
  readonly refusedKeys: readonly RefusedKeyRows[];
  readonly keys: readonly KeyRows[];
  readonly codes: readonly CodeRows[];
}

/** Constraints by which a serial number serves one certificate. */
const SERIAL_NUMBER_RULES = ['serial_number_taken_once', 'serial_number_unique_per_issuer'];

const isSerialNumberTaken = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && SERIAL_NUMBER_RULES.includes(error.constraint ?? '');

const ISSUANCE_COLUMNS = `order_id as "orderId", application_id as "applicationId",
  order_number as "orderNumber", chain_id as "chainId", issuer_key_id as "issuerKeyId", serial_number as "serialNumber",
  not_before as "notBefore", not_after as "notAfter", tbs_sha256 as "tbsSha256",
  tbs_sealed as "tbsSealed", spki_sha256 as "spkiSha256", dossier_sha256 as "dossierSha256",
  intent_entry_id as "intentEntryId", intended_at as "intendedAt",
  signature_attempts as "signatureAttempts", certificate_sha256 as "certificateSha256",
  certificate_sealed as "certificateSealed", completed_at as "completedAt",
  abandoned_at as "abandonedAt"`;

/** Queries of the room on its own database. All of them may be repeated. */
export class RoomStore {
  readonly #pool: pg.Pool;
  readonly #origin: string;
  readonly #sequences = new CaseSequences((cases) => this.#lastSeqs(cases));

  constructor(pool: pg.Pool, origin: string) {
    this.#pool = pool;
    this.#origin = origin;
  }

  /** Takes the pen: whoever held it before can no longer write. */
  async takeFence(): Promise<{ fence: number; entries: number; lastAt: number }> {
    const { rows } = await this.#pool.query<{ fence: string; entries: string; last: Date | null }>(
      `insert into book_tip (origin, entries, fence, at) values ($1, 0, 1, now())
       on conflict (origin) do update set fence = book_tip.fence + 1
       returning fence, entries, (select max(at) from book_entries) as last`,
      [this.#origin],
    );
    return {
      fence: Number(rows[0]?.fence),
      entries: Number(rows[0]?.entries),
      lastAt: rows[0]?.last?.getTime() ?? 0,
    };
  }

  /** Whether nobody has taken the pen since. */
  async hasPen(fence: number): Promise<boolean> {
    const { rows } = await this.#pool.query(
      'select 1 from book_tip where origin = $1 and fence = $2',
      [this.#origin, fence],
    );
    return rows.length === 1;
  }

  /** Looks whether the database has an entry. @throws DomainError `BooksBehind` if not */
  async requireEntry(tip: Tip): Promise<void> {
    const { rows } = await this.#pool.query<{ holds: boolean }>(
      `select ${hasEntry('$1', '$2')} as holds`,
      tipValues(tip),
    );
    if (rows[0]?.holds !== true) throw new DomainError('BooksBehind', `entry ${tip.index} is gone`);
  }

  /** Entries in the database. */
  async countEntries(): Promise<number> {
    const { rows } = await this.#pool.query<{ entries: string }>(
      'select entries from book_tip where origin = $1',
      [this.#origin],
    );
    return Number(rows[0]?.entries ?? 0);
  }

  /** Octets of the entries from an index on, in order. */
  async entriesFrom(index: number, limit = 5000): Promise<Buffer[]> {
    const { rows } = await this.#pool.query<{ octets: Buffer }>(
      'select octets from book_entries where log_index >= $1 order by log_index limit $2',
      [index, limit],
    );
    return rows.map((row) => row.octets);
  }

  /** Octets of an entry. */
  async entry(id: string): Promise<Buffer | undefined> {
    const { rows } = await this.#pool.query<{ octets: Buffer }>(
      'select octets from book_entries where id = $1',
      [id],
    );
    return rows[0]?.octets;
  }

  /** Issuances of the applications: those of every order of theirs. */
  async findIssuances(applicationIds: readonly string[]): Promise<IssuanceRow[]> {
    const { rows } = await this.#pool.query<IssuanceRow>({
      name: 'find-issuances',
      text: `select ${ISSUANCE_COLUMNS} from issuances where application_id = any($1::uuid[])`,
      values: [applicationIds],
    });
    return rows;
  }

  /** Certificates of an identity-check chain that were signed, the oldest first. */
  async findChain(chainId: string): Promise<ChainCertificate[]> {
    return (await this.#pool.query<ChainCertificate>({ ...FIND_CHAIN, values: [chainId] })).rows;
  }

  /**
   * Keys of the list that the room has seen, with whom. `isFree` says that no order has it: it came by a code and waits for
   * its certificate, or the order which took it was abandoned. Another of the same application may have it.
   */
  async findKeys(
    spkis: readonly string[],
  ): Promise<{ spki: string; applicationId: string; person: string; isFree: boolean }[]> {
    const { rows } = await this.#pool.query({
      name: 'find-keys',
      text: `select spki_sha256 as spki, application_id as "applicationId", person,
               not exists (select 1 from issuances i where i.application_id = k.application_id
                 and i.spki_sha256 = k.spki_sha256 and i.abandoned_at is null) as "isFree"
             from keys_seen k where spki_sha256 = any($1::text[])`,
      values: [spkis],
    });
    return rows;
  }

  /** Those of the fingerprints that are in the register of refused keys. */
  async findRefusedKeys(fingerprints: readonly string[]): Promise<{ fingerprint: string }[]> {
    const { rows } = await this.#pool.query<{ fingerprint: string }>({
      name: 'find-refused-keys',
      text: 'select fingerprint from refused_keys where fingerprint = any($1::text[])',
      values: [fingerprints],
    });
    return rows;
  }

  /**
   * Counts one more call of the HSM for an order, before it is made. Only whoever holds the pen may: it
   * has published every intent that it did not write itself, so this one is under a checkpoint. On a
   * database that has lost a published entry, the order may have its certificate already.
   *
   * @throws DomainError `BooksBehind` if another process has the pen, or the database is an older one.
   */
  async countAttempt(
    orderId: string,
    { fence, tip }: { readonly fence: number; readonly tip: Tip | undefined },
  ): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      `update issuances set signature_attempts = signature_attempts + 1
       where order_id = $1
         and abandoned_at is null
         and exists (select 1 from book_tip where origin = $2 and fence = $3 for share)
         and ${hasEntry('$4', '$5')}
       returning signature_attempts as n`,
      [orderId, this.#origin, fence, ...tipValues(tip)],
    );
    if (!rows[0])
      throw new DomainError('BooksBehind', 'another room has the pen, or entries are gone');
    return rows[0].n;
  }

  /** Instants of the intents of the last hour, by issuer key, for the cap. */
  async intentsSince(since: Date): Promise<{ issuerKeyId: string; at: Date }[]> {
    const { rows } = await this.#pool.query(
      `select issuer_key_id as "issuerKeyId", intended_at as at from issuances
       where intended_at > $1 order by intended_at`,
      [since],
    );
    return rows;
  }

  /**
   * Writes a batch in one statement, or in one transaction if rows of issuer keys or codes are with it. `build` gets the last `seq` of each case after its entries are counted in, and
   * returns the rows. A crash before the commit leaves nothing; after it, the entries have their index, and the next
   * start publishes them.
   *
   * @throws DomainError `BooksBehind` if another process has written since; `SerialNumberReused` if an intent
   * names a serial number that another has.
   */
  async writeBatch(
    tip: { readonly entries: number; readonly fence: number; readonly last: Tip | undefined },
    counts: ReadonlyMap<string, number>,
    build: (lastSeqs: ReadonlyMap<string, number>) => RoomBatch,
  ): Promise<RoomBatch> {
    try {
      const lastSeqs = await this.#sequences.after(counts);
      const batch = build(lastSeqs);
      const statement = {
        name: 'write-batch',
        text: WRITE_BATCH,
        values: [
          ...batchParameters(batch),
          tip.entries + batch.entries.length,
          this.#origin,
          tip.entries,
          tip.fence,
          ...tipValues(tip.last),
          ...lastParameters(batch, lastSeqs),
        ],
      };
      const isOne = batch.keys.length === 0 && batch.codes.length === 0;
      await (isOne
        ? writeAtTip(this.#pool, statement)
        : writeWithRows(this.#pool, statement, batch));
      this.#sequences.note(lastSeqs);
      return batch;
    } catch (error) {
      // Whether it was committed is not known if the answer was lost: the next batch finds out by the tip.
      this.#sequences.forget(counts.keys());
      throw isSerialNumberTaken(error)
        ? new DomainError('SerialNumberReused', 'an intent has this serial number')
        : error;
    }
  }

  async #lastSeqs(cases: readonly string[]): Promise<{ id: string; seq: number }[]> {
    const { rows } = await this.#pool.query<{ id: string; seq: number }>({
      name: 'last-seqs',
      text: `select case_id as id, last_seq as seq from case_sequences
             where case_id = any($1::uuid[])`,
      values: [cases],
    });
    return rows;
  }

  /** Notes what the newest checkpoint covers, for whoever looks at the database. */
  async noteCheckpoint(tip: { size: number; root: Buffer; checkpoint: string }): Promise<void> {
    await this.#pool.query(
      `insert into book_published (origin, size, root, checkpoint, at)
       values ($1, $2, $3, $4, now())
       on conflict (origin) do update set size = excluded.size, root = excluded.root,
         checkpoint = excluded.checkpoint, at = excluded.at`,
      [this.#origin, tip.size, tip.root, tip.checkpoint],
    );
  }
}

/** @throws DomainError `BooksBehind` */
async function writeAtTip(
  queryable: Pick<pg.Pool, 'query'>,
  statement: pg.QueryConfig,
): Promise<void> {
  const { rowCount } = await queryable.query(statement);
  if (rowCount !== 1) throw new DomainError('BooksBehind', 'the room book has moved');
}

/** A batch with what happens to issuer keys or codes, which is seldom. @throws DomainError `BooksBehind` */
async function writeWithRows(
  pool: pg.Pool,
  statement: pg.QueryConfig,
  { keys, codes }: RoomBatch,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await writeAtTip(client, statement);
    for (const rows of keys) await writeKeyRows(client, rows);
    for (const rows of codes) await writeCodeRows(client, rows);
    await client.query('commit');
    client.release();
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}
