import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { startInstance } from './instance.ts';
import type { Instance, InstanceOptions } from './options.ts';

/** An instance for one run of a bench, a story or a test, under a folder that is removed after it. */
export interface ThrowAwayOptions extends Omit<InstanceOptions, 'dataDir'> {
  /** Hold the key ceremony although no enclave-worker is started. */
  readonly ceremony?: boolean;
}

/** Brings an instance up, lets `use` work with it, and takes it down whatever happens. */
export async function withThrowAwayInstance<T>(
  { ceremony = false, ...options }: ThrowAwayOptions,
  use: (instance: Instance) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'toroku-'));
  chmodSync(dataDir, 0o755);
  try {
    const instance = await startInstance({ ...options, dataDir });
    try {
      if (ceremony) await runCommand(instance.environmentOf('enclave-worker'), 'ceremony');
      return await use(instance);
    } finally {
      await instance.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
