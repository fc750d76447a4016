import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chaosEnvironment } from '../../bin/chaos/killer.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import type { IssuanceOutcome } from '../../enclave/issuance/issue-certificate.ts';
import type { MakeCodeRequest, RedeemCodeRequest } from '../../enclave/key-delivery/outcomes.ts';
import type { RoomCodes } from '../../enclave/key-delivery/room-codes.ts';
import type { RoomBench } from './room-bench.ts';

const NAME = 'issuing-program';
const PROGRAM = fileURLToPath(new URL(`${NAME}.ts`, import.meta.url));

/** What a room in a process of its own can be asked. */
export type RoomRequest =
  | OrderRequest
  | MakeCodeRequest
  | RedeemCodeRequest
  | Parameters<RoomCodes['end']>[0];

/** A release of the issuing program, and how far its clock is ahead. */
export interface Release {
  readonly program: string;
  readonly build: string;
  readonly aheadMs?: number;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

const THIS: Release = { program: PROGRAM, build: 'test' };

async function run(
  { instance }: RoomBench,
  requests: readonly RoomRequest[],
  { release, env }: { readonly release: Release; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  const { program, build, aheadMs = 0 } = release;
  const args = [program, JSON.stringify(requests), build, String(aheadMs)];
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    env: { ...instance.environmentOf('enclave-worker'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (error += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, error };
}

/** Has a process of its own do what is asked, and kills it with SIGKILL when it reports the step. */
export async function killAt(
  bench: RoomBench,
  step: string,
  requests: readonly RoomRequest[],
): Promise<void> {
  const dir = join(bench.instance.dataDir, 'chaos');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, NAME), step);
  const ended = await run(bench, requests, { release: THIS, env: chaosEnvironment(dir) });
  if (ended.signal === 'SIGKILL') return;
  throw new Error(`not killed at ${step}: ${ended.code} ${ended.out} ${ended.error}`);
}

/** Has another release issue the orders in a process of its own. */
export async function issueWith(
  bench: RoomBench,
  release: Release,
  requests: readonly OrderRequest[],
): Promise<IssuanceOutcome[]> {
  const ended = await run(bench, requests, { release, env: {} });
  if (ended.code !== 0) throw new Error(`${release.build} ended: ${ended.code} ${ended.error}`);
  return JSON.parse(ended.out) as IssuanceOutcome[];
}
