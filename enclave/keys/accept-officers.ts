import type pg from 'pg';
import { sha256Hex } from '../../books/canonical-json.ts';
import { DomainError } from '../../domain/errors.ts';
import { registerProblem } from '../../domain/governance/officer-register.ts';
import { newEntryId } from '../book/entry-id.ts';
import type { RoomBook } from '../book/room-book.ts';
import { dualControlEntries } from './dual-control-act.ts';
import { readOfficersDocument } from './officers-document.ts';

/** Two custodians who accept the officers whose decisions the room will believe. */
export interface OfficersAcceptance {
  readonly content: Buffer;
  readonly custodians: readonly [string, string];
  readonly terminal: string;
}

/**
 * Accepts a document `officers` in place of the one before, at once and under dual control (規則6条15号ロ): the room
 * believes no register but its own. Each account says itself from when and until when it is in force.
 *
 * Safe to run again: what is in force already is left as it is. A crash between the entry and the row leaves an act in
 * the book without its document, and the repeat writes another act.
 *
 * @throws DomainError `MalformedRequest` for a document that cannot be read or has somebody with roles that exclude each
 * other; `DualControlViolation` if both custodians are one person.
 */
export async function acceptOfficers(
  { pool, book }: { readonly pool: Pick<pg.Pool, 'query'>; readonly book: Pick<RoomBook, 'write'> },
  { content, custodians, terminal }: OfficersAcceptance,
  now: Date,
): Promise<'accepted' | 'wasInForce'> {
  const document = readOfficersDocument(content);
  if (!document) throw new DomainError('MalformedRequest', 'no register of officers');
  const problem = registerProblem(document);
  if (problem !== undefined) throw new DomainError('MalformedRequest', `roles: ${problem}`);
  const sha256 = sha256Hex(content);
  const { rows } = await pool.query<{ sha256: string }>(
    `select sha256 from accepted_documents where document_type = 'officers'
     order by effective_from desc limit 1`,
  );
  if (rows[0]?.sha256 === sha256) return 'wasInForce';
  const order = { custodians, terminal, contentSha256: sha256, at: now } as const;
  await book.write({
    entries: dualControlEntries({ ...order, act: newEntryId(), actKind: 'officerRegister' }),
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
