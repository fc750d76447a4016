import type { KeyObject } from 'node:crypto';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { RedemptionStore } from '../../db/application/code-redemptions.ts';
import type { StatusStore } from '../../db/application/application-status.ts';
import type { ExpiringCertificates } from '../../db/application/expiring-certificates.ts';
import type { Governance } from '../../db/application/governance-in-force.ts';
import type { TextStore } from '../../db/application/hand-out-text.ts';
import type { IntakeLookups } from '../../db/application/intake-lookups.ts';
import type { KeptAnswers } from '../../db/application/kept-answers.ts';
import type { PortalRegister } from '../../db/application/portal-register.ts';
import type { PortalTokens } from '../../db/application/portal-tokens.ts';
import type { ReceiptStore } from '../../db/application/receive-application.ts';
import type { RefusedKeys } from '../../db/application/refused-keys.ts';
import type { RefusedInputs } from '../../db/application/refused-inputs.ts';
import type { PortalEvents } from '../../db/dispatch/portal-events.ts';
import type { PublicWebhookKey } from '../../db/dispatch/webhook-keys.ts';
import type { Webhooks } from '../../db/dispatch/webhooks.ts';
import type { SignedInputs } from '../../db/application/signed-inputs.ts';
import type { SigningCases } from '../../db/application/signing-case.ts';
import type { Uploads } from '../../db/application/uploads.ts';
import type { RevocationRequests } from '../../db/revocation/revocation-requests.ts';
import type { PortalCertificates } from '../../db/issuance/portal-certificates.ts';
import type { AccessRecord } from '../../db/inspection/access.ts';
import type { Fence } from '../middleware/book-fence.ts';
import type { Incident } from '../middleware/incident.ts';
import type { RedeemDesk } from './key-delivery/redeem-desk.ts';
import type { Limits } from './limits.ts';

/** What the portal API keeps and looks up in the office database. */
export interface PortalRecords {
  readonly portals: PortalRegister;
  readonly tokens: PortalTokens;
  readonly answers: KeptAnswers;
  readonly texts: TextStore;
  readonly lookups: IntakeLookups;
  readonly receipts: ReceiptStore;
  readonly refused: RefusedInputs;
  readonly status: StatusStore;
  readonly certificates: PortalCertificates;
  readonly signing: SigningCases;
  readonly signedInputs: SignedInputs;
  readonly revocations: RevocationRequests;
  readonly redemptions: RedemptionStore;
  readonly expiring: ExpiringCertificates;
  readonly uploads: Uploads;
  readonly governance: Governance;
  readonly refusedKeys: RefusedKeys;
  readonly access: AccessRecord;
  readonly events: PortalEvents;
  readonly webhooks: Webhooks;
  readonly webhookKeys: (now: Date) => Promise<readonly PublicWebhookKey[]>;
}

/** Keeping evidence and reading certificates back. */
export type Evidence = Pick<EvidenceStore, 'createChain' | 'put' | 'get' | 'hasKeys' | 'seal'>;

/** Which input of which case is there to be applied. */
export interface ReceivedInput {
  readonly applicationId: string;
  readonly inputId: string;
  readonly kind: string;
}

/** Tells the run of a case that an input came. May be called twice for one input. */
export interface Lifecycle {
  nudge(input: ReceivedInput): Promise<void>;
}

/** Everything that the portal API works with. */
export interface PortalDependencies {
  readonly records: PortalRecords;
  readonly evidence: Evidence;
  readonly lifecycle: Lifecycle;
  readonly limits: Limits;
  /** Addresses of the proxies before the API; left out, there are none. */
  readonly trustedProxies?: readonly string[];
  /** Whether the database is older than the book; left out, nobody looks. */
  readonly fence?: Fence;
  /** DER of a CA certificate that the office knows. */
  readonly issuerCertificate: (issuerKeyId: string) => Promise<Buffer | undefined>;
  /** CA certificates of JPKI that are trusted: whoever signs with another card than before is held against them. */
  readonly anchors: readonly X509Certificate[];
  /**
   * Key of the index against misuse: the same person gives the same hash under it, and no other way. What else is kept of
   * requests is sealed under keys derived from it.
   */
  readonly misuseKey: KeyObject;
  /** Why nothing may be posted to a URL, as a code; undefined if it may. */
  readonly judgeWebhookUrl: (url: string) => Promise<string | undefined>;
  /** Number to call about a revocation, day and night; told to whoever could not send one. */
  readonly revocationTelephone: string;
  /** How long a redemption waits for the room; ten seconds unless a test says otherwise. */
  readonly redemptionPatienceMs?: number;
  /** How portals reach this API, without a slash at its end. */
  readonly publicUrl: string;
  /** What the subscriber's page does; left out, there is no such page. */
  readonly redemption?: RedeemDesk;
  /** Where the simulator is, if this is a sandbox; never in production. */
  readonly sandbox?: { readonly simulatorUrl: string };
  /** Shown on pages, so that nobody takes a trial for the real thing. */
  readonly isDevelopment?: boolean;
  readonly now: () => Date;
  readonly report: (incident: Incident) => void;
}
