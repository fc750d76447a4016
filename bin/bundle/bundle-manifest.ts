import { canonicalOctets, readCanonicalJson, sha256Hex } from '../../books/canonical-json.ts';
import type { ManifestFile } from '../../books/export/manifest.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { aCount, aHash, anId, aText, aTime, listOf, objectWith } from '../../books/value-checks.ts';

/** Path of the manifest; it is the one file that it does not name. */
export const MANIFEST = 'manifest.json';

/** `manifest.json` of a bundle, in canonical form: one case of one log, and every file by its hash. */
export interface BundleManifest {
  readonly v: 1;
  readonly createdAt: string;
  /** The case whose evidence it is. */
  readonly case: string;
  /** Name of the log that the entries stand in. */
  readonly origin: string;
  readonly files: readonly ManifestFile[];
}

const check = objectWith({
  v: { check: aCount },
  createdAt: { check: aTime },
  case: { check: anId },
  origin: { check: aText },
  files: {
    check: listOf(
      objectWith({ path: { check: aText }, sha256: { check: aHash }, size: { check: aCount } }),
    ),
  },
});

/** The octets of `manifest.json`; the files are put in order. */
export const manifestOctets = (manifest: BundleManifest): Buffer =>
  canonicalOctets({
    ...manifest,
    files: manifest.files
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .map((file) => ({ ...file })),
  });

/** Reads `manifest.json`. @throws MalformedEntry, NotCanonical */
export function readManifest(octets: Uint8Array): BundleManifest {
  const value: unknown = readCanonicalJson(octets);
  check(value, '');
  const manifest = value as BundleManifest;
  if (manifest.v !== 1) throw new MalformedEntry('v', 'not format 1');
  return manifest;
}

/** What the files are that differ from the manifest: missing, changed, or not named by it. */
export function differences(
  { files: named }: BundleManifest,
  files: ReadonlyMap<string, Buffer>,
): string[] {
  const wrong = named
    .filter(({ path, sha256, size }) => {
      const octets = files.get(path);
      return octets?.length !== size || sha256Hex(octets) !== sha256;
    })
    .map(({ path }) => path);
  const known = new Set([MANIFEST, ...named.map(({ path }) => path)]);
  const doubled = known.size === named.length + 1 ? [] : ['a path twice'];
  return [...wrong, ...doubled, ...[...files.keys()].filter((path) => !known.has(path))];
}
