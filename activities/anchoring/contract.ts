import type {
  AnchorAnswer,
  AnchorRequest,
  BookHead,
  StampRequest,
} from '../../books/cosignature-record.ts';

/** One of the two books, by the name of its log. */
export type BookName = 'office' | 'enclave';

/**
 * What either side does for its own book. The office and the room register the same names, each on its
 * own task queue; every one may be repeated. Notes are public: they hold sizes, roots and signatures.
 */
export interface BookActivities {
  /** The newest checkpoint, and how much of the other book is anchored in this one. */
  bookHead(): Promise<BookHead>;
  /** Proof that the tree only grew from one size to another; hashes in Base64. */
  bookProof(range: { readonly from: number; readonly size: number }): Promise<readonly string[]>;
  /** Keeps a checkpoint with its cosignatures and records them; gives the note as it is kept. */
  recordCosignatures(note: string): Promise<string>;
  /** Verifies a checkpoint of the other book and records it. */
  recordAnchor(anchor: AnchorRequest): Promise<AnchorAnswer>;
  /** Verifies a time stamp on a kept checkpoint, keeps it and records it. */
  recordTimestamp(stamp: StampRequest): Promise<void>;
}

/** What is asked of a witness. */
export interface CosigningRequest {
  readonly witness: string;
  readonly note: string;
  readonly from: number;
  /** Hashes in Base64. */
  readonly proof: readonly string[];
}

/** The note with the witness's line, or the size from which the proof has to begin. */
export type CosigningAnswer =
  | { readonly outcome: 'cosigned'; readonly note: string }
  | { readonly outcome: 'from'; readonly size: number };

/** What one run is to do. */
export interface AnchoringPlan {
  /** Names of the witnesses, and for each log the size they last cosigned as far as we know. */
  readonly witnesses: readonly {
    readonly name: string;
    readonly from: Readonly<Record<BookName, number>>;
  }[];
  /** The books that have no time stamp of today. */
  readonly stampsDue: readonly BookName[];
}

/** How one part of a run ended. */
export interface AnchoringOutcome {
  readonly log: BookName;
  readonly kind: 'cosigned' | 'anchored' | 'stamped';
  /** The witness; empty for other kinds. */
  readonly name: string;
  readonly outcome: { readonly size: number } | { readonly failure: string };
}

/** What the office alone does: it reaches outside, and keeps what alarms are made from. */
export interface AnchoringActivities {
  planAnchoring(): Promise<AnchoringPlan>;
  askWitness(request: CosigningRequest): Promise<CosigningAnswer>;
  /** Has the octets of a note stamped; gives the reply of the authority in Base64. */
  askTimestamp(note: string): Promise<string>;
  noteAnchoring(outcome: AnchoringOutcome): Promise<void>;
}
