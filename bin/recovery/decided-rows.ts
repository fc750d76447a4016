import type pg from 'pg';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { deadlineOf } from '../../activities/decision/deadline.ts';
import { dossierOf } from '../../activities/decision/dossier.ts';
import { ruleSetSha256 } from '../../activities/decision/rule-set-hash.ts';
import type { OfficeDependencies } from '../../activities/dependencies.ts';
import { readListedEvidence } from '../../activities/identity/case-evidence.ts';
import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { EntryInputOf } from '../../books/entry.ts';
import { readCaseFile, type CaseFile } from '../../db/decision/case-file.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { voidingCauses } from '../../domain/decision/given-approvals.ts';
import { decide, type Finding } from '../../domain/decision/decide.ts';
import type { Facts } from '../../domain/decision/facts.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import { findInstruction } from './find-instruction.ts';

/** What the rows of evaluations and decisions are rebuilt from. */
export interface DecisionSources {
  readonly client: pg.ClientBase;
  readonly evidence: EvidenceStore;
  readonly evidenceDir: string;
}

/** The case as an activity would read it, inside the recovery's transaction. */
export const caseFileOf = ({ client }: DecisionSources, id: string): Promise<CaseFile> =>
  readCaseFile({ $client: client } as unknown as OfficeDatabase, id);

/** New values of a case, by column. */
export async function moveCase(
  client: pg.ClientBase,
  caseId: string,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  const columns = Object.keys(change);
  const assignments = columns.map((column, i) => `${column} = $${i + 2}`).join(', ');
  await client.query(`update certificate_applications set ${assignments} where id = $1`, [
    caseId,
    ...columns.map((column) => change[column]),
  ]);
}

/**
 * The evaluation, its facts and findings out of the evidence, and the dossier they make.
 *
 * @throws Error if the facts do not give what the entry says.
 */
export async function rebuildEvaluation(
  sources: DecisionSources,
  entry: EntryInputOf<'case.evaluated'>,
): Promise<void> {
  const { client, evidence } = sources;
  const { data } = entry;
  const file = await caseFileOf(sources, entry.case ?? '');
  const { row, generation } = file;
  const at = { caseId: row.id, chainId: row.chainId };
  const octets = evidence.get(at, [data.factsSha256, data.findingsSha256]);
  const { facts } = read<{ facts: Facts }>(octets.get(data.factsSha256));
  const { findings } = read<{ findings: readonly Finding[] }>(octets.get(data.findingsSha256));
  const ruleSet = ruleSets.find((each) => ruleSetSha256(each) === data.ruleSetSha256);
  if (!ruleSet) throw new Error(`rule set ${data.ruleSetSha256} is not in this build`);
  const { outcome, next } = decide(facts, ruleSet);
  if (outcome !== data.outcome) throw new Error('the facts do not give the outcome');
  const listed = readListedEvidence({ evidence } as OfficeDependencies, file);
  const dossier = dossierOf(row, listed, {
    facts,
    findings,
    outcome,
    next,
    generation,
    edition: row.edition,
  });
  await client.query(
    `insert into evaluations (id, case_id, edition, number, at, rule_set_id, rule_set_sha256,
       extractor, facts, facts_sha256, findings, findings_sha256, outcome, next, dossier_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      entry.id,
      row.id,
      row.edition,
      file.evaluations + 1,
      entry.at,
      ruleSet.id,
      data.ruleSetSha256,
      data.extractor,
      JSON.stringify(facts),
      data.factsSha256,
      JSON.stringify(findings),
      data.findingsSha256,
      outcome,
      next,
      dossier.dossierSha256,
    ],
  );
  // What else follows has an entry of its own; without one the case is evaluated anew.
  const isForPerson = outcome === 'refers' || (outcome === 'forbids' && next !== 'return');
  await moveCase(client, row.id, {
    not_holding: data.notHolding,
    ...(isForPerson && {
      state: 'review',
      state_deadline: deadlineOf('review', new Date(entry.at)),
      next_attempt_at: null,
    }),
  });
}

const read = <T>(octets: Buffer | undefined): T =>
  readCanonicalJson(octets ?? Buffer.alloc(0)) as unknown as T;

/**
 * 諾否 and its orders.
 *
 * @throws Error if the dossier that was decided on is not the one the evidence gives.
 */
export async function rebuildApproval(
  sources: DecisionSources,
  entry: EntryInputOf<'application.approved'>,
): Promise<void> {
  const { client } = sources;
  const { data } = entry;
  const caseId = entry.case ?? '';
  const { rows } = await client.query<{ dossier: string; edition: number }>(
    `select dossier_sha256 as dossier, edition from evaluations where case_id = $1
     order by number desc limit 1`,
    [caseId],
  );
  if (rows[0]?.dossier !== data.dossierSha256) throw new Error('the dossier is another');
  await client.query(
    `insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256,
       responsible_id, at) values ($1, $2, $3, 'approved', $4, $5, $6, $7)`,
    [
      entry.id,
      caseId,
      rows[0].edition,
      data.decider,
      data.dossierSha256,
      entry.responsible?.id ?? null,
      entry.at,
    ],
  );
  for (const [i, order] of data.orders.entries()) {
    await client.query(
      `insert into orders (id, case_id, decision_id, order_number, certificate_type,
         validity_months, spki_sha256) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        order.order,
        caseId,
        entry.id,
        i + 1,
        order.certificateType,
        order.validityMonths,
        order.spkiSha256 ?? null,
      ],
    );
  }
  await moveCase(client, caseId, {
    state: 'approved',
    state_deadline: deadlineOf('instruct', new Date(entry.at)),
    next_attempt_at: null,
  });
}

/** 発行指示: the orders go to the room, with the document that the room will read. @throws Error if it is lost */
export async function rebuildInstruction(
  sources: DecisionSources,
  entry: EntryInputOf<'issuing.instructed'>,
): Promise<void> {
  const { client, evidenceDir } = sources;
  const { row } = await caseFileOf(sources, entry.case ?? '');
  const found = findInstruction(evidenceDir, row.id, entry.data.dossierSha256);
  if (!found) throw new Error('the instruction is not in the evidence');
  await client.query('update orders set instructed_at = $2 where id = any($1::uuid[])', [
    entry.data.orders,
    entry.at,
  ]);
  await moveCase(client, row.id, {
    state: row.keyDelivery === 'simultaneous' ? 'issuing' : 'keyDelivery',
    instruction_sha256: found.sha256,
    state_deadline: null,
    next_attempt_at: null,
  });
}

/**
 * The approval is void, and the case where that put it: with the room's refusal (rows 26 and 27), or checked anew
 * because a person took it back or the dossier is another (rows 11 and 19).
 */
export async function rebuildVoiding(
  sources: DecisionSources,
  entry: EntryInputOf<'application.approvalVoided'>,
): Promise<void> {
  const { client } = sources;
  const { row, generation } = await caseFileOf(sources, entry.case ?? '');
  const at = new Date(entry.at);
  await client.query(
    'update decisions set voided_at = $2 where case_id = $1 and voided_at is null',
    [row.id, at],
  );
  const { cause } = entry.data;
  if (!cause.startsWith('gate ')) {
    // Beside an evaluation that made another dossier, the case is where that put it.
    if (cause === voidingCauses.takenBack || row.state === 'approved') {
      await moveCase(client, row.id, {
        state: 'checking',
        not_holding: [],
        state_deadline: null,
        next_attempt_at: null,
      });
    }
    return;
  }
  const check = cause.replace(/^gate /, '');
  const isStale = check === 'jlisTooOld';
  const isFirst = generation === 0;
  await moveCase(client, row.id, {
    not_holding: [isStale ? 'jlis.fresh/stale' : `gate/${check}`],
    ...(isStale
      ? { state: 'waiting', next_attempt_at: at }
      : { state: isFirst ? 'checking' : 'review', next_attempt_at: null }),
    ...(!isStale && !isFirst && { state_deadline: deadlineOf('review', at) }),
  });
}
