/** Where the parts of a bundle lie below its folder. Sizes and indexes have twelve digits, so names sort. */

const digits = (count: number): string => String(count).padStart(12, '0');

export const entryPath = (index: number): string => `entries/${digits(index)}.json`;
export const proofPath = (index: number): string => `entries/${digits(index)}.proof`;
export const checkpointPath = (size: number): string => `checkpoints/${digits(size)}.txt`;
export const stampPath = (size: number): string => `timestamps/${digits(size)}.tsr`;
export const consistencyPath = (from: number, to: number): string =>
  `consistency/${digits(from)}-${digits(to)}.txt`;

/** Folders of certificates that something has to lead to: one role each. */
export const AUTHORITY_FOLDERS = {
  jpki: 'authorities/jpki/',
  issuer: 'authorities/issuer/',
  timestamp: 'authorities/timestamp/',
} as const;

/** What a certificate of an authority is believed for. */
export type AuthorityRole = keyof typeof AUTHORITY_FOLDERS;

export const authorityPath = (role: AuthorityRole, number: number): string =>
  `${AUTHORITY_FOLDERS[role]}${number}.cer`;

/** Verifier key lines of the log, one a line. */
export const LOG_KEYS = 'keys/office.vkey';

/** Kinds of evidence that a bundle holds, and how their files end. */
export const EVIDENCE_ENDINGS = {
  signedText: 'txt',
  signatureContainer: 'p7s',
  proofOfPossession: 'json',
  jlisRequest: 'ors',
  jlisAnswer: 'ocsp',
  certificate: 'cer',
} as const;

/** One of the kinds of evidence that a bundle holds. */
export type BundledKind = keyof typeof EVIDENCE_ENDINGS;

/** True for a kind of evidence that a bundle holds. */
export const isBundled = (kind: string): kind is BundledKind =>
  Object.hasOwn(EVIDENCE_ENDINGS, kind);

/** `evidence/<index of the entry>-<kind>-<first digits of the hash>.<ending>`. */
export const evidencePath = (index: number, kind: BundledKind, sha256: string): string =>
  `evidence/${digits(index)}-${kind}-${sha256.slice(0, 8)}.${EVIDENCE_ENDINGS[kind]}`;
