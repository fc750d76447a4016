import { setTimeout as sleep } from 'node:timers/promises';
import { HsmToken, type HsmHealth } from '../../adapters/hsm/hsm-token.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { Config } from '../config.ts';
import { ActivationImpossible } from './activation/await-pin.ts';
import { pinForWorker, type RoomPin } from './activation/room-pin.ts';

/** How long a token that is away is left alone. */
const TOKEN_AWAY_MS = 5000;

/** Wrong settings, or a thing that people have to look at: nobody starts the program again. */
const EX_CONFIG = 78;

/** The supervisor starts it again. */
const EX_UNAVAILABLE = 69;

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
  const options = {
    modulePath: config.pkcs11Module,
    tokenLabel: config.hsmTokenLabel,
    pin,
    onHealth: hearOfToken,
  };
  for (;;) {
    try {
      return { token: new HsmToken(options), by };
    } catch (error) {
      console.error(`enclave-worker: the token cannot be opened: ${nameOf(error)}`);
      // Custodians are not called again because a cable is loose.
      if (!by || !isDomainError(error, 'HsmUnavailable')) process.exit(exitCodeOf(error));
      await sleep(TOKEN_AWAY_MS);
    }
  }
}

/** A token that stopped signs nothing more in this process; orders wait for the next start. */
function hearOfToken(health: HsmHealth): void {
  const { state } = health;
  if (state === 'stopped') {
    const { failure } = health;
    console.error(`enclave-worker: token stopped: ${nameOf(failure)} ${failure.message}`);
    process.exit(exitCodeOf(failure));
  }
  console.error(`enclave-worker: token ${state}${state === 'ready' ? '' : ` ${health.code}`}`);
}

/** 78 is not started again by itself: another login may lock the token. */
function exitCodeOf(error: unknown): number {
  const isForPeople =
    isDomainError(error, 'HsmPinRefused') || isDomainError(error, 'HsmAnswerUnknown');
  return isForPeople ? EX_CONFIG : EX_UNAVAILABLE;
}

const nameOf = (error: unknown): string => (isDomainError(error) ? error.type : 'unexpected');
