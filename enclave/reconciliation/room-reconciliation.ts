import { hash } from 'node:crypto';
import type pg from 'pg';
import { step } from '../../adapters/telemetry/steps.ts';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import { readEntry, type Run } from '../../books/entry.ts';
import { checkMedium } from '../../books/medium-check.ts';
import type { LogFiles } from '../../books/publisher.ts';
import { DomainError } from '../../domain/errors.ts';
import type { EquationNo } from '../../domain/reconciliation/equations.ts';
import { failedOf, haltingOf, judgeRoom } from '../../domain/reconciliation/judgement.ts';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';
import { figuresPath } from '../../domain/reconciliation/figures-path.ts';
import { reconciledDay, type ReconciledDay } from '../../domain/reconciliation/japan-day.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomAct, RoomBook, RoomEntry } from '../book/room-book.ts';
import { countRoom } from './count-room.ts';
import { TO_BE_COUNTED } from './room-queries.ts';

/** What the room reconciles with. */
export interface ReconcilingRoom {
  readonly pool: pg.Pool;
  readonly book: Pick<RoomBook, 'write'>;
  readonly origin: string;
  readonly local: LogFiles;
  readonly second: LogFiles;
  readonly now: () => Date;
  /** Has the room look at its switches again, at once. */
  readonly lookAtSwitches: () => Promise<void>;
}

/** What is asked: a day, and up to where the office has to agree. */
export interface RoomOrder {
  readonly day: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** The room's figures as its book names them by hash. */
export interface RoomFigures {
  readonly v: 1;
  readonly day: string;
  readonly takenAt: string;
  readonly equations: Readonly<Record<string, SideFigures>>;
  readonly failed: readonly EquationNo[];
  readonly switchesOff: readonly string[];
}

const ROOM_WORKER = { kind: 'system', id: 'enclave-worker' } as const;

const SWITCH = 'allSigning';

/** How long the second medium may take for what the database has. */
const MEDIUM_PATIENCE_MS = 10_000;

/** Entries of an event that are looked at for the day: weeks of repeated days. */
const LOOKED_AT = 60;

/**
 * The room's own reconciliation. The office asks for it and is believed in nothing: the room counts its
 * own registers and log, judges what it can by itself, records it, and stops signing where it has to.
 */
export class RoomReconciliation {
  readonly #room: ReconcilingRoom;
  #last: Promise<unknown> = Promise.resolve();

  constructor(room: ReconcilingRoom) {
    this.#room = room;
  }

  /**
   * Counts, judges and records a day, once a day and outcome. A difference on a line that must always agree
   * turns signing off in the same act.
   *
   * The order is: signatures counted, figures on both media, entry with the switch. A crash between leaves
   * figures that no entry names, and the repeat counts again.
   */
  count(order: RoomOrder, run?: Run): Promise<RoomFigures> {
    return this.#inTurn(() => this.#count(order, run));
  }

  /** Stops signing for what the office found; if it is stopped, nothing changes. */
  stopSigning(
    { day, equations }: { readonly day: string; readonly equations: readonly string[] },
    run?: Run,
  ): Promise<void> {
    return this.#inTurn(async () => {
      const act = await this.#stopping({ day, equations });
      if (act.entries.length === 0) return;
      await this.#write(act, run);
    });
  }

  /** One after the other: each looks at what the one before has written. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(act, act);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async #count({ day, until }: RoomOrder, run: Run | undefined): Promise<RoomFigures> {
    const { now } = this.#room;
    const days = reconciledDay(day);
    if (!days) throw new DomainError('MalformedRequest', 'no day');
    await this.#countSignatures(days, run);
    const asOf = now();
    const figures = await this.#figures(days, { until: new Date(until), asOf });
    const octets = canonicalOctets(figures as unknown as CanonicalValue);
    const sha256 = hash('sha256', octets);
    await this.#keep({ path: figuresPath(day, sha256), octets });
    step('reconciliation.1-rooms-figures-kept');
    const halting = haltingOf(figures.failed);
    const stopping = await this.#stopping({ day, equations: halting });
    const isKnown = await this.#isRecorded(days, figures);
    const completed = completedEntry(figures, { sha256, size: octets.length });
    const entries = [...(isKnown ? [] : [completed]), ...stopping.entries];
    if (entries.length > 0) await this.#write({ ...stopping, entries }, run);
    step('reconciliation.2-in-rooms-book');
    return figures;
  }

  async #countSignatures({ to }: ReconciledDay, run: Run | undefined): Promise<void> {
    const { pool, now } = this.#room;
    const { rows } = await pool.query<{ issuerKeyId: string; since: Date; signatures: string }>(
      TO_BE_COUNTED,
      [new Date(to)],
    );
    const entries = rows.map(({ issuerKeyId, since, signatures }) => ({
      id: newEntryId(),
      event: 'signatures.counted',
      items: ['1チ'],
      at: now().toISOString(),
      actor: ROOM_WORKER,
      data: {
        issuerKeyId,
        signatures: Number(signatures),
        since: since.toISOString(),
        by: 'room',
      },
    }));
    if (entries.length > 0) await this.#write({ entries: entries as RoomEntry[] }, run);
  }

  async #figures(
    { day, from, to }: ReconciledDay,
    { until, asOf }: { readonly until: Date; readonly asOf: Date },
  ): Promise<RoomFigures> {
    const { pool, origin, second } = this.#room;
    const times = { dayFrom: new Date(from), dayTo: new Date(to), until, asOf };
    const { figures, tip, switchesOff } = await countRoom(pool, origin, times);
    const rows = Number(figures.Q1['rows']);
    const medium = await checkMedium(
      (path) => second.read(path),
      { rows, tip },
      MEDIUM_PATIENCE_MS,
    );
    const equations: Record<string, SideFigures> = {
      ...figures,
      Q1: {
        ...figures.Q1,
        notOnSecondMedium: medium.notOnMedium,
        tipDiffers: medium.tipDiffers ? 1 : 0,
      },
    };
    const sides = Object.entries(equations).map(([no, room]) => [no, { room }] as const);
    const failed = failedOf(judgeRoom(Object.fromEntries(sides)));
    return { v: 1, day, takenAt: asOf.toISOString(), equations, failed, switchesOff };
  }

  async #keep(file: { readonly path: string; readonly octets: Buffer }): Promise<void> {
    await this.#room.second.write([file]);
    await this.#room.local.write([file]);
  }

  /** Whether the newest entry of the day says the same; a look at a day that was not over does not count. */
  async #isRecorded(
    { day, to }: ReconciledDay,
    { failed, takenAt }: RoomFigures,
  ): Promise<boolean> {
    const { rows } = await this.#room.pool.query<{ octets: Buffer }>(
      `select octets from book_entries where event = 'reconciliation.completed'
       order by log_index desc limit $1`,
      [LOOKED_AT],
    );
    const entry = rows
      .map(({ octets }) => readEntry(octets))
      .find((each) => each.event === 'reconciliation.completed' && each.data.day === day);
    if (entry?.event !== 'reconciliation.completed') return false;
    const isOver = (at: string): boolean => Date.parse(at) >= to;
    return entry.data.failed.join() === failed.join() && isOver(entry.at) === isOver(takenAt);
  }

  /** The switch and its entry; nothing if no equation asks for it, or the switch is off already. */
  async #stopping(cause: {
    readonly day: string;
    readonly equations: readonly string[];
  }): Promise<RoomAct> {
    const { pool, now } = this.#room;
    if (cause.equations.length === 0) return { entries: [] };
    const { rows } = await pool.query('select 1 from room_switches where name = $1 and is_on = 0', [
      SWITCH,
    ]);
    if (rows.length > 0) return { entries: [] };
    const entry = {
      id: newEntryId(),
      event: 'switch.set',
      items: ['4ハ'],
      at: now().toISOString(),
      actor: ROOM_WORKER,
      data: {
        switch: SWITCH,
        to: 'off',
        cause: `reconciliation ${cause.day} ${cause.equations.join(' ')}`,
      },
    };
    return { entries: [entry as RoomEntry], switch: { name: SWITCH, isOn: false } };
  }

  async #write(act: RoomAct, run: Run | undefined): Promise<void> {
    const entries = act.entries.map((entry) => ({ ...entry, ...(run && { run }) }));
    await this.#room.book.write({ ...act, entries });
    if (act.switch) await this.#room.lookAtSwitches();
  }
}

const completedEntry = (
  { day, failed, takenAt, equations }: RoomFigures,
  { sha256, size }: { readonly sha256: string; readonly size: number },
): RoomEntry => ({
  id: newEntryId(),
  event: 'reconciliation.completed',
  items: ['4ハ'],
  at: takenAt,
  actor: ROOM_WORKER,
  evidence: [{ kind: 'reconciliationFigures', sha256, size }],
  data: {
    day,
    equations: Object.keys(equations).length,
    failed: [...failed],
    figuresSha256: sha256,
  },
});
