import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { buildOcspRequest } from '../../adapters/jlis/ocsp.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import { writeEntry, type NewEntry } from '../../db/books/write-entry.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { registeredCertificate } from '../../db/revocation/certificate-register.ts';
import {
  entriesOfRequest,
  findRequest,
  type RevocationRequest,
} from '../../db/revocation/request-file.ts';
import { uuidV7 } from '../../db/uuid.ts';
import type { JlisTurn } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { answered, asked, replyTo, type AskedFor, type Question } from '../identity/ask-jlis.ts';
import { leaveToAsk } from '../identity/leave-to-ask.ts';
import { cardOf, readSignedRequest } from './signed-request.ts';

/** Purpose of a question about whoever asks for a revocation, as entries and confirmations name it. */
const PURPOSE = 'revocationRequest';

/** No answer is asked for twice at most: J-LIS in silence never delays a person (decisions on revocation). */
const QUESTIONS_MAX = 2;

/**
 * Asks J-LIS once about the card that signed a request (JPKI法18条1項), within service and agreement, and at the turn that the rate
 * limit gives. What came back is kept before it is judged; no answer is the fact `notKnown`.
 *
 * Safe to run again: an answer that is there is not asked for twice. A crash between question and answer leaves a question without
 * one, and it is asked once more.
 *
 * @returns a turn to be brought back; undefined once there is nothing more to ask.
 */
export async function askAboutRequester(
  deps: OfficeDependencies,
  requestId: string,
  turnAt?: number,
): Promise<JlisTurn | undefined> {
  const row = await findRequest(deps.db, requestId);
  if (row?.channel !== 'portalJpki' || row.state !== 'received') return undefined;
  const [question, service] = await Promise.all([
    questionAbout(deps, row),
    registeredCertificate(deps.db, row),
  ]);
  // A question is counted with an application; about no certificate of ours there is none.
  if (!question || !service) return undefined;
  const now = deps.now();
  const leave = await leaveToAsk(deps, service.service, { now, turnAt });
  if (leave.kind !== 'now') return leave.kind === 'turn' ? leave.turn : undefined;
  const of: AskedFor = {
    id: row.id,
    chainId: row.chainId,
    edition: 0,
    asks: { caseId: service.caseId, purpose: PURPOSE, items: ['2イ'] },
  };
  const attempt = await nextAttempt(deps, service.caseId);
  const sent = { ...question, attempt };
  await write(deps, row, await asked(deps, of, { question: sent, now }));
  step('request.1-jlis-asked');
  await write(deps, row, await answered(deps, of, await replyTo(deps, sent)));
  step('request.2-jlis-answered');
  return undefined;
}

/** The question, unless it was answered before, or cannot be asked. */
async function questionAbout(
  deps: OfficeDependencies,
  row: RevocationRequest,
): Promise<Omit<Question, 'attempt'> | undefined> {
  const before = await entriesOfRequest(deps.db, row.id, ['jlis.asked', 'jlis.answered']);
  const questions = before.filter(({ event }) => event === 'jlis.asked').length;
  if (questions >= QUESTIONS_MAX || questions < before.length) return undefined;
  const card = cardOf(await readSignedRequest(deps, row), deps.anchors);
  if (!card) return undefined;
  const request = buildOcspRequest({ ...card, nonce: randomBytes(32) });
  return { id: uuidV7(), ...card, request };
}

/** Of all requests about certificates of one application the questions are counted together. */
async function nextAttempt({ db }: OfficeDependencies, caseId: string): Promise<number> {
  const { rows } = await db.$client.query<{ next: number }>({
    name: 'next-request-attempt',
    text: `select coalesce(max(attempt), 0)::int + 1 as next from jlis_queries where case_id = $1 and edition = 0`,
    values: [caseId],
  });
  return rows[0]?.next ?? 1;
}

/** Writes question or answer, with its entry, in one transaction. */
async function write(
  { db, now }: OfficeDependencies,
  row: RevocationRequest,
  { entries = [], evidence = [], jlisAsked = [], jlisAnswered = [] }: CaseAct,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into jlis_queries
      select * from jsonb_populate_recordset(null::jlis_queries, ${JSON.stringify(jlisAsked)}::jsonb)`);
    await tx.execute(sql`update jlis_queries q set answered_at = r.answered_at,
        answer_sha256 = r.answer_sha256, result = r.result, no_answer_reason = r.no_answer_reason,
        list_sha256 = r.list_sha256
      from jsonb_populate_recordset(null::jlis_queries, ${JSON.stringify(jlisAnswered)}::jsonb) r
      where q.id = r.id`);
    for (const { kind, sha256, size } of evidence) {
      await tx.execute(sql`insert into evidence_objects (case_id, kind, sha256, size, edition, received_at)
        values (${row.id}, ${kind}, ${sha256}, ${size}, 0, ${now().toISOString()}) on conflict do nothing`);
    }
    for (const { entry, openings } of entries) {
      await writeEntry(tx, { ...entry, case: row.id } as NewEntry, openings);
    }
  });
}
