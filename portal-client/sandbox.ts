import { toBase64 } from './octets.ts';
import type { Said } from './problem.ts';
import type { Transport } from './transport.ts';

/** Somebody the simulator plays, and what they are there for. */
export interface Persona extends Said {
  readonly name: string;
}

/** A card of a persona. Its key stays in the simulator. */
export interface SandboxCard {
  readonly cardId: string;
  readonly person: {
    /** As the card has it. */
    readonly name: string;
    /** As the person writes it. */
    readonly writtenName: string;
    readonly nameSubstitutes: string;
  };
  /** Signs a text as the card does. @returns Base64 of the container, as the API takes it */
  sign(text: Uint8Array): Promise<string>;
}

/** Personas and cards of a portal API whose sandbox is switched on; elsewhere every call is `not-found`. */
export class Sandbox {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async personas(): Promise<readonly Persona[]> {
    const call = { method: 'GET', path: '/sandbox/personas' } as const;
    return (await this.#transport.json<{ personas: readonly Persona[] }>(call)).personas;
  }

  /** Issues a card to a persona: somebody new each time. */
  async issueCard(persona: string): Promise<SandboxCard> {
    const call = { method: 'POST', path: '/sandbox/cards', body: { persona } } as const;
    const { cardId, person } = await this.#transport.json<Omit<SandboxCard, 'sign'>>(call);
    const path = `/sandbox/cards/${encodeURIComponent(cardId)}/signatures`;
    const sign = async (text: Uint8Array): Promise<string> =>
      toBase64(await this.#transport.octets({ method: 'POST', path, body: text }));
    return { cardId, person, sign };
  }
}
