import type pg from 'pg';
import { createSecretKey } from 'node:crypto';
import { rebuildCaseRows } from '../../bin/recovery/case-rows.ts';
import { readEntry } from '../../books/entry.ts';
import type { Stage } from './lifecycle-stage.ts';

/** Rows of a case, as far as entries and evidence tell them. */
const LOOKS: Readonly<Record<string, string>> = {
  cases: `select state, edition, chain_id, instruction_sha256, closed_at is null as open
    from certificate_applications where id = $1`,
  inputs: `select kind, actor, applied_at is not null as applied, result ? 'refused' as refused
    from case_inputs where case_id = $1 order by received_at, kind`,
  evidence: `select kind, sha256, edition from evidence_objects
    where case_id = $1 and kind <> 'webauthnAssertion' order by kind, sha256`,
  evaluations: `select number, edition, facts_sha256, dossier_sha256 from evaluations
    where case_id = $1 order by number`,
  decisions: `select edition, outcome, decider, dossier_sha256, voided_at is null as stands
    from decisions where case_id = $1 order by at`,
  orders: `select id, order_number, instructed_at is not null as instructed from orders
    where case_id = $1 order by id`,
  codes: `select code_number, edition, state, dispatch_id, (printed_at at time zone 'Asia/Tokyo')::date as printed,
    (posted_at at time zone 'Asia/Tokyo')::date as posted,
    resend_ordered_at is not null as ordered from delivery_codes where case_id = $1 order by code_number`,
  letters: `select id, state from dispatches where case_id = $1 and kind = 'codeLetter' order by id`,
  certificates: `select order_id, state, issued_at, not_after, acceptance_deadline, reminders_at, reminded,
      missed_at, accepted_at, accepted_by, notices_at, noticed, due_at
    from certificates where case_id = $1 order by order_id`,
  leases:
    'select officer_id, lease_until, hold_reason, hold_until from case_leases where case_id = $1',
};

const TABLES =
  'delivery_codes dispatches case_leases certificate_deliveries certificates orders decisions evaluations jlis_queries evidence_objects applicant_keys misuse_index case_inputs';

const EMPTYING = TABLES.split(' ').map((table) => `delete from ${table} where case_id = $1`);

type Looked = Readonly<Record<string, readonly unknown[]>>;

async function look(client: pg.ClientBase, caseId: string): Promise<Looked> {
  const looked: Record<string, unknown[]> = {};
  for (const [name, text] of Object.entries(LOOKS)) {
    looked[name] = (await client.query(text, [caseId])).rows;
  }
  return looked;
}

/** The rows of a case, and the same made again from its entries alone; the database is left as it was. */
export async function rebuildCase(
  { office }: Stage,
  caseId: string,
): Promise<{ readonly stored: Looked; readonly rebuilt: Looked }> {
  const client = await office.db.$client.connect();
  const { evidence, evidenceDir } = office;
  const sources = {
    client,
    evidence,
    evidenceDir,
    misuseKey: createSecretKey(Buffer.alloc(32)),
    ruleSetAt: async () => '2026-12',
  };
  await client.query('begin');
  try {
    const stored = await look(client, caseId);
    for (const text of EMPTYING) await client.query(text, [caseId]);
    await client.query('delete from certificate_applications where id = $1', [caseId]);
    const { rows } = await client.query<{ octets: Buffer }>(
      'select octets from book_entries where case_id = $1 order by seq',
      [caseId],
    );
    for (const { octets } of rows) await rebuildCaseRows(sources, readEntry(octets));
    return { stored, rebuilt: await look(client, caseId) };
  } finally {
    await client.query('rollback');
    client.release();
  }
}
