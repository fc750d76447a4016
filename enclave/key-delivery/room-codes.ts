import type { Run } from '../../books/entry.ts';
import { keyLookups } from '../book/key-lookups.ts';
import type { CodeName } from '../book/code-rows.ts';
import type { KeyLookups } from '../gate/gate.ts';
import type { Room } from '../room.ts';
import { CaseTurns } from './case-turns.ts';
import { endCode, noteCodePosted } from './end-code.ts';
import { makeCode } from './make-code.ts';
import type {
  CodeEnd,
  CodeOutcome,
  MakeCodeRequest,
  RedeemCodeRequest,
  RedemptionOutcome,
} from './outcomes.ts';
import { redeemCode } from './redeem-code.ts';

/**
 * The codes of the room (利用者識別符号). What concerns one case happens one after the other: of two requests to make a code
 * the later one counts, and of two attempts each is counted. No other process can write: the book has one pen.
 */
export class RoomCodes {
  readonly #room: Room;
  readonly #lookups: KeyLookups;
  readonly #turns = new CaseTurns();

  constructor(room: Room) {
    this.#room = room;
    this.#lookups = keyLookups(room);
  }

  /** @throws DomainError `HsmUnavailable`, `HsmKeyMissing`: asked again, it begins anew */
  make(request: MakeCodeRequest, run?: Run): Promise<CodeOutcome> {
    return this.#turns.take(request.applicationId, () => makeCode(this.#room, request, run));
  }

  /** @throws DomainError `HsmUnavailable`, `HsmKeyMissing`: no attempt is spent */
  redeem(request: RedeemCodeRequest, run?: Run): Promise<RedemptionOutcome> {
    const deps = { room: this.#room, lookups: this.#lookups };
    return this.#turns.take(request.applicationId, () => redeemCode(deps, request, run));
  }

  notePosted(
    posted: CodeName & { readonly postedAt: number },
    run?: Run,
  ): Promise<{ readonly lapsesAt: number }> {
    return this.#turns.take(posted.applicationId, () => noteCodePosted(this.#room, posted, run));
  }

  end(request: CodeName & { readonly cause: string }, run?: Run): Promise<CodeEnd> {
    return this.#turns.take(request.applicationId, () => endCode(this.#room, request, run));
  }
}
