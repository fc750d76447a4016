import { createAccessRecord } from '../inspection/access.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { createPortalCertificates } from '../issuance/portal-certificates.ts';
import { createRefusedKeys } from './refused-keys.ts';
import { createRevocationRequests } from '../revocation/revocation-requests.ts';
import { createSignedInputs } from './signed-inputs.ts';
import { createSigningCases } from './signing-case.ts';
import { createStatusStore } from './application-status.ts';
import { createGovernance } from './governance-in-force.ts';
import { createTextStore } from './hand-out-text.ts';
import { createIntakeLookups } from './intake-lookups.ts';
import { createPortalRegister } from './portal-register.ts';
import { createReceiptStore } from './receive-application.ts';
import { createRefusedInputs } from './refused-inputs.ts';

/** Everything that the portal API keeps and looks up, in the office database. */
export const createPortalRecords = (db: OfficeDatabase) => ({
  portals: createPortalRegister(db),
  texts: createTextStore(db),
  lookups: createIntakeLookups(db),
  receipts: createReceiptStore(db),
  refused: createRefusedInputs(db),
  status: createStatusStore(db),
  certificates: createPortalCertificates(db),
  signing: createSigningCases(db),
  signedInputs: createSignedInputs(db),
  revocations: createRevocationRequests(db),
  governance: createGovernance(db),
  refusedKeys: createRefusedKeys(db),
  access: createAccessRecord(db),
});
