import type pg from 'pg';
import { readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { readCertificateProfiles } from '../../domain/issuance/read-certificate-profiles.ts';
import type { RoomBook, RoomEntry } from '../book/room-book.ts';
import { newEntryId } from '../book/entry-id.ts';
import { readPrintVendor } from './print-vendor.ts';

/** A document that custodians accept into the room's registers. */
export interface Acceptance {
  readonly documentType:
    | 'ruleSet'
    | 'accreditations'
    | 'explanation'
    | 'profile'
    | 'printVendor'
    | 'cryptoModules'
    | 'keyShares';
  readonly content: Buffer;
  readonly effectiveFrom: Date;
  readonly custodian: string;
  readonly terminal: string;
}

/**
 * Accepts a document into the room (規則6条15号ロ). A rule set has its entry `ruleSet.accepted`. Safe to
 * run again: what is accepted already is left as it is.
 *
 * @throws DomainError `MalformedRequest` for certificate profiles, or a print vendor, that are not exactly such a document
 */
export async function acceptDocument(
  { pool, book }: { readonly pool: pg.Pool; readonly book: RoomBook },
  acceptance: Acceptance,
): Promise<string> {
  const { documentType, content, effectiveFrom } = acceptance;
  if (documentType === 'profile' && !isProfiles(content)) {
    throw new DomainError('MalformedRequest', 'no certificate profiles');
  }
  if (documentType === 'printVendor' && !isVendor(content)) {
    throw new DomainError('MalformedRequest', 'no print vendor');
  }
  const sha256 = sha256Hex(content);
  const { rows } = await pool.query(
    'select 1 from accepted_documents where document_type = $1 and sha256 = $2',
    [documentType, sha256],
  );
  if (rows.length > 0) return sha256;
  if (documentType === 'ruleSet') await book.write({ entries: [ruleSetEntry(acceptance, sha256)] });
  await pool.query(
    `insert into accepted_documents (document_type, sha256, content, effective_from)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [documentType, sha256, content, effectiveFrom],
  );
  return sha256;
}

/** Largest document of profiles that is read; one of every kind has 3 KiB. */
const PROFILES_OCTETS_MAX = 64 * 1024;

function isProfiles(content: Buffer): boolean {
  if (content.length > PROFILES_OCTETS_MAX) return false;
  try {
    return readCertificateProfiles(readCanonicalJson(content)) !== undefined;
  } catch {
    return false;
  }
}

function isVendor(content: Buffer): boolean {
  try {
    return readPrintVendor(readCanonicalJson(content)) !== undefined;
  } catch {
    return false;
  }
}

function ruleSetEntry(acceptance: Acceptance, sha256: string): RoomEntry {
  return {
    id: newEntryId(),
    event: 'ruleSet.accepted',
    items: ['3ロ'],
    at: new Date().toISOString(),
    actor: {
      kind: 'custodian',
      id: acceptance.custodian,
      role: 'custodian',
      terminal: acceptance.terminal,
    },
    evidence: [{ kind: 'ruleSet', sha256, size: acceptance.content.length }],
    data: {
      ruleSetSha256: sha256,
      effectiveFrom: acceptance.effectiveFrom.toISOString(),
      act: newEntryId(),
    },
  };
}
