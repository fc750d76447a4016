import { setTimeout as wait } from 'node:timers/promises';
import { isDomainError } from '../../../domain/errors.ts';
import type { AnswerRoom } from '../../../enclave/status/ocsp/answer-room.ts';
import { answerNew, refreshAnswers } from '../../../enclave/status/ocsp/refresh-answers.ts';

/** A certificate has its first answer so soon after its issue, and the time of its making. */
const LOOK_EVERY_MS = 2_000;
/** Answers are looked through so often; each is made anew once a day. */
const REFRESH_EVERY_MS = 5 * 60_000;
/** After a failure the next look comes later each time, and no later than this. */
const LOOK_AGAIN_MAX_MS = 60_000;
/** Clocks and commits may be out of step by so much. */
const OVERLAP_MS = 5 * 60_000;

/** Answering that goes on until it is ended. */
export interface Answering {
  /** Ends after what is being written. */
  readonly end: () => Promise<void>;
}

async function answeringKeys({ pool }: AnswerRoom): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select issuer_key_id as id from issuer_keys
     where state in ('issuing', 'status-only', 'compromised') order by 1`,
  );
  return rows.map(({ id }) => id);
}

/** One issuer key, which is looked after apart from the others: what keeps one from answering keeps no other. */
class KeptKey {
  readonly #room: AnswerRoom;
  readonly #issuerKeyId: string;
  readonly #signal: AbortSignal;
  #since = new Date(0);
  #refreshed = Number.NEGATIVE_INFINITY;

  constructor(room: AnswerRoom, issuerKeyId: string, signal: AbortSignal) {
    this.#room = room;
    this.#issuerKeyId = issuerKeyId;
    this.#signal = signal;
  }

  async #look(): Promise<void> {
    const [issuerKeyId, begun] = [this.#issuerKeyId, this.#room.now()];
    // A compromised key issues nothing, and says nothing good.
    for (;;) {
      if (this.#signal.aborted) return;
      if ((await answerNew(this.#room, { issuerKeyId, since: this.#since })) === 0) break;
    }
    this.#since = new Date(begun.getTime() - OVERLAP_MS);
    if (performance.now() - this.#refreshed < REFRESH_EVERY_MS) return;
    const isFirst = this.#refreshed === Number.NEGATIVE_INFINITY;
    await refreshAnswers(this.#room, { issuerKeyId, signal: this.#signal, isFirst });
    this.#refreshed = performance.now();
  }

  async run(): Promise<void> {
    for (let failures = 0; !this.#signal.aborted;) {
      try {
        await this.#look();
        failures = 0;
      } catch (error) {
        if (failures === 0) tell(this.#issuerKeyId, error);
        failures += 1;
      }
      const later = Math.min(LOOK_EVERY_MS * 2 ** failures, LOOK_AGAIN_MAX_MS);
      await wait(later, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }
}

function tell(issuerKeyId: string, error: unknown): void {
  const what = isDomainError(error) ? `${error.type}: ${error.message}` : 'unexpected';
  console.error(`enclave-worker: no OCSP answers for ${issuerKeyId}: ${what}`);
}

/**
 * Answers for every issuer key that has certificates, without Temporal and without the office: each certificate soon after its
 * issue, and all of them anew each day.
 */
export function keepAnswering(room: AnswerRoom): Answering {
  const ending = new AbortController();
  const kept = new Map<string, Promise<void>>();
  const running = (async () => {
    while (!ending.signal.aborted) {
      // The database is away: the look at each key says so.
      const keys = await answeringKeys(room).catch(() => []);
      for (const id of keys) {
        if (!kept.has(id)) kept.set(id, new KeptKey(room, id, ending.signal).run());
      }
      await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    await Promise.all(kept.values());
  })();
  return {
    async end() {
      ending.abort();
      await running;
    },
  };
}
