import { writeEntry } from '../../db/books/write-entry.ts';
import type { CallbackContent } from '../../domain/revocation/request-inputs.ts';
import { actorOf } from '../decision/given-decision.ts';
import { runOf } from '../run-of.ts';
import type { Apply } from './apply-request-input.ts';

/** Records a call to the number on file (規則6条10号): a fact, and no decision. The request is examined anew afterwards. */
export const recordCallback: Apply = async ({ evidence, build }, tx, given) => {
  const { row, input, now } = given;
  // By its kind; it was read as such.
  const content = given.content as CallbackContent;
  if (row.channel !== 'telephone') return { problem: 'stateMoved' };
  const { recordSha256: sha256, result, scriptVersion } = content;
  const octets = evidence
    .get({ caseId: row.id, chainId: row.chainId }, [sha256])
    .get(sha256) as Buffer;
  await writeEntry(tx, {
    event: 'revocation.callback',
    items: ['2イ'],
    at: now.toISOString(),
    case: row.id,
    actor: actorOf(given),
    input: input.id,
    evidence: [{ kind: 'callbackRecord', sha256, size: octets.length }],
    data: { request: row.id, result, scriptVersion },
    ...runOf(build),
  });
  return { state: row.state };
};
