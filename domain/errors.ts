/**
 * Every kind of failure and its stable names, by what must happen next.
 *
 * The names reach workflow histories, problem documents (RFC 9457), metrics and audit rows: a name
 * may be added, never changed. Whether a failure is tried again is decided where it is mapped for
 * Temporal, and its HTTP status where it is mapped for the API; neither stands here.
 */
export const domainErrorTypes = {
  /** The sender's bytes do not read; the sender corrects them. */
  malformed: [
    'MalformedRequest',
    'MalformedCsr',
    'MalformedSignedText',
    'MalformedSignatureContainer',
    'BodyTooLarge',
    'MediaTypeUnsupported',
  ],
  /** What was sent reads, but the rules do not let it in; an officer or the applicant acts. */
  notAcceptable: [
    'UnacceptablePublicKey',
    'CsrSignatureInvalid',
    'SubjectNotPermitted',
    'ProfileUnknown',
    'PortalUnknown',
    'ServiceUnknown',
    'SignedTextUnknown',
    'SignedTextMismatch',
    'SignedTextExpired',
    'NonceExpired',
    'RequestNotPermitted',
  ],
  /** The thing named does not exist, or is not the caller's to see. */
  notThere: [
    'ApplicationNotFound',
    'OrderNotFound',
    'CertificateNotFound',
    'RevocationRequestNotFound',
    'KeyDeliveryNotFound',
    'EvidenceNotFound',
    'DispatchNotFound',
    'RuleSetUnknown',
  ],
  /** The state does not allow it, or another request was first; the caller reloads. */
  conflict: [
    'IllegalTransition',
    'AlreadyRevoked',
    'ExistsWithDifferentContent',
    'SignedContentReused',
    'PublicKeyInUse',
    'DossierChanged',
    'ApplicationClosed',
    'CodeNotUsable',
  ],
  /** The person or program may not do this (規則6条15号ロ); always an audit event. */
  authority: [
    'AuthenticationRequired',
    'AssertionInvalid',
    'RoleRequired',
    'DualControlViolation',
    'ScopeRequired',
    'SwitchOff',
  ],
  /** Too many attempts; the sender waits. */
  rate: ['TooManyAttempts'],
  /** Something outside is down and will come back; tried again without end. */
  outsidePassing: [
    'HsmUnavailable',
    'CaUnavailable',
    'JpkiUnavailable',
    'JlisUnavailable',
    'DatabaseUnavailable',
    'MailUnavailable',
    'TimestampUnavailable',
    'WitnessUnavailable',
    'RepositoryUnavailable',
    'EnclaveUnavailable',
    'TemporalUnavailable',
  ],
  /** Something outside answered for good; an officer decides. */
  outsideFinal: [
    'CaRefused',
    'JpkiCertificateRevoked',
    'MailAddressRefused',
    'WebhookRefused',
    'WitnessRefused',
    'TimestampRefused',
  ],
  /**
   * The key cannot be used until a person has looked. After a refused PIN or an answer that nobody knows
   * the signing worker stops, because another PIN may lock the token; orders wait for it.
   */
  keyAccess: [
    'HsmPinRefused',
    'HsmAnswerUnknown',
    'HsmKeyMissing',
    'HsmMechanismUnsupported',
    'HsmModuleUnregistered',
    'HsmKeyExposed',
  ],
  /** The gate of the room said no; its check stands in the book entry. */
  gate: ['GateRefused', 'EvidenceMissing', 'EvidenceHashMismatch', 'CapExceeded'],
  /** The database has lost what the books have; tried again without end, until it is recovered. */
  recovery: ['BooksBehind'],
  /** What we hold contradicts itself; a page, and signing is stopped by hand. */
  integrity: [
    'CertificateMismatch',
    'SerialNumberReused',
    'AuditChainBroken',
    'StatusDiverged',
    'CheckpointInconsistent',
    'ClockBehind',
  ],
} as const;

/** The kinds of failure: what must happen next. */
export type DomainErrorKind = keyof typeof domainErrorTypes;

/** The stable name of a failure. */
export type DomainErrorType = (typeof domainErrorTypes)[DomainErrorKind][number];

/**
 * A failure with a stable name: something that a person, a retry or the sender must repair.
 *
 * The message is a lower-case fragment with ids and codes; it never carries personal data, secrets
 * or the text of a library, because it reaches histories that cannot be erased.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly type: DomainErrorType;

  constructor(type: DomainErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** Tells whether a thrown value is a {@link DomainError}, of the given type where one is named. */
export function isDomainError(thrown: unknown, type?: DomainErrorType): thrown is DomainError {
  return thrown instanceof DomainError && (type === undefined || thrown.type === type);
}

/** Returns the kind a failure belongs to. */
export function kindOf(type: DomainErrorType): DomainErrorKind {
  for (const [kind, types] of Object.entries(domainErrorTypes)) {
    if ((types as readonly string[]).includes(type)) return kind as DomainErrorKind;
  }
  throw new Error(`no kind holds ${type}`);
}

/** Returns the name as it stands in a problem document (RFC 9457): `signed-content-reused`. */
export function problemSlug(type: DomainErrorType): string {
  return type.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
}
