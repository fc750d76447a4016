import { createPortalEvents } from '../dispatch/portal-events.ts';
import { readWebhookKeys } from '../dispatch/webhook-keys.ts';
import { createWebhooks } from '../dispatch/webhooks.ts';
import { createAccessRecord } from '../inspection/access.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { createPortalCertificates } from '../issuance/portal-certificates.ts';
import { createRefusedKeys } from './refused-keys.ts';
import { createRevocationRequests } from '../revocation/revocation-requests.ts';
import { createSignedInputs } from './signed-inputs.ts';
import { createSigningCases } from './signing-case.ts';
import { createStatusStore } from './application-status.ts';
import { createRedemptionStore } from './code-redemptions.ts';
import { createGovernance } from './governance-in-force.ts';
import { createTextStore } from './hand-out-text.ts';
import { createIntakeLookups } from './intake-lookups.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createPortalRegister, type RegisterOptions } from './portal-register.ts';
import { createPortalTokens } from './portal-tokens.ts';
import { createReceiptStore } from './receive-application.ts';
import { createRefusedInputs } from './refused-inputs.ts';

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
  revocations: createRevocationRequests(db),
  redemptions: createRedemptionStore(db),
  governance: createGovernance(db),
  refusedKeys: createRefusedKeys(db),
  access: createAccessRecord(db),
  events: createPortalEvents(db),
  webhooks: createWebhooks(db),
  webhookKeys: (now: Date) => readWebhookKeys(db, now),
});
