import { parseArgs } from 'node:util';
import { keyStateCommands, keyStateTargets } from '../../domain/issuance/issuer-key-states.ts';
import type { KeyStateTarget } from '../../domain/issuance/issuer-key-states.ts';
import {
  changeKeyState,
  registeredKeys,
  type KeyAuthority,
} from '../../enclave/keys/change-key-state.ts';
import { readConfig, type Config } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku issuer-key list
toroku issuer-key accredit|start-issuing|end-issuing|retire --act ID
toroku issuer-key accredit|start-issuing|end-issuing|retire KEY --custodian ID --custodian ID   (development)`;

/** What was asked cannot be done; the message says why. */
export class IssuerKeyRefused extends Error {
  override name = 'IssuerKeyRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

type EnclaveConfig = Config<'enclave-worker'>;

/** A key and what stands behind its change. */
export type KeyOrder = KeyAuthority & { readonly issuerKeyId: string };

/**
 * Who orders something about a key: an act that the room judges itself, or in development two custodians by name.
 *
 * @throws IssuerKeyRefused
 */
export async function keyOrderOf(
  config: EnclaveConfig,
  held: HeldPen,
  asked: {
    readonly act: string | undefined;
    readonly key: string | undefined;
    readonly custodians: readonly string[];
    readonly terminal: string;
  },
): Promise<KeyOrder> {
  const { act, key, terminal } = asked;
  if (act !== undefined) {
    const { agreed } = await readAgreedAct(config, held, act);
    const { actKind, change } = agreed.content;
    if (actKind !== 'keyState') throw new IssuerKeyRefused(`act ${act} is about no issuer key`);
    return { agreed, issuerKeyId: change.issuerKeyId };
  }
  if (key === undefined) throw new IssuerKeyRefused(USAGE);
  const two = twoCustodians(asked.custodians);
  if ('problem' in two) throw new IssuerKeyRefused(`${two.problem}\n${USAGE}`);
  const problem = dualControlProblemIn(config.mode);
  if (problem !== undefined) throw new IssuerKeyRefused(problem);
  return { custodians: two.custodians, terminal, issuerKeyId: key };
}

/**
 * `toroku issuer-key`: brings an issuer key into another state under an act that two custodians signed in the console; the
 * room judges both by its own register. Given in the room, with the enclave-worker's settings; an enclave-worker that runs
 * loses the pen, ends, and is started again.
 */
export async function issuerKeyCommand(args: readonly string[]): Promise<string> {
  const [step, ...rest] = args;
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  if (step === 'list') return holdPen(config, listed);
  const to = targetOf(step);
  const { values, positionals } = parseArgs({
    args: rest,
    options: OPTIONS,
    allowPositionals: true,
  });
  const { act, custodian = [], terminal } = values;
  const [key] = positionals;
  return holdPen(config, async (held) => {
    const order = await keyOrderOf(config, held, { act, key, custodians: custodian, terminal });
    const outcome = await changeKeyState(held, { ...order, to }, new Date());
    return said(outcome, order.issuerKeyId, to);
  });
}

function targetOf(step: string | undefined): Exclude<KeyStateTarget, 'compromised'> {
  const to = keyStateTargets.find((target) => keyStateCommands[target] === step);
  if (to === undefined || to === 'compromised') throw new IssuerKeyRefused(USAGE);
  return to;
}

const said = (outcome: 'changed' | 'wasSo', key: string, to: KeyStateTarget): string =>
  outcome === 'changed'
    ? `鍵 ${key} は ${to} になりました / the key is ${to}`
    : `鍵 ${key} は前から ${to} です / the key was ${to}`;

async function listed(held: HeldPen): Promise<string> {
  const keys = await registeredKeys(held);
  return keys
    .map(({ issuerKeyId, state, services }) => `${issuerKeyId} ${state} ${services.join(',')}`)
    .join('\n');
}
