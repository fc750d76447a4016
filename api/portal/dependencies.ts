import type { KeyObject } from 'node:crypto';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import type { StatusStore } from '../../db/application/application-status.ts';
import type { ExpiringCertificates } from '../../db/application/expiring-certificates.ts';
import type { Governance } from '../../db/application/governance-in-force.ts';
import type { TextStore } from '../../db/application/hand-out-text.ts';
import type { IntakeLookups } from '../../db/application/intake-lookups.ts';
import type { PortalRegister } from '../../db/application/portal-register.ts';
import type { ReceiptStore } from '../../db/application/receive-application.ts';
import type { RefusedKeys } from '../../db/application/refused-keys.ts';
import type { RefusedInputs } from '../../db/application/refused-inputs.ts';
import type { SignedInputs } from '../../db/application/signed-inputs.ts';
import type { SigningCases } from '../../db/application/signing-case.ts';
import type { Uploads } from '../../db/application/uploads.ts';
import type { RevocationRequests } from '../../db/revocation/revocation-requests.ts';
import type { AccessRecord } from '../../db/inspection/access.ts';
import type { Fence } from '../middleware/book-fence.ts';
import type { Incident } from '../middleware/incident.ts';
import type { Limits } from './limits.ts';

/** What the portal API keeps and looks up in the office database. */
export interface PortalRecords {
  readonly portals: PortalRegister;
  readonly texts: TextStore;
  readonly lookups: IntakeLookups;
  readonly receipts: ReceiptStore;
  readonly refused: RefusedInputs;
  readonly status: StatusStore;
  readonly signing: SigningCases;
  readonly signedInputs: SignedInputs;
  readonly revocations: RevocationRequests;
  readonly expiring: ExpiringCertificates;
  readonly uploads: Uploads;
  readonly governance: Governance;
  readonly refusedKeys: RefusedKeys;
  readonly access: AccessRecord;
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
  /** Whether the database is older than the book; left out, nobody looks. */
  readonly fence?: Fence;
  /** DER of a CA certificate that the office knows. */
  readonly issuerCertificate: (issuerKeyId: string) => Promise<Buffer | undefined>;
  /** CA certificates of JPKI that are trusted: whoever signs with another card than before is held against them. */
  readonly anchors: readonly X509Certificate[];
  /** Key of the index against misuse: the same person gives the same hash under it, and no other way. */
  readonly misuseKey: KeyObject;
  /** Number to call about a revocation, day and night; told to whoever could not send one. */
  readonly revocationTelephone: string;
  /** How portals reach this API, without a slash at its end. */
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly report: (incident: Incident) => void;
}
