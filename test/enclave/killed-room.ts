import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chaosEnvironment } from '../../bin/chaos/killer.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import type { RoomBench } from './room-bench.ts';

const NAME = 'issuing-program';
const PROGRAM = fileURLToPath(new URL(`${NAME}.ts`, import.meta.url));

/** Has a process of its own issue the orders, and kills it with SIGKILL when it reports the step. */
export async function killAt(
  { instance }: RoomBench,
  step: string,
  requests: readonly OrderRequest[],
): Promise<void> {
  const dir = join(instance.dataDir, 'chaos');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, NAME), step);
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(requests)], {
    env: { ...instance.environmentOf('enclave-worker'), ...chaosEnvironment(dir) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error(`not killed at ${step}: ${code} ${output}`);
}
