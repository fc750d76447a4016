/**
 * A witness (C2SP tlog-witness): somebody outside who has seen a log, and says so only of checkpoints
 * that continue what was seen before. It looks at no entry and keeps one checkpoint a log.
 *
 * Order of one answer, and what a crash between two steps leaves:
 *
 * 1. Checked against the checkpoint kept. A crash leaves nothing.
 * 2. The new checkpoint is kept, durably. A crash leaves a checkpoint that nobody was given a
 *    cosignature for. The log asks again from its old size, is told the new one (409), and asks from
 *    there with an empty proof: the roots are the same, so it is cosigned.
 * 3. Cosigned and answered.
 *
 * The other way round, a cosignature could be out in the world that the witness after its restart does
 * not remember: a log that was rolled back or forked meanwhile would be cosigned a second time, and
 * that is the one thing that a witness is there to make impossible.
 */

import { MalformedCheckpoint, readCheckpointText, type Checkpoint } from './checkpoint.ts';
import type { NoteSigner } from './signed-note.ts';
import { readNote, signatureLine } from './signed-note.ts';
import { NotContinued, continueLog, originOf, type KnownLog } from './witness-checks.ts';
import {
  MalformedWitnessRequest,
  SIZE_MEDIA_TYPE,
  readWitnessRequest,
  type WitnessRequest,
} from './witness-request.ts';

/** What a witness remembers of each log. */
export interface WitnessMemory {
  /** The note kept of the log; undefined only if there never was one. Else it fails. */
  read(origin: string): Promise<string | undefined>;
  /** Keeps the note in place of the one before; durable on return, and never half. */
  write(origin: string, note: string): Promise<void>;
}

/** What a witness is made from. */
export interface WitnessDependencies {
  readonly memory: WitnessMemory;
  /** Signs with the time of signing (type 04). */
  readonly signer: NoteSigner;
  /** The logs it speaks for, looked up at each request. */
  readonly findLog: (origin: string) => KnownLog | undefined;
}

/** An answer over HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly mediaType: string;
  readonly body: string;
}

const says = (status: WitnessAnswer['status'], text: string): WitnessAnswer => ({
  status,
  mediaType: 'text/plain; charset=utf-8',
  body: `${text}\n`,
});

const sizeIs = (size: number): WitnessAnswer => ({
  status: 409,
  mediaType: SIZE_MEDIA_TYPE,
  body: `${size}\n`,
});

function refusalOf({ reason, knownSize }: NotContinued): WitnessAnswer {
  if (reason === 'malformed') return says(400, 'not a checkpoint');
  if (reason === 'unsigned') return says(403, 'not signed by the keys of this log');
  if (reason === 'proof') return says(422, 'the proof does not hold');
  return sizeIs(knownSize);
}

const checkpointIn = (note: string): Checkpoint => readCheckpointText(readNote(note).text);

/** Answers `add-checkpoint`. One witness a memory: another beside it would know less than it does. */
export class Witness {
  readonly #deps: WitnessDependencies;
  /** The newest request of each log: the next one waits for it. Names come from `findLog` alone. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(deps: WitnessDependencies) {
    this.#deps = deps;
  }

  /**
   * Answers a request. Requests of one log are answered one after the other, so that none is checked
   * against a checkpoint that another is about to replace.
   *
   * @throws what the memory or the signer throws: then nothing was cosigned.
   */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    let request: WitnessRequest;
    try {
      request = readWitnessRequest(body);
    } catch (error) {
      if (error instanceof MalformedWitnessRequest) return says(400, error.message);
      throw error;
    }
    const origin = originOf(request.note);
    if (origin === undefined) return says(400, 'not a checkpoint');
    const log = this.#deps.findLog(origin);
    if (log === undefined) return says(404, 'log not known here');
    return this.#inTurn(origin, () => this.#answer(log, request));
  }

  async #inTurn<T>(origin: string, act: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(origin) ?? Promise.resolve();
    const mine = before.then(act, act);
    this.#turns.set(origin, mine);
    return mine;
  }

  async #answer(log: KnownLog, { note, from, proof }: WitnessRequest): Promise<WitnessAnswer> {
    const { memory, signer } = this.#deps;
    const kept = await memory.read(log.origin);
    const before = kept === undefined ? undefined : checkpointIn(kept);
    try {
      if (from > checkpointIn(note).size) return says(400, 'old size beyond the checkpoint');
      continueLog({ note, log, before, from, proof });
    } catch (error) {
      if (error instanceof NotContinued) return refusalOf(error);
      if (error instanceof MalformedCheckpoint) return says(400, 'not a checkpoint');
      throw error;
    }
    await memory.write(log.origin, note);
    const { name, keyId } = signer;
    const octets = await signer.sign(Buffer.from(readNote(note).text, 'utf8'));
    const line = signatureLine({ name, keyId, octets });
    return { status: 200, mediaType: 'text/plain; charset=utf-8', body: line };
  }
}
