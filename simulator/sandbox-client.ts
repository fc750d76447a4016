import type { SignOptions } from './card.ts';
import type { Person, PersonOptions } from './person.ts';
import type { PersonaName } from './personas.ts';
import type { CertificateState } from './registry.ts';
import type { ResponderBehaviour, RevocationReason } from './status.ts';

/** A card whose key stays in a simulator that runs elsewhere. */
export interface RemoteCard {
  readonly serialNumber: string;
  readonly person: Person;
  /** DER of the certificate. */
  readonly certificate: Buffer;
  /** The container over a text, as `Card.sign` makes it. */
  sign(text: Uint8Array, options?: Omit<SignOptions, 'signingTime'>): Promise<Buffer>;
}

/** Body of `PUT /certificates/:serial/status`; `at` is now unless given. */
export interface RemoteStatusChange {
  readonly status?: CertificateState['status']['status'];
  readonly reason?: RevocationReason;
  readonly at?: string;
  readonly behaviour?: ResponderBehaviour;
}

/** Raised by any answer of the simulator that is not a success. */
export class SandboxRefused extends Error {
  override name = 'SandboxRefused';
}

/** Asks a running `jlis-simulator` for cards: what stories and system tests use. */
export class SandboxClient {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl.replace(/\/$/, '');
  }

  /** Issues a card to a persona, or to a person described; see `Jlis.issueCard`. */
  async issueCard(
    who: PersonaName | { readonly persona?: PersonaName; readonly person?: PersonOptions },
  ): Promise<RemoteCard> {
    const body = JSON.stringify(typeof who === 'string' ? { persona: who } : who);
    const issued = (await (await this.#send('POST', '/cards', body)).json()) as {
      cardId: string;
      person: Person;
      certificate: string;
    };
    return {
      serialNumber: issued.cardId,
      person: issued.person,
      certificate: Buffer.from(issued.certificate, 'base64'),
      sign: (text, options = {}) => this.#sign(issued.cardId, text, options),
    };
  }

  /** Changes what J-LIS answers from now on. */
  async setStatus(serialNumber: string, change: RemoteStatusChange): Promise<CertificateState> {
    const path = `/certificates/${serialNumber}/status`;
    const response = await this.#send('PUT', path, JSON.stringify(change));
    return (await response.json()) as CertificateState;
  }

  async #sign(cardId: string, text: Uint8Array, options: SignOptions): Promise<Buffer> {
    // What is left out, the card does as its persona does.
    const { detached = false, signingTime: _, ...chosen } = options;
    const query = new URLSearchParams({ detached: String(detached), ...chosen });
    const path = `/cards/${cardId}/signatures?${query.toString()}`;
    const response = await this.#send('POST', path, Uint8Array.from(text));
    return Buffer.from(await response.arrayBuffer());
  }

  async #send(method: string, path: string, body: string | Uint8Array<ArrayBuffer>) {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const headers = { 'content-type': type };
    const response = await fetch(`${this.#baseUrl}${path}`, { method, headers, body });
    if (response.ok) return response;
    throw new SandboxRefused(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
}
