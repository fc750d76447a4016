import { and, count, eq, gt, inArray } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { EvidenceReference } from '../../books/entry.ts';
import type { CodeState } from '../../domain/key-delivery/code-states.ts';
import type {
  RedemptionContent,
  RedemptionResult,
} from '../../domain/key-delivery/redemption-input.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { codeRedemptions, decisionColumns, evidenceObjects } from '../schema/application.ts';
import { redemptionNonces } from '../schema/dispatch.ts';
import { isConstraint } from './database-failures.ts';

const receivedInputs = pgTable('case_inputs', decisionColumns());

/** A code of a case, as its portal is told of it. */
export interface ToldCode {
  readonly codeNumber: number;
  readonly state: CodeState;
  readonly salt: string;
  readonly resend: number;
  readonly failures: number;
  readonly lapsesAt: Date;
  readonly unusableAt: Date | null;
  readonly isResendOrdered: boolean;
}

/** The newest code of a case, with what a redemption of it is about. */
export interface RedeemableCode extends ToldCode {
  readonly edition: number;
  readonly textSha256: string;
  readonly orders: readonly { readonly order: number; readonly certificateType: string }[];
}

/** A redemption on its way into the database. */
export interface RedemptionToStore {
  readonly inputId: string;
  readonly applicationId: string;
  readonly portalId: string;
  readonly edition: number;
  readonly content: RedemptionContent;
  readonly contentSha256: string;
  readonly evidence: readonly EvidenceReference<'codeRedemption' | 'proofOfPossession'>[];
  readonly receivedAt: Date;
}

/** What became of a redemption; without an outcome the room has still to answer. */
export interface FoundRedemption {
  readonly outcome: RedemptionResult['outcome'] | null;
  readonly attemptsLeft: number | null;
}

/** Redemptions of codes, as the portal API asks for them. */
export interface RedemptionStore {
  newestCode(applicationId: string): Promise<RedeemableCode | undefined>;
  keepNonce(nonce: {
    readonly nonceSha256: string;
    readonly applicationId: string;
    readonly codeNumber: number;
    readonly expiresAt: Date;
  }): Promise<void>;
  /** Whether a nonce was handed out for this code, and has not expired. */
  isNonceOf(nonce: {
    readonly nonceSha256: string;
    readonly applicationId: string;
    readonly codeNumber: number;
    readonly at: Date;
  }): Promise<boolean>;
  /** Wrong codes from one address since then. */
  wrongFrom(source: string, since: Date): Promise<number>;
  /** Redemptions that were received under a code, whatever became of them. */
  countOf(applicationId: string, codeNumber: number): Promise<number>;
  /** Stores a redemption with its entry in one transaction, once; a repeat changes nothing. */
  store(redemption: RedemptionToStore): Promise<void>;
  find(applicationId: string, inputId: string): Promise<FoundRedemption | undefined>;
}

const NEWEST = `
select c.code_number as "codeNumber", c.state, c.salt, c.resend, c.failures, c.lapses_at as "lapsesAt",
  c.unusable_at as "unusableAt", c.resend_ordered_at is not null as "isResendOrdered", c.edition,
  (select t.text_sha256 from application_texts t where t.used_by = c.case_id and t.edition = c.edition
    limit 1) as "textSha256",
  coalesce((select jsonb_agg(jsonb_build_object('order', o.order_number, 'certificateType', o.certificate_type)
      order by o.order_number)
    from orders o join decisions d on d.id = o.decision_id
    where o.case_id = c.case_id and d.voided_at is null), '[]') as orders
from delivery_codes c where c.case_id = $1 order by c.code_number desc limit 1`;

/** The redemptions in the office database. */
export const createRedemptionStore = (db: OfficeDatabase): RedemptionStore => ({
  async newestCode(applicationId) {
    const { rows } = await db.$client.query<RedeemableCode>({
      name: 'portal-newest-code',
      text: NEWEST,
      values: [applicationId],
    });
    return rows[0];
  },

  async keepNonce({ nonceSha256, applicationId: caseId, codeNumber, expiresAt }) {
    await db.insert(redemptionNonces).values({ nonceSha256, caseId, codeNumber, expiresAt });
  },

  async isNonceOf({ nonceSha256, applicationId, codeNumber, at }) {
    const rows = await db
      .select({ nonceSha256: redemptionNonces.nonceSha256 })
      .from(redemptionNonces)
      .where(
        and(
          eq(redemptionNonces.nonceSha256, nonceSha256),
          eq(redemptionNonces.caseId, applicationId),
          eq(redemptionNonces.codeNumber, codeNumber),
          gt(redemptionNonces.expiresAt, at),
        ),
      );
    return rows.length === 1;
  },

  async wrongFrom(source, since) {
    const [row] = await db
      .select({ wrong: count() })
      .from(codeRedemptions)
      .where(
        and(
          eq(codeRedemptions.source, source),
          gt(codeRedemptions.receivedAt, since),
          inArray(codeRedemptions.outcome, ['wrongCode', 'locked']),
        ),
      );
    return row?.wrong ?? 0;
  },

  async countOf(applicationId, codeNumber) {
    const [row] = await db
      .select({ received: count() })
      .from(codeRedemptions)
      .where(
        and(eq(codeRedemptions.caseId, applicationId), eq(codeRedemptions.codeNumber, codeNumber)),
      );
    return row?.received ?? 0;
  },

  async store(redemption) {
    try {
      await storeOnce(db, redemption);
    } catch (error) {
      if (!isConstraint(error, { constraint: 'case_inputs_pkey' })) throw error;
    }
  },

  async find(applicationId, inputId) {
    const [row] = await db
      .select({ outcome: codeRedemptions.outcome, attemptsLeft: codeRedemptions.attemptsLeft })
      .from(codeRedemptions)
      .where(and(eq(codeRedemptions.id, inputId), eq(codeRedemptions.caseId, applicationId)));
    return row as FoundRedemption | undefined;
  },
});

/** The input first: whoever comes second with the same one writes nothing. */
const storeOnce = (db: OfficeDatabase, redemption: RedemptionToStore): Promise<void> =>
  db.transaction(async (tx) => {
    const { inputId, applicationId: caseId, portalId, edition, evidence } = redemption;
    const { content, contentSha256, receivedAt } = redemption;
    await tx.insert(receivedInputs).values({
      id: inputId,
      caseId,
      kind: 'codeRedemption',
      actor: portalId,
      contentSha256,
      content,
      receivedAt,
    });
    await tx
      .insert(evidenceObjects)
      .values(
        evidence.map(({ kind, sha256, size }) => ({
          caseId,
          kind,
          sha256,
          size,
          edition,
          receivedAt,
        })),
      )
      .onConflictDoNothing();
    await writeEntry(tx, {
      event: 'evidence.received',
      items: ['1ハ'],
      at: receivedAt.toISOString(),
      case: caseId,
      actor: { kind: 'portal', id: portalId },
      input: inputId,
      evidence,
      data: { evidenceKind: 'codeRedemption', supplier: 'applicant' },
    });
  });
