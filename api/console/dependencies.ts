import type { MassRevocationRecords } from '../../db/revocation/mass-revocation-records.ts';
import type { PasskeyCredential, RelyingParty } from '../../adapters/webauthn/assertion.ts';
import type { LetterFiles } from '../../adapters/letter-files/vendor-file.ts';
import type { CertificateFinder } from '../../db/inspection/certificates.ts';
import type { RevocationRecords } from '../../db/inspection/revocation-records.ts';
import type { PaperReceipts } from '../../db/issuance/paper-receipts.ts';
import type { LetterInputs } from '../../db/dispatch/letter-inputs.ts';
import type { LotRecords } from '../../db/dispatch/lot-records.ts';
import type { CaseLeases } from '../../db/decision/case-leases.ts';
import type { GovernanceActs } from '../../db/governance/act-inputs.ts';
import type { ActEffects } from '../../db/inspection/act-effects.ts';
import type { DecisionInputs } from '../../db/decision/record-decision.ts';
import type { Reconciliation } from '../../db/reconciliation/reconciliations.ts';
import type { IdentityOutcome, SignInBinding } from '../../adapters/oidc/identity-provider.ts';
import type { Enrolments } from '../../db/governance/enrolments.ts';
import type { Identities } from '../../db/governance/identities.ts';
import type { Locks } from '../../db/governance/sign-in-locks.ts';
import type { ListedPortal } from '../../db/governance/portals.ts';
import type { Terminals } from '../../db/governance/terminals.ts';
import type { AnchoringMark } from '../../db/anchoring/marks.ts';
import type { JlisWaits } from '../../db/identity/jlis-waits.ts';
import type { Access } from '../../db/inspection/access.ts';
import type { BookReader } from '../../db/inspection/book-reader.ts';
import type { CaseFile } from '../../db/inspection/case-file.ts';
import type { CaseSearch } from '../../db/inspection/case-search.ts';
import type { Dispatches } from '../../db/inspection/dispatches.ts';
import type { MorningCheck } from '../../db/inspection/morning-check.ts';
import type { Passkeys } from '../../db/inspection/passkeys.ts';
import type { Queue } from '../../db/inspection/queue.ts';
import type { Statistics } from '../../db/inspection/statistics.ts';
import type { Sessions } from '../../db/inspection/sessions.ts';
import type { AuthenticationResponseJSON } from '../../adapters/webauthn/passkeys.ts';
import type { RegisteredStaff } from '../../db/inspection/staff-register.ts';
import type { StaffMember } from '../../db/inspection/staff.ts';
import type { DutyRoster } from '../../db/governance/duty-roster.ts';
import type { CertificateService } from '../../domain/governance/certificate-service.ts';
import type { EvidenceKeeper, EvidenceReader, SealedRecords } from './inspection/sealed-records.ts';

/** What the console reads and records. Nothing of it changes where a case stands. */
export interface ConsoleRecords {
  readonly queue: Queue;
  readonly search: CaseSearch;
  readonly caseFile: (id: string) => Promise<CaseFile | undefined>;
  readonly books: BookReader;
  readonly access: Access;
  readonly staff: () => Promise<StaffMember[]>;
  /** Officers whose own case it is, or whose household's (N12). */
  readonly ownCaseOf: (caseId: string) => Promise<string[]>;
  /** Everybody on staff, with what lets them in. */
  readonly staffRegister: () => Promise<RegisteredStaff[]>;
  readonly services: (at: Date) => Promise<CertificateService[]>;
  readonly sessions: Sessions;
  readonly passkeys: Passkeys;
  /** Whose identities of a provider are which officer's. */
  readonly identities: Identities;
  /** Codes by which a first passkey, or a terminal, is made. */
  readonly enrolments: Enrolments;
  readonly terminals: Terminals;
  /** The register of portals. */
  readonly portalRegister: () => Promise<ListedPortal[]>;
  /** Who may not sign in until two people say so. */
  readonly locks: Locks;
  /** Leases of cases, and notes. */
  readonly leases: CaseLeases;
  /** Decisions of staff, as inputs of their case. */
  readonly decisions: DecisionInputs;
  /** Who is 責任を有する者 when. */
  readonly duty: DutyRoster;
  /** What 朝の点検 looks at. */
  readonly morning: MorningCheck;
  readonly statistics: Statistics;
  /** What leaves the house. */
  readonly dispatches: Dispatches;
  /** Acts of two and stop switches; what staff send about them are inputs, too. */
  readonly acts: GovernanceActs;
  /** Whom an act would touch. */
  readonly actEffects: ActEffects;
  /** Lists of certificates that two people agreed to revoke. */
  readonly massRevocations: MassRevocationRecords;
  /** Lots of letters with codes, and what staff send about them. */
  readonly lots: LotRecords;
  /** What is heard of those letters, as inputs of their cases. */
  readonly letterInputs: LetterInputs;
  /** Certificates after their issue, and receipts of them on paper, as inputs of their cases. */
  readonly paperReceipts: PaperReceipts;
  /** Certificates by number, with their cases. */
  readonly certificates: CertificateFinder;
  /** Requests for revocation, what staff take, and what they send about one. */
  readonly revocations: RevocationRecords;
  /** How the anchoring of both books stands. */
  readonly anchoring: () => Promise<AnchoringMark[]>;
  /** Cases that wait for J-LIS and that staff have to look at. */
  readonly jlisWaits: (now: Date) => Promise<JlisWaits>;
  /** The newest days that were reconciled. */
  readonly reconciliations: (limit: number) => Promise<Reconciliation[]>;
  /** One of them by its day. */
  readonly reconciliation: (day: string) => Promise<Reconciliation | undefined>;
}

/** The operator's identity provider, as the door asks it. */
export interface StaffIdentityProvider {
  /** Where a browser has to go. @throws ProviderUnusable */
  authorizationUrl(binding: SignInBinding): Promise<string>;
  /** Whom an answer names; it throws for nothing that an answer says. */
  identityOf(query: string, binding: SignInBinding): Promise<IdentityOutcome>;
  /** Where a browser signs out there, if it is offered. */
  endSessionUrl(backTo: string): Promise<string | undefined>;
}

/** Passkeys of staff, as decisions are verified with them. */
export interface StaffPasskeys {
  find(officerId: string, credentialId: string): Promise<PasskeyCredential | undefined>;
}

/** What it takes to have a decision signed and recorded. */
export interface Deciding {
  readonly passkeys: StaffPasskeys;
  readonly relyingParty: RelyingParty;
  /** Tells the run of a case, or of a request for revocation, that an input waits. It may be lost: the office-worker repeats it. */
  readonly nudge: (input: {
    readonly applicationId: string;
    readonly inputId: string;
    readonly kind: string;
  }) => Promise<void>;
}

/** A page that could not be made. It never carries personal data, so no message of a library. */
export interface Incident {
  readonly id: string;
  readonly method: string;
  /** Path of the route, without the ids in it. */
  readonly route: string;
  readonly error: unknown;
}

/** How this console is set up. */
export interface ConsoleSettings {
  /** One-time links are open, and every page says that it is no production. */
  readonly isDevelopment: boolean;
  /** Scheme, host and port by which browsers reach the console: passkeys are bound to it. */
  readonly origin: string;
  /** The browser reaches the console by HTTPS: cookies travel on nothing else. */
  readonly isSecure: boolean;
  /** Names the running code at the foot of every page. */
  readonly build: string;
  /** In development the place from which people sign in, for the books; in production only registered terminals are. */
  readonly terminal: string;
  /** Header by which the proxy says which client certificate it saw; left out, terminals show a cookie. */
  readonly terminalHeader?: string;
  /** 32 random octets: forms are bound to their session by it. */
  readonly sessionKey: Buffer;
}

/** Stands in for the passkey of an invented member of staff, so that nobody needs a security key to try. */
export interface SoftwarePasskey {
  readonly assert: (request: {
    readonly challenge: string;
    readonly origin: string;
    readonly rpId: string;
  }) => AuthenticationResponseJSON;
}

/** Everything that pages work with. Personal data comes out of `sealed` alone. */
export interface ConsoleDependencies {
  readonly records: ConsoleRecords;
  readonly sealed: SealedRecords;
  readonly keeper: EvidenceKeeper;
  /** Left out where nobody has a passkey: then decisions are shown, and none can be signed. */
  readonly deciding?: Deciding;
  readonly settings: ConsoleSettings;
  /** Letters with codes as the room left them, for the vendor's file; left out, none can be made. */
  readonly letters?: LetterFiles;
  /** A file of figures beside the office book; left out, none is shown. */
  readonly figures?: (path: string) => Promise<Buffer | undefined>;
  /** Whether the database is older than the book; left out, nobody looks. */
  readonly isBehind?: () => boolean;
  /** Left out where the operator has none: staff then sign in with passkeys alone. */
  readonly identityProvider?: StaffIdentityProvider;
  /** Passkeys in software by their holder; in development alone. */
  readonly softwarePasskeys?: ReadonlyMap<string, SoftwarePasskey>;
  /** Fires when the program is about to end: streams to browsers end with it. */
  readonly ending?: AbortSignal;
  readonly now: () => Date;
  readonly report: (incident: Incident) => void;
}

/** Everything that the console needs from outside. */
export interface ConsoleParts extends Omit<ConsoleDependencies, 'sealed' | 'keeper'> {
  readonly evidence: EvidenceReader & EvidenceKeeper;
}
