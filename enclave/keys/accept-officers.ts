import type pg from 'pg';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { registerProblem } from '../../domain/governance/officer-register.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook } from '../book/room-book.ts';
import { isPerformed, type AgreedAct } from './agreed-act.ts';
import { dualControlEntries, unsignedCustodians } from './dual-control-act.ts';
import { readOfficersDocument } from './officers-document.ts';

/** The officers whose decisions the room will believe, and by whom they are accepted. */
export type OfficersAcceptance = { readonly content: Buffer } & (
  | {
      /** In development, and at the ceremony: who they are rests on the word of whoever is in the room. */
      readonly custodians: readonly [string, string];
      readonly terminal: string;
    }
  | {
      /** Two custodians whose passkeys the room has verified. */
      readonly agreed: AgreedAct;
    }
);

/**
 * Accepts a document `officers` in place of the one before, at once and under dual control (規則6条15号ロ): the room
 * believes no register but its own. Each account says itself from when and until when it is in force.
 *
 * Safe to run again: what is in force already is left as it is, and an agreed act counts once. A crash between the entry and the row leaves an act in
 * the book without its document, and the repeat writes another act.
 *
 * @throws DomainError `MalformedRequest` for a document that cannot be read or has somebody with roles that exclude each
 * other; `DualControlViolation` if both custodians are one person; `IllegalTransition` for an act about another register, one
 * that was performed, or one that was agreed on before the register in force came.
 */
export async function acceptOfficers(
  { pool, book }: { readonly pool: Pick<pg.Pool, 'query'>; readonly book: Pick<RoomBook, 'write'> },
  acceptance: OfficersAcceptance,
  now: Date,
): Promise<'accepted' | 'wasInForce'> {
  const { content } = acceptance;
  const document = readOfficersDocument(content);
  if (!document) throw new DomainError('MalformedRequest', 'no register of officers');
  const problem = registerProblem(document);
  if (problem !== undefined) throw new DomainError('MalformedRequest', `roles: ${problem}`);
  const sha256 = sha256Hex(content);
  const { rows } = await pool.query<{ sha256: string; from: Date }>(
    `select sha256, effective_from as "from" from accepted_documents where document_type = 'officers'
     order by effective_from desc limit 1`,
  );
  if (rows[0]?.sha256 === sha256) return 'wasInForce';
  const order = await orderOf(pool, acceptance, { sha256, since: rows[0]?.from });
  await book.write({
    entries: dualControlEntries({ ...order, actKind: 'officerRegister', at: now }),
  });
  // A document that was in force once may be accepted again: the book has every time of it, the row the last.
  await pool.query(
    `insert into accepted_documents (document_type, sha256, content, effective_from)
     values ('officers', $1, $2, $3)
     on conflict (document_type, sha256) do update set effective_from = excluded.effective_from`,
    [sha256, content, now],
  );
  return 'accepted';
}

/** The act under which a register is accepted. */
async function orderOf(
  pool: Pick<pg.Pool, 'query'>,
  acceptance: OfficersAcceptance,
  { sha256, since }: { readonly sha256: string; readonly since: Date | undefined },
) {
  if ('custodians' in acceptance) {
    const { custodians, terminal } = acceptance;
    const order = { act: newEntryId(), contentSha256: sha256, terminal };
    return { ...order, ...unsignedCustodians(custodians, order) };
  }
  const { agreed } = acceptance;
  const { content } = agreed;
  const isAbout = content.actKind === 'officerRegister' && content.change.documentSha256 === sha256;
  if (!isAbout) throw new DomainError('IllegalTransition', 'the act is about another register');
  if (await isPerformed(pool, agreed.act)) {
    throw new DomainError('IllegalTransition', `${agreed.act} is performed`);
  }
  // An act that was left lying would bring officers back whom a later register has not.
  if (since && Date.parse(content.effectiveFrom) < since.getTime()) {
    throw new DomainError('IllegalTransition', `${agreed.act} is older than the register in force`);
  }
  return agreed;
}
