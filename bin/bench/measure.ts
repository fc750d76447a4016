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

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly ticks: number;
}

/** Every process that is there, by what is in /proc; none where there is no /proc. */
function running(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        const ticks = Number(fields[11]) + Number(fields[12]);
        return [{ pid: Number(pid), parent: Number(fields[1]), command, ticks }];
      } catch {
        // The process ended while it was looked at.
        return [];
      }
    });
}

/** CPU seconds of the processes that `isRoot` knows by their command, and of every process below them. */
export function cpuSecondsBelow(isRoot: (command: string) => boolean): number {
  const all = running();
  const below = new Set(all.filter(({ command }) => isRoot(command)).map(({ pid }) => pid));
  for (let before = -1; below.size > before;) {
    before = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const ticks = all.reduce((sum, each) => (below.has(each.pid) ? sum + each.ticks : sum), 0);
  return ticks / TICKS_PER_SECOND;
}

/** CPU of this process since it started, in milliseconds: all of it, and its first thread, which runs JavaScript. */
export function ownCpuMs(): { readonly process: number; readonly main: number } {
  const { user, system } = process.cpuUsage();
  return { process: (user + system) / 1000, main: mainThreadMs() };
}

const NANOSECONDS_PER_MS = 1_000_000;

function mainThreadMs(): number {
  try {
    const [ran] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(ran) / NANOSECONDS_PER_MS;
  } catch {
    // Only Linux tells it by thread.
    return Number.NaN;
  }
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A figure with so many digits after the point. */
export const rounded = (figure: number, digits = 2): number => Number(figure.toFixed(digits));
