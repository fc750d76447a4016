import type { EvidenceReference } from '../../books/entry.ts';
import type { SealedOpening } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { entryValues, type CaseEntry } from './case-entries.ts';
import { isConflict, isConstraint } from './database-failures.ts';
import { prepareCorrection, prepareFirstReceipt } from './receiving-statements.ts';

/** Who stands behind an application, as keyed hashes. */
export interface PersonIndex {
  readonly person: string;
  readonly device: string | null;
  readonly contact: string;
}

/** An application or a correction on its way into the database; nothing of it is personal data. */
export interface Receipt extends PersonIndex {
  readonly applicationId: string;
  /** Id of the row of inputs; that of a first application is the application's. */
  readonly inputId: string;
  readonly inputKind: 'application' | 'correction';
  readonly portalId: string;
  readonly service: string;
  readonly identityRoute: string;
  readonly keyDelivery: string;
  readonly edition: number;
  readonly chainId: string;
  readonly ruleSetId: string;
  readonly textSha256: string;
  readonly signedContentSha256: string;
  readonly contentSha256: string;
  readonly receivedAt: Date;
  readonly caseDeadline: Date;
  readonly nameSealed: Buffer;
  readonly evidence: readonly EvidenceReference[];
  readonly keys: readonly { readonly order: number; readonly spkiSha256: string }[];
  readonly entry: CaseEntry;
  /** Number that the entry will have in its case; if another took it, the receipt is lost. */
  readonly entrySeq: number;
  readonly opening: SealedOpening;
}

/** Storing what was received. */
export interface ReceiptStore {
  /**
   * Stores the case, its input, its evidence and its entry in one transaction, or nothing.
   *
   * A crash before the commit leaves evidence files that nothing names; after it, an input that nobody
   * was told of, which the sweeper finds.
   *
   * @returns `lost` if another request was first: whoever asks looks again.
   * @throws DomainError `BooksBehind` if the database has lost what the portal knows of the book.
   */
  store(receipt: Receipt): Promise<'stored' | 'lost'>;
}

const valuesOf = ({ evidence, keys, entry, opening, ...receipt }: Receipt) => ({
  ...receipt,
  ...opening,
  ...entryValues('entry', entry, receipt.entrySeq),
  evidenceKinds: evidence.map(({ kind }) => kind),
  evidenceHashes: evidence.map(({ sha256 }) => sha256),
  evidenceSizes: evidence.map(({ size }) => size),
  keyHashes: keys.map(({ spkiSha256 }) => spkiSha256),
  keyOrders: keys.map(({ order }) => order),
});

/** What the database says when the text was used, the number taken or the case moved meanwhile. */
const isLost = (error: unknown): boolean =>
  isConflict(error) ||
  isConstraint(error, { table: 'case_inputs', column: 'case_id' }) ||
  isConstraint(error, { constraint: 'case_and_seq_together' });

/** The receipts in the office database. */
export function createReceiptStore(db: OfficeDatabase): ReceiptStore {
  const first = prepareFirstReceipt(db);
  const correction = prepareCorrection(db);
  return {
    async store(receipt) {
      const statement = receipt.inputKind === 'application' ? first : correction;
      try {
        await statement.execute({ ...valuesOf(receipt), ...db.fence.values });
        return 'stored';
      } catch (error) {
        if (!isLost(error)) throw error;
        await db.fence.assertHolds(db.$client);
        return 'lost';
      }
    },
  };
}
