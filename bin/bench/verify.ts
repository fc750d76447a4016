import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBundle, TILE_WIDTH, tilePath } from '../../books/tiles.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { rounded } from './measure.ts';
import { writeSyntheticExport } from './synthetic-book.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Entries a second that the verifier is to reach on two cores. */
const GOAL_PER_SECOND = 100_000;

const LOOK_MS = 20;

interface Figures {
  readonly entries: number;
  readonly entriesPerSecond: number;
  readonly sha256PerSecond: number;
  /** Verified against hashed once, in one thread. */
  readonly ratio: number;
  readonly peakMiB: number;
  /** Of all threads, the start of the process included: what a busy machine leaves comparable. */
  readonly cpuMicrosPerEntry: number;
}

interface Spent {
  readonly peakMiB: number;
  readonly cpuSeconds: number;
}

/**
 * Entries a second through the whole of `toroku verify` — a process of its own, its start counted — against
 * hashing the same entries once, read from the same files. Memory is the peak of the whole process.
 */
export async function benchVerify(sizes: readonly number[]): Promise<object> {
  const figures: Figures[] = [];
  for (const entries of sizes) {
    const dir = mkdtempSync(join(tmpdir(), 'toroku-bench-'));
    try {
      console.error(`${entries} entries are written`);
      await writeSyntheticExport(dir, entries);
      figures.push(await measure(join(dir, 'export'), entries));
      console.error(JSON.stringify(figures.at(-1)));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  const largest = figures.at(-1);
  const toGoal = rounded((largest?.entriesPerSecond ?? 0) / GOAL_PER_SECOND);
  return {
    bench: 'verify',
    goalPerSecond: GOAL_PER_SECOND,
    toGoal,
    ratio: largest?.ratio,
    figures,
  };
}

async function measure(dir: string, entries: number): Promise<Figures> {
  // The first reading has the files come from the disk: it counts for neither.
  hashAll(dir, entries);
  const hashed = hashAll(dir, entries);
  const { seconds, peakMiB, cpuSeconds } = await verifyOnce(dir);
  const entriesPerSecond = rounded(entries / seconds, 0);
  const sha256PerSecond = rounded(entries / hashed, 0);
  const ratio = rounded(entriesPerSecond / sha256PerSecond);
  const cpuMicrosPerEntry = rounded((cpuSeconds / entries) * 1_000_000, 1);
  return { entries, entriesPerSecond, sha256PerSecond, ratio, peakMiB, cpuMicrosPerEntry };
}

/** Hashes every entry once. @returns seconds */
function hashAll(dir: string, entries: number): number {
  const start = performance.now();
  for (let index = 0; index * TILE_WIDTH < entries; index += 1) {
    const width = Math.min(TILE_WIDTH, entries - index * TILE_WIDTH);
    const octets = readFileSync(join(dir, 'office', tilePath({ level: 'entries', index, width })));
    for (const entry of readBundle(octets, width)) sha256Hex(entry);
  }
  return (performance.now() - start) / 1000;
}

async function verifyOnce(dir: string): Promise<Spent & { readonly seconds: number }> {
  const start = performance.now();
  const args = ['--import', 'tsx', join('bin', 'toroku.ts'), 'verify', dir];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let spent: Spent = { peakMiB: 0, cpuSeconds: 0 };
  const look = setInterval(() => (spent = spentBy(child.pid) ?? spent), LOOK_MS);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  clearInterval(look);
  if (code !== 0) throw new Error(`verify ended with ${code}: ${said}`);
  return { seconds: (performance.now() - start) / 1000, ...spent };
}

const TICKS_PER_SECOND = 100;

/** The most memory that a process had so far, and its time; undefined where there is no /proc. */
function spentBy(pid: number | undefined): Spent | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const peakMiB = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    return peakMiB > 0 ? { peakMiB, cpuSeconds } : undefined;
  } catch {
    return undefined;
  }
}
