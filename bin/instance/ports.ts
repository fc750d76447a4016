import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import type { SettingName } from '../config.ts';
import { InstanceError } from './failure.ts';
import { waitFor } from './processes.ts';

export interface Ports {
  readonly portal: number;
  readonly console: number;
  readonly repository: number;
  readonly simulator: number;
  readonly witness: number;
  readonly postgres: number;
  readonly temporal: number;
  readonly temporalUi: number;
}

/** The setting that changes each port under `npm start`. */
export const PORT_SETTINGS = {
  portal: 'TOROKU_PORT_PORTAL',
  console: 'TOROKU_PORT_CONSOLE',
  repository: 'TOROKU_PORT_REPOSITORY',
  simulator: 'TOROKU_PORT_SIMULATOR',
  witness: 'TOROKU_PORT_WITNESS',
  postgres: 'TOROKU_PORT_POSTGRES',
  temporal: 'TOROKU_PORT_TEMPORAL',
  temporalUi: 'TOROKU_PORT_TEMPORAL_UI',
} as const satisfies Record<keyof Ports, SettingName>;

const NAMES = Object.keys(PORT_SETTINGS) as (keyof Ports)[];

/** Below the range from which the kernel takes ports for outgoing connections, which could be in the way later. */
const FREE_FROM = 20_000;
const FREE_TO = 32_000;

/** The ports given, and a free one for each of the others. */
export async function choosePorts(given: Partial<Ports>): Promise<Ports> {
  const chosen: Record<string, number> = { ...given };
  for (const name of NAMES) chosen[name] ??= await freePort(Object.values(chosen));
  return chosen as unknown as Ports;
}

/**
 * Makes sure that ports are free, waiting a little for what a killed instance leaves.
 *
 * @throws InstanceError that names each port that is taken, and how to choose another.
 */
export async function requireFreePorts(
  ports: Ports,
  names: readonly (keyof Ports)[],
  patienceSeconds: number,
): Promise<void> {
  const taken: string[] = [];
  for (const name of names) {
    const port = ports[name];
    const isThere = () => isFree(port);
    if (
      !(await isThere()) &&
      !(await waitFor(async () => (await isThere()) || undefined, patienceSeconds))
    ) {
      taken.push(
        `ポート ${port} (${name}) は使用中です。/ Port ${port} (${name}) is in use. ` +
          `Choose another: ${PORT_SETTINGS[name]}=${port + 10} npm start`,
      );
    }
  }
  if (taken.length > 0) throw new InstanceError(taken.join('\n'));
}

async function freePort(except: readonly number[]): Promise<number> {
  for (;;) {
    const port = randomInt(FREE_FROM, FREE_TO);
    if (!except.includes(port) && (await isFree(port))) return port;
  }
}

/** Whether nobody listens there, on the loopback address or on all. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
