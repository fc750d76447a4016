import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  sealForRequest,
  type ShareEnvelope,
  type ShareRequest,
} from '../../adapters/secret-sharing/share-envelope.ts';
import {
  openShare,
  readSealedShare,
  type CustodianShare,
} from '../../adapters/secret-sharing/share-file.ts';
import { readConfig } from '../config.ts';
import { ROOM_TERMINAL } from '../demonstration/documents.ts';
import {
  ActivationFolder,
  type ActivationState,
  type Asking,
} from '../enclave-worker/activation/activation-folder.ts';
import { joinedEnvironment } from './joined-environment.ts';

const USAGE = `toroku activate --custodian ID --share FILE [--passphrase-file FILE] [--for command] [--terminal ID]
without --passphrase-file the passphrase is the first line of stdin`;

/** The share was not given, or did not count; the message says why. */
class ShareRefused extends Error {
  override name = 'ShareRefused';
}

const OPTIONS = {
  custodian: { type: 'string' },
  share: { type: 'string' },
  'passphrase-file': { type: 'string' },
  for: { type: 'string', default: 'enclave-worker' },
  terminal: { type: 'string', default: ROOM_TERMINAL },
} as const;

/** How long whoever gave a share is kept waiting for an answer. */
const ANSWER_SECONDS = 15;

/**
 * `toroku activate`: one custodian gives their share of the token's PIN to the program that waits for it. Run in the
 * room by each of two custodians, after every start of the enclave-worker, and for each command that needs the token
 * (`--for command`).
 */
export async function activateCommand(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { custodian, share: path, terminal } = values;
  const asking = values.for;
  if (custodian === undefined || path === undefined || !isAsking(asking)) {
    throw new ShareRefused(USAGE);
  }
  const { activationDir } = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  if (activationDir === undefined) throw new ShareRefused('ACTIVATION_DIR is missing');
  const folder = new ActivationFolder(activationDir, asking);
  const request = folder.request();
  if (!request) throw new ShareRefused(`nobody waits for shares: the ${asking} is not there`);
  const share = await openedShare(path, custodian, values['passphrase-file']);
  const envelope = sealForRequest(request, { ...share, terminal });
  share.share.fill(0);
  folder.lay(custodian, envelope);
  return said(...(await answer(folder, request, envelope)));
}

const isAsking = (name: string): name is Asking => name === 'enclave-worker' || name === 'command';

async function openedShare(
  path: string,
  custodian: string,
  passphraseFile: string | undefined,
): Promise<CustodianShare> {
  const sealed = readSealedShare(readFileSync(path, 'utf8'));
  if (!sealed) throw new ShareRefused(`${path} holds no share`);
  if (sealed.custodian !== custodian) throw new ShareRefused(`${path} is not of ${custodian}`);
  const typed =
    passphraseFile === undefined ? await text(process.stdin) : readFileSync(passphraseFile, 'utf8');
  const share = await openShare(sealed, typed.split('\n')[0]?.trim() ?? '');
  if (!share) throw new ShareRefused('the passphrase does not open the share');
  return share;
}

async function answer(
  folder: ActivationFolder,
  request: ShareRequest,
  { publicKey }: ShareEnvelope,
): Promise<[string, ActivationState]> {
  for (let left = ANSWER_SECONDS * 20; left > 0; left -= 1) {
    const state = folder.state(request);
    const answered = state?.answers[publicKey];
    if (state && answered !== undefined) return [answered, state];
    await sleep(50);
  }
  throw new ShareRefused('no answer: whoever waited for shares is gone, start it again');
}

function said(answered: string, { state }: ActivationState): string {
  if (answered !== 'counts') throw new ShareRefused(`the share does not count: ${answered}`);
  if (state === 'notJoined') throw new ShareRefused('the shares do not join: hold a ceremony');
  return state === 'joined'
    ? '二人の分担片がそろいました / both shares are given'
    : '分担片を受け取りました。もう一人が必要です / the share is taken; one more custodian is needed';
}
