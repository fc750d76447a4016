import type { PasskeyCredential, RelyingParty } from '../adapters/webauthn/assertion.ts';
import type { X509Certificate } from '../adapters/x509/certificate.ts';
import type { EvidenceStore } from '../adapters/evidence-store/evidence-store.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import type { Policy } from '../domain/governance/policy.ts';
import type { RevocationLists } from './identity/revocation-lists.ts';

/** What J-LIS said to one question, or why it said nothing. */
export type JlisReply = { readonly answer: Buffer } | { readonly none: string };

/** Passkeys of staff. */
export interface StaffPasskeys {
  /** A passkey of this very officer that is in force; undefined for any other. */
  find(officerId: string, credentialId: string): Promise<PasskeyCredential | undefined>;
}

/** What decisions of staff are verified with. */
export interface StaffSignatures {
  readonly passkeys: StaffPasskeys;
  /** The console that passkeys are made for. */
  readonly relyingParty: RelyingParty;
}

/** The letters folder. */
export interface Letters {
  /** Deletes a letter; one that is gone is deleted. */
  remove(ciphertextSha256: string): Promise<void>;
}

/** Everything the office activities work with. */
export interface OfficeDependencies {
  readonly db: OfficeDatabase;
  readonly evidence: EvidenceStore;
  /** J-LIS CA certificates the office trusts. */
  readonly anchors: readonly X509Certificate[];
  /** Sends one OCSP request (DER) and waits for its answer. Never throws. */
  readonly askJlis: (request: Buffer) => Promise<JlisReply>;
  /** Revocation lists of J-LIS; absent where nobody fetches them. */
  readonly lists?: RevocationLists;
  /** Absent where nobody has a passkey: then no decision of staff is valid. */
  readonly staff?: StaffSignatures;
  /** Encrypted letters of codes, until their print is confirmed; absent where nobody has any. */
  readonly letters?: Letters;
  /** The policy in force; the default one until another is adopted. */
  readonly policy?: Policy;
  /**
   * Begins the run that follows a certificate, unless it has one. Where it is absent, the sweeper begins the run once
   * something is due.
   */
  readonly beginValidity?: (orderId: string) => Promise<void>;
  /** Begins the publication of what changed under an issuer key, or tells the one under way. */
  readonly beginPublication?: (issuerKeyId: string) => Promise<void>;
  /** Tells the run of a request for revocation to look; what is lost here it finds by itself. */
  readonly tellRevocation?: (requestId: string) => Promise<void>;
  /** Begins it anew on the newest build, in the place of the one that is there, once that sleeps. */
  readonly beginValidityAnew?: (orderId: string) => void;
  /** Name and hash of the running code, as it stands in entries. */
  readonly build: string;
  readonly now: () => Date;
}

/** Name of the program in entries. */
export const OFFICE_WORKER = { kind: 'system', id: 'office-worker' } as const;
