import { createAccessRecord } from '../inspection/access.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { createRefusedKeys } from './refused-keys.ts';
import { createStatusStore } from './application-status.ts';
import { createRedemptionStore } from './code-redemptions.ts';
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
  redemptions: createRedemptionStore(db),
  governance: createGovernance(db),
  refusedKeys: createRefusedKeys(db),
  access: createAccessRecord(db),
});
