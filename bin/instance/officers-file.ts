import { writeFileSync } from 'node:fs';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import type { OfficersDocument } from '../../domain/governance/officer-register.ts';
import { ROOM_OFFICERS } from '../demonstration/documents.ts';
import { softwareAuthenticatorOf } from '../software-passkeys.ts';
import type { DataDirectory } from './data-directory.ts';

/**
 * The demonstration's officers for the room, with the passkeys in software that the console signs with: so that a case
 * that people decide is issued, too. Development alone; the room's commands refuse the file in production.
 *
 * @returns its path.
 */
export function writeOfficersFile(data: DataDirectory): string {
  const seed = Buffer.from(data.secret('session-key'), 'hex');
  const officers = ROOM_OFFICERS.officers.map((officer) => {
    const { credentialId, publicKeyCose } = softwareAuthenticatorOf(seed, officer.id);
    return {
      ...officer,
      passkeys: [{ credentialId, publicKeyCose: publicKeyCose.toString('base64url') }],
    };
  });
  const document: OfficersDocument = { v: 1, officers };
  const path = data.at('officers.json');
  writeFileSync(path, canonicalOctets(document as unknown as CanonicalValue));
  return path;
}
