import { describe, expect, it } from 'vitest';
import {
  DomainError,
  domainErrorTypes,
  isDomainError,
  kindOf,
  problemSlug,
} from '../../domain/errors.ts';
import type { DomainErrorKind, DomainErrorType } from '../../domain/errors.ts';

const published: Record<DomainErrorKind, Partial<Record<DomainErrorType, string>>> = {
  malformed: {
    MalformedRequest: 'malformed-request',
    MalformedCsr: 'malformed-csr',
    MalformedSignedText: 'malformed-signed-text',
    MalformedSignatureContainer: 'malformed-signature-container',
    BodyTooLarge: 'body-too-large',
    MediaTypeUnsupported: 'media-type-unsupported',
  },
  notAcceptable: {
    UnacceptablePublicKey: 'unacceptable-public-key',
    CsrSignatureInvalid: 'csr-signature-invalid',
    SubjectNotPermitted: 'subject-not-permitted',
    ProfileUnknown: 'profile-unknown',
    PortalUnknown: 'portal-unknown',
    ServiceUnknown: 'service-unknown',
    SignedTextUnknown: 'signed-text-unknown',
    SignedTextMismatch: 'signed-text-mismatch',
    SignedTextExpired: 'signed-text-expired',
    NonceExpired: 'nonce-expired',
    RequestNotPermitted: 'request-not-permitted',
  },
  notThere: {
    ApplicationNotFound: 'application-not-found',
    OrderNotFound: 'order-not-found',
    CertificateNotFound: 'certificate-not-found',
    RevocationRequestNotFound: 'revocation-request-not-found',
    KeyDeliveryNotFound: 'key-delivery-not-found',
    EvidenceNotFound: 'evidence-not-found',
    DispatchNotFound: 'dispatch-not-found',
    RuleSetUnknown: 'rule-set-unknown',
  },
  conflict: {
    IllegalTransition: 'illegal-transition',
    AlreadyRevoked: 'already-revoked',
    ExistsWithDifferentContent: 'exists-with-different-content',
    SignedContentReused: 'signed-content-reused',
    PublicKeyInUse: 'public-key-in-use',
    DossierChanged: 'dossier-changed',
    ApplicationClosed: 'application-closed',
    CodeNotUsable: 'code-not-usable',
  },
  authority: {
    AuthenticationRequired: 'authentication-required',
    AssertionInvalid: 'assertion-invalid',
    RoleRequired: 'role-required',
    DualControlViolation: 'dual-control-violation',
    ScopeRequired: 'scope-required',
    SwitchOff: 'switch-off',
  },
  rate: { TooManyAttempts: 'too-many-attempts' },
  outsidePassing: {
    HsmUnavailable: 'hsm-unavailable',
    CaUnavailable: 'ca-unavailable',
    JpkiUnavailable: 'jpki-unavailable',
    JlisUnavailable: 'jlis-unavailable',
    DatabaseUnavailable: 'database-unavailable',
    MailUnavailable: 'mail-unavailable',
    TimestampUnavailable: 'timestamp-unavailable',
    WitnessUnavailable: 'witness-unavailable',
    RepositoryUnavailable: 'repository-unavailable',
    EnclaveUnavailable: 'enclave-unavailable',
    TemporalUnavailable: 'temporal-unavailable',
  },
  outsideFinal: {
    CaRefused: 'ca-refused',
    JpkiCertificateRevoked: 'jpki-certificate-revoked',
    MailAddressRefused: 'mail-address-refused',
    WebhookRefused: 'webhook-refused',
    WitnessRefused: 'witness-refused',
    TimestampRefused: 'timestamp-refused',
  },
  keyAccess: {
    HsmPinRefused: 'hsm-pin-refused',
    HsmAnswerUnknown: 'hsm-answer-unknown',
    HsmKeyMissing: 'hsm-key-missing',
    HsmModuleUnregistered: 'hsm-module-unregistered',
    HsmKeyExposed: 'hsm-key-exposed',
    HsmMechanismUnsupported: 'hsm-mechanism-unsupported',
  },
  gate: {
    GateRefused: 'gate-refused',
    EvidenceMissing: 'evidence-missing',
    EvidenceHashMismatch: 'evidence-hash-mismatch',
    CapExceeded: 'cap-exceeded',
  },
  recovery: {
    BooksBehind: 'books-behind',
  },
  integrity: {
    CertificateMismatch: 'certificate-mismatch',
    SerialNumberReused: 'serial-number-reused',
    AuditChainBroken: 'audit-chain-broken',
    StatusDiverged: 'status-diverged',
    CheckpointInconsistent: 'checkpoint-inconsistent',
    ClockBehind: 'clock-behind',
  },
};

describe('domainErrorTypes', () => {
  it('holds exactly the published names, each under one kind', () => {
    const names = Object.values(domainErrorTypes).flat();
    expect(names.toSorted()).toEqual(Object.values(published).flatMap(Object.keys).toSorted());
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(Object.entries(published))('%s', (kind, slugs) => {
  it.each(Object.entries(slugs))('%s is published as %s', (type, slug) => {
    expect(problemSlug(type as DomainErrorType)).toBe(slug);
    expect(kindOf(type as DomainErrorType)).toBe(kind);
  });
});

describe('DomainError', () => {
  it('carries its type, its message and its cause', () => {
    const cause = new Error('socket closed');
    const error = new DomainError('HsmUnavailable', 'slot 0 does not answer', { cause });
    expect(error).toMatchObject({ type: 'HsmUnavailable', name: 'DomainError', cause });
    expect(error.message).toBe('slot 0 does not answer');
  });

  it('is told apart from other failures and other types', () => {
    const error = new DomainError('BooksBehind', 'index 7');
    expect(isDomainError(error)).toBe(true);
    expect(isDomainError(error, 'BooksBehind')).toBe(true);
    expect(isDomainError(error, 'ClockBehind')).toBe(false);
    expect(isDomainError(new Error('index 7'))).toBe(false);
  });

  it('has no kind for a name that is not published', () => {
    expect(() => kindOf('Surprise' as DomainErrorType)).toThrow('Surprise');
  });
});
