import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sealForRequest } from '../../adapters/secret-sharing/share-envelope.ts';
import { openShare, readSealedShare, type CustodianShare } from '../../adapters/secret-sharing/share-file.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../demonstration/documents.ts';
import { ActivationFolder } from '../enclave-worker/activation/activation-folder.ts';
import type { DataDirectory } from './data-directory.ts';

/** How often they look whether the enclave-worker waits for them. */
const LOOK_MS = 15;

/** Where the demonstration's custodians keep their shares, and the passphrase of each. */
export const shareOf = (data: DataDirectory, custodian: string) => ({
  file: `${data.folder('hsm', 'shares')}/${custodian}.json`,
  passphraseFile: data.secretFile(`share-passphrase-${custodian}`, 16),
});

/**
 * The demonstration's two custodians, who stand beside the room day and night: at every start of the enclave-worker they
 * give their shares as people do by `toroku activate`. Development alone.
 *
 * @returns what accompanies one start until `signal`.
 */
export function standingCustodians(data: DataDirectory): (signal: AbortSignal) => Promise<void> {
  let opened: Promise<readonly CustodianShare[]> | undefined;
  return async (signal) => {
    const dir = data.folder('activation');
    const folder = new ActivationFolder(dir, 'enclave-worker');
    // Of the start before, if that was killed while it waited.
    const stale = folder.request()?.nonce;
    if (!CUSTODIANS.every((id) => existsSync(shareOf(data, id).file))) return;
    opened ??= Promise.all(CUSTODIANS.map((id) => ownShare(data, id)));
    const shares = await opened;
    while (!signal.aborted) {
      const request = folder.request();
      if (request && request.nonce !== stale) {
        for (const share of shares) {
          const given = { ...share, terminal: ROOM_TERMINAL };
          folder.lay(share.custodian, sealForRequest(request, given));
        }
        return;
      }
      await sleep(LOOK_MS);
    }
  };
}

async function ownShare(data: DataDirectory, custodian: string): Promise<CustodianShare> {
  const { file, passphraseFile } = shareOf(data, custodian);
  const sealed = readSealedShare(readFileSync(file, 'utf8'));
  const share = sealed && (await openShare(sealed, readFileSync(passphraseFile, 'utf8').trim()));
  if (!share) throw new Error(`the share of ${custodian} does not open`);
  return share;
}
