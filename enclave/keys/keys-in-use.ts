import type { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import type { CodeStore } from '../book/code-store.ts';
import { recordActivation, recordDeactivation } from './key-activation.ts';
import { proveCodeKey } from './prove-code-key.ts';
import { proveKeys, requireProtection, type ProvingRoom } from './prove-keys.ts';
import { moduleIn, modulesInForce } from './registered-module.ts';

/** The room as its keys come into use. */
export interface StartingRoom extends ProvingRoom {
  readonly token: Pick<
    HsmToken,
    'findKey' | 'keyProtection' | 'identity' | 'hasKey' | 'findSecretKey'
  >;
  readonly codes: Pick<CodeStore, 'hasLive'>;
  /** Label of the key that signs checkpoints: it has to be kept as the issuing keys are. */
  readonly bookKeyLabel: string;
  /** Label of the key that seals what opens a code. */
  readonly codeKeyLabel: string;
}

/** Whose shares gave the PIN; without it stood in a file, and the book has nobody to name. */
export interface GivenBy {
  readonly custodians: readonly [string, string];
  readonly terminal: string;
}

/** The issuing keys from a start of the room to its end. */
export class KeysInUse {
  readonly #room: StartingRoom;
  #activated: readonly string[] = [];

  constructor(room: StartingRoom) {
    this.#room = room;
  }

  /**
   * Before anything is signed: module and keys compared with what is registered, and who put them to use written down.
   *
   * @throws DomainError `HsmModuleUnregistered`, `HsmKeyExposed`, `HsmKeyMissing`, `CertificateMismatch`.
   */
  async begin(by: GivenBy | undefined, isProduction: boolean): Promise<void> {
    const { pool, token, book, now, bookKeyLabel, codeKeyLabel } = this.#room;
    const { id: moduleId } = moduleIn(await modulesInForce(pool), token.identity(), isProduction);
    requireProtection(token, bookKeyLabel);
    await proveCodeKey(this.#room, codeKeyLabel);
    const issuerKeyIds = await proveKeys(this.#room);
    if (!by) return;
    await recordActivation(book, { issuerKeyIds, ...by, moduleId }, now());
    this.#activated = issuerKeyIds;
  }

  /** After the last signature. A crash leaves no such entry: the next activation stands for it. */
  async end(cause: string): Promise<void> {
    const { book, now } = this.#room;
    const issuerKeyIds = this.#activated;
    this.#activated = [];
    await recordDeactivation(book, { issuerKeyIds, cause }, now());
  }
}
