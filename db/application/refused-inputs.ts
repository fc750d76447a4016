import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs } from '../schema/application.ts';
import { uuidV7 } from '../uuid.ts';

/** An input that made no case. */
export interface RefusedInput {
  readonly applicationId: string;
  readonly inputKind: 'application' | 'withdrawalByApplicant' | 'receipt' | 'evidence';
  readonly portalId: string;
  /** Type of the problem that was answered. */
  readonly problem: string;
  readonly contentSha256: string;
  readonly at: Date;
}

/** Keeping what was refused. */
export interface RefusedInputs {
  record(input: RefusedInput): Promise<void>;
}

/** Refused inputs in the office database: a row that is applied already, and its entry. */
export function createRefusedInputs(db: OfficeDatabase): RefusedInputs {
  return {
    async record({ applicationId, inputKind, portalId, problem, contentSha256, at }) {
      const id = uuidV7(at.getTime());
      await db.transaction(async (tx) => {
        await tx.insert(caseInputs).values({
          id,
          caseId: applicationId,
          kind: inputKind,
          actor: portalId,
          contentSha256,
          receivedAt: at,
          appliedAt: at,
          result: { refused: problem },
        });
        await writeEntry(tx, {
          event: 'input.refused',
          items: ['1ロ'],
          at: at.toISOString(),
          case: applicationId,
          actor: { kind: 'system', id: 'portal' },
          input: id,
          data: { inputKind, problem, contentSha256 },
        });
      });
    },
  };
}
