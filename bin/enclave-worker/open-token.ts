import { setTimeout as sleep } from 'node:timers/promises';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { Config } from '../config.ts';
import { ActivationImpossible } from './activation/await-pin.ts';
import { pinForWorker, type RoomPin } from './activation/room-pin.ts';

/** How long a token that is away is left alone. */
const TOKEN_AWAY_MS = 5000;

/** Wrong settings, or a thing that people have to look at: nobody starts the program again. */
const EX_CONFIG = 78;

/**
 * Waits until the program has a PIN, and opens the token with it. A PIN that the token refuses is never tried twice: the
 * program ends (78).
 */
export async function openWorkerToken(
  config: Config<'enclave-worker'>,
): Promise<{ readonly token: HsmToken; readonly by: RoomPin['by'] }> {
  const { pin, by } = await pinForWorker(config).catch((error: unknown) => {
    if (!(error instanceof ActivationImpossible)) throw error;
    console.error(`enclave-worker: cannot be activated: ${error.message}`);
    return process.exit(EX_CONFIG);
  });
  const options = { modulePath: config.pkcs11Module, tokenLabel: config.hsmTokenLabel, pin };
  for (;;) {
    try {
      return { token: new HsmToken(options), by };
    } catch (error) {
      const name = isDomainError(error) ? error.type : 'unexpected';
      console.error(`enclave-worker: the token cannot be opened: ${name}`);
      if (name === 'HsmPinRefused') process.exit(EX_CONFIG);
      // Custodians are not called again because a cable is loose.
      if (!by || name !== 'HsmUnavailable') process.exit(69);
      await sleep(TOKEN_AWAY_MS);
    }
  }
}
