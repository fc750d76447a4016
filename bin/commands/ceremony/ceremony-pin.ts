import { readFileSync } from 'node:fs';
import pg from 'pg';
import { shareRegisterInForce } from '../../../enclave/keys/share-register.ts';
import type { Config } from '../../config.ts';
import { pinByShares, pinOfFile } from '../../enclave-worker/activation/room-pin.ts';
import { withPassword } from '../../parts.ts';

type EnclaveConfig = Config<'enclave-worker'>;

async function areSharesRegistered(config: EnclaveConfig): Promise<boolean> {
  const url = withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    return (await shareRegisterInForce(pool)) !== undefined;
  } finally {
    await pool.end();
  }
}

/**
 * The PINs that the token may have, to be tried in this order and each once: the one whose shares are registered, and
 * the one that whoever made the token wrote into a file. The second is tried where a ceremony was cut off before the
 * token had the first.
 */
export async function ceremonyPins(
  config: EnclaveConfig,
  pinFile: string | undefined,
): Promise<readonly string[]> {
  const first = pinFile === undefined ? undefined : readFileSync(pinFile, 'utf8').trim();
  const ofSettings = pinOfFile(config)?.pin;
  if (ofSettings !== undefined) return [ofSettings];
  if (!(await areSharesRegistered(config))) {
    if (first === undefined) throw new Error('--pin-file: the first ceremony needs the first PIN');
    return [first];
  }
  const { pin } = await pinByShares(config, 'command');
  return first === undefined ? [pin] : [pin, first];
}
