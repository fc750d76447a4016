/**
 * What a side of the authority has published: every file with its size, hash and time, named by its hash in a signed note.
 *
 * The note has four lines: `<origin of the side's book>/repository`, when it was made, size and SHA-256 of the manifest. Its
 * first line is no origin of a log, so it is never taken for a checkpoint; the key is the book's under that other name.
 */

import { canonicalOctets, readCanonicalJson, sha256Hex } from './canonical-json.ts';
import { MalformedEntry } from './malformed-entry.ts';
import { printVkey, readVkey, type NoteVerifier } from './note-verifier.ts';
import { NoteRefused, verifyNote } from './signed-note.ts';
import { aCount, aHash, aText, aTime, listOf, objectWith } from './value-checks.ts';

/** A file that everyone can take. */
export interface RepositoryFile {
  /** Below the repository, with `/`, not at its beginning. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  readonly publishedAt: string;
}

/** A manifest, in canonical form; `files` in the order of their paths. */
export interface RepositoryManifest {
  readonly v: 1;
  readonly createdAt: string;
  readonly files: readonly RepositoryFile[];
}

/** What a note says of the manifest that it signs. */
export interface SignedManifest {
  readonly createdAt: string;
  readonly size: number;
  readonly sha256: string;
}

const checkManifest = objectWith({
  v: { check: aCount },
  createdAt: { check: aTime },
  files: {
    check: listOf(
      objectWith({
        path: { check: aText },
        size: { check: aCount },
        sha256: { check: aHash },
        publishedAt: { check: aTime },
      }),
    ),
  },
});

/** Parts of plain characters, none of which begins with a dot: never out of the folder, and never a file beside. */
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Name of the key that signs a side's manifests: the origin of its book, and `/repository`. */
export const manifestKeyName = (origin: string): string => `${origin}/repository`;

/**
 * The key of a book's line as it signs manifests.
 *
 * @throws VkeyRefused
 */
export function manifestVerifier(bookVkey: string): NoteVerifier {
  const { name, type } = readVkey(bookVkey);
  const base64 = bookVkey.slice(`${name}+00000000+`.length);
  const publicKey = Buffer.from(base64, 'base64').subarray(1);
  return readVkey(printVkey(manifestKeyName(name), type, publicKey));
}

/** The octets of a manifest; the files are put in order. */
export const repositoryManifestOctets = ({ v, createdAt, files }: RepositoryManifest): Buffer =>
  canonicalOctets({
    v,
    createdAt,
    files: files
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, size, sha256, publishedAt }) => ({ path, size, sha256, publishedAt })),
  });

/** Reads a manifest. @throws MalformedEntry, NotCanonical */
export function readRepositoryManifest(octets: Uint8Array): RepositoryManifest {
  const value: unknown = readCanonicalJson(octets);
  checkManifest(value, '');
  const manifest = value as RepositoryManifest;
  if (manifest.v !== 1) throw new MalformedEntry('v', 'not format 1');
  let before = '';
  for (const { path } of manifest.files) {
    if (!PATH.test(path)) throw new MalformedEntry('files', 'path leads elsewhere');
    if (path <= before) throw new MalformedEntry('files', 'not in order, or twice');
    before = path;
  }
  return manifest;
}

/** The text that is signed for a manifest. */
export const manifestNoteText = (
  origin: string,
  { createdAt, octets }: { readonly createdAt: string; readonly octets: Buffer },
): string =>
  [manifestKeyName(origin), createdAt, String(octets.length), sha256Hex(octets), ''].join('\n');

const NOTE = /^(\S+)\n(\S{24})\n(0|[1-9]\d{0,15})\n([0-9a-f]{64})\n$/;

/**
 * Reads the note of a manifest and verifies it by the keys of one book, under their names for manifests.
 *
 * @throws NoteRefused if no key signed it, or it is no such note of that book.
 */
export function readManifestNote(note: string, verifiers: readonly NoteVerifier[]): SignedManifest {
  const { text } = verifyNote(note, verifiers);
  const [, name = '', createdAt = '', size = '', sha256 = ''] = NOTE.exec(text) ?? [];
  const isOfKey = verifiers.some((each) => each.name === name);
  const isTime = !Number.isNaN(Date.parse(createdAt));
  if (!isOfKey || !isTime) throw new NoteRefused('not the note of a manifest of that book');
  return { createdAt, size: Number(size), sha256 };
}
