import { join } from 'node:path';

/**
 * Where the demonstration's custodians keep their shares and passphrases: beside the room, where whoever reads the disk
 * has both. Real ones keep theirs with them.
 */
export const demonstrationShare = (activationDir: string, custodian: string) => ({
  shareFile: join(activationDir, 'demonstration', `${custodian}.json`),
  passphraseFile: join(activationDir, 'demonstration', `${custodian}.passphrase`),
});

/** Folder of the demonstration's print vendor, with its private key: a real one keeps that with it. */
export const demonstrationVendor = (activationDir: string): string =>
  join(activationDir, 'demonstration');
