import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A version of CP or CPS that everyone may read. */
export interface PublishedDocument {
  readonly type: 'cp' | 'cps';
  readonly version: string;
  /** Below `documents/`. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly effectiveFrom: Date;
  readonly withdrawnFrom: Date | undefined;
}

/** A document as it stands in `documents/index.json`. */
type IndexLine = Omit<PublishedDocument, 'effectiveFrom' | 'withdrawnFrom'> & {
  readonly effectiveFrom: string;
  readonly withdrawnFrom?: string;
};

/** Where the fingerprint of a CA certificate was announced (官報). */
export interface Announcement {
  readonly certificateSha256: string;
  /** As people cite it: `令和8年12月1日 号外第1号 24頁`. */
  readonly reference: string;
}

type Read = Readonly<Record<string, unknown>>;

function jsonIn(dir: string | undefined, name: string): Read {
  if (dir === undefined) return {};
  try {
    return JSON.parse(readFileSync(join(dir, name), 'utf8')) as Read;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return {};
    throw error;
  }
}

const listIn = (value: Read, name: string): readonly Read[] =>
  Array.isArray(value[name]) ? (value[name] as readonly Read[]) : [];

/** Every version that was ever published, newest first; `dir` is the office's folder. */
export function publishedDocuments(dir: string | undefined): readonly PublishedDocument[] {
  return listIn(jsonIn(dir, 'documents/index.json'), 'documents')
    .map((line) => {
      const { effectiveFrom, withdrawnFrom, ...rest } = line as unknown as IndexLine;
      return {
        ...rest,
        effectiveFrom: new Date(effectiveFrom),
        withdrawnFrom: withdrawnFrom === undefined ? undefined : new Date(withdrawnFrom),
      };
    })
    .toSorted((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime());
}

/** The version of a document that is in force at an instant. */
export const inForceAt = (
  documents: readonly PublishedDocument[],
  type: PublishedDocument['type'],
  at: Date,
): PublishedDocument | undefined =>
  documents.find(
    (each) =>
      each.type === type &&
      each.effectiveFrom <= at &&
      (each.withdrawnFrom === undefined || each.withdrawnFrom > at),
  );

const SHA256 = /^[0-9a-f]{64}$/;
const REFERENCE_MAX = 200;

/**
 * What people wrote into `announcements.json`: `{"v":1,"announcements":[{"certificateSha256":…,"reference":…}]}`. A line that
 * is none is not shown: it belongs to no certificate.
 */
export const announcements = (dir: string | undefined): readonly Announcement[] =>
  listIn(jsonIn(dir, 'announcements.json'), 'announcements').flatMap((line) => {
    const { certificateSha256, reference } = line;
    const isIt = typeof certificateSha256 === 'string' && SHA256.test(certificateSha256);
    const isSaid = typeof reference === 'string' && reference.length <= REFERENCE_MAX;
    return isIt && isSaid ? [{ certificateSha256, reference }] : [];
  });
