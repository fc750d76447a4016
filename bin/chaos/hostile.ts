import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeMaterial, printMaterial } from './hostile/material.ts';
import type { Incident, Progress } from './hostile/judge-range.ts';

/** How many changed inputs, and by which seed. */
export interface Hostility {
  readonly inputs: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What they did. */
export interface HostileResult {
  readonly inputs: number;
  readonly crashes: number;
  readonly timeouts: number;
  readonly wronglyValid: number;
  /** CPU milliseconds of the input that cost most. */
  readonly maxMs: number;
  /** By how much the memory of a process grew over all its inputs. */
  readonly maxMiB: number;
  /** Inputs that were judged valid, and say what an unchanged one says. */
  readonly stillValid: number;
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A process that says nothing for so long hangs in an input. */
const HANGS_AFTER_MS = 20_000;

/** Inputs a process judges before the next one begins. */
const SHARE = 10_000;

/** Inputs after which a process says how far it is. */
const SAID_EVERY = 50;

/**
 * Puts changed certificates, OCSP responses, CRLs and signed applications (CMS, PDF, XML) through the code of the four
 * commands for investigators, in processes of their own. None may crash it, take long, or be judged valid with
 * something in it that nobody signed.
 */
export async function sendHostileInputs(hostility: Hostility): Promise<HostileResult> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-hostile-'));
  try {
    const file = join(dir, 'material.json');
    hostility.say(`seed ${hostility.seed}`);
    writeFileSync(file, printMaterial(await makeMaterial()));
    return await judgeAll(file, hostility);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Counts what the processes tell. */
class Tally {
  readonly #say: (line: string) => void;
  readonly #counts = { crash: 0, timeout: 0, wronglyValid: 0 };
  #maxMs = 0;
  #maxMiB = 0;
  #stillValid = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  add({ maxMs, grownMiB, valid, incidents }: Omit<Progress, 'next'>): void {
    this.#maxMs = Math.max(this.#maxMs, maxMs);
    this.#maxMiB = Math.max(this.#maxMiB, grownMiB);
    this.#stillValid += valid;
    for (const incident of incidents) this.note(incident);
  }

  note({ input, target, what, detail }: Incident): void {
    this.#counts[what] += 1;
    this.#say(`${what}: input ${input}, ${target}: ${detail}`);
  }

  result(inputs: number): HostileResult {
    const { crash, timeout, wronglyValid } = this.#counts;
    return {
      inputs,
      crashes: crash,
      timeouts: timeout,
      wronglyValid,
      maxMs: Math.round(this.#maxMs),
      maxMiB: Math.round(this.#maxMiB),
      stillValid: this.#stillValid - wronglyValid,
    };
  }
}

async function judgeAll(file: string, { inputs, seed, say }: Hostility): Promise<HostileResult> {
  const tally = new Tally(say);
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < inputs) {
      const [from, to] = [begun, Math.min(inputs, begun + SHARE)];
      begun = to;
      const judge = (range: Omit<Range, 'file' | 'seed'>) =>
        judgeRange({ ...range, file, seed }, tally);
      for (let next = from; next < to;) {
        next = await judge({ from: next, to, saidEvery: SAID_EVERY });
        // One of the next few hangs or dies: each by itself says which.
        const few = Math.min(to, next + SAID_EVERY);
        while (next < few && next < to) next = await judge({ from: next, to: few, saidEvery: 1 });
      }
      say(`${to}/${inputs}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));
  return tally.result(inputs);
}

/** Inputs for one process. */
interface Range {
  readonly file: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly saidEvery: number;
}

/**
 * Judges a range in a process of its own. One that hangs or dies is an incident if the process says how far it is
 * after each input; else the inputs since it spoke are left to be judged so.
 *
 * @returns the input to go on with
 */
function judgeRange({ file, from, to, seed, saidEvery }: Range, tally: Tally): Promise<number> {
  const args = [file, from, to, seed, saidEvery].map(String);
  const child = fork(join(ROOT, 'bin', 'chaos', 'hostile', 'judge-range.ts'), args, {
    execArgv: ['--import', 'tsx'],
  });
  let [next, hasBegun] = [from, false];
  return new Promise((resolve, reject) => {
    const watch = watchdog(child);
    child.on('message', (progress: Progress) => {
      watch.reset();
      hasBegun = true;
      next = progress.next;
      tally.add(progress);
    });
    child.once('exit', (code) => {
      watch.stop();
      if (!hasBegun) return reject(new Error(`a judging process does not begin: exit ${code}`));
      if (next === to || saidEvery > 1) return resolve(next);
      const what = watch.hasHung ? 'timeout' : 'crash';
      tally.note({ input: next, target: 'unknown', what, detail: `exit ${code}` });
      return resolve(next + 1);
    });
  });
}

function watchdog(child: ChildProcess) {
  let hasHung = false;
  const end = (): void => {
    hasHung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(end, 3 * HANGS_AFTER_MS);
  return {
    get hasHung() {
      return hasHung;
    },
    reset(): void {
      clearTimeout(timer);
      timer = setTimeout(end, HANGS_AFTER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
