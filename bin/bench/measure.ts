import { readdirSync, readFileSync } from 'node:fs';

/** How much was done in how long. */
export interface Rate {
  readonly done: number;
  readonly seconds: number;
  readonly perSecond: number;
}

/** Does `act` over and over, `atOnce` at a time, until `seconds` have passed or `most` are done. */
export async function rateOf(
  act: (n: number) => Promise<unknown>,
  limits: { readonly atOnce: number; readonly seconds?: number; readonly most?: number },
): Promise<Rate> {
  const { atOnce, seconds = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY } = limits;
  const start = performance.now();
  const until = start + seconds * 1000;
  let begun = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (begun < most && performance.now() < until) {
      const n = begun;
      begun += 1;
      await act(n);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const spent = (performance.now() - start) / 1000;
  return { done, seconds: spent, perSecond: done / spent };
}

const TICKS_PER_SECOND = 100;

/** CPU seconds of every process below a process, by what is in /proc; 0 where there is none. */
export function cpuSecondsBelow(isRoot: (command: string) => boolean): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!isRoot(command)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process ended while it was looked at.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A figure with so many digits after the point. */
export const rounded = (figure: number, digits = 2): number => Number(figure.toFixed(digits));
