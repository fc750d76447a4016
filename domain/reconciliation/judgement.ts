import { differences, isOfRoomAlone, type BothSides, type Difference } from './equation.ts';
import { EQUATION_NOS, equations, type EquationNo } from './equations.ts';

/** Figures of both sides by equation. */
export type AllFigures = Readonly<Partial<Record<EquationNo, BothSides>>>;

/** One equation as it was found. */
export interface Judgement {
  readonly no: EquationNo;
  readonly differences: readonly Difference[];
}

/** Holds every equation against the figures. */
export const judgeAll = (figures: AllFigures): Judgement[] =>
  EQUATION_NOS.map((no) => ({
    no,
    differences: differences(equations[no].checks, figures[no] ?? {}),
  }));

/** Holds what the room can tell by itself against its own figures; equations without such a check are left out. */
export const judgeRoom = (figures: AllFigures): Judgement[] =>
  EQUATION_NOS.flatMap((no) => {
    const checks = (equations[no].checks as readonly string[]).filter(isOfRoomAlone);
    if (checks.length === 0) return [];
    return [{ no, differences: differences(checks, figures[no] ?? {}) }];
  });

/** Numbers of the equations that differ. */
export const failedOf = (judgements: readonly Judgement[]): EquationNo[] =>
  judgements.filter(({ differences: found }) => found.length > 0).map(({ no }) => no);

/** Of those, the ones for which signing stops. */
export const haltingOf = (failed: readonly EquationNo[]): EquationNo[] =>
  failed.filter((no) => equations[no].halts);

/**
 * The same of what was found to differ, number against number. Where a side was not heard nothing was
 * found: that is told to people, and does not stop signing by itself.
 */
export const foundHaltingOf = (judgements: readonly Judgement[]): EquationNo[] =>
  haltingOf(
    judgements
      .filter(({ differences: found }) =>
        found.some(({ left, right }) => left !== undefined && right !== undefined),
      )
      .map(({ no }) => no),
  );
