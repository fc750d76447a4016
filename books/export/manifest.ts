/** What an exported folder holds: every file with its hash, and where each log stood. */

import { canonicalOctets, readCanonicalJson, sha256Hex } from '../canonical-json.ts';
import type { LogName } from '../entry.ts';
import { MalformedEntry } from '../malformed-entry.ts';
import { aCount, aHash, anId, aText, aTime, listOf, objectWith } from '../value-checks.ts';

/** Path of the manifest; it is the one file that it does not name. */
export const MANIFEST = 'manifest.json';

/** One file of the folder. */
export interface ManifestFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** Where a log stood: `root` in hexadecimal. */
export interface ManifestLog {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}

/** `manifest.json`, in canonical form; `files` in the order of their paths. */
export interface Manifest {
  readonly v: 1;
  readonly createdAt: string;
  readonly installation: string;
  readonly logs: readonly ManifestLog[];
  /** Id of the grant under which evidence and openings are in the folder. */
  readonly grant?: string;
  readonly files: readonly ManifestFile[];
}

/** Keys that sign a log: `sets` are the sets of keys it had; all of one have to sign a checkpoint. */
export interface LogPolicy {
  readonly log: LogName;
  readonly origin: string;
  readonly sets: readonly (readonly string[])[];
}

/** `keys/policy.json`, in canonical form. Verifier key lines of logs and witnesses. */
export interface KeyPolicy {
  readonly v: 1;
  readonly logs: readonly LogPolicy[];
  readonly witnesses: readonly string[];
}

const checkManifest = objectWith({
  v: { check: aCount },
  createdAt: { check: aTime },
  installation: { check: aText },
  logs: {
    check: listOf(
      objectWith({ origin: { check: aText }, size: { check: aCount }, root: { check: aHash } }),
    ),
  },
  grant: { check: anId, optional: true },
  files: {
    check: listOf(
      objectWith({ path: { check: aText }, sha256: { check: aHash }, size: { check: aCount } }),
    ),
  },
});

const checkPolicy = objectWith({
  v: { check: aCount },
  logs: {
    check: listOf(
      objectWith({
        log: { check: aText },
        origin: { check: aText },
        sets: { check: listOf(listOf(aText)) },
      }),
    ),
  },
  witnesses: { check: listOf(aText) },
});

/** The octets of `manifest.json`; the files are put in order. */
export const manifestOctets = (manifest: Manifest): Buffer =>
  canonicalOctets({
    ...manifest,
    logs: manifest.logs.map((log) => ({ ...log })),
    files: manifest.files.toSorted(byPath).map((file) => ({ ...file })),
  });

const byPath = (a: ManifestFile, b: ManifestFile): number => (a.path < b.path ? -1 : 1);

/** Reads `manifest.json`. @throws MalformedEntry, NotCanonical */
export function readManifest(octets: Uint8Array): Manifest {
  const value: unknown = readCanonicalJson(octets);
  checkManifest(value, '');
  const manifest = value as Manifest;
  if (manifest.v !== 1) throw new MalformedEntry('v', 'not format 1');
  let before = '';
  for (const { path } of manifest.files) {
    if (path <= before) throw new MalformedEntry('files', 'not in order, or twice');
    before = path;
  }
  return manifest;
}

/** Reads `keys/policy.json`. @throws MalformedEntry, NotCanonical */
export function readKeyPolicy(octets: Uint8Array): KeyPolicy {
  const value: unknown = readCanonicalJson(octets);
  checkPolicy(value, '');
  const policy = value as KeyPolicy;
  if (policy.v !== 1) throw new MalformedEntry('v', 'not format 1');
  return policy;
}

/** The line of a file in the manifest. */
export const manifestFile = (path: string, octets: Uint8Array): ManifestFile => ({
  path,
  sha256: sha256Hex(octets),
  size: octets.length,
});
