import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type {
  LetterInput,
  LetterInputKind,
  ResendContent,
} from '../../domain/key-delivery/letter-inputs.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs, decisionColumns } from '../schema/application.ts';

const recordedInputs = pgTable('case_inputs', decisionColumns());

/** What was heard of a letter, on its way in. */
export interface LetterToRecord {
  readonly caseId: string;
  readonly content: LetterInput;
  readonly contentSha256: string;
  readonly receivedAt: Date;
}

/** What became of it: new here, or heard before and then waiting or applied, or refused once too often. */
export interface HeardOfLetter {
  readonly inputId: string;
  readonly heard: 'recorded' | 'pending' | 'applied' | 'refused';
}

/** An order of another code, on its way in. */
export interface ResendToRecord {
  /** Given by the form, so that sending it twice is ordering once. */
  readonly inputId: string;
  readonly caseId: string;
  readonly content: ResendContent;
  /** Of the assertion. */
  readonly contentSha256: string;
  readonly receivedAt: Date;
}

/** How often the same thing may be heard of one letter after it was refused. */
const TRIES_MAX = 16;

/**
 * Id of what is heard of a letter: the same each time, so that a file that is imported twice is heard once. One that was
 * refused (a letter that is posted before it is printed) may be heard again, under the next number.
 */
export function letterInputId(
  { dispatch, kind }: { readonly dispatch: string; readonly kind: LetterInputKind },
  tries: number,
): string {
  const hash = createHash('sha256').update(`toroku-letter/1\n${dispatch}\n${kind}\n${tries}\n`);
  const hex = hash.digest('hex');
  // A UUIDv7 (RFC 9562 §5.7): the milliseconds of the dispatch, then bits of the hash.
  const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${dispatch.slice(0, 13)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

interface Found {
  readonly appliedAt: Date | null;
  readonly isRefused: boolean;
}

/**
 * What is heard of letters with codes, and orders of another one, as inputs of their cases. The office-worker judges and applies
 * them; until then the row is the record.
 */
export const createLetterInputs = (db: OfficeDatabase) => {
  async function find(id: string): Promise<Found | undefined> {
    const [row] = await db
      .select({
        appliedAt: caseInputs.appliedAt,
        isRefused: sql<boolean>`coalesce(${caseInputs.result} ? 'refused', false)`,
      })
      .from(caseInputs)
      .where(eq(caseInputs.id, id));
    return row;
  }

  return {
    /** Records what was heard of a letter, unless the same was heard before and not refused. */
    async record({
      caseId,
      content,
      contentSha256,
      receivedAt,
    }: LetterToRecord): Promise<HeardOfLetter> {
      const { kind, officer: actor } = content;
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const id = letterInputId(content, tries);
        const known = await find(id);
        if (known?.isRefused) continue;
        if (known) return { inputId: id, heard: known.appliedAt ? 'applied' : 'pending' };
        const inserted = await db
          .insert(recordedInputs)
          .values({ id, caseId, kind, actor, contentSha256, content, receivedAt })
          .onConflictDoNothing()
          .returning({ id: recordedInputs.id });
        return { inputId: id, heard: inserted.length > 0 ? 'recorded' : 'pending' };
      }
      return { inputId: letterInputId(content, TRIES_MAX - 1), heard: 'refused' };
    },

    /** Records an order of another code once; a repeat changes nothing. */
    async recordResend(order: ResendToRecord): Promise<void> {
      const { inputId: id, caseId, content, contentSha256, receivedAt } = order;
      const { kind, officer: actor } = content;
      await db
        .insert(recordedInputs)
        .values({ id, caseId, kind, actor, contentSha256, content, receivedAt })
        .onConflictDoNothing();
    },
  };
};

/** What is heard of letters, as the console records it. */
export type LetterInputs = ReturnType<typeof createLetterInputs>;
