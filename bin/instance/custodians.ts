import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sealForRequest } from '../../adapters/secret-sharing/share-envelope.ts';
import {
  openShare,
  readSealedShare,
  type CustodianShare,
} from '../../adapters/secret-sharing/share-file.ts';
import { demonstrationShare } from '../demonstration/custodian-files.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../demonstration/documents.ts';
import { ActivationFolder } from '../enclave-worker/activation/activation-folder.ts';
import type { DataDirectory } from './data-directory.ts';

/** How often they look whether the enclave-worker waits for them. */
const LOOK_MS = 15;

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
    const files = CUSTODIANS.map((id) => demonstrationShare(dir, id));
    if (!files.every(({ shareFile }) => existsSync(shareFile))) return;
    opened ??= Promise.all(files.map(ownShare));
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

async function ownShare({
  shareFile,
  passphraseFile,
}: ReturnType<typeof demonstrationShare>): Promise<CustodianShare> {
  const sealed = readSealedShare(readFileSync(shareFile, 'utf8'));
  const share = sealed && (await openShare(sealed, readFileSync(passphraseFile, 'utf8').trim()));
  if (!share) throw new Error(`${shareFile} does not open`);
  return share;
}
