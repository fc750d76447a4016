import { readCanonicalJson } from '../../books/canonical-json.ts';
import { readOfficers, type OfficersDocument } from '../../domain/governance/officer-register.ts';

/** Largest document that is read: a thousand officers with a passkey or two have less. */
export const OFFICERS_OCTETS_MAX = 1024 * 1024;

/** Reads the octets of a document `officers`; undefined for any that are not exactly one. */
export function readOfficersDocument(octets: Buffer): OfficersDocument | undefined {
  if (octets.length > OFFICERS_OCTETS_MAX) return undefined;
  try {
    return readOfficers(readCanonicalJson(octets));
  } catch {
    return undefined;
  }
}
