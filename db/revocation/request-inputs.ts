import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { EvidenceReference } from '../../books/entry.ts';
import {
  requestInputKinds,
  type RequestInputContent,
} from '../../domain/revocation/request-inputs.ts';
import { NO_EDITION } from '../application/signed-inputs.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { caseInputs, decisionColumns, evidenceObjects } from '../schema/application.ts';

const recordedInputs = pgTable('case_inputs', decisionColumns());

/** Something that staff send about a request, on its way in. */
export interface RequestInput {
  /** UUIDv7, given by the form: sending it twice is deciding once. */
  readonly id: string;
  readonly requestId: string;
  readonly content: RequestInputContent;
  /** Of the assertion; of a call-back, of its record. */
  readonly contentSha256: string;
  /**
   * Kept before, under the id of the request (where others name a case) and sealed by the key of its chain: assertion, letter,
   * record of the call.
   */
  readonly evidence: readonly EvidenceReference<
    'webauthnAssertion' | 'refusalLetter' | 'callbackRecord'
  >[];
  readonly receivedAt: Date;
}

/**
 * Stores what somebody sends about a request as a row of inputs. Recorded is not decided: the office-worker judges it under
 * the row of the request and writes act and entry, or `input.refused`. A repeat changes nothing.
 */
export const storeRequestInput = (db: OfficeDatabase, input: RequestInput): Promise<void> =>
  db.transaction(async (tx) => {
    const { id, requestId, content, contentSha256, evidence, receivedAt } = input;
    const { kind, officer: actor } = content;
    const inserted = await tx
      .insert(recordedInputs)
      .values({ id, caseId: requestId, kind, actor, contentSha256, content, receivedAt })
      .onConflictDoNothing()
      .returning({ id: recordedInputs.id });
    if (inserted.length === 0 || evidence.length === 0) return;
    await tx
      .insert(evidenceObjects)
      .values(
        evidence.map((each) => ({ ...each, caseId: requestId, edition: NO_EDITION, receivedAt })),
      )
      .onConflictDoNothing();
  });

/** What was sent about a request, and what became of it. */
export interface SentInput {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly receivedAt: Date;
  /** Null while it waits. */
  readonly appliedAt: Date | null;
  /** State of the request after it; the code of a refusal; or that a second person has still to agree. */
  readonly result: {
    readonly state?: string;
    readonly refused?: string;
    readonly awaits?: 'second';
  } | null;
}

/** Everything that was sent about a request, oldest first. */
export const inputsOfRequest = (db: OfficeDatabase, requestId: string): Promise<SentInput[]> =>
  db
    .select({
      id: caseInputs.id,
      kind: caseInputs.kind,
      actor: caseInputs.actor,
      receivedAt: caseInputs.receivedAt,
      appliedAt: caseInputs.appliedAt,
      result: sql<SentInput['result']>`${caseInputs.result}`,
    })
    .from(caseInputs)
    .where(and(eq(caseInputs.caseId, requestId), inArray(caseInputs.kind, [...requestInputKinds])))
    .orderBy(asc(caseInputs.receivedAt), asc(caseInputs.id));
