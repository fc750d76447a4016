/**
 * One process of the hostile run: judges inputs of a range, each made of a seed and its number, so that one can be
 * made again. Tells its parent how far it is; a parent that hears nothing for long ends it.
 */
import { readFileSync } from 'node:fs';
import { Random } from '../tamper/random.ts';
import { readMaterial } from './material.ts';
import { mutate } from './mutations.ts';
import { targetsOf, type HostileTarget } from './targets.ts';

/** What an input did. */
export interface Incident {
  readonly input: number;
  readonly target: string;
  readonly what: 'crash' | 'timeout' | 'wronglyValid';
  readonly detail: string;
}

/** How far a process is. */
export interface Progress {
  readonly next: number;
  readonly maxMs: number;
  /** Resident memory at its highest, less that at the start. */
  readonly grownMiB: number;
  readonly valid: number;
  readonly incidents: readonly Incident[];
}

/** CPU milliseconds that one input may cost: the clock on the wall also counts what other processes do. */
const TIMEOUT_MS = 50;

const [file = '', from = '', to = '', seed = '', saidEvery = ''] = process.argv.slice(2);
const targets = Object.entries(targetsOf(readMaterial(readFileSync(file, 'utf8'))));
const seeds = targets.flatMap(([, target]) => target.seeds);
const known = new Map(
  targets.map(([name, { seeds: own, judge }]) => [name, new Set(own.map(judge))]),
);
// Where nothing is valid unchanged, nothing could be wrongly valid.
for (const [name, says] of known) {
  if ([...says].every((said) => said === undefined)) throw new Error(`${name}: no valid seed`);
}
const memory = (): number => process.resourceUsage().maxRSS / 1024;

let [maxMs, valid] = [0, 0];
let incidents: Incident[] = [];

function timed(target: HostileTarget, octets: Buffer): { said: string | undefined; ms: number } {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const said = target.judge(octets);
  const wall = performance.now() - start;
  const spent = wall > TIMEOUT_MS ? process.cpuUsage(cpu) : undefined;
  return { said, ms: spent ? Math.min(wall, (spent.user + spent.system) / 1000) : wall };
}

function judgeInput(input: number): void {
  const random = new Random(Number(seed) ^ Math.imul(input + 1, 0x9e3779b1));
  const [name, target] = random.of(targets);
  const octets = mutate(random.of(target.seeds), random, seeds);
  const note = (what: Incident['what'], detail: string): void => {
    incidents.push({ input, target: name, what, detail });
  };
  try {
    const { said, ms } = timed(target, octets);
    maxMs = Math.max(maxMs, ms);
    if (ms > TIMEOUT_MS) note('timeout', `${ms.toFixed(0)} ms, ${octets.length} octets`);
    if (said === undefined) return;
    valid += 1;
    if (!known.get(name)?.has(said)) note('wronglyValid', `${octets.length} octets`);
  } catch (error) {
    note('crash', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

// Warm first: what compiling costs is no property of an input.
for (let input = 0; input < 300; input += 1) judgeInput(-1 - input);
[maxMs, valid, incidents] = [0, 0, []];
const before = memory();

async function tell(next: number): Promise<void> {
  const progress: Progress = { next, maxMs, grownMiB: memory() - before, valid, incidents };
  await new Promise((resolve) => process.send?.(progress, resolve));
  [incidents, valid] = [[], 0];
}

await tell(Number(from));
for (let input = Number(from); input < Number(to); input += 1) {
  judgeInput(input);
  if ((input + 1) % Number(saidEvery) === 0 || input + 1 === Number(to)) await tell(input + 1);
}
process.disconnect();
