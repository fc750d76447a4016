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
  const { seconds, peakMiB } = await verifyOnce(dir);
  const entriesPerSecond = rounded(entries / seconds, 0);
  const sha256PerSecond = rounded(entries / hashed, 0);
  const ratio = rounded(entriesPerSecond / sha256PerSecond);
  return { entries, entriesPerSecond, sha256PerSecond, ratio, peakMiB };
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

async function verifyOnce(dir: string): Promise<{ seconds: number; peakMiB: number }> {
  const start = performance.now();
  const args = ['--import', 'tsx', join('bin', 'toroku.ts'), 'verify', dir];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let peakMiB = 0;
  const look = setInterval(() => (peakMiB = Math.max(peakMiB, peakOf(child.pid))), LOOK_MS);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  clearInterval(look);
  if (code !== 0) throw new Error(`verify ended with ${code}: ${said}`);
  return { seconds: (performance.now() - start) / 1000, peakMiB };
}

/** The most memory that a process had so far, in MiB; 0 where there is no /proc. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
