/** What an exported folder can break, and the list of what one does break. */

import type { BookRule } from '../book-broken.ts';
import type { LogName } from '../entry.ts';

/** A rule of the export beyond those of a single book, in the order in which it is checked. */
export type ExportRule =
  /** `manifest.json` is not one. */
  | 'manifestForm'
  /** The manifest is not the one whose hash was given. */
  | 'manifestGiven'
  /** A file that the manifest names is not there, or one is there that it does not name. */
  | 'fileListed'
  /** A file does not have the octets that the manifest says. */
  | 'fileHash'
  /** A path has no place in an export. */
  | 'filePath'
  /** The files of keys contradict each other, the book, or the keys that were given. */
  | 'keys'
  /** A checkpoint that is kept, anchored or given is not of this tree, or is newer than it. */
  | 'checkpointConsistent'
  /** A note of the other log, of a witness or of a time stamp does not hold. */
  | 'anchor'
  | 'cosignature'
  | 'timestamp'
  /** The log is not opened by its first entry, under the keys that sign it. */
  | 'logOpened'
  /** An entry that the state of its case does not allow. */
  | 'caseState'
  /** An approval without the evaluation it names, or an instruction without its approval. */
  | 'decisionBasis'
  /** A certificate or abandonment without its intent before it, or an order or serial twice. */
  | 'intent'
  /** The office received what the room did not complete, or nobody approved. */
  | 'receipt'
  /** What an entry names is not in the folder. */
  | 'documentMissing'
  /** A file that no entry names, or one whose name is another's. */
  | 'documentNamed'
  /** A certificate that is not what the books say, or that its issuer did not sign. */
  | 'certificate'
  /** Findings that do not say what the entry of their evaluation says. */
  | 'findings'
  /** An opening that does not open its commitment. */
  | 'opening'
  /** A proof of an entry that does not hold, or is missing. */
  | 'proof';

/** A rule that was broken, at the place where it first showed. */
export interface Failure {
  readonly rule: BookRule | ExportRule;
  readonly log?: LogName;
  /** Index of the entry. */
  readonly index?: number;
  readonly path?: string;
  readonly detail: string;
}

/** Keeps the first failure of each rule in each log, and counts the others. */
export class Failures {
  readonly #first = new Map<string, Failure>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get list(): readonly Failure[] {
    return [...this.#first.values()];
  }

  add(failure: Failure): void {
    this.#count += 1;
    const key = `${failure.rule} ${failure.log ?? ''}`;
    if (!this.#first.has(key)) this.#first.set(key, failure);
  }
}

/** A failure on one line. */
export const failureLine = ({ rule, log, index, path, detail }: Failure): string =>
  [rule, log, index === undefined ? undefined : `at ${index}`, path, `– ${detail}`]
    .filter((part) => part !== undefined)
    .join(' ');
