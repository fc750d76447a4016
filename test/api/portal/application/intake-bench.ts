import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { readEntry, type Entry } from '../../../../books/entry.ts';
import {
  certificateApplications,
  evidenceObjects,
  misuseIndex,
} from '../../../../db/schema/application.ts';
import { bookEntries } from '../../../../db/schema/books.ts';
import {
  prepareApplication,
  type ApplicationOptions,
  type PreparedApplication,
} from '../../../../simulator/application.ts';
import type { Card } from '../../../../simulator/card.ts';
import type { Jlis } from '../../../../simulator/jlis.ts';
import { createPerson } from '../../../../simulator/person.ts';
import { Workbench } from '../../../simulator/workbench.ts';
import { openOffice, type Office, type RawAnswer } from '../office.ts';

/** Name of the applicant, to be looked for where it must not be. */
export const CANARY = '山吹　金糸雀';

/** SHA-256 in hexadecimal. */
export const sha256 = (octets: Uint8Array): string =>
  createHash('sha256').update(octets).digest('hex');

/** Statuses of answers, in ascending order: which of several at once was first does not matter. */
export const statusesOf = (answers: readonly RawAnswer[]): number[] =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

/** The door where applications come in: an office, a card to sign with, and looks at what was stored. */
export class IntakeBench {
  readonly #workbench = new Workbench();
  #office: Office | undefined;
  #jlis: Jlis | undefined;
  #card: Card | undefined;
  /** Everything that was answered with a problem. */
  readonly refusals: RawAnswer[] = [];

  get office(): Office {
    if (!this.#office) throw new Error('not open');
    return this.#office;
  }

  get jlis(): Jlis {
    if (!this.#jlis) throw new Error('not open');
    return this.#jlis;
  }

  get card(): Card {
    if (!this.#card) throw new Error('not open');
    return this.#card;
  }

  async open(): Promise<void> {
    [this.#office, this.#jlis] = await Promise.all([openOffice(), this.#workbench.open()]);
    const person = createPerson({ name: CANARY, birthDate: '1980-02-29' });
    this.#card = await this.jlis.issueCard(person);
  }

  async close(): Promise<void> {
    await this.office.close();
    this.#workbench.close();
  }

  /** An application signed and ready to send, for one certificate unless the options say otherwise. */
  prepare(options: Partial<ApplicationOptions> = {}): Promise<PreparedApplication> {
    const { office, card } = this;
    return prepareApplication({ portal: office.client(), card, service: 'together', ...options });
  }

  async put(
    { applicationId, submission }: Pick<PreparedApplication, 'applicationId' | 'submission'>,
    request: Partial<Parameters<Office['send']>[0]> = {},
  ): Promise<RawAnswer> {
    const path = `/certificate-applications/${applicationId}`;
    const answer = await this.office.send({ method: 'PUT', path, body: submission, ...request });
    if (answer.problem) this.refusals.push(answer);
    return answer;
  }

  /** The same application, the card having signed another text. */
  signing(prepared: PreparedApplication, text: string): PreparedApplication {
    const signatureContainer = this.card.sign(Buffer.from(text)).toString('base64');
    return { ...prepared, submission: { ...prepared.submission, signatureContainer } };
  }

  async entriesOf(applicationId: string): Promise<Entry[]> {
    const rows = await this.office.db
      .select({ octets: bookEntries.octets })
      .from(bookEntries)
      .where(eq(bookEntries.caseId, applicationId))
      .orderBy(bookEntries.seq);
    return rows.map(({ octets }) => readEntry(octets));
  }

  async eventsOf(applicationId: string): Promise<string[]> {
    return (await this.entriesOf(applicationId)).map(({ event }) => event);
  }

  /** Problems of the refusals that were recorded under a number. */
  async refusedWith(applicationId: string): Promise<unknown[]> {
    return (await this.entriesOf(applicationId)).flatMap((entry) =>
      entry.event === 'input.refused' ? [entry.data.problem] : [],
    );
  }

  async caseOf(applicationId: string) {
    const [row] = await this.office.db
      .select()
      .from(certificateApplications)
      .where(eq(certificateApplications.id, applicationId));
    return row;
  }

  async misuseRowOf(id: string) {
    const { db } = this.office;
    return (await db.select().from(misuseIndex).where(eq(misuseIndex.caseId, id)))[0];
  }

  /** Answers, incidents, entries and rows: everything but what is sealed. */
  async everythingWritten(): Promise<string> {
    const { rows } = await this.office.db.execute(sql`
      select convert_from(octets, 'UTF8') as t from book_entries
      union all select row_to_json(a)::text from application_texts a
      union all select row_to_json(i)::text from case_inputs i
      union all select row_to_json(m)::text from misuse_index m
      union all select row_to_json(c)::text from certificate_applications c`);
    const incidents = JSON.stringify(this.office.incidents);
    return [JSON.stringify(rows), incidents, ...this.refusals.map(({ text }) => text)].join('\n');
  }

  /** Octets of a case's evidence by kind, as the office reads them. */
  async evidenceFor(applicationId: string): Promise<Record<string, Buffer>> {
    const row = await this.caseOf(applicationId);
    if (!row) throw new Error('no case');
    const objects = await this.office.db
      .select()
      .from(evidenceObjects)
      .where(eq(evidenceObjects.caseId, applicationId));
    const octets = this.office.evidence.get(
      { caseId: applicationId, chainId: row.chainId },
      objects.map(({ sha256: hash }) => hash),
    );
    return Object.fromEntries(
      objects.map(({ kind, sha256: hash }) => [kind, octets.get(hash) ?? Buffer.alloc(0)]),
    );
  }
}

/** Opens a bench for the tests of one file, with clock and lifecycle as they were before each. */
export function intakeBench(): IntakeBench {
  const bench = new IntakeBench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());
  beforeEach(() => {
    const { office } = bench;
    office.clockAheadMs = 0;
    office.lifecycle.isAway = false;
    office.lifecycle.nudges.length = 0;
  });
  return bench;
}
