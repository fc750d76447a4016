import type pg from 'pg';
import type { HsmToken } from '../../../adapters/hsm/hsm-token.ts';
import type { RoomBook } from '../../book/room-book.ts';
import type { RoomRegisters } from '../../room.ts';
import type { Responder } from './responder.ts';

/** Where answers go, and how everybody gets them. */
export interface AnswerFiles {
  /**
   * Puts answers where relying parties take them, each whole or not at all, with what the root of their batch is made from.
   * On return up to `FORCED_MAX` outlive a loss of power.
   */
  readonly write: (batch: AnswerFilesBatch) => Promise<void>;
  /**
   * Sends an OCSPRequest to the repository as anybody would, past every cache.
   *
   * @throws DomainError `RepositoryUnavailable`
   */
  readonly ask: (request: Buffer) => Promise<Buffer>;
}

/** A batch as it goes into files. */
export interface AnswerFilesBatch {
  readonly issuerKeyId: string;
  readonly batch: string;
  readonly answers: readonly { readonly serialNumber: string; readonly octets: Buffer }[];
  /** Evidence of the batch: see `leavesOf`. */
  readonly leaves: Buffer;
}

/** The room as it answers. */
export interface AnswerRoom {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
  readonly token: Pick<HsmToken, 'findKey' | 'hasKey' | 'generateKey' | 'keyProtection'>;
  readonly registers: Pick<RoomRegisters, 'profile' | 'issuerKeyById'>;
  readonly files: AnswerFiles;
  readonly now: () => Date;
  /** Of this room alone: what keeps its answers in order. */
  readonly turns: AnswerTurns;
}

/** Acts that run one after the other, in the order in which they came. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** The two turns of an issuer key, and its responder of now. */
export interface KeyTurns {
  /** Status is read and signed. */
  readonly signing: Turns;
  /** What was signed is recorded, written and read back, in the order of its signing: a newer answer is never overwritten. */
  readonly writing: Turns;
  responder?: Responder;
}

/** By issuer key. Only whoever has the pen of the room's book answers, so one process has them all. */
export class AnswerTurns {
  readonly #keys = new Map<string, KeyTurns>();

  of(issuerKeyId: string): KeyTurns {
    const known = this.#keys.get(issuerKeyId);
    if (known) return known;
    const turns = { signing: new Turns(), writing: new Turns() };
    this.#keys.set(issuerKeyId, turns);
    return turns;
  }
}

/** Who acts where nobody is asked. */
export const SYSTEM = { kind: 'system', id: 'enclave-worker' } as const;
