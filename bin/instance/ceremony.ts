import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { InstanceError } from './failure.ts';
import type { Guardian } from './guardian.ts';
import { lastLines } from './log-file.ts';
import { startProcess } from './managed-process.ts';

const COMMAND = join('bin', 'toroku.ts');

export interface CeremonyOptions {
  readonly root: string;
  readonly data: DataDirectory;
  /** What the enclave is given. */
  readonly env: Record<string, string>;
  readonly guardian: Guardian;
}

/**
 * Has the issuing keys made, once for a data directory. After a crash it is run again, and finds what is there.
 *
 * @returns false if it had been held before, or the command has not been written.
 */
export async function performCeremony(options: CeremonyOptions): Promise<boolean> {
  const { root, data, env, guardian } = options;
  const marker = join(data.folder('hsm'), 'ceremony-held');
  if (existsSync(marker) || !existsSync(join(root, COMMAND))) return false;
  const log = join(data.folder('logs'), 'ceremony.log');
  const run = await startProcess({
    command: process.execPath,
    args: ['--import', 'tsx', COMMAND, 'ceremony'],
    env,
    cwd: root,
    log,
    kind: 'program',
    stopSignal: 'SIGTERM',
    guardian,
  });
  const { code } = await run.exited;
  if (code !== 0) {
    throw new InstanceError(
      ['鍵生成に失敗しました / the key ceremony failed:', ...lastLines(log)].join('\n'),
    );
  }
  writeFileSync(marker, new Date().toISOString(), { flush: true });
  return true;
}
