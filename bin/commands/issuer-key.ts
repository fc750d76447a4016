import { parseArgs } from 'node:util';
import {
  finishesIntents,
  keyStateCommands,
  keyStateTargets,
} from '../../domain/issuance/issuer-key-states.ts';
import type { KeyStateTarget } from '../../domain/issuance/issuer-key-states.ts';
import {
  changeKeyState,
  registeredKey,
  registeredKeys,
  type KeyAuthority,
} from '../../enclave/keys/change-key-state.ts';
import { openIssuerKey } from '../../enclave/keys/issuer-key.ts';
import { linkFile, linkKeys } from '../../enclave/keys/link-certificates.ts';
import { readConfig, type Config } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import { publishFile } from '../publish-file.ts';
import { readAgreedAct } from './agreed-act.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { joinedEnvironment } from './joined-environment.ts';
import { dualControlProblemIn, twoCustodians } from './two-custodians.ts';

const USAGE = `toroku issuer-key list
toroku issuer-key accredit|start-issuing|end-issuing|retire --act ID
toroku issuer-key accredit|start-issuing|end-issuing|retire KEY --custodian ID --custodian ID   (development)
toroku issuer-key link --act ID --older KEY
toroku issuer-key link KEY --older KEY --custodian ID --custodian ID   (development)`;

/** What was asked cannot be done; the message says why. */
export class IssuerKeyRefused extends Error {
  override name = 'IssuerKeyRefused';
}

const OPTIONS = {
  act: { type: 'string' },
  custodian: { type: 'string', multiple: true },
  terminal: { type: 'string', default: ROOM_TERMINAL },
  older: { type: 'string' },
} as const;

type EnclaveConfig = Config<'enclave-worker'>;

/** A key and what stands behind its change. */
export type KeyOrder = KeyAuthority & { readonly issuerKeyId: string };

/** What options say of a key, and of who orders something about it. */
export interface AskedKey {
  readonly act: string | undefined;
  readonly key: string | undefined;
  readonly custodians: readonly string[];
  readonly terminal: string;
}

/**
 * Who orders something about a key: an act that the room judges itself, or in development two custodians by name.
 *
 * @throws IssuerKeyRefused
 */
export async function keyOrderOf(
  config: EnclaveConfig,
  held: HeldPen,
  asked: AskedKey,
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
  const { values, positionals } = parseArgs({
    args: rest,
    options: OPTIONS,
    allowPositionals: true,
  });
  const { act, custodian = [], terminal, older } = values;
  const asked = { act, key: positionals[0], custodians: custodian, terminal };
  if (step === 'link' && older !== undefined) return linked(config, asked, older);
  const to = targetOf(step);
  return holdPen(config, async (held) => {
    const order = await keyOrderOf(config, held, asked);
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

/** Certifies two keys by each other, and publishes both certificates beside those of the keys. */
function linked(config: EnclaveConfig, asked: AskedKey, older: string): Promise<string> {
  return holdPen(config, async (held) => {
    const { issuerKeyId, ...authority } = await keyOrderOf(config, held, asked);
    const open = async (id: string) => {
      const row = await registeredKey(held, id);
      if (!finishesIntents(row.state)) throw new IssuerKeyRefused(`${id} is ${row.state}`);
      return openIssuerKey(row, held.token.findKey(row.hsmLabel));
    };
    const keys = { older: await open(older), newer: await open(issuerKeyId), authority };
    const links = await linkKeys(held, keys, () => new Date());
    for (const link of links) publishFile(config.repositoryDir, linkFile(link), link.certificate);
    return links.map((link) => `${link.certificateKind}: ${linkFile(link)}`).join('\n');
  });
}

async function listed(held: HeldPen): Promise<string> {
  const keys = await registeredKeys(held);
  return keys
    .map(({ issuerKeyId, state, services }) => `${issuerKeyId} ${state} ${services.join(',')}`)
    .join('\n');
}
