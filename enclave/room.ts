import type { KeyObject } from 'node:crypto';
import type {
  CertificateService,
  ExplanationVersion,
} from '../domain/governance/certificate-service.ts';
import type { RegisteredOfficer } from '../domain/governance/officer-register.ts';
import type { CertificateProfiles } from '../domain/issuance/certificate-profiles.ts';
import type { HsmSecretKey } from '../adapters/hsm/hsm-secret-key.ts';
import type { RelyingParty } from '../adapters/webauthn/assertion.ts';
import type { X509Certificate } from '../adapters/x509/certificate.ts';
import type { CodeStore } from './book/code-store.ts';
import type { RoomBook } from './book/room-book.ts';
import type { RoomStore } from './book/room-store.ts';
import type { EvidenceReading, ReadingTask } from './gate/read-evidence.ts';
import type { SignatureAlgorithm } from './issuance/certificate-profile.ts';
import type { PrintVendor } from './keys/print-vendor.ts';

/** Where the evidence of a case lies. */
export interface CaseChain {
  readonly caseId: string;
  readonly chainId: string;
}

/** The evidence store as the room sees it: reads by hash, and keeps the certificates it made. */
export interface RoomEvidence {
  get(at: CaseChain, hashes: readonly string[]): Map<string, Buffer>;
  put(
    at: CaseChain,
    objects: readonly {
      readonly kind: string;
      readonly ring: 'chain';
      readonly octets: Uint8Array;
    }[],
  ): Promise<unknown>;
  seal(chainId: string, octets: Uint8Array): Buffer;
  unseal(chainId: string, sealed: Buffer): Buffer;
}

/** Where letters with codes lie, encrypted for the print vendor, under their hashes. */
export interface RoomLetters {
  put(sha256: string, octets: Buffer): Promise<void>;
  remove(sha256: string): Promise<void>;
  list(): Promise<string[]>;
}

/** An issuer key that may sign now. */
export interface IssuerKey {
  readonly issuerKeyId: string;
  readonly certificate: X509Certificate;
  readonly certificateSha256: string;
  readonly publicKey: KeyObject;
  readonly signatureAlgorithm: SignatureAlgorithm;
  sign(octets: Buffer): Promise<Buffer>;
}

/** What the room has accepted under dual control and looks up by itself. */
export interface RoomRegisters {
  service(id: string): CertificateService | undefined;
  explanations(): readonly ExplanationVersion[];
  isRuleSetAccepted(sha256: string): boolean;
  profile(
    service: string,
  ): { readonly profile: CertificateProfiles; readonly sha256: string } | undefined;
  /** Accounts of officers in the room's own register, those too that are not in force now. */
  officers(): readonly RegisteredOfficer[];
  /** Whom letters with codes are encrypted for now. */
  printVendor(): PrintVendor | undefined;
  /** The key that issues for a service now. */
  issuerKey(service: string): IssuerKey | undefined;
  /** Any key that may still finish what it intended. */
  issuerKeyById(issuerKeyId: string): IssuerKey | undefined;
  /** Absent means on. */
  isSwitchOn(name: string): boolean;
  /** J-LIS CA certificates the room trusts. */
  readonly anchors: readonly X509Certificate[];
}

/** Everything the room's activities work with. */
export interface Room {
  readonly book: RoomBook;
  readonly store: RoomStore;
  readonly codes: CodeStore;
  readonly evidence: RoomEvidence;
  readonly letters: RoomLetters;
  /** The key on the token that seals K of a code. @throws DomainError `HsmKeyMissing`, `HsmUnavailable` */
  readonly codeKey: () => HsmSecretKey;
  readonly registers: RoomRegisters;
  /** Reads the evidence of an order, in this thread or in another. @throws GateRefusal */
  readonly readEvidence: (task: ReadingTask) => Promise<EvidenceReading>;
  /** Whose pages the passkeys of officers are made for: the console. */
  readonly relyingParty: RelyingParty;
  /** @throws DomainError `HsmUnavailable` while no key signs */
  readonly assertSigning: () => void;
  /** Certificates an issuer key may sign within an hour. */
  readonly capPerHour: number;
  readonly build: string;
  readonly now: () => Date;
}
