import { MalformedCheckpoint } from '../../books/checkpoint.ts';
import { readEntry, type Entry } from '../../books/entry.ts';
import { MalformedEntry } from '../../books/malformed-entry.ts';
import { NoteRefused } from '../../books/signed-note.ts';
import { readTlogProof, TlogProofRefused, verifyTlogProof } from '../../books/tlog-proof.ts';
import type { BundleManifest } from './bundle-manifest.ts';
import { entryPath, proofPath } from './bundle-paths.ts';
import type { BundleFindings } from './findings.ts';
import type { ProvenCheckpoint } from './proven-checkpoints.ts';
import type { Trust } from './trust.ts';

/** An entry that stands in the log, and until when at the latest it did. */
export interface ProvenEntry {
  readonly index: number;
  readonly entry: Entry;
  /** Time of the first believed stamp that covers it; undefined if there is none. */
  readonly provenAt: Date | undefined;
}

interface Judging {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly trust: Trust;
  readonly checkpoints: readonly ProvenCheckpoint[];
}

const ENTRY = /^entries\/(\d{12})\.json$/;

/** Entries of the bundle: each in the log under a checkpoint of the bundle, all of the one case. */
export function provenEntries(judging: Judging, findings: BundleFindings): ProvenEntry[] {
  const indexes = [...judging.files.keys()]
    .flatMap((path) => ENTRY.exec(path)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
  const entries = indexes.flatMap((index) => {
    const proven = proveEntry(index, judging);
    if (typeof proven !== 'string') return [proven];
    findings.fail('entries.inclusion', `entry ${index}: ${proven}`);
    return [];
  });
  if (entries.length === indexes.length) {
    findings.judge('entries.inclusion', indexes.length > 0, `${indexes.length} entries`);
  }
  const inOrder = entries.every(({ entry }, i) => entry.seq === i + 1);
  const detail = inOrder ? 'from the first, without a gap' : 'an entry of the case is missing';
  findings.judge('entries.sequence', inOrder && entries.length > 0, detail);
  return entries;
}

/** The entry, or why it is not proven. */
function proveEntry(index: number, judging: Judging): ProvenEntry | string {
  const { files, trust, checkpoints, manifest } = judging;
  const octets = files.get(entryPath(index)) ?? Buffer.alloc(0);
  try {
    const proof = readTlogProof((files.get(proofPath(index)) ?? Buffer.alloc(0)).toString('utf8'));
    if (proof.index !== index) return 'the proof is of another index';
    const { size } = verifyTlogProof(proof, octets, trust.logKeys);
    const checkpoint = checkpoints.find((each) => each.size === size);
    if (checkpoint?.note !== proof.checkpoint) return 'its checkpoint is not in the bundle';
    const entry = readEntry(octets);
    if (entry.log !== 'office' || entry.case !== manifest.case) return 'of another case or log';
    return { index, entry, provenAt: checkpoint.provenAt };
  } catch (error) {
    const isKnown =
      error instanceof TlogProofRefused ||
      error instanceof NoteRefused ||
      error instanceof MalformedCheckpoint ||
      error instanceof MalformedEntry;
    if (isKnown) return error.message;
    throw error;
  }
}
