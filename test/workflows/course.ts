import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { nudge, startRun } from '../../adapters/temporal/nudge.ts';
import { restartValidityRun } from '../../adapters/temporal/validity-run.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import { createApplicant, type Applicant } from '../../simulator/applicant.ts';
import { prepareApplication } from '../../simulator/application.ts';
import type { Card } from '../../simulator/card.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import type { TextRequest } from '../../simulator/portal-client.ts';
import { certificateLifecycleId } from '../../workflows/application/contract.ts';
import { certificateValidityId } from '../../workflows/issuance/contract.ts';
import type { Stage } from './lifecycle-stage.ts';

const POLL_MS = 20;
const PATIENCE_MS = 20_000;

/** Somebody who applies, and what they sent last. */
export interface Applying {
  readonly applicationId: string;
  readonly card: Card;
  readonly applicant: Applicant;
  readonly service: string;
  readonly edition: number;
}

/** A case as it is stored; instants in milliseconds since 1970. */
export interface StoredCase {
  readonly state: string;
  /** `rule/code` of what did not hold. */
  readonly notHolding: readonly string[];
  readonly stateDeadline: number | undefined;
  readonly caseDeadline: number;
  readonly nextAttemptAt: number | undefined;
  readonly closedAt: number | undefined;
}

/** What happens to the cases of one test. */
export class Course {
  readonly #stage: Stage;
  readonly #begun: Applying[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    stage.room.refusals = [];
  }

  /** A persona, or whoever holds a card, applies, and the case begins its run. */
  async apply(
    who: PersonaName | Card,
    text: Partial<TextRequest> = {},
    applicant?: Applicant,
  ): Promise<Applying> {
    const applying = await this.#apply(who, text, applicant ?? (await createApplicant()));
    await this.begin(applying);
    return applying;
  }

  async #apply(
    who: PersonaName | Card,
    text: Partial<TextRequest>,
    applicant: Applicant,
  ): Promise<Applying> {
    await this.#tellTime();
    const card = typeof who === 'string' ? await this.#stage.jlis.issueCard(who) : who;
    const service = text.keyDelivery === 'code' ? 'by-code' : 'together';
    const applicationId = await this.#send({ card, applicant, service }, text);
    return { applicationId, card, applicant, service, edition: 1 };
  }

  /** Begins the run of a case that has none. */
  async begin(applying: Applying): Promise<void> {
    this.#begun.push(applying);
    await startRun(this.#client, applying.applicationId);
  }

  /** Somebody applies, and the run that would take the case is not begun. */
  async applyUnheard(who: PersonaName): Promise<Applying> {
    return this.#apply(who, {}, await createApplicant());
  }

  /** The applicant corrects and signs anew; nothing is nudged yet. Gives the id of the input. */
  async correct(applying: Applying, text: Partial<TextRequest>): Promise<string> {
    await this.#tellTime();
    const { applicationId, edition } = applying;
    await this.#send(applying, { applicationId, edition: edition + 1, ...text });
    return (
      await this.#one<{ id: string }>(
        `select id from case_inputs where case_id = $1 and kind = 'correction'`,
        applicationId,
      )
    ).id;
  }

  /** As the portal does after it has received something, and the sweeper for what others left. */
  async nudge({ applicationId }: Applying, inputId: string, kind = 'correction'): Promise<void> {
    await nudge(this.#client, { applicationId, inputId, kind });
  }

  /** Ends the run as the loss of Temporal would, once it sleeps. */
  async lose({ applicationId }: Applying): Promise<void> {
    await this.#lose(certificateLifecycleId(applicationId));
  }

  /** The same for the run of a certificate. */
  async loseValidity(orderId: string): Promise<void> {
    await this.#lose(certificateValidityId(orderId));
  }

  /** Once the run of a certificate has asked for it: begins it anew, as the office-worker does. @returns events of the run before */
  async goesOver(orderId: string): Promise<number> {
    const workflowId = certificateValidityId(orderId);
    const { goingOver } = this.#stage;
    await this.#until(`${workflowId} asks`, async () => goingOver.includes(orderId));
    await this.#until(`${workflowId} sleeps`, () => this.#sleeps(workflowId));
    const { events } = await this.#client.workflow.getHandle(workflowId).fetchHistory();
    goingOver.length = 0;
    await restartValidityRun(this.#client, orderId);
    await this.#until(`${workflowId} sleeps`, () => this.#sleeps(workflowId));
    return events?.length ?? 0;
  }

  async #lose(workflowId: string): Promise<void> {
    const run = this.#client.workflow.getHandle(workflowId);
    let hasEnded = false;
    // A test server would keep its time from moving for ever for a task that is cut short.
    await this.#until(`${workflowId} sleeps`, async () => {
      hasEnded = (await run.describe()).status.name !== 'RUNNING';
      return hasEnded || this.#sleeps(workflowId);
    });
    if (!hasEnded) await run.terminate('lost');
  }

  /** Orders of a case that have a certificate which goes on, in their order. */
  async certificatesOf({ applicationId }: Applying): Promise<string[]> {
    const { rows } = await this.#stage.office.db.$client.query<{ id: string }>(
      `select o.id from certificates c join orders o on o.id = c.order_id
       where c.case_id = $1 order by o.order_number`,
      [applicationId],
    );
    return rows.map(({ id }) => id);
  }

  /** Begins another run from its first line, as `toroku rebuild-workflows` does. */
  async beginAnew(applying: Applying): Promise<void> {
    await this.lose(applying);
    await startRun(this.#client, applying.applicationId);
  }

  /** How the run of a case ends that ends by an instant, or soon after it. */
  async outcomeBy(instant: number, applying: Applying): Promise<unknown> {
    await this.#stage.time.until(instant);
    return this.#runOf(applying).result();
  }

  /** Waits, with the clock at its usual pace, until the case is in a state. */
  async reaches(applying: Applying, state: string): Promise<StoredCase> {
    let stored: StoredCase | undefined;
    await this.#until(`state ${state}`, async () => {
      stored = await this.caseOf(applying);
      return stored.state === state || `it is ${JSON.stringify(stored)}`;
    });
    return stored as StoredCase;
  }

  async caseOf({ applicationId }: Applying): Promise<StoredCase> {
    const row = await this.#one<
      Record<string, Date | null> & Pick<StoredCase, 'state' | 'notHolding'>
    >(
      `select state, not_holding as "notHolding", state_deadline, case_deadline, next_attempt_at, closed_at
       from certificate_applications where id = $1`,
      applicationId,
    );
    return {
      state: row.state,
      notHolding: row.notHolding,
      stateDeadline: row['state_deadline']?.getTime(),
      caseDeadline: row['case_deadline']?.getTime() ?? Number.NaN,
      nextAttemptAt: row['next_attempt_at']?.getTime(),
      closedAt: row['closed_at']?.getTime(),
    };
  }

  /** Events of the case in the book, in their order. */
  async eventsOf({ applicationId }: Applying): Promise<string[]> {
    const { rows } = await this.#stage.office.db.$client.query<{ event: string }>(
      'select event from book_entries where case_id = $1 order by seq',
      [applicationId],
    );
    return rows.map(({ event }) => event);
  }

  /** Entries of an event in the book of the case, in their order. */
  async entriesOf({ applicationId }: Applying, event: string): Promise<Entry[]> {
    const { rows } = await this.#stage.office.db.$client.query<{ octets: Buffer }>(
      'select octets from book_entries where case_id = $1 and event = $2 order by seq',
      [applicationId, event],
    );
    return rows.map(({ octets }) => readEntry(octets));
  }

  /** When J-LIS was asked about the present edition. */
  async questionsOf({ applicationId }: Applying): Promise<number[]> {
    const { rows } = await this.#stage.office.db.$client.query<{ at: Date }>(
      'select asked_at as at from jlis_queries where case_id = $1 order by attempt',
      [applicationId],
    );
    return rows.map(({ at }) => at.getTime());
  }

  /** What the book says of the lapse. */
  async lapseOf({ applicationId }: Applying): Promise<unknown> {
    const { octets } = await this.#one<{ octets: Buffer }>(
      `select octets from book_entries where case_id = $1 and event = 'application.lapsed'`,
      applicationId,
    );
    return (JSON.parse(octets.toString()) as { data: unknown }).data;
  }

  /** Arranges a case whose 180 days end at another time. */
  async setCaseDeadline({ applicationId }: Applying, instant: number): Promise<void> {
    await this.#stage.office.db.$client.query(
      'update certificate_applications set case_deadline = $2 where id = $1',
      [applicationId, new Date(instant)],
    );
  }

  /** A stop switch, as two persons set it. */
  async setSwitch(name: string, isOn: boolean): Promise<void> {
    await this.#stage.office.db.$client.query(
      `insert into switches (name, is_on, changed_at) values ($1, $2, now())
       on conflict (name) do update set is_on = $2`,
      [name, isOn],
    );
  }

  /** Ends the runs that are left: their time would go on in the next test. */
  async end(): Promise<void> {
    for (const applying of this.#begun) {
      await this.lose(applying);
      for (const orderId of await this.certificatesOf(applying)) {
        if (await this.#hasRun(orderId)) await this.loseValidity(orderId);
      }
    }
  }

  get #client() {
    return this.#stage.time.client;
  }

  #runOf({ applicationId }: Applying) {
    return this.#client.workflow.getHandle(certificateLifecycleId(applicationId));
  }

  async #hasRun(orderId: string): Promise<boolean> {
    return this.#client.workflow
      .getHandle(certificateValidityId(orderId))
      .describe()
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        },
      );
  }

  /** True once nothing is under way but a timer. */
  async #sleeps(workflowId: string): Promise<boolean> {
    const { events } = await this.#client.workflow.getHandle(workflowId).fetchHistory();
    return Boolean(events?.at(-1)?.timerStartedEventAttributes);
  }

  /** Polls in real time; a text instead of true says what there is instead. */
  async #until(what: string, isSo: () => Promise<boolean | string>): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await isSo();
      if (answer === true) return;
      if (Date.now() > end) throw new Error(`not ${what}: ${answer}`);
      await sleep(POLL_MS);
    }
  }

  async #one<T extends object>(sql: string, id: string): Promise<T> {
    const { rows } = await this.#stage.office.db.$client.query<T>(sql, [id]);
    if (!rows[0]) throw new Error(`nothing stored of ${id}`);
    return rows[0];
  }

  /** The portal and J-LIS live in the time of the test server. */
  async #tellTime(): Promise<void> {
    await this.#stage.time.tell();
    this.#stage.office.clockAheadMs = this.#stage.time.clock.ms - Date.now();
  }

  async #send(
    { card, applicant, service }: Pick<Applying, 'card' | 'applicant' | 'service'>,
    text: Partial<TextRequest>,
  ): Promise<string> {
    const portal = this.#stage.office.client();
    const shownAt = new Date(this.#stage.time.clock.ms - 60_000).toISOString();
    const explanation = { version: '2026-10-01', shownAt, means: 'screen' };
    const { applicationId } = text;
    const prepared = await prepareApplication({
      portal,
      card,
      applicant,
      service,
      ...(applicationId === undefined ? {} : { applicationId }),
      text: { explanation, ...text },
    });
    await portal.submit(prepared.applicationId, prepared.submission);
    const { name = card.person.writtenName } = text;
    const spki = applicant.keys[0]?.spki ?? Buffer.alloc(0);
    this.#stage.keys.set(prepared.applicationId, { spki, name });
    return prepared.applicationId;
  }
}
