import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type {
  ShareEnvelope,
  ShareRequest,
} from '../../../adapters/secret-sharing/share-envelope.ts';

/** Who may ask for shares: the worker at its start, and a command that is given in the room. */
export type Asking = 'enclave-worker' | 'command';

/** What has become of a request, for whoever gave a share. */
export interface ActivationState {
  readonly nonce: string;
  readonly state: 'waiting' | 'joined' | 'notJoined';
  /** What was said of each envelope, by its sender key: `counts`, or why it does not. */
  readonly answers: Readonly<Record<string, string>>;
}

const REQUEST = 'request.json';
const STATE = 'state.json';
const ENVELOPE = /^share-[A-Za-z0-9._-]{1,64}\.json$/;

/** Files of one who asks below the private folder of the room (`ACTIVATION_DIR`). */
export class ActivationFolder {
  readonly #dir: string;

  constructor(dir: string, asking: Asking) {
    this.#dir = join(dir, asking);
  }

  /**
   * Makes the folder ours alone, empty but for a new request.
   *
   * @throws Error if others may look into it: shares are given there.
   */
  ask(request: ShareRequest): void {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const { mode } = statSync(this.#dir);
    if ((mode & 0o077) !== 0) throw new Error(`others may enter ${this.#dir}: chmod 700`);
    for (const name of readdirSync(this.#dir)) rmSync(join(this.#dir, name), { force: true });
    this.#write(REQUEST, request);
  }

  /** Takes what custodians have laid down since; each file is erased as it is read. */
  takeEnvelopes(): { readonly name: string; readonly envelope: ShareEnvelope | undefined }[] {
    return readdirSync(this.#dir)
      .filter((name) => ENVELOPE.test(name))
      .map((name) => {
        const envelope = this.#read<ShareEnvelope>(name);
        rmSync(join(this.#dir, name), { force: true });
        return { name: name.slice('share-'.length, -'.json'.length), envelope };
      });
  }

  /** Says what has become of the request. */
  tell(state: ActivationState): void {
    this.#write(STATE, state);
  }

  /** Takes the request back: nothing is waited for. */
  close(): void {
    rmSync(join(this.#dir, REQUEST), { force: true });
  }

  /** The request that stands; undefined if nobody waits. */
  request(): ShareRequest | undefined {
    return this.#read<ShareRequest>(REQUEST);
  }

  /** What was said of a request; undefined if nothing was. */
  state({ nonce }: Pick<ShareRequest, 'nonce'>): ActivationState | undefined {
    const state = this.#read<ActivationState>(STATE);
    return state?.nonce === nonce ? state : undefined;
  }

  /** Lays an envelope down for whoever asks. */
  lay(custodian: string, envelope: ShareEnvelope): void {
    this.#write(`share-${custodian}.json`, envelope);
  }

  /** Seen whole or not at all. */
  #write(name: string, content: object): void {
    const path = join(this.#dir, name);
    writeFileSync(`${path}.new`, JSON.stringify(content), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  #read<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#dir, name), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }
}
