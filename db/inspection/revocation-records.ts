import type { OfficeDatabase } from '../office-database.ts';
import { inputsOfRequest, storeRequestInput, type RequestInput } from '../revocation/request-inputs.ts';
import { storeStaffRequest, type StaffRequest } from '../revocation/staff-requests.ts';
import { prepareRevocationRequests } from './revocation-requests.ts';

/** Requests for revocation as the console reads and records them; what becomes of one is the office-worker's to say. */
export const createRevocationRecords = (db: OfficeDatabase) => ({
  ...prepareRevocationRequests(db),

  /** Everything that staff sent about a request, oldest first. */
  inputs: (requestId: string) => inputsOfRequest(db, requestId),

  /** Stores a request that a member of staff takes, with its entry. */
  storeRequest: (request: StaffRequest) => storeStaffRequest(db, request),

  /** Stores what somebody sends about a request. */
  storeInput: (input: RequestInput) => storeRequestInput(db, input),
});

/** Requests for revocation of the console. */
export type RevocationRecords = ReturnType<typeof createRevocationRecords>;
