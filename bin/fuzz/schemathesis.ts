import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, findOnPath } from '../bootstrap/find.mjs';
import { hostEnvironment } from '../config.ts';

const run = promisify(execFile);

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** How long the index of packages may take before it is done without. */
const PATIENCE_MS = 240_000;

/** schemathesis as it is started, or why there is none. */
export type Fuzzer =
  | { readonly python: string; readonly packages: string }
  | { readonly missing: string };

/** The end of what a failed command said. */
const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  return String(stderr ?? message ?? error)
    .trim()
    .slice(-300);
};

/** Installs the packages of `requirements.txt` into a folder, whole or not at all. */
async function install(python: string, folder: string): Promise<void> {
  const work = `${folder}.work-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const quiet = ['--quiet', '--no-cache-dir', '--disable-pip-version-check'];
    const target = ['--target', work, '--requirement', REQUIREMENTS];
    await run(python, ['-m', 'pip', 'install', ...quiet, ...target], { timeout: PATIENCE_MS });
    // A crash before the rename leaves a folder that nobody looks at.
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** schemathesis in the user's cache, installed once; there has to be a Python, and at first its index. */
export async function obtainSchemathesis(): Promise<Fuzzer> {
  const python = findOnPath('python3', hostEnvironment());
  if (!python) return { missing: 'python3 is not installed' };
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const cache = cacheDirectory(hostEnvironment());
  const packages = join(cache, `schemathesis-${hash.slice(0, 12)}`);
  try {
    if (!existsSync(packages)) await install(python, packages);
    return { python, packages };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

/** What is tried, and for how long. */
export interface Fuzzing {
  /** Of a portal that runs, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly seconds: number;
  /** The same gives the same requests; left out, each run has others. */
  readonly seed?: number;
  /** Values of parameters of paths, by name, for what is behind a number that is known. */
  readonly known?: Readonly<Record<string, string>>;
  /** Left out, every phase that it has. */
  readonly phases?: readonly ('coverage' | 'fuzzing')[];
  /** Told what it prints, as it comes. */
  readonly say: (text: string) => void;
}

/** Whether everything held, and all that was printed. */
export interface FuzzOutcome {
  readonly isClean: boolean;
  readonly said: string;
}

const CONFIGURATION = join(import.meta.dirname, 'schemathesis.toml');

/** Its configuration, with what is known of this portal. */
function configurationOf({ known = {} }: Fuzzing): string {
  const lines = Object.entries(known).map(([name, value]) => `"path.${name}" = "${value}"`);
  return [readFileSync(CONFIGURATION, 'utf8'), '[parameters]', ...lines, ''].join('\n');
}

const argumentsOf = (
  configuration: string,
  { url, token, seconds, seed, phases }: Fuzzing,
): string[] => [
  '-m',
  'schemathesis.cli',
  `--config-file=${configuration}`,
  'run',
  `${url}/openapi.json`,
  `--url=${url}`,
  `--max-time=${seconds}`,
  `--header=Authorization: Bearer ${token}`,
  '--continue-on-failure',
  '--no-shrink',
  '--warnings=off',
  '--no-color',
  ...(seed === undefined ? [] : [`--seed=${seed}`]),
  ...(phases ? [`--phases=${phases.join(',')}`] : []),
];

/**
 * Sends what the description allows, and what it does not, to a portal that runs (schemathesis): there may be no 5xx, and no
 * status, header, media type or body that the description does not have.
 */
export async function fuzz(
  { python, packages }: Exclude<Fuzzer, { readonly missing: string }>,
  fuzzing: Fuzzing,
): Promise<FuzzOutcome> {
  // It keeps a database of examples where it runs.
  const cwd = mkdtempSync(join(tmpdir(), 'toroku-fuzz-'));
  try {
    const env = { ...hostEnvironment(), PYTHONPATH: packages };
    const configuration = join(cwd, 'schemathesis.toml');
    writeFileSync(configuration, configurationOf(fuzzing));
    const child = spawn(python, argumentsOf(configuration, fuzzing), { cwd, env });
    let said = '';
    const tell = (octets: Buffer): void => {
      said += octets.toString('utf8');
      fuzzing.say(octets.toString('utf8'));
    };
    child.stdout.on('data', tell);
    child.stderr.on('data', tell);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { isClean: code === 0, said };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
