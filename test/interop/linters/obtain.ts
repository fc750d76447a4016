import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory, findOnPath } from '../../../bin/bootstrap/find.mjs';
import { goCommand } from '../../../bin/bootstrap/go.mjs';

const run = promisify(execFile);

const HERE = import.meta.dirname;

/** How long a registry may take before the linter is done without. */
const PATIENCE_MS = 240_000;

/** A linter as it is started on a folder of certificates, or why there is none. */
export type Linter =
  | { readonly command: readonly [string, ...string[]] }
  | { readonly missing: string };

/** Makes something in the user's cache once for each state of its sources. */
async function obtain(
  name: string,
  sources: readonly string[],
  make: (work: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(join(HERE, source)));
  const folder = join(cacheDirectory(process.env), `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const work = `${folder}.work-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await make(work);
    // A crash before the rename leaves a folder that nobody looks at.
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** The end of what a failed command said. */
const reasonOf = (error: unknown): string => {
  const { stderr, message } = error as { readonly stderr?: string; readonly message?: string };
  return String(stderr ?? message ?? error)
    .trim()
    .slice(-300);
};

/** zlint of the Go module beside this file, built once; there has to be a Go, and at first its proxy. */
export async function zlint(): Promise<Linter> {
  try {
    const folder = await obtain(
      'zlint',
      ['zlint/main.go', 'zlint/go.mod', 'zlint/go.sum'],
      async (work) => {
        const go = goCommand(work, process.env);
        if (!go) throw new Error('go is not installed');
        await run(go.file, ['build', '-o', join(work, 'zlint'), '.'], {
          cwd: join(HERE, 'zlint'),
          env: go.env,
          timeout: PATIENCE_MS,
        });
      },
    );
    return { command: [join(folder, 'zlint')] };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

/** pkilint in a folder of its own, installed once; there has to be a Python, and at first its index. */
export async function pkilint(): Promise<Linter> {
  const python = findOnPath('python3', process.env);
  if (!python) return { missing: 'python3 is not installed' };
  try {
    const folder = await obtain('pkilint', ['requirements.txt'], async (work) => {
      const requirements = join(HERE, 'requirements.txt');
      const options = ['--quiet', '--no-cache-dir', '--disable-pip-version-check'];
      const install = ['-m', 'pip', 'install', ...options, '--target', join(work, 'packages')];
      await run(python, [...install, '--requirement', requirements], { timeout: PATIENCE_MS });
    });
    const packages = join(folder, 'packages');
    return { command: ['env', `PYTHONPATH=${packages}`, python, join(HERE, 'pkix_lint.py')] };
  } catch (error) {
    return { missing: reasonOf(error) };
  }
}

/** One thing that a linter says of a certificate. */
export interface Found {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
  readonly detail: string;
}

/** What a linter said of a folder, and how many certificates and rules it went through. */
export interface Linting {
  readonly found: readonly Found[];
  readonly certificates: number;
  readonly rules: number;
}

/** Runs a linter over the certificates of a folder. @throws Error if it fails */
export async function lintFolder(
  { command: [file, ...args] }: Extract<Linter, { readonly command: unknown }>,
  folder: string,
): Promise<Linting> {
  const { stdout } = await run(file, [...args, folder], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.trim().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as unknown);
  const total = parsed.at(-1) as Pick<Linting, 'certificates' | 'rules'>;
  return { ...total, found: parsed.slice(0, -1) as Found[] };
}
