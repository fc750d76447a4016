import { sql } from 'drizzle-orm';
import type { EvidenceReference } from '../../books/entry.ts';
import { evidenceObjects } from '../schema/application.ts';
import { writeEntry } from '../books/write-entry.ts';
import type { OfficeDatabase } from '../office-database.ts';
import type { Carried } from './due-dispatches.ts';

/** What a mail about a case needs of it. */
export interface MailCase {
  readonly caseId: string;
  readonly chainId: string;
  readonly edition: number;
  /** The newest record of how the applicant is reached, by hash. */
  readonly contactSha256: string | null;
}

const FIND = `select a.id as "caseId", a.chain_id as "chainId", a.edition,
  (select sha256 from evidence_objects where case_id = a.id and kind = 'contactRecord'
    order by edition desc, received_at desc limit 1) as "contactSha256"
from certificate_applications a where a.id = $1`;

/** The case of a mail. */
export async function findMailCase(
  { $client }: OfficeDatabase,
  caseId: string,
): Promise<MailCase | undefined> {
  const { rows } = await $client.query<MailCase>({
    name: 'mail-case',
    text: FIND,
    values: [caseId],
  });
  return rows[0];
}

/** A mail that was handed over. */
export interface SentMail {
  readonly dispatch: Carried;
  readonly mailCase: MailCase;
  /** The notice as it was sent, kept as evidence. */
  readonly notice: EvidenceReference<'notice'>;
  readonly now: Date;
}

/** Notes that a mail was sent, with `notice.sent`, in one transaction. Of one that was noted before nothing is written. */
export async function noteMailSent(db: OfficeDatabase, sent: SentMail): Promise<void> {
  const { dispatch, mailCase, notice, now } = sent;
  await db.transaction(async (tx) => {
    const { rowCount } = await tx.execute(sql`update dispatches
      set state = 'sent', sent_at = ${now.toISOString()}::timestamptz, next_attempt_at = null, failure = null
      where id = ${dispatch.id} and state = 'prepared' and attempts = ${dispatch.attempts}`);
    if (rowCount !== 1) return;
    await tx
      .insert(evidenceObjects)
      .values({ ...notice, caseId: mailCase.caseId, edition: mailCase.edition, receivedAt: now })
      .onConflictDoNothing();
    await writeEntry(tx, {
      event: 'notice.sent',
      items: ['1ロ'],
      at: now.toISOString(),
      actor: { kind: 'system', id: 'dispatch-worker' },
      case: mailCase.caseId,
      evidence: [notice],
      data: {
        dispatch: dispatch.id,
        noticeKind: dispatch.noticeKind,
        channel: 'mail',
        template: dispatch.template,
      },
    });
  });
}
