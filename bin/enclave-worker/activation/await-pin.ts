import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { newShareRequest, openEnvelope } from '../../../adapters/secret-sharing/share-envelope.ts';
import { Activation, type JoinedPin } from '../../../enclave/keys/activation.ts';
import { officersInForce } from '../../../enclave/keys/agreed-act.ts';
import { shareRegisterInForce } from '../../../enclave/keys/share-register.ts';
import { ActivationFolder, type Asking } from './activation-folder.ts';

/** Why the shares of this start can give no PIN; a person must act. */
export class ActivationImpossible extends Error {
  override name = 'ActivationImpossible';
}

/** Where and for whom shares are waited for. */
export interface Waiting {
  readonly dir: string;
  readonly asking: Asking;
  readonly pool: Pick<pg.Pool, 'query'>;
  /** Told what happens: ids and codes alone. */
  readonly log: (line: string) => void;
}

/** Quick while people stand there; a look a second costs nothing in a night without them. */
const [LOOK_MS, LATER_MS, QUICK_FOR_MS] = [20, 1000, 600_000];

/**
 * By the registers of now: a worker may wait for days, while another command accepts officers or hands out other shares. What was
 * given under registers that changed since is given again.
 *
 * @throws ActivationImpossible if no shares are registered.
 */
async function activationOfNow(pool: Waiting['pool'], before?: Activation): Promise<Activation> {
  const register = await shareRegisterInForce(pool);
  if (!register) throw new ActivationImpossible('no shares are registered; hold the ceremony');
  const now = new Activation(register, await officersInForce(pool));
  return before?.isLike(now) ? before : now;
}

/**
 * Waits until two custodians have given their shares, and joins them. It listens nowhere: it looks into a folder of the
 * room that it alone may enter, where `toroku activate` lays shares sealed to the key of this one question.
 *
 * @throws ActivationImpossible if no shares are registered, or two right ones give no PIN.
 */
export async function awaitPin({ dir, asking, pool, log }: Waiting): Promise<JoinedPin> {
  let activation = await activationOfNow(pool);
  const own = newShareRequest();
  const folder = new ActivationFolder(dir, asking);
  folder.ask(own.request);
  const answers: Record<string, string> = {};
  const tell = (state: 'waiting' | 'joined' | 'notJoined') =>
    folder.tell({ nonce: own.request.nonce, state, answers });
  tell('waiting');
  log(`waits for the shares of two custodians: toroku activate --custodian ID --for ${asking}`);
  for (const since = Date.now(); ;) {
    const envelopes = folder.takeEnvelopes();
    if (envelopes.length > 0) activation = await activationOfNow(pool, activation);
    for (const { name, envelope } of envelopes) {
      const share = envelope && openEnvelope(own, envelope);
      const problem = share ? activation.give(share, Date.now()) : 'unreadable';
      log(problem ? `share of ${name} refused: ${problem}` : `share of ${name} taken`);
      if (envelope) answers[envelope.publicKey] = problem ?? 'counts';
      if (activation.given.length < 2) tell('waiting');
    }
    if (activation.given.length > 1) {
      const joined = await activation.join();
      folder.close();
      tell(joined ? 'joined' : 'notJoined');
      if (!joined) throw new ActivationImpossible('the shares are not of the registered secret');
      return joined;
    }
    await sleep(Date.now() - since < QUICK_FOR_MS ? LOOK_MS : LATER_MS);
  }
}
