const STEPS = [1, 2, 5, 10] as const;

/** The least round number that is as large: 1, 2 or 5 with zeros behind; never 0, so that nothing divides by it. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * (STEPS.find((step) => unit * step >= value) ?? 10);
}

/** Whole marks of an axis from nothing to its top: half a case is none. */
export const marksUpTo = (top: number): number[] => (top % 2 === 0 ? [0, top / 2, top] : [0, top]);

/** Coordinates as they stand in the drawing: a tenth of a unit is finer than any screen. */
export const drawn = (value: number): number => Math.round(value * 10) / 10;
