import { writeEntry } from '../../db/books/write-entry.ts';
import type { Queryable } from '../../db/office-database.ts';
import { actorOf } from '../decision/given-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import type { GivenRequestInput } from './judge-request-input.ts';

/**
 * Books what somebody signed whose act is not complete with it: the first of two grants, a suspension or an upgrade that the room
 * has still to carry out, whose own entry stands in the room's book.
 */
export async function bookAssertion(
  { build }: Pick<OfficeDependencies, 'build'>,
  tx: Queryable,
  given: GivenRequestInput,
): Promise<void> {
  const { row, input, assertion, now } = given;
  await writeEntry(tx, {
    event: 'evidence.received',
    items: ['2イ'],
    at: now.toISOString(),
    case: row.id,
    actor: actorOf(given),
    input: input.id,
    ...(assertion ? { evidence: [assertion] } : {}),
    data: { evidenceKind: 'webauthnAssertion', supplier: 'officer' },
    ...runOf(build),
  });
}
