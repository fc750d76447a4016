import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VENDOR_FILES } from '../../simulator/print-vendor.ts';
import { demonstrationShare, demonstrationVendor } from '../demonstration/custodian-files.ts';
import { CUSTODIANS } from '../demonstration/documents.ts';
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
  readonly enclave: Record<string, string>;
  /** What the office is given. */
  readonly office: Record<string, string>;
  readonly guardian: Guardian;
}

/**
 * Has the issuing keys made and the office's registers filled, once for a data directory. After a crash both are run
 * again, and find what is there.
 *
 * @returns false if it had been held before, or the command has not been written.
 */
export async function performCeremony(options: CeremonyOptions): Promise<boolean> {
  const { root, data } = options;
  const marker = join(data.folder('hsm'), 'ceremony-held');
  // An instance of before custodians had shares, or letters a vendor, holds it again: what is there is found.
  const activation = data.folder('activation');
  const { shareFile } = demonstrationShare(activation, CUSTODIANS[0]);
  const vendor = join(demonstrationVendor(activation), VENDOR_FILES.certificate);
  const isHeld = [marker, shareFile, vendor].every((file) => existsSync(file));
  if (isHeld || !existsSync(join(root, COMMAND))) return false;
  await runOnce(options, 'ceremony', options.enclave);
  await runOnce(options, 'adopt', options.office);
  writeFileSync(marker, new Date().toISOString(), { flush: true });
  return true;
}

async function runOnce(
  { root, data, guardian }: CeremonyOptions,
  command: string,
  env: Record<string, string>,
): Promise<void> {
  const log = join(data.folder('logs'), `${command}.log`);
  const run = await startProcess({
    command: process.execPath,
    args: ['--import', 'tsx', COMMAND, command],
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
      [`準備に失敗しました / toroku ${command} failed:`, ...lastLines(log)].join('\n'),
    );
  }
}
