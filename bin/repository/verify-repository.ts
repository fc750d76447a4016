import { sha256Hex } from '../../books/canonical-json.ts';
import type { NoteVerifier } from '../../books/note-verifier.ts';
import {
  readManifestNote,
  readRepositoryManifest,
  type RepositoryFile,
  type RepositoryManifest,
} from '../../books/repository-manifest.ts';
import { isKept } from '../publish-file.ts';
import type { Publisher } from '../publish-manifest.ts';

/** Octets of a published file; undefined if there is none. */
export type ReadPublished = (path: string) => Promise<Buffer | undefined>;

/** What a side of the authority is believed by. */
export interface KnownPublisher {
  readonly publisher: Publisher;
  /** Keys of its book under their names for manifests. */
  readonly verifiers: readonly NoteVerifier[];
}

/** What is wrong with a published set; `path` is the file that it is about. */
export interface RepositoryFinding {
  readonly rule: 'noteMissing' | 'noteRefused' | 'manifestDiffers' | 'fileMissing' | 'fileDiffers';
  readonly path: string;
}

/** What a verification found of one side. */
export interface VerifiedPublisher {
  readonly publisher: Publisher;
  readonly createdAt: string | undefined;
  readonly files: number;
  readonly findings: readonly RepositoryFinding[];
}

/** A file was replaced after the note was read: the next note names it. */
const ROUNDS = 5;
const ROUND_MS = 1500;

/**
 * Verifies what a side has published: the note by its key, the manifest by the note, every file by the manifest. A set that
 * was replaced meanwhile is read again; nothing is written, and nothing that the note does not name is looked at.
 */
export async function verifyPublisher(
  read: ReadPublished,
  known: KnownPublisher,
  wait: (ms: number) => Promise<unknown>,
): Promise<VerifiedPublisher> {
  for (let round = 1; ; round += 1) {
    const found = await verifyOnce(read, known);
    if (found.findings.length === 0 || round === ROUNDS || !isPassing(found)) return found;
    await wait(ROUND_MS);
  }
}

/** What is replaced may be newer than the note; a note that is refused, or a kept file that is another, is so for good. */
const isPassing = ({ findings }: VerifiedPublisher): boolean =>
  findings.every(
    ({ rule, path }) => rule === 'manifestDiffers' || (rule === 'fileDiffers' && !isKept(path)),
  );

async function verifyOnce(
  read: ReadPublished,
  { publisher, verifiers }: KnownPublisher,
): Promise<VerifiedPublisher> {
  const path = `manifests/${publisher}.note`;
  const wrong = (rule: RepositoryFinding['rule'], at = path): VerifiedPublisher => ({
    publisher,
    createdAt: undefined,
    files: 0,
    findings: [{ rule, path: at }],
  });
  const note = await read(path);
  if (!note) return wrong('noteMissing');
  const signed = orUndefined(() => readManifestNote(note.toString('utf8'), verifiers));
  if (!signed) return wrong('noteRefused');
  const manifestPath = `manifests/${signed.sha256}.json`;
  const octets = await read(manifestPath);
  const isIt = octets?.length === signed.size && sha256Hex(octets) === signed.sha256;
  const manifest = isIt ? orUndefined(() => readRepositoryManifest(octets)) : undefined;
  if (!manifest) return wrong('manifestDiffers', manifestPath);
  const findings = await verifyFiles(read, manifest);
  return { publisher, createdAt: signed.createdAt, files: manifest.files.length, findings };
}

async function verifyFiles(
  read: ReadPublished,
  { files }: RepositoryManifest,
): Promise<RepositoryFinding[]> {
  const findings: RepositoryFinding[] = [];
  for (const file of files) {
    const finding = await verifyFile(read, file);
    if (finding) findings.push(finding);
  }
  return findings;
}

async function verifyFile(
  read: ReadPublished,
  { path, size, sha256 }: RepositoryFile,
): Promise<RepositoryFinding | undefined> {
  const octets = await read(path);
  if (!octets) return { rule: 'fileMissing', path };
  const isIt = octets.length === size && sha256Hex(octets) === sha256;
  return isIt ? undefined : { rule: 'fileDiffers', path };
}

/** Whatever octets of a stranger are not: a note, a manifest. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
