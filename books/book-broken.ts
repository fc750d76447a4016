/** What a book can break, in the order in which it is checked. */
export type BookRule =
  /** The checkpoint is not one, or has extension lines. */
  | 'checkpointForm'
  /** A known key's signature does not hold, or a key of the log has not signed. */
  | 'checkpointSignature'
  /** The checkpoint is another log's. */
  | 'checkpointOrigin'
  /** A tile or bundle that the checkpoint needs is not there. */
  | 'fileMissing'
  /** A tile or bundle does not have the form of C2SP tlog-tiles. */
  | 'fileForm'
  /** An entry does not hash to what its tile says. */
  | 'leafHash'
  /** A tile says another root of the subtree below than its leaves give. */
  | 'tileHash'
  /** The leaves do not give the root of the checkpoint. */
  | 'rootHash'
  /** An entry breaks the books' format. */
  | 'entryForm'
  /** An entry says that it stands in the other log. */
  | 'entryLog'
  /** An id occurs twice. */
  | 'idUnique'
  /** The entries of a case do not count 1, 2, 3 … */
  | 'caseSequence';

/** A book that is not what its checkpoint, or the books' format, says. */
export class BookBroken extends Error {
  override name = 'BookBroken';
  readonly rule: BookRule;
  /** Index of the first entry it shows at; undefined where it is the checkpoint, or the whole. */
  readonly index: number | undefined;

  constructor(rule: BookRule, index: number | undefined, detail: string) {
    super(index === undefined ? `${rule}: ${detail}` : `${rule} at ${index}: ${detail}`);
    this.rule = rule;
    this.index = index;
  }
}
