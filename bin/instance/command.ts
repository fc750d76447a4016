import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs `toroku <name>` as a process of its own, with the settings given.
 *
 * @returns what it printed. @throws Error with its last output if it failed.
 */
export async function runCommand(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', join('bin', 'toroku.ts'), ...args],
    { cwd: ROOT, env: { ...env } },
  );
  return stdout;
}
