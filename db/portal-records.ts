import { createPortalEvents } from './dispatch/portal-events.ts';
import { readWebhookKeys } from './dispatch/webhook-keys.ts';
import { createWebhooks } from './dispatch/webhooks.ts';
import { createAccessRecord } from './inspection/access.ts';
import { createPortalCertificates } from './issuance/portal-certificates.ts';
import type { OfficeDatabase } from './office-database.ts';
import { createRefusedKeys } from './application/refused-keys.ts';
import { createRevocationRequests } from './revocation/revocation-requests.ts';
import { createSignedInputs } from './application/signed-inputs.ts';
import { createSigningCases } from './application/signing-case.ts';
import { createStatusStore } from './application/application-status.ts';
import { createRedemptionStore } from './application/code-redemptions.ts';
import { createUploads } from './application/uploads.ts';
import { createExpiringCertificates } from './application/expiring-certificates.ts';
import { createGovernance } from './application/governance-in-force.ts';
import { createTextStore } from './application/hand-out-text.ts';
import { createIntakeLookups } from './application/intake-lookups.ts';
import { createKeptAnswers } from './application/kept-answers.ts';
import { createPortalRegister, type RegisterOptions } from './application/portal-register.ts';
import { createPortalTokens } from './application/portal-tokens.ts';
import { createReceiptStore } from './application/receive-application.ts';
import { createRefusedInputs } from './application/refused-inputs.ts';

/** Everything that the portal API keeps and looks up, in the office database. */
export const createPortalRecords = (db: OfficeDatabase, options: RegisterOptions) => ({
  portals: createPortalRegister(db, options),
  tokens: createPortalTokens(db),
  answers: createKeptAnswers(db),
  texts: createTextStore(db),
  lookups: createIntakeLookups(db),
  receipts: createReceiptStore(db),
  refused: createRefusedInputs(db),
  status: createStatusStore(db),
  certificates: createPortalCertificates(db),
  signing: createSigningCases(db),
  signedInputs: createSignedInputs(db),
  uploads: createUploads(db),
  revocations: createRevocationRequests(db),
  redemptions: createRedemptionStore(db),
  expiring: createExpiringCertificates(db),
  governance: createGovernance(db),
  refusedKeys: createRefusedKeys(db),
  access: createAccessRecord(db),
  events: createPortalEvents(db),
  webhooks: createWebhooks(db),
  webhookKeys: (now: Date) => readWebhookKeys(db, now),
});
