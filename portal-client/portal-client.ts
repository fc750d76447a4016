import { FINAL_STATES } from './answers.ts';
import type {
  Answer,
  ApplicationStatus,
  DocumentKind,
  EventPage,
  Explanation,
  PortalEvent,
  RedemptionAnswer,
  Service,
  Submission,
} from './answers.ts';
import {
  checkApplicationText,
  checkReceiptText,
  checkRevocationText,
  checkWithdrawalText,
} from './checked-text.ts';
import type { CheckedText } from './checked-text.ts';
import { sha256Hex, toBase64 } from './octets.ts';
import type { ProofOfPossession, ProvableKey } from './keys.ts';
import { isProblem } from './problem.ts';
import { redemptionOf } from './redemption.ts';
import type { KeyDelivery, RedemptionBody } from './redemption.ts';
import { Sandbox } from './sandbox.ts';
import type {
  ApplicationTextOptions,
  ApplicationTextRequest,
  HandedOutText,
  ReceiptTextRequest,
  RevocationTextRequest,
  WithdrawalTextRequest,
} from './texts.ts';
import { Transport, type TransportOptions } from './transport.ts';
import { uuidV7 } from './uuid.ts';

export { clientCredentials, staticToken } from './authentication.ts';
export { ApplicantKey, RequestedKey } from './keys.ts';
export { isProblem, PortalProblem, PortalUnreachable } from './problem.ts';
export { TextNotAsAsked } from './checked-text.ts';
export { CodeMistyped, readTypedCode } from './redemption.ts';
export { WebhookRefused, WebhookVerifier } from './webhooks.ts';
export { uuidV7 } from './uuid.ts';

/** How a portal reaches the API, and who it is. */
export interface PortalClientOptions extends TransportOptions {
  /** Id of the portal: given, every text has to name it. */
  readonly portalId?: string;
}

/** Raised when an application has not reached the state in time. */
export class StateNotReached extends Error {
  override name = 'StateNotReached';
}

const POLL_MS = 1000;
const PATIENCE_MS = 60_000;

const applicationPath = (applicationId: string): string =>
  `/certificate-applications/${encodeURIComponent(applicationId)}`;

/** An applicant portal's side of the portal API, version 1. */
export class PortalClient {
  /** Personas and cards, where the API is a sandbox. */
  readonly sandbox: Sandbox;
  readonly #transport: Transport;
  readonly #options: PortalClientOptions;

  constructor(options: PortalClientOptions) {
    this.#options = options;
    this.#transport = new Transport(options);
    this.sandbox = new Sandbox(this.#transport);
  }

  // What can be applied for.

  async services(): Promise<readonly Service[]> {
    const call = { method: 'GET', path: '/services' } as const;
    return (await this.#transport.json<{ services: readonly Service[] }>(call)).services;
  }

  explanation(): Promise<Explanation> {
    return this.#transport.json({ method: 'GET', path: '/explanations/current' });
  }

  // Texts to sign. Each is read by its grammar and compared with what was asked before it is given out.

  /** @throws TextNotAsAsked, PortalProblem with the rule that forbids as its slug */
  async applicationText(options: ApplicationTextOptions) {
    const request: ApplicationTextRequest = {
      applicationId: uuidV7(),
      identityRoute: 'jpki',
      proxy: 'none',
      substitutes: 'none',
      previousCertificates: 'none',
      orders: [{ certificateType: 'basic', validityMonths: 24 }],
      keyDelivery: options.keys ? 'simultaneous' : 'code',
      ...options,
    };
    const { sha256: _, ...explanation } = request.explanation;
    const text = await this.#text('/application-texts', { ...request, explanation });
    const checked = await checkApplicationText(text, request, this.#options.portalId);
    return { ...checked, applicationId: request.applicationId };
  }

  async withdrawalText(request: WithdrawalTextRequest) {
    const { applicationTextSha256: _, ...body } = request;
    const text = await this.#text('/withdrawal-texts', body);
    return checkWithdrawalText(text, request, this.#options.portalId);
  }

  async receiptText(request: ReceiptTextRequest) {
    const { certificates: _, ...body } = request;
    const text = await this.#text('/receipt-texts', body);
    return checkReceiptText(text, request, this.#options.portalId);
  }

  async revocationText(request: RevocationTextRequest) {
    const text = await this.#text('/revocation-texts', request);
    return checkRevocationText(text, request, this.#options.portalId);
  }

  /** Proofs of possession of keys for a text that names them; one for each order. */
  proofs(
    { applicationId, nonce, textSha256 }: CheckedText & { readonly applicationId: string },
    keys: readonly ProvableKey[],
  ): Promise<ProofOfPossession[]> {
    const prove = (key: ProvableKey, index: number) =>
      key.prove({ applicationId, order: index + 1, nonce, textSha256 });
    return Promise.all(keys.map(prove));
  }

  // Applications. The portal names them, so sending twice is receiving once.

  submit(applicationId: string, body: Submission): Promise<ApplicationStatus> {
    return this.#transport.json({ method: 'PUT', path: applicationPath(applicationId), body });
  }

  status(applicationId: string): Promise<ApplicationStatus> {
    return this.#transport.json({ method: 'GET', path: applicationPath(applicationId) });
  }

  /** Waits for one of the states, or for any that is final. @throws StateNotReached */
  async waitFor(
    applicationId: string,
    states: readonly string[] = FINAL_STATES,
    { timeoutMs = PATIENCE_MS, pollMs = POLL_MS } = {},
  ): Promise<ApplicationStatus> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.status(applicationId);
      if (states.includes(status.state)) return status;
      if (Date.now() >= end) throw new StateNotReached(`${applicationId} is ${status.state}`);
      await this.#pause(pollMs);
    }
  }

  withdraw(applicationId: string, signatureContainer: string): Promise<ApplicationStatus> {
    return this.#putSigned(`${applicationPath(applicationId)}/withdrawal`, signatureContainer);
  }

  acceptCertificates(
    applicationId: string,
    signatureContainer: string,
  ): Promise<ApplicationStatus> {
    return this.#putSigned(`${applicationPath(applicationId)}/receipt`, signatureContainer);
  }

  /** Sends a document that was asked for (PDF, up to 10 MiB), under its own hash. */
  async putEvidence(
    applicationId: string,
    kind: DocumentKind,
    octets: Uint8Array,
  ): Promise<ApplicationStatus> {
    const path = `${applicationPath(applicationId)}/evidence/${await sha256Hex(octets)}`;
    const headers = { 'evidence-kind': kind };
    return this.#transport.json({ method: 'PUT', path, headers, body: octets });
  }

  /** A certificate in DER, or in PEM; with `chain` that of its issuer behind it. */
  certificate(applicationId: string, order: number, form: 'cer' | 'pem' | 'chain' = 'cer') {
    const file = form === 'chain' ? `${order}/chain.pem` : `${order}.${form}`;
    const path = `${applicationPath(applicationId)}/certificates/${file}`;
    return this.#transport.octets({ method: 'GET', path });
  }

  // Keys after a code (利用者識別符号). The code stays with whoever calls.

  keyDelivery(applicationId: string): Promise<KeyDelivery> {
    return this.#transport.json({
      method: 'GET',
      path: `${applicationPath(applicationId)}/key-delivery`,
    });
  }

  /**
   * Redeems a code for keys: computes the MAC under it, and sends that.
   *
   * @param endUserAddress of the person's device as the portal sees it; wrong codes are counted by it
   * @throws CodeMistyped before an attempt is spent
   */
  async redeem(
    applicationId: string,
    { code, keys, endUserAddress }: RedeemOptions,
  ): Promise<RedemptionAnswer> {
    const delivery = await this.keyDelivery(applicationId);
    const body = await redemptionOf(delivery, code, keys);
    const address = endUserAddress === undefined ? {} : { endUserAddress };
    return this.sendRedemption(applicationId, delivery.codeNumber, { ...body, ...address });
  }

  /** Sends a redemption that was computed elsewhere, as in the person's browser. */
  sendRedemption(
    applicationId: string,
    codeNumber: number,
    body: RedemptionBody & { readonly endUserAddress?: string },
  ): Promise<RedemptionAnswer> {
    const path = `${applicationPath(applicationId)}/key-delivery/${codeNumber}/redemption`;
    return this.#transport.json({ method: 'PUT', path, body });
  }

  // Revocation.

  requestRevocation(requestId: string, signatureContainer: string): Promise<Answer> {
    return this.#putSigned(`/revocation-requests/${requestId}`, signatureContainer);
  }

  revocationRequest(requestId: string): Promise<Answer> {
    return this.#transport.json({ method: 'GET', path: `/revocation-requests/${requestId}` });
  }

  expiringCertificates(withinDays = 60, after?: string): Promise<Answer> {
    const query = new URLSearchParams({
      withinDays: String(withinDays),
      ...(after ? { after } : {}),
    });
    return this.#transport.json({ method: 'GET', path: `/expiring-certificates?${query}` });
  }

  // Events and webhooks.

  eventsAfter(after?: string, limit = 100): Promise<EventPage> {
    const cursor = after === undefined ? {} : { after };
    const query = new URLSearchParams({ ...cursor, limit: String(limit) });
    return this.#transport.json({ method: 'GET', path: `/events?${query}` });
  }

  /**
   * Follows what happens, for ever or until the signal. Keep `next` of what was done: it is where to begin again.
   */
  async *events(
    after?: string,
    { signal, pollMs = POLL_MS }: { readonly signal?: AbortSignal; readonly pollMs?: number } = {},
  ): AsyncGenerator<PortalEvent & { readonly next: string }> {
    let cursor = after;
    for (;;) {
      if (signal?.aborted === true) return;
      const page = await this.eventsAfter(cursor);
      for (const event of page.events) yield { ...event, next: event.position };
      cursor = page.next;
      if (page.events.length === 0) await this.#pause(pollMs);
    }
  }

  setWebhook(url: string): Promise<Answer> {
    return this.#transport.json({ method: 'PUT', path: '/webhook', body: { url } });
  }

  /** @returns undefined if there is none */
  async webhook(): Promise<Answer | undefined> {
    try {
      return await this.#transport.json<Answer>({ method: 'GET', path: '/webhook' });
    } catch (error) {
      if (isProblem(error) && error.status === 404) return undefined;
      throw error;
    }
  }

  async removeWebhook(): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: '/webhook' });
  }

  /** Has webhooks sent once more, of everything after a position. */
  replayWebhooks(after: string): Promise<Answer> {
    return this.#transport.json({ method: 'POST', path: '/webhook/replays', body: { after } });
  }

  #text(path: string, body: object): Promise<HandedOutText> {
    return this.#transport.json({ method: 'POST', path, body });
  }

  #putSigned<T>(path: string, signatureContainer: string): Promise<T> {
    return this.#transport.json({ method: 'PUT', path, body: { signatureContainer } });
  }

  async #pause(milliseconds: number): Promise<void> {
    const { sleep } = this.#options;
    if (sleep) return sleep(milliseconds);
    await new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }
}

/** What a code is redeemed with. */
export interface RedeemOptions {
  /** As the person typed it. */
  readonly code: string;
  /** One for each order, in their order. */
  readonly keys: readonly ProvableKey[];
  readonly endUserAddress?: string;
}

/** Base64 of octets, as containers and keys are sent. */
export const base64Of = (octets: Uint8Array): string => toBase64(octets);
