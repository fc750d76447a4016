import type { EvidenceReference } from '../../books/entry.ts';
import type { SealedOpening } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import type { IdentifiedEntry } from './case-entries.ts';
import { isConflict } from './database-failures.ts';
import { preparedTransactions } from './prepared-transactions.ts';
import { prepareReceiving } from './receiving-statements.ts';

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
  readonly entry: IdentifiedEntry;
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
   */
  store(receipt: Receipt): Promise<'stored' | 'lost'>;
}

/** Ends the transaction of a receipt for which another was first. */
class ReceiptLost extends Error {
  override readonly name = 'ReceiptLost';
}

const valuesOf = ({ evidence, keys, ...receipt }: Receipt): Record<string, unknown> => ({
  ...receipt,
  evidenceKinds: evidence.map(({ kind }) => kind),
  evidenceHashes: evidence.map(({ sha256 }) => sha256),
  evidenceSizes: evidence.map(({ size }) => size),
  keyHashes: keys.map(({ spkiSha256 }) => spkiSha256),
  keyOrders: keys.map(({ order }) => order),
});

/** The receipts in the office database. */
export function createReceiptStore(db: OfficeDatabase): ReceiptStore {
  const inTransaction = preparedTransactions(db.$client, prepareReceiving);
  return {
    async store(receipt) {
      try {
        await inTransaction(async (statements) => {
          const isFirst = receipt.inputKind === 'application';
          const statement = isFirst ? statements.first : statements.correction;
          const [row] = await statement.execute(valuesOf(receipt));
          if (!row) throw new ReceiptLost();
          await statements.entries.writeWithOpening(receipt.entry, receipt.opening, row.seq);
        });
        return 'stored';
      } catch (error) {
        if (error instanceof ReceiptLost || isConflict(error)) return 'lost';
        throw error;
      }
    },
  };
}
