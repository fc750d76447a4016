import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Instance } from '../../instance/options.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { readBook } from '../verify-books.ts';

/** A refusal as the room's book has it. */
export interface BookedRefusal {
  readonly check: string;
  readonly detail: string;
}

interface RoomRow {
  readonly orderId: string;
  readonly caseId: string;
  readonly serial: string;
  readonly certificate: string | null;
}

interface OfficeRow {
  readonly orderId: string;
  readonly serial: string;
  readonly certificate: string;
}

const ISSUED = ['issuance.intended', 'issuance.completed'];

/** What was written last is in the files of the book after this time. */
const PUBLISHED_MS = 3_000;

/** Counts what there is of certificates on both sides, past all programs: as the owner of the database server, and from the proven book. */
export class Ledger {
  readonly #instance: Instance;
  readonly #office: pg.Client;
  readonly #room: pg.Client;
  /** Orders and cases that are to have a certificate. */
  readonly #genuine = new Set<string>();
  /** Refusals that were found in the room's database, by entry: the proven book has to have them. */
  readonly #found = new Set<string>();

  private constructor(instance: Instance, office: pg.Client, room: pg.Client) {
    this.#instance = instance;
    this.#office = office;
    this.#room = room;
  }

  static async open(instance: Instance): Promise<Ledger> {
    const clients = ['office', 'enclave'].map((name) => {
      const url = new URL(instance.databaseUrl('postgres'));
      url.pathname = `/${name}`;
      return new pg.Client({ connectionString: url.href });
    });
    const [office, room] = clients as [pg.Client, pg.Client];
    // A server that is taken down says so; what was under way fails by itself.
    for (const client of [office, room]) client.on('error', () => undefined);
    await Promise.all([office.connect(), room.connect()]);
    return new Ledger(instance, office, room);
  }

  /** The office's database with every right. */
  get office(): pg.Client {
    return this.#office;
  }

  /** From here on the certificate of an order, or of a case, is one that is to be. */
  expect(orderOrCase: string): void {
    this.#genuine.add(orderOrCase);
  }

  /**
   * Names of certificates and intents that are not to be: in the room's database and the entries of its book all that
   * are of no genuine order, in the office all that the room did not issue.
   */
  async wrong(): Promise<Set<string>> {
    const rooms = await this.#rooms();
    const { rows: believed } = await this.#office.query<OfficeRow>(
      `select id as "orderId", serial_number as serial, certificate_sha256 as certificate
       from orders where serial_number is not null`,
    );
    return new Set([
      ...rooms.filter((row) => !this.#isGenuine(row.orderId, row.caseId)).map(named),
      ...believed.filter((row) => !rooms.some((own) => isSame(own, row))).map(named),
      ...this.#wrongIn(await this.#entries(ISSUED)),
    ]);
  }

  #wrongIn(entries: readonly Entry[]): string[] {
    return entries
      .filter(({ event }) => ISSUED.includes(event))
      .map(({ case: caseId = '', data }) => ({ caseId, orderId: orderOf(data) }))
      .filter(({ caseId, orderId }) => !this.#isGenuine(orderId, caseId))
      .map(named);
  }

  /** The same by the book as an outsider proves it, and how many refusals that were found it does not have. */
  async proven(): Promise<{ readonly wrong: readonly string[]; readonly missing: number }> {
    await sleep(PUBLISHED_MS);
    const entries = (await readBook(this.#instance, 'enclave')).map(({ entry }) => entry);
    const ids = new Set(entries.map(({ id }) => id));
    const missing = [...this.#found].filter((id) => !ids.has(id)).length;
    return { wrong: this.#wrongIn(entries), missing };
  }

  /** Entries of the room's database, in their order. */
  async #entries(events: readonly string[]): Promise<Entry[]> {
    const { rows } = await this.#room.query<{ octets: Buffer }>(
      'select octets from book_entries where event = any($1) order by log_index',
      [events],
    );
    return rows.map(({ octets }) => readEntry(octets));
  }

  #isGenuine(orderId: string, caseId: string): boolean {
    return this.#genuine.has(orderId) || this.#genuine.has(caseId);
  }

  async #rooms(): Promise<RoomRow[]> {
    const { rows } = await this.#room.query<RoomRow>(
      `select order_id as "orderId", application_id as "caseId", serial_number as serial,
         certificate_sha256 as certificate from issuances`,
    );
    return rows;
  }

  /** The newest refusal of an order in the room's book. */
  async refusalOf(orderId: string): Promise<BookedRefusal | undefined> {
    const refusals = await this.#entries(['gate.refused']);
    const refused = refusals.findLast(({ data }) => orderOf(data) === orderId);
    if (!refused) return undefined;
    this.#found.add(refused.id);
    return refused.data as unknown as BookedRefusal;
  }

  /** What keeps a case where it stands. */
  async standingOf(caseId: string): Promise<{ state: string; code: string }> {
    const { rows } = await this.#office.query<{ state: string; code: string }>(
      `select state, coalesce(not_holding[1], '') as code
       from certificate_applications where id = $1`,
      [caseId],
    );
    return rows[0] ?? { state: 'none', code: '' };
  }

  async close(): Promise<void> {
    await Promise.all([this.#office.end(), this.#room.end()]);
  }
}

const named = ({ orderId }: { readonly orderId: string }): string => orderId;
const orderOf = (data: unknown): string => String(Object(data)['order'] ?? '');

const isSame = (own: RoomRow, { orderId, serial, certificate }: OfficeRow): boolean =>
  own.orderId === orderId && own.serial === serial && own.certificate === certificate;
