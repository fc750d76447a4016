/** Side that counts: each by its own queries, in its own database and log. */
export type Side = 'office' | 'room';

/** What one side counted for one equation: numbers, and ids of what a person has to look at. */
export type SideFigures = Readonly<Record<string, number | readonly string[]>>;

/** An equation of the daily reconciliation (records §4). */
export interface Equation {
  /** A difference turns `allSigning` off in the room. */
  readonly halts: boolean;
  /** What has to agree, for whoever reads the page. */
  readonly says: { readonly ja: string; readonly en: string };
  /**
   * What has to hold, each as `office.a = room.b + room.c`: figures and whole numbers with ` + ` between,
   * and `=`, `≤` or `≥` once. What a figure counts is said by the query of its side.
   */
  readonly checks: readonly string[];
  /** What of the equation is not looked at yet. */
  readonly leftOut?: string;
}

/** One check that does not hold. Without a number a figure of it was not to be had. */
export interface Difference {
  readonly check: string;
  readonly left?: number;
  readonly right?: number;
}

/** The figures of both sides for one equation; a side that did not answer is absent. */
export type BothSides = Readonly<Partial<Record<Side, SideFigures>>>;

const SIGNS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '≤': (left, right) => left <= right,
  '≥': (left, right) => left >= right,
};

interface Check {
  readonly left: readonly string[];
  readonly sign: string;
  readonly right: readonly string[];
}

/** @throws Error if the check is not written as one: a bug */
function readCheck(check: string): Check {
  const [left, sign, right, ...more] = check.split(/ ([=≤≥]) /);
  if (left === undefined || sign === undefined || right === undefined || more.length > 0) {
    throw new Error(`no check: ${check}`);
  }
  return { left: left.split(' + '), sign, right: right.split(' + ') };
}

/** The figures that a check names, as `office.rows`. */
export function figuresIn(check: string): string[] {
  const { left, right } = readCheck(check);
  return [...left, ...right].filter((term) => !/^\d+$/.test(term));
}

/** Whether the room can tell by itself whether a check holds. */
export const isOfRoomAlone = (check: string): boolean =>
  figuresIn(check).every((figure) => figure.startsWith('room.'));

function valueOf(term: string, sides: BothSides): number | undefined {
  if (/^\d+$/.test(term)) return Number(term);
  const [side = '', name = ''] = term.split('.');
  const figures = sides[side as Side];
  const value = figures && Object.hasOwn(figures, name) ? figures[name] : undefined;
  return typeof value === 'number' ? value : undefined;
}

function sumOf(terms: readonly string[], sides: BothSides): number | undefined {
  let sum = 0;
  for (const term of terms) {
    const value = valueOf(term, sides);
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

/** The checks that do not hold. What cannot be counted does not hold: nothing passes by being absent. */
export function differences(checks: readonly string[], sides: BothSides): Difference[] {
  return checks.flatMap((check) => {
    const terms = readCheck(check);
    const [left, right] = [sumOf(terms.left, sides), sumOf(terms.right, sides)];
    if (left !== undefined && right !== undefined && SIGNS[terms.sign]?.(left, right)) return [];
    return [
      {
        check,
        ...(left === undefined ? {} : { left }),
        ...(right === undefined ? {} : { right }),
      },
    ];
  });
}
