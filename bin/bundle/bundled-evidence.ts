import { sha256Hex } from '../../books/canonical-json.ts';
import { isBundled, type BundledKind } from './bundle-paths.ts';
import type { BundleFindings } from './findings.ts';
import type { ProvenEntry } from './proven-entries.ts';

/** Evidence by hash, as far as proven entries name it. */
export type BundledEvidence = ReadonlyMap<string, Buffer>;

const EVIDENCE = 'evidence/';

/** Holds the evidence of a bundle against what the entries name: nothing else, and nothing less. */
export function bundledEvidence(
  files: ReadonlyMap<string, Buffer>,
  entries: readonly ProvenEntry[],
  findings: BundleFindings,
): BundledEvidence {
  const named = new Set(
    entries.flatMap(({ entry }) =>
      (entry.evidence ?? []).filter(({ kind }) => isBundled(kind)).map(({ sha256 }) => sha256),
    ),
  );
  const found = new Map<string, Buffer>();
  for (const [path, octets] of files) {
    if (!path.startsWith(EVIDENCE)) continue;
    const sha256 = sha256Hex(octets);
    if (named.has(sha256)) found.set(sha256, octets);
    else findings.fail('evidence.hash', `${path}: no entry names ${sha256}`);
  }
  const missing = [...named].filter((sha256) => !found.has(sha256));
  for (const sha256 of missing) findings.fail('evidence.whole', `${sha256} is not there`);
  if (missing.length === 0) findings.judge('evidence.whole', true, `${named.size} pieces`);
  return found;
}

/** The evidence of a kind that an entry names, if it is in the bundle. */
export function evidenceOf(
  { entry }: ProvenEntry,
  kind: BundledKind,
  evidence: BundledEvidence,
): Buffer | undefined {
  const named = (entry.evidence ?? []).find((each) => each.kind === kind);
  return named && evidence.get(named.sha256);
}
