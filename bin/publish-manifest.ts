import { readFileSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../books/canonical-json.ts';
import { ed25519Signer, type NoteSignerWithKey } from '../books/note-signer.ts';
import { readVkey } from '../books/note-verifier.ts';
import {
  manifestKeyName,
  manifestNoteText,
  readManifestNote,
  readRepositoryManifest,
  repositoryManifestOctets,
  type RepositoryFile,
  type RepositoryManifest,
} from '../books/repository-manifest.ts';
import { signNote } from '../books/signed-note.ts';
import { DomainError } from '../domain/errors.ts';
import { isKept, putFile, readIfThere } from './publish-file.ts';

/** A side of the authority, each with a folder of its own into which it alone writes. */
export type Publisher = 'enclave' | 'office';

/** A folder of published files and whoever signs for it. */
export interface PublishedFolder {
  readonly dir: string;
  readonly publisher: Publisher;
  readonly origin: string;
  readonly signer: NoteSignerWithKey;
}

/** The folder of a side, signed for by the key of its book under the name for manifests. */
export const publishedFolder = (
  { dir, publisher }: { readonly dir: string; readonly publisher: Publisher },
  { origin, seed }: { readonly origin: string; readonly seed: Buffer },
): PublishedFolder => ({
  dir,
  publisher,
  origin,
  signer: ed25519Signer(manifestKeyName(origin), seed),
});

/** What each side publishes. Answers of OCSP are signed one by one, and their batches stand in the room's book by a root. */
const PLACES: Readonly<Record<Publisher, RegExp>> = {
  enclave: /^(issuers\/[0-9a-f]{40}\.cer|links\/[0-9a-f]{40}\/[0-9a-f]{40}\.cer|crls\/.+\.crl)$/,
  office: /^(documents\/[\w.-]+(\/[\w.-]+)?|announcements\.json)$/,
};

const FOLDERS: Readonly<Record<Publisher, readonly string[]>> = {
  enclave: ['issuers', 'links', 'crls'],
  office: ['documents', ''],
};

/** A manifest that no note names any more is kept for whoever has read the note before. */
const OLD_MS = 3_600_000;

/** A file's time is no finer than that on some file systems. */
const TIME_MS = 2000;

interface Found {
  readonly path: string;
  readonly size: number;
  readonly changedAt: Date;
}

/**
 * Signs what a folder publishes now: first the manifest under its hash, then the note that names it, so that a reader of the
 * note has the whole set. May be called again at any time. A crash before the note leaves a manifest that nobody names.
 *
 * @throws DomainError `StatusDiverged` if a file that is kept is gone, or another: somebody has to look, and the note of
 *   before, which still names it, stays.
 */
export async function publishManifest(
  folder: PublishedFolder,
  now: Date,
): Promise<RepositoryManifest> {
  const before = readPublished(folder);
  const lines = new Map(before?.files.map((file) => [file.path, file]));
  const files = filesOf(folder).map((found) => lineOf(folder, found, { before, lines }));
  requireKept(before, new Set(files.map(({ path }) => path)));
  const createdAt = now.toISOString();
  const manifest: RepositoryManifest = { v: 1, createdAt, files };
  const octets = repositoryManifestOctets(manifest);
  const { dir, publisher, origin, signer } = folder;
  putFile(dir, `manifests/${sha256Hex(octets)}.json`, octets);
  const note = await signNote(manifestNoteText(origin, { createdAt, octets }), [signer]);
  putFile(dir, `manifests/${publisher}.note`, Buffer.from(note));
  forgetOld(dir, { named: sha256Hex(octets), now });
  return manifest;
}

/** The manifest that a folder's note names; undefined before the first. @throws whatever is wrong with either */
function readPublished({ dir, publisher, signer }: PublishedFolder) {
  const note = readIfThere(join(dir, 'manifests', `${publisher}.note`));
  if (!note) return undefined;
  const { sha256 } = readManifestNote(note.toString('utf8'), [readVkey(signer.vkey)]);
  return readRepositoryManifest(readFileSync(join(dir, 'manifests', `${sha256}.json`)));
}

function filesOf({ dir, publisher }: PublishedFolder): Found[] {
  return FOLDERS[publisher]
    .flatMap((name) => namesBelow(dir, name))
    .filter((path) => PLACES[publisher].test(path))
    .map((path) => {
      const { size, mtime } = statSync(join(dir, path));
      return { path, size, changedAt: mtime };
    });
}

function namesBelow(dir: string, name: string): string[] {
  try {
    const entries = readdirSync(join(dir, name), { withFileTypes: true, recursive: name !== '' });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length));
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}

/** The line of a file: that of before where size and time say that it is as it was, so that years are not hashed anew. */
function lineOf(
  { dir }: PublishedFolder,
  { path, size, changedAt }: Found,
  known: {
    readonly before: RepositoryManifest | undefined;
    readonly lines: ReadonlyMap<string, RepositoryFile>;
  },
): RepositoryFile {
  const line = known.lines.get(path);
  const listedAt = Date.parse(known.before?.createdAt ?? '');
  if (line?.size === size && changedAt.getTime() + TIME_MS < listedAt) return line;
  const octets = readFileSync(join(dir, path));
  const sha256 = sha256Hex(octets);
  if (line?.sha256 === sha256) return line;
  if (line && isKept(path)) throw new DomainError('StatusDiverged', `${path} is another file`);
  return { path, size: octets.length, sha256, publishedAt: changedAt.toISOString() };
}

function requireKept(before: RepositoryManifest | undefined, there: ReadonlySet<string>): void {
  const gone = before?.files.find(({ path }) => isKept(path) && !there.has(path));
  if (gone) throw new DomainError('StatusDiverged', `${gone.path} is gone`);
}

/** The one thing that publishing ever takes away: lists of files that no note names, and that hold nothing themselves. */
function forgetOld(dir: string, { named, now }: { readonly named: string; readonly now: Date }) {
  for (const name of readdirSync(join(dir, 'manifests'))) {
    if (!/^[0-9a-f]{64}\.json$/.test(name) || name === `${named}.json`) continue;
    const path = join(dir, 'manifests', name);
    if (now.getTime() - statSync(path).mtimeMs > OLD_MS) unlinkSync(path);
  }
}
