import type pg from 'pg';
import { isDomainError } from '../../domain/errors.ts';
import type { RoomBook } from '../book/room-book.ts';
import type { EntryRun } from '../issuance/issuance-entries.ts';

/** Who writes down what becomes of a certificate: the program, or a custodian where the office is down. */
export type Recorder =
  | { readonly kind: 'system'; readonly id: string }
  | {
      readonly kind: 'custodian' | 'officer';
      readonly id: string;
      readonly role: string;
      readonly terminal: string;
    };

/** The room as far as the status of certificates changes in it. */
export interface RecordingRoom {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly book: Pick<RoomBook, 'write'>;
  readonly now: () => Date;
}

/** From which run something is written. */
export interface Recording {
  readonly run?: EntryRun | undefined;
}

/** The enclave-worker as the actor of entries. */
export const ROOM_WORKER = { kind: 'system', id: 'enclave-worker' } as const;

/** Whoever was first has written something, so a few turns are enough; more of them would be a fault in here. */
const TURNS = 20;

/**
 * Judges and writes, again from the judgement if somebody else was first with one of the certificates: the rows say so when
 * the entries are written, and nothing of the act is.
 */
export async function untilWritten<T>(judgeAndWrite: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await judgeAndWrite();
    } catch (error) {
      if (!isDomainError(error, 'IllegalTransition')) throw error;
      if (turn === TURNS) throw new Error('a change of status is never written', { cause: error });
    }
  }
}

/** Lists and answers know seconds (RFC 5280 §4.1.2.5.2); the book says what they say. */
export const wholeSeconds = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);
