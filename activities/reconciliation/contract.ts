import type { SideFigures } from '../../domain/reconciliation/equation.ts';

/** What is asked of a run: nothing, from the schedule; a day, by hand. */
export interface ReconciliationAsked {
  /** `YYYY-MM-DD` in Japan; the day before, if left out. */
  readonly day?: string;
  /** Milliseconds since 1970: up to here both sides have to agree. */
  readonly until?: number;
}

/** A day that is going to be reconciled. */
export interface ReconciliationPlan {
  readonly day: string;
  readonly until: number;
}

/** What the room counted: canonical JSON, which its own book names by hash. */
export interface RoomFigures {
  readonly v: 1;
  readonly day: string;
  readonly takenAt: string;
  readonly equations: Readonly<Record<string, SideFigures>>;
  /** Numbers of the equations that the room found to differ by itself. */
  readonly failed: readonly string[];
  /** The room's switches that are off. */
  readonly switchesOff: readonly string[];
}

/** What was found. */
export interface ReconciliationFound {
  readonly failed: readonly string[];
  /** Of those, the ones for which signing stops. */
  readonly halting: readonly string[];
  readonly figuresSha256: string;
  /** False if the book had the same already. */
  readonly isNew: boolean;
}

/** What the office does to reconcile. Every one may be repeated. */
export interface ReconciliationActivities {
  /** Says which day is due; undefined if the books did not reach into it. */
  planReconciliation(asked: ReconciliationAsked): Promise<ReconciliationPlan | undefined>;
  /** Counts the office's side, compares, and records what was found. */
  completeReconciliation(order: {
    readonly plan: ReconciliationPlan;
    /** Absent when the room did not answer. */
    readonly room?: RoomFigures;
  }): Promise<ReconciliationFound>;
}

/** What the room does. Every one may be repeated. */
export interface RoomReconciliationActivities {
  /** Counts the room's side, judges it, records it, and stops signing by itself where it has to. */
  countRoom(plan: ReconciliationPlan): Promise<RoomFigures>;
  /** Stops signing for what the office found. Nothing that the office says turns it on. */
  stopSigning(cause: {
    readonly day: string;
    readonly equations: readonly string[];
  }): Promise<void>;
}
