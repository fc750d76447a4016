import { setTimeout as sleep } from 'node:timers/promises';

import type { Contact, Device, ProofOfPossession } from './applicant.ts';

/** Body of `POST /application-texts`. */
export interface TextRequest {
  readonly applicationId: string;
  /** The next edition of a case that was returned; the first unless given. */
  readonly edition?: number;
  readonly service: string;
  readonly identityRoute: string;
  readonly name: string;
  /** Of a renewal with a certificate of ours. */
  readonly address?: string;
  readonly proxy: string;
  readonly substitutes: string;
  readonly previousCertificates: string;
  readonly orders: readonly {
    readonly certificateType: 'basic' | 'attribute';
    readonly validityMonths: number;
  }[];
  readonly keyDelivery: 'simultaneous' | 'code';
  readonly keys?: readonly { readonly order: number; readonly spki: string }[];
  readonly explanation: {
    readonly version: string;
    readonly shownAt: string;
    readonly means: string;
  };
}

/** What a text request may leave out. */
export type TextRequestOptions = Partial<TextRequest> &
  Pick<TextRequest, 'applicationId' | 'service' | 'name'>;

/** The text to be signed, octet for octet. */
export interface HandedOutText {
  readonly applicationId: string;
  readonly text: string;
  readonly textSha256: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

/** Body of `PUT /certificate-applications/{id}`. */
export interface Submission {
  /** Base64 of the CMS container. */
  readonly signatureContainer: string;
  readonly proofsOfPossession?: readonly ProofOfPossession[];
  readonly device: Device;
  readonly contact: Contact;
}

interface Told {
  readonly ja: string;
  readonly en: string;
}

/** Where an application stands. */
export interface ApplicationStatus {
  readonly applicationId: string;
  readonly state: string;
  readonly told: Told;
  readonly next?: Told;
  readonly deadline?: string;
  readonly certificates: readonly {
    readonly order: number;
    readonly serialNumber: string;
    readonly sha256: string;
    readonly links: { readonly der: string; readonly pem: string; readonly chain: string };
  }[];
}

/** Raised by any answer of the portal API that is not a success; `problem` is RFC 9457. */
export class PortalRefused extends Error {
  override name = 'PortalRefused';
  readonly httpStatus: number;
  readonly problem: unknown;

  constructor(what: string, httpStatus: number, problem: unknown) {
    super(`${what}: ${httpStatus} ${JSON.stringify(problem)}`);
    this.httpStatus = httpStatus;
    this.problem = problem;
  }
}

/** Raised when an application has not reached the state in time. */
export class StateNotReached extends Error {
  override name = 'StateNotReached';
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
}

const POLL_MS = 100;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** An applicant portal's side of the portal API. */
export class PortalClient {
  readonly #baseUrl: string;
  readonly #token: string;

  constructor(baseUrl: string, portalToken: string) {
    this.#baseUrl = baseUrl.replace(/\/$/, '');
    this.#token = portalToken;
  }

  /** Asks for the text to sign; what is left out is an ordinary application for one certificate. */
  async requestText(request: TextRequestOptions): Promise<HandedOutText> {
    const body: TextRequest = {
      identityRoute: 'jpki',
      proxy: 'none',
      substitutes: 'none',
      previousCertificates: 'none',
      orders: [{ certificateType: 'basic', validityMonths: 24 }],
      keyDelivery: 'simultaneous',
      explanation: {
        version: '2026-10-01',
        shownAt: new Date(Date.now() - 60_000).toISOString(),
        means: 'screen',
      },
      ...request,
    };
    return this.#json({ method: 'POST', path: '/application-texts', body });
  }

  /** Sends the signed application. Sending the same again is answered the same. */
  submit(applicationId: string, submission: Submission): Promise<ApplicationStatus> {
    const path = `/certificate-applications/${applicationId}`;
    return this.#json({ method: 'PUT', path, body: submission });
  }

  status(applicationId: string): Promise<ApplicationStatus> {
    return this.#json({ method: 'GET', path: `/certificate-applications/${applicationId}` });
  }

  /** An issued certificate, or with `chain` the chain of the application's certificates. */
  async certificate(
    applicationId: string,
    order: number,
    form: 'cer' | 'pem' | 'chain' = 'cer',
  ): Promise<Buffer> {
    const file = form === 'chain' ? 'chain.pem' : `certificates/${order}.${form}`;
    const path = `/certificate-applications/${applicationId}/${file}`;
    const response = await this.#call({ method: 'GET', path, accept: '*/*' });
    return Buffer.from(await response.arrayBuffer());
  }

  /**
   * Waits until the application is in one of the states.
   *
   * @throws StateNotReached, with the state it is in instead, when the time is over
   */
  async waitFor(
    applicationId: string,
    states: readonly string[],
    timeoutMs = 30_000,
  ): Promise<ApplicationStatus> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.status(applicationId);
      if (states.includes(status.state)) return status;
      if (Date.now() >= end) {
        throw new StateNotReached(`${applicationId} is ${status.state}, not ${states.join(', ')}`);
      }
      await sleep(POLL_MS);
    }
  }

  async #json<T>(call: Call): Promise<T> {
    return (await (await this.#call(call)).json()) as T;
  }

  async #call({ method, path, body, accept = 'application/json' }: Call): Promise<Response> {
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new PortalRefused(`${method} ${path}`, response.status, parsed(await response.text()));
  }
}
