import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import type { Difference, SideFigures } from '../../../domain/reconciliation/equation.ts';
import {
  EQUATION_NOS,
  equations,
  type EquationNo,
} from '../../../domain/reconciliation/equations.ts';
import { dayBefore, isDueNow, reconciledDay } from '../../../domain/reconciliation/japan-day.ts';
import type { Said } from '../words/said.ts';

/** How the newest reconciliation stands. */
export type Standing = 'agrees' | 'differs' | 'missing' | 'none';

/** What every page has to say of it. */
export interface ReconciliationAlarm {
  readonly standing: 'differs' | 'missing';
  readonly day: string;
  readonly failed: readonly string[];
  /** One of them stops signing. */
  readonly halts: boolean;
}

/** One equation of a day. */
export interface EquationLine {
  readonly no: EquationNo;
  readonly says: Said;
  readonly halts: boolean;
  readonly isDifferent: boolean;
  readonly differences: readonly Difference[];
  /** Ids of what a person has to look at, by the name of the list. */
  readonly named: readonly (readonly [name: string, ids: readonly string[]])[];
}

/** A day that was reconciled, for its page. */
export interface ReconciledDayView {
  readonly day: string;
  readonly at: Date;
  readonly figuresSha256: string;
  readonly lines: readonly EquationLine[];
  readonly agreeing: number;
  readonly differing: number;
  readonly hasFigures: boolean;
  /** The room had stopped signing when it counted. */
  readonly isStopped: boolean;
}

/** The figures as they lie beside the book. */
export interface KeptFigures {
  readonly differences: Readonly<Record<string, readonly Difference[]>>;
  readonly office: Readonly<Record<string, SideFigures>>;
  readonly room?: {
    readonly equations: Readonly<Record<string, SideFigures>>;
    readonly switchesOff: readonly string[];
  };
}

const isHalting = (no: string): boolean =>
  Object.hasOwn(equations, no) && equations[no as EquationNo].halts;

/** A look at a day that was not over does not stand for it. */
const isWhole = ({ day, at }: Reconciliation): boolean =>
  at.getTime() >= (reconciledDay(day)?.to ?? 0);

/** How things stand, from the newest days. */
export function standingOf(newest: readonly Reconciliation[], now: Date): Standing {
  const [first] = newest;
  if (!first) return 'none';
  if (first.failed.length > 0) return 'differs';
  const whole = newest.find(isWhole);
  const isLate = isDueNow(now.getTime()) && whole && whole.day < dayBefore(now.getTime());
  return isLate ? 'missing' : 'agrees';
}

/** What every page says, if anything. */
export function alarmOf(
  newest: readonly Reconciliation[],
  now: Date,
): ReconciliationAlarm | undefined {
  const standing = standingOf(newest, now);
  if (standing !== 'differs' && standing !== 'missing') return undefined;
  const failed = standing === 'differs' ? (newest[0]?.failed ?? []) : [];
  const day = standing === 'differs' ? (newest[0]?.day ?? '') : dayBefore(now.getTime());
  return { standing, day, failed, halts: failed.some(isHalting) };
}

const namedIn = (figures: SideFigures | undefined): [string, readonly string[]][] =>
  Object.entries(figures ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' || value.length === 0 ? [] : [[name, value]],
  );

/** A day with its figures, what differs first. */
export function reconciledDayView(
  { day, at, failed, figuresSha256 }: Reconciliation,
  kept: KeptFigures | undefined,
): ReconciledDayView {
  const lines = EQUATION_NOS.map((no): EquationLine => {
    const { says, halts } = equations[no];
    const isDifferent = failed.includes(no);
    return {
      no,
      says,
      halts,
      isDifferent,
      differences: kept?.differences[no] ?? [],
      named: isDifferent
        ? [...namedIn(kept?.office[no]), ...namedIn(kept?.room?.equations[no])]
        : [],
    };
  });
  return {
    day,
    at,
    figuresSha256,
    lines: lines.toSorted((a, b) => Number(b.isDifferent) - Number(a.isDifferent)),
    agreeing: lines.filter((line) => !line.isDifferent).length,
    differing: failed.length,
    hasFigures: kept !== undefined,
    isStopped: kept?.room?.switchesOff.includes('allSigning') ?? false,
  };
}
