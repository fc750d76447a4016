import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalOctets, readCanonicalJson } from '../books/canonical-json.ts';
import { documentOfVersion } from '../db/governance/documents.ts';
import {
  publicDocuments,
  type PublicDocument,
  type PublicDocumentType,
} from '../db/governance/published-documents.ts';
import type { OfficeDatabase } from '../db/office-database.ts';
import { putFile, readIfThere } from './publish-file.ts';

/** Part of a published path by the type of the document. */
const SHORT: Readonly<Record<PublicDocumentType, string>> = {
  certificatePolicy: 'cp',
  certificationPracticeStatement: 'cps',
};

/** A line of `documents/index.json`. */
interface IndexLine {
  readonly type: string;
  readonly version: string;
  /** Below `documents/`. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly effectiveFrom: string;
  readonly withdrawnFrom?: string;
}

const INDEX = 'documents/index.json';

/**
 * Puts every version of CP and CPS that two people have adopted where everyone reads it, and lists them. A version that was
 * published once stays listed and served, also when the register is of an earlier day or the version is withdrawn.
 *
 * May be called again at any time; what is there already costs one small query.
 *
 * @throws DomainError `ExistsWithDifferentContent` if a version is there with other octets
 */
export async function publishDocuments(db: OfficeDatabase, dir: string): Promise<void> {
  const index = readIfThere(join(dir, INDEX));
  const before = index
    ? (readCanonicalJson(index) as unknown as { documents: IndexLine[] }).documents
    : [];
  const lines = new Map(before.map((line) => [`${line.type}/${line.version}`, line]));
  for (const document of await publicDocuments(db)) {
    const type = SHORT[document.documentType];
    const key = `${type}/${document.version}`;
    const known = lines.get(key);
    const isThere = known !== undefined && existsSync(join(dir, 'documents', known.file));
    const placed = isThere ? known : await placeDocument(db, dir, document);
    lines.set(key, { ...placed, ...inForce(document) });
  }
  const documents = [...lines.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const octets = canonicalOctets({ v: 1, documents: documents.map((line) => ({ ...line })) });
  // Last: it names files that are there.
  if (documents.length > 0 && index?.equals(octets) !== true) putFile(dir, INDEX, octets);
}

const keyOf = ({ type, effectiveFrom, version }: IndexLine): string =>
  `${type} ${effectiveFrom} ${version}`;

const inForce = ({ effectiveFrom, withdrawnFrom }: PublicDocument) => ({
  effectiveFrom: effectiveFrom.toISOString(),
  ...(withdrawnFrom ? { withdrawnFrom: withdrawnFrom.toISOString() } : {}),
});

async function placeDocument(
  db: OfficeDatabase,
  dir: string,
  { documentType, version, sha256, effectiveFrom }: PublicDocument,
): Promise<IndexLine> {
  const found = await documentOfVersion(db, documentType, version);
  if (!found) throw new Error(`document ${documentType} ${version} is gone`);
  const type = SHORT[documentType];
  const file = `${type}/${version}.${extensionOf(found.content)}`;
  putFile(dir, `documents/${file}`, found.content);
  const size = found.content.length;
  return { type, version, file, size, sha256, effectiveFrom: effectiveFrom.toISOString() };
}

/** What two people adopted is PDF, or plain text in UTF-8. */
const extensionOf = (content: Buffer): 'pdf' | 'txt' =>
  content.subarray(0, 5).toString('latin1') === '%PDF-' ? 'pdf' : 'txt';
