import { join } from 'node:path';

/**
 * Where the demonstration's custodians keep their shares and passphrases: beside the room, where whoever reads the disk
 * has both. Real ones keep theirs with them.
 */
export const demonstrationShare = (activationDir: string, custodian: string) => ({
  shareFile: join(activationDir, 'demonstration', `${custodian}.json`),
  passphraseFile: join(activationDir, 'demonstration', `${custodian}.passphrase`),
});
