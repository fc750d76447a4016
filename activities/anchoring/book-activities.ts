import type { CosignatureRecord } from '../../books/cosignature-record.ts';
import type { BookActivities } from './contract.ts';

/** What a side does for its own book, by the names that workflows call. */
export const bookActivities = (record: CosignatureRecord): BookActivities => ({
  bookHead: () => record.head(),
  bookProof: (range) => record.proof(range),
  recordCosignatures: (note) => record.recordCosignatures(note),
  recordAnchor: (anchor) => record.recordAnchor(anchor),
  recordTimestamp: (stamp) => record.recordTimestamp(stamp),
});
