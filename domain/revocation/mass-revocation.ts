import { revocationReasons, type RevocationReasonCode } from './reasons.ts';

/** Who revokes what is on a list: the office through its runs, or custodians in the room without the office. */
export const massRevokers = ['office', 'room'] as const;

/** A revocation of many certificates that two people agree on (規則6条10号, 15号ロ); the list travels beside it. */
export interface MassRevocationChange {
  readonly by: (typeof massRevokers)[number];
  readonly reasonCode: RevocationReasonCode;
  /** Certificates on the list. */
  readonly certificates: number;
  /** SHA-256 of the list as canonical JSON. */
  readonly documentSha256: string;
}

/** A certificate on a list, with its line in what was put in, from 1. */
export interface ListedCertificate {
  readonly line: number;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
}

/** The list of a mass revocation as a document: one string a line, with the number of the line before it. */
export interface MassRevocationList {
  readonly v: 1;
  readonly lines: readonly string[];
}

/** The most that one act revokes; more are two acts. */
export const LISTED_MAX = 20_000;

/** Largest list as a document: twenty thousand lines have less. */
export const LIST_OCTETS_MAX = 4 * 1024 * 1024;

const SHA256 = /^[0-9a-f]{64}$/;
const LINE = /^(\d{1,6}) ([0-9a-f]{40}) ([0-7][0-9a-f]{39}) ([0-9a-f]{64})$/;
const PUT_IN = /^([0-9a-f]{40})[\s,;]+([0-7][0-9a-f]{39})[\s,;]+([0-9a-f]{64})$/;

/** Tells whether a text is a reason that a decider may choose. */
export const isRevocationReason = (value: unknown): value is RevocationReasonCode =>
  typeof value === 'string' && Object.hasOwn(revocationReasons, value);

/** Reads what a mass revocation changes; undefined for anything that is not exactly one. */
export function readMassRevocation(value: unknown): MassRevocationChange | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value).toSorted().join();
  const { by, reasonCode, certificates, documentSha256 } = value as Record<string, unknown>;
  const isIt =
    names === 'by,certificates,documentSha256,reasonCode' &&
    massRevokers.some((known) => known === by) &&
    isRevocationReason(reasonCode) &&
    Number.isInteger(certificates) &&
    typeof documentSha256 === 'string' &&
    SHA256.test(documentSha256);
  return isIt ? (value as MassRevocationChange) : undefined;
}

/** What was put in as a list, or the lines that are no certificates. */
export type PutInList =
  | { readonly list: MassRevocationList; readonly certificates: number }
  | { readonly problems: readonly number[] };

/**
 * Reads lines of `issuerKeyId serialNumber sha256`, in hexadecimal, separated by spaces, commas or semicolons; empty lines and
 * those that begin with `#` are passed over, and a first line of column names is.
 */
export function listOfText(text: string): PutInList {
  const lines: string[] = [];
  const problems: number[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replaceAll('"', '').trim().toLowerCase();
    const isNothing = line === '' || line.startsWith('#') || (index === 0 && isHeading(line));
    if (isNothing) continue;
    const [, key, serial, sha256] = PUT_IN.exec(line) ?? [];
    if (key === undefined) problems.push(index + 1);
    else lines.push(`${index + 1} ${key} ${serial} ${sha256}`);
  }
  return problems.length > 0 ? { problems } : { list: { v: 1, lines }, certificates: lines.length };
}

const isHeading = (line: string): boolean =>
  /^[a-z][a-z0-9 ,;_]*$/.test(line) && !PUT_IN.test(line);

/** The certificates of a list; undefined for what is no list. */
export function certificatesOf(document: unknown): ListedCertificate[] | undefined {
  const { v, lines } = (document ?? {}) as Partial<MassRevocationList>;
  const isList = v === 1 && Array.isArray(lines) && lines.length > 0 && lines.length <= LISTED_MAX;
  if (!isList || Object.keys(document as object).length !== 2) return undefined;
  const read = (lines as readonly unknown[]).map(readLine);
  return read.every((each) => each !== undefined) && isRising(read) ? read : undefined;
}

function readLine(line: unknown): ListedCertificate | undefined {
  const found = typeof line === 'string' ? LINE.exec(line) : undefined;
  const [, number, issuerKeyId = '', serialNumber = '', certificateSha256 = ''] = found ?? [];
  return found ? { line: Number(number), issuerKeyId, serialNumber, certificateSha256 } : undefined;
}

const isRising = (lines: readonly ListedCertificate[]): boolean =>
  lines.every(({ line }, i) => line > (lines[i - 1]?.line ?? 0));

/** Tells whether a list is the one that an act names by its number of certificates. */
export const isListOf = ({ certificates }: MassRevocationChange, document: unknown): boolean =>
  certificatesOf(document)?.length === certificates;
