import { createAccessRecord } from './inspection/access.ts';
import type { OfficeDatabase } from './office-database.ts';
import { createRefusedKeys } from './application/refused-keys.ts';
import { createRevocationRequests } from './revocation/revocation-requests.ts';
import { createSignedInputs } from './application/signed-inputs.ts';
import { createSigningCases } from './application/signing-case.ts';
import { createStatusStore } from './application/application-status.ts';
import { createUploads } from './application/uploads.ts';
import { createExpiringCertificates } from './application/expiring-certificates.ts';
import { createGovernance } from './application/governance-in-force.ts';
import { createTextStore } from './application/hand-out-text.ts';
import { createIntakeLookups } from './application/intake-lookups.ts';
import { createPortalRegister } from './application/portal-register.ts';
import { createReceiptStore } from './application/receive-application.ts';
import { createRefusedInputs } from './application/refused-inputs.ts';

/** Everything that the portal API keeps and looks up, in the office database. */
export const createPortalRecords = (db: OfficeDatabase) => ({
  portals: createPortalRegister(db),
  texts: createTextStore(db),
  lookups: createIntakeLookups(db),
  receipts: createReceiptStore(db),
  refused: createRefusedInputs(db),
  status: createStatusStore(db),
  signing: createSigningCases(db),
  signedInputs: createSignedInputs(db),
  uploads: createUploads(db),
  expiring: createExpiringCertificates(db),
  revocations: createRevocationRequests(db),
  governance: createGovernance(db),
  refusedKeys: createRefusedKeys(db),
  access: createAccessRecord(db),
});
