import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { DomainErrorType } from '../../domain/errors.ts';

/** A sentence for people, in both languages. */
export interface Said {
  readonly ja: string;
  readonly en: string;
}

/** A kind of problem that callers can rely on: the slug is stable, the words are not. */
export interface ProblemType {
  /** Kebab-case, or `rule/code` of a rule set. */
  readonly slug: string;
  readonly status: ContentfulStatusCode;
  readonly title: Said;
  /** What the caller can do; stands on the page of the problem. */
  readonly help: Said;
}

/** What one problem says beyond its type. */
export interface ProblemOccurrence {
  readonly detail?: Said | undefined;
  /** Extension members (RFC 9457 §3.2). Codes and places, never personal data. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Seconds after which the same request may work. */
  readonly retryAfterSeconds?: number;
  /** Of a 401: the challenge, where it is more than that a token is needed (RFC 6750 §3). */
  readonly challenge?: string;
}

/** Ends a request with a problem that the caller can mend. Its message names the type and nothing else. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problem: ProblemType;
  readonly occurrence: ProblemOccurrence;

  constructor(problem: ProblemType, occurrence: ProblemOccurrence = {}) {
    super(problem.slug);
    this.problem = problem;
    this.occurrence = occurrence;
  }
}

/** HTTP status of each domain failure: the one place that decides it. */
export const httpStatus: Readonly<Record<DomainErrorType, ContentfulStatusCode>> = {
  MalformedRequest: 400,
  MalformedCsr: 400,
  MalformedSignedText: 400,
  MalformedSignatureContainer: 400,
  BodyTooLarge: 413,
  MediaTypeUnsupported: 415,

  UnacceptablePublicKey: 422,
  CsrSignatureInvalid: 422,
  SubjectNotPermitted: 422,
  ProfileUnknown: 422,
  PortalUnknown: 422,
  ServiceUnknown: 422,
  SignedTextUnknown: 422,
  SignedTextMismatch: 422,
  SignedTextExpired: 422,
  NonceExpired: 422,
  RequestNotPermitted: 422,

  ApplicationNotFound: 404,
  OrderNotFound: 404,
  CertificateNotFound: 404,
  RevocationRequestNotFound: 404,
  KeyDeliveryNotFound: 404,
  EvidenceNotFound: 404,
  DispatchNotFound: 404,
  RuleSetUnknown: 404,

  IllegalTransition: 409,
  AlreadyRevoked: 409,
  ExistsWithDifferentContent: 409,
  SignedContentReused: 409,
  PublicKeyInUse: 409,
  DossierChanged: 409,
  ApplicationClosed: 409,
  CodeNotUsable: 409,

  // The only one of its kind that says who may try, not what they may do.
  AuthenticationRequired: 401,
  AssertionInvalid: 403,
  RoleRequired: 403,
  DualControlViolation: 403,
  ScopeRequired: 403,
  SwitchOff: 403,

  TooManyAttempts: 429,

  HsmUnavailable: 503,
  CaUnavailable: 503,
  JpkiUnavailable: 503,
  JlisUnavailable: 503,
  DatabaseUnavailable: 503,
  MailUnavailable: 503,
  TimestampUnavailable: 503,
  WitnessUnavailable: 503,
  RepositoryUnavailable: 503,
  EnclaveUnavailable: 503,
  TemporalUnavailable: 503,

  CaRefused: 502,
  JpkiCertificateRevoked: 422,
  MailAddressRefused: 422,
  WebhookRefused: 422,
  WitnessRefused: 502,
  TimestampRefused: 502,

  HsmPinRefused: 503,
  HsmAnswerUnknown: 503,
  HsmKeyMissing: 503,
  HsmModuleUnregistered: 503,
  HsmKeyExposed: 503,
  HsmMechanismUnsupported: 503,

  GateRefused: 409,
  EvidenceMissing: 500,
  EvidenceHashMismatch: 500,
  CapExceeded: 503,

  CertificateMismatch: 500,
  SerialNumberReused: 500,
  AuditChainBroken: 500,
  StatusDiverged: 500,
  // Nothing of it was taken, and the same request works once the database has caught up.
  BooksBehind: 503,
  CheckpointInconsistent: 500,
  ClockBehind: 500,
};

const both = ({ ja, en }: Said): string => `${ja} / ${en}`;

/** Where problems are explained and how this request is called. */
export interface ProblemContext {
  /** Address under which the pages of the problem types lie, without a slash at its end. */
  readonly problemsUrl: string;
  readonly requestId: string;
  /** What the person behind the request is told, in the words of the table of states. */
  readonly told?: Said | undefined;
}

/** The problem document (RFC 9457), `application/problem+json`. */
export function problemResponse(
  problem: ProblemType,
  { detail, members, retryAfterSeconds, challenge = 'Bearer realm="toroku"' }: ProblemOccurrence,
  { problemsUrl, requestId, told }: ProblemContext,
): Response {
  const said = detail ?? problem.help;
  const body = {
    type: `${problemsUrl}/${problem.slug}`,
    title: both(problem.title),
    status: problem.status,
    detail: both(said),
    instance: `urn:uuid:${requestId}`,
    ja: { title: problem.title.ja, detail: said.ja },
    en: { title: problem.title.en, detail: said.en },
    ...(told ? { told } : {}),
    ...members,
  };
  const headers = new Headers({ 'Content-Type': 'application/problem+json; charset=utf-8' });
  if (problem.status === 401) headers.set('WWW-Authenticate', challenge);
  if (retryAfterSeconds !== undefined) headers.set('Retry-After', String(retryAfterSeconds));
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}
