import { eq } from 'drizzle-orm';
import type { OfficeDatabase } from '../office-database.ts';
import {
  inputsOfRequest,
  storeRequestInput,
  type RequestInput,
} from '../revocation/request-inputs.ts';
import { storeStaffRequest, type StaffRequest } from '../revocation/staff-requests.ts';
import { officers } from '../schema/governance.ts';
import { prepareRevocationRequests } from './revocation-requests.ts';

/** A request that a member of staff takes, by whom. */
export interface RequestTaken extends Omit<StaffRequest, 'officer'> {
  readonly officer: Omit<StaffRequest['officer'], 'nameCommitment'>;
}

/** Requests for revocation as the console reads and records them; what becomes of one is the office-worker's to say. */
export const createRevocationRecords = (db: OfficeDatabase) => ({
  ...prepareRevocationRequests(db),

  /** Everything that staff sent about a request, oldest first. */
  inputs: (requestId: string) => inputsOfRequest(db, requestId),

  /** Stores a request that a member of staff takes, with its entry. */
  async storeRequest({ officer, ...request }: RequestTaken): Promise<void> {
    const [taker] = await db
      .select({ nameCommitment: officers.nameCommitment })
      .from(officers)
      .where(eq(officers.id, officer.id));
    if (!taker) throw new Error(`no officer ${officer.id}`);
    await storeStaffRequest(db, { ...request, officer: { ...officer, ...taker } });
  },

  /** Stores what somebody sends about a request. */
  storeInput: (input: RequestInput) => storeRequestInput(db, input),
});

/** Requests for revocation of the console. */
export type RevocationRecords = ReturnType<typeof createRevocationRecords>;
