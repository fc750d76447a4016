import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CeremonyScript } from './script.ts';

/** Passphrases of the demonstration's custodians, who choose none; each is made once. */
export function makePassphrases({ custodians }: CeremonyScript): void {
  for (const { passphraseFile } of custodians) {
    if (existsSync(passphraseFile)) continue;
    mkdirSync(dirname(passphraseFile), { recursive: true, mode: 0o700 });
    writeFileSync(passphraseFile, randomBytes(16).toString('hex'), { mode: 0o600, flush: true });
  }
}
