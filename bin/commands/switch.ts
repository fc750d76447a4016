import { parseArgs } from 'node:util';
import { turnSwitchOn } from '../../enclave/keys/turn-switch-on.ts';
import { readConfig } from '../config.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../demonstration/documents.ts';
import { holdPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE =
  'toroku switch on allSigning --custodian ID --custodian ID --cause CODE [--terminal ID]';

/** What was asked cannot be done; the message says why. */
class SwitchRefused extends Error {
  override name = 'SwitchRefused';
}

const OPTIONS = {
  custodian: { type: 'string', multiple: true },
  cause: { type: 'string' },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

const isCustodian = (id: string): boolean => (CUSTODIANS as readonly string[]).includes(id);

/**
 * `toroku switch on allSigning`: lets the room sign again after a reconciliation stopped it. Given in the
 * room by two custodians, with the enclave-worker's settings, while no enclave-worker runs; one that a
 * supervisor runs ends and is started again. Turning off needs no command: the room does it by itself.
 */
export async function switchCommand(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { custodian: custodians = [], cause, terminal } = values;
  const [first, second, ...more] = custodians;
  const isAsked = positionals.join(' ') === 'on allSigning' && cause !== undefined;
  if (!isAsked || first === undefined || second === undefined || more.length > 0) {
    throw new SwitchRefused(USAGE);
  }
  const stranger = custodians.find((id) => !isCustodian(id));
  if (stranger !== undefined) throw new SwitchRefused(`${stranger} is no custodian of this room`);
  if (first === second) throw new SwitchRefused('two different custodians are needed');
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  // Who somebody is rests on the option alone: without the assertions of passkeys this is no dual control.
  if (config.mode === 'production') {
    throw new SwitchRefused('an act of two people needs their passkeys: not in production yet');
  }
  const outcome = await holdPen(config, (held) =>
    turnSwitchOn(
      held,
      { switch: 'allSigning', custodians: [first, second], terminal, cause },
      new Date(),
    ),
  );
  return outcome === 'turnedOn'
    ? '署名を再開しました / the room signs again'
    : '署名は止まっていません / signing was on';
}
