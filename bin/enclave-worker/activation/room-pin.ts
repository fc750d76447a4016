import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Config } from '../../config.ts';
import { withPassword } from '../../parts.ts';
import type { Asking } from './activation-folder.ts';
import { awaitPin } from './await-pin.ts';

type EnclaveConfig = Config<'enclave-worker'>;

/** A PIN, and the custodians who gave it together; none where it stood in a file (development). */
export interface RoomPin {
  readonly pin: string;
  readonly by:
    | { readonly custodians: readonly [string, string]; readonly terminal: string }
    | undefined;
}

/** The PIN out of a file of the settings, which production refuses; undefined if there is none. */
export const pinOfFile = ({ hsmPinFile }: EnclaveConfig): RoomPin | undefined =>
  hsmPinFile === undefined
    ? undefined
    : { pin: readFileSync(hsmPinFile, 'utf8').trim(), by: undefined };

/** The PIN by the shares of two custodians; waits for them as long as it takes. @throws ActivationImpossible */
export async function pinByShares(config: EnclaveConfig, asking: Asking): Promise<RoomPin> {
  const { activationDir: dir, enclaveDatabaseUrl: url } = config;
  if (dir === undefined) throw new Error('ACTIVATION_DIR is missing');
  const pool = new pg.Pool({
    connectionString: withPassword(url, config.enclaveDatabasePasswordFile),
    max: 1,
  });
  pool.on('error', () => undefined);
  try {
    const log = (line: string) => console.error(`${asking}: ${line}`);
    const { pin, custodians, terminal } = await awaitPin({ dir, asking, pool, log });
    return { pin, by: { custodians, terminal } };
  } finally {
    await pool.end();
  }
}

/** The PIN for a command that is given in the room: of the file in development, else of two custodians. */
export const pinForCommand = async (config: EnclaveConfig): Promise<string> =>
  (pinOfFile(config) ?? (await pinByShares(config, 'command'))).pin;

/** The PIN for the worker: of two custodians wherever there is a place to give shares at. */
export const pinForWorker = async (config: EnclaveConfig): Promise<RoomPin> =>
  config.activationDir === undefined
    ? (pinOfFile(config) ?? pinByShares(config, 'enclave-worker'))
    : pinByShares(config, 'enclave-worker');
