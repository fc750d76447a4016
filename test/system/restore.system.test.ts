import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { isCleanRestore, restoreUnderLoad } from '../../bin/chaos/restore.ts';
import { runCommand } from '../../bin/instance/command.ts';
import type { Instance } from '../../bin/instance/options.ts';
import type { Recovery } from '../../bin/recovery/restored.ts';
import { apply } from '../../simulator/application.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { useStage } from './stage.ts';

describe('a restore beneath running programs', () => {
  it('stops every writer, and after the recovery every application has its one certificate', async () => {
    const result = await restoreUnderLoad(5);
    expect(result).toMatchObject({
      stoppedWithBooksBehind: ['portal', 'console', 'office-worker', 'enclave-worker'],
      writtenWhileBehind: 0,
      lost: 0,
      duplicate: 0,
      withoutIntent: 0,
      unknownSerials: 0,
      marked: 0,
    });
    expect(isCleanRestore(result)).toBe(true);
  }, 900_000);
});

/** One for each way in which a case comes to rest without a person. */
const PERSONAS: readonly PersonaName[] = [
  'ordinary',
  'variant',
  'nameDiffers',
  'silent',
  'garbage',
  'impostor',
  'ordinary',
];

/** Tables of a case, by what they are read with; sealed anew, or not told by any entry, is left out. */
const TABLES: Readonly<Record<string, string>> = {
  certificate_applications: `select id, portal_id, service, identity_route, key_delivery, edition,
    chain_id, rule_set_id, state, not_holding, received_at, case_deadline, closed_at,
    instruction_sha256, state = 'waiting' or next_attempt_at is null as "isTimed"
    from certificate_applications order by id`,
  case_inputs: `select id, case_id, kind, actor, content_sha256, signed_content_sha256, received_at,
    applied_at is not null as applied, result from case_inputs order by id`,
  evidence_objects:
    'select case_id, kind, sha256, size, edition from evidence_objects order by 1, 3',
  misuse_index: 'select * from misuse_index order by case_id',
  applicant_keys: 'select * from applicant_keys order by case_id, order_number',
  application_texts:
    'select * from application_texts where used_by is not null order by text_sha256',
  jlis_queries: `select case_id, edition, attempt, purpose, method, asked_at, request_sha256,
    case when result = 'none' and list_sha256 is null then null else answered_at end, answer_sha256,
    nullif(result, 'none') as result, list_sha256 from jlis_queries order by case_id, attempt`,
  jlis_lists: 'select * from jlis_lists order by sha256',
  evaluations: `select case_id, edition, number, at, rule_set_id, rule_set_sha256, extractor, facts,
    facts_sha256, findings, findings_sha256, outcome, next, dossier_sha256
    from evaluations order by case_id, number`,
  decisions: `select case_id, edition, outcome, decider, dossier_sha256, responsible_id, at, voided_at
    from decisions order by case_id`,
  orders: `select id, case_id, order_number, certificate_type, validity_months, spki_sha256,
    instructed_at, issuer_key_id, serial_number, certificate_sha256, not_before, not_after,
    received_at from orders order by id`,
  book: `select e.id, e.event, e.items, e.case_id, e.seq, e.at, e.octets, p.log_index
    from book_entries e join book_places p on p.entry_id = e.id
    where e.event <> 'recovery.performed' order by p.log_index`,
  case_sequences: 'select * from case_sequences order by case_id',
};

const withOwner = async <T>(instance: Instance, use: (client: pg.Client) => Promise<T>) => {
  const url = new URL(instance.databaseUrl('postgres'));
  url.pathname = '/office';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

const snapshot = (instance: Instance) =>
  withOwner(instance, async (client) => {
    const tables: Record<string, unknown[]> = {};
    for (const [name, query] of Object.entries(TABLES)) {
      tables[name] = (await client.query(query)).rows;
    }
    return tables;
  });

/** An agreement with J-LIS that gives revocation lists, once those have come. */
const agreeOnLists = (instance: Instance) =>
  withOwner(instance, async (client) => {
    await client.query(
      `insert into governance_documents (document_type, version, content, sha256, effective_from)
       values ('jlisService', 'lists', $1, '', now())`,
      [Buffer.from(JSON.stringify({ v: 1, revocationLists: true }))],
    );
    const count = async () => (await client.query('select from jlis_lists')).rowCount;
    await expect.poll(count, { timeout: 60_000 }).toBe(2);
  });

/** As a backup from before the first application has it. */
const forgetCases = (instance: Instance) =>
  withOwner(instance, async (client) => {
    await client.query('begin');
    await client.query(
      `delete from book_places where entry_id in
         (select id from book_entries where case_id is not null)
         or log_index > (select min(p.log_index) from book_places p
           join book_entries e on e.id = p.entry_id where e.case_id is not null)`,
    );
    await client.query(
      'delete from book_entries e where not exists (select 1 from book_places p where p.entry_id = e.id)',
    );
    for (const table of [
      'dispatches',
      'delivery_codes',
      'certificate_deliveries',
      'certificates',
      'orders',
      'decisions',
      'evaluations',
      'jlis_queries',
      'jlis_lists',
      'applicant_keys',
      'misuse_index',
      'evidence_objects',
      'case_inputs',
      'openings',
      'application_texts',
      'case_sequences',
      'certificate_applications',
    ]) {
      await client.query(`delete from ${table}`);
    }
    await client.query('commit');
  });

describe('toroku recover --book office', () => {
  const stage = useStage();

  it('makes of the entries and the evidence the very rows that the acts had made', async () => {
    const { instance, portal, sandbox } = stage();
    for (const persona of PERSONAS) {
      if (persona === 'silent') await agreeOnLists(instance);
      const card = await sandbox.issueCard(persona);
      const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
      await portal.waitFor(applicationId, ['issued', 'review', 'returned', 'waiting'], 120_000);
    }
    await instance.stopProgram('office-worker');
    const before = await snapshot(instance);
    await forgetCases(instance);
    const said = await runCommand(
      instance.environmentOf('office-recovery'),
      'recover',
      '--book',
      'office',
    );
    const done = JSON.parse(said.trim().split('\n').at(-1) ?? '') as Recovery;
    expect(done.marked).toEqual({});
    const after = await snapshot(instance);
    for (const table of Object.keys(TABLES)) {
      expect({ table, rows: after[table] }).toEqual({ table, rows: before[table] });
    }
    await instance.restartProgram('office-worker');
    const card = await sandbox.issueCard('ordinary');
    const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
    await portal.waitFor(applicationId, ['issued'], 120_000);
  }, 600_000);

  it('refuses while the office-worker runs', async () => {
    const { instance } = stage();
    await expect(
      runCommand(instance.environmentOf('office-recovery'), 'recover', '--book', 'office'),
    ).rejects.toThrow(/BooksBehind.*toroku_office/);
  }, 120_000);
});
