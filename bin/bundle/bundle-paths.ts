import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';

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

/** How the file of a container ends, by what it is; one that cannot be read promises nothing. */
const CONTAINER_ENDINGS = { cms: 'p7s', pdf: 'pdf', xml: 'xml' } as const;

function containerEnding(octets: Buffer): string {
  const kind = tryReadSignatureContainer(octets)?.kind;
  return kind ? CONTAINER_ENDINGS[kind] : 'bin';
}

/** Kinds of evidence that a bundle holds, and how their files end. */
const EVIDENCE_ENDINGS = {
  signedText: 'txt',
  signatureContainer: containerEnding,
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

/** A piece of evidence as an entry names it. */
export interface NamedPiece {
  readonly index: number;
  readonly kind: BundledKind;
  readonly sha256: string;
}

/** `evidence/<index of the entry>-<kind>-<first digits of the hash>.<ending that goes with it>`. */
export function evidencePath({ index, kind, sha256 }: NamedPiece, octets: Buffer): string {
  const ending = EVIDENCE_ENDINGS[kind];
  const name = `${digits(index)}-${kind}-${sha256.slice(0, 8)}`;
  return `evidence/${name}.${typeof ending === 'string' ? ending : ending(octets)}`;
}
