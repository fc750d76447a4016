import { parseArgs } from 'node:util';
import { turnSwitchOn } from '../../enclave/keys/turn-switch-on.ts';
import { readConfig } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku switch on allSigning --act ID
toroku switch on allSigning --custodian ID --custodian ID --cause CODE [--terminal ID]   (development)`;

/** What was asked cannot be done; the message says why. */
class SwitchRefused extends Error {
  override name = 'SwitchRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  cause: { type: 'string' },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

/**
 * `toroku switch on allSigning`: lets the room sign again after a reconciliation stopped it, under an act that two people
 * signed in the console, one of them a custodian; the room judges both by its own register. Given in the room, with the
 * enclave-worker's settings, while no enclave-worker runs; one that a supervisor runs ends and is started again. Turning
 * off needs no command: the room does it by itself.
 */
export async function switchCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { act, custodian = [], cause, terminal } = values;
  if (positionals.join(' ') !== 'on allSigning') throw new SwitchRefused(USAGE);
  if (act !== undefined) return said(await turnOnUnder(act));
  if (cause === undefined) throw new SwitchRefused(USAGE);
  const two = twoCustodians(custodian);
  if ('problem' in two) throw new SwitchRefused(`${two.problem}\n${USAGE}`);
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  const problem = dualControlProblemIn(config.mode);
  if (problem !== undefined) throw new SwitchRefused(problem);
  const outcome = await holdPen(config, (held) =>
    turnSwitchOn(
      held,
      { switch: 'allSigning', custodians: two.custodians, terminal, cause },
      new Date(),
    ),
  );
  return said(outcome);
}

const said = (outcome: 'turnedOn' | 'wasOn'): string =>
  outcome === 'turnedOn'
    ? '署名を再開しました / the room signs again'
    : '署名は止まっていません / signing was on';

/** Turns it on under an act that the room judges itself. */
function turnOnUnder(act: string): Promise<'turnedOn' | 'wasOn'> {
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  return holdPen(config, async (held) => {
    const { agreed } = await readAgreedAct(config, held, act);
    return turnSwitchOn(held, { switch: 'allSigning', agreed }, new Date());
  });
}
