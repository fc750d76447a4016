import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeDataDirectory, temporaryDataDirectory } from '../../bin/instance/data-directory.ts';
import { applyMigrations } from '../../bin/instance/databases.ts';
import { startInstance } from '../../bin/instance/instance.ts';
import type { Instance } from '../../bin/instance/options.ts';
import { waysIn } from './ways-in.ts';

const TAKE_OVER = `insert into own_cases (case_id, officer_id) values (gen_random_uuid(), 'x')`;

const ROLES = ['toroku_office', 'toroku_portal', 'toroku_console', 'toroku_dispatch'] as const;
type Role = (typeof ROLES)[number];

let instance: Instance;
const dataDir = temporaryDataDirectory();
const clients = new Map<Role, pg.Client>();
let owner: pg.Client;

beforeAll(async () => {
  instance = await startInstance({ dataDir, only: 'postgres' });
  for (const role of ROLES) {
    const client = new pg.Client({ connectionString: instance.databaseUrl(role) });
    await client.connect();
    clients.set(role, client);
  }
  owner = new pg.Client({ connectionString: instance.databaseUrl('toroku_office_owner') });
  await owner.connect();
});
afterAll(async () => {
  await Promise.all([...clients.values(), owner].map((client) => client.end()));
  await instance.stop();
  removeDataDirectory(dataDir);
});

/** What PostgreSQL says of statements that this role sends: `allowed`, or the code of its refusal. */
async function said(role: Role, ...statements: string[]): Promise<unknown> {
  const client = clients.get(role);
  await client?.query('begin');
  try {
    for (const statement of statements) await client?.query(statement);
    return 'allowed';
  } catch (error) {
    return (error as { code?: string }).code;
  } finally {
    await client?.query('rollback');
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

const ENTRY = `'019ad7f2-6a10-7c3a-9f10-000000000001', 'x', '{}', now(), ''`;
const CASE = `'019ad7f2-6a10-7c3a-9f10-000000000001', 'p', 's', 'jpki', 'code', 1,
  '019ad7f2-6a10-7c3a-9f10-000000000002', '2026-12', now(), now(), '', now()`;
const CASE_COLUMNS = `id, portal_id, service, identity_route, key_delivery, edition, chain_id,
  rule_set_id, received_at, case_deadline, name_sealed, changed_at`;

/** The queries themselves run under these roles in the tests of both APIs; here is what no query asks. */
const FORBIDDEN: Readonly<Record<Role, readonly string[]>> = {
  toroku_portal: [
    'select name from portals',
    'select applications_per_hour from portals',
    `update portals set is_open = true`,
    `update portals set keys = '[]'`,
    'update portals set token_generation = 1',
    'select act_id from portals',
    'update portal_tokens set expires_at = now()',
    'update portal_assertions set expires_at = now()',
    'update portal_answers set portal_id = portal_id',
    'select name_sealed from certificate_applications',
    'select * from certificate_applications',
    `update certificate_applications set state = 'approved'`,
    `update certificate_applications set instruction_sha256 = ''`,
    `update certificate_applications set portal_id = 'other'`,
    `update certificate_applications set chain_id = id`,
    `insert into certificate_applications (${CASE_COLUMNS}, state) values (${CASE}, 'issuing')`,
    `insert into certificate_applications (${CASE_COLUMNS}, instruction_sha256) values (${CASE}, '')`,
    `insert into book_entries (id, event, items, at, octets, ordinal) values (${ENTRY}, 0)`,
    'insert into book_places select 0, id from book_entries',
    'update book_places set log_index = 0',
    'update book_entries set ordinal = 0',
    `update book_entries set octets = ''`,
    'select * from book_tip',
    'select result from case_inputs',
    'select content from case_inputs',
    'select lot_id from delivery_codes',
    'select ciphertext_sha256 from delivery_codes',
    `update delivery_codes set state = 'redeemed'`,
    'delete from code_redemptions',
    'update case_inputs set applied_at = now()',
    'select ciphertext_sha256 from delivery_codes',
    `update delivery_codes set state = 'redeemed'`,
    'delete from redemption_nonces',
    `update redemption_nonces set expires_at = now()`,
    'select * from dispatches',
    `update application_texts set portal_id = 'other'`,
    `update application_texts set expires_at = now()`,
    'select device, contact from misuse_index',
    `update misuse_index set portal_id = 'other'`,
    'select * from applicant_keys',
    'select basis from refused_keys',
    'insert into refused_keys select * from refused_keys',
    'select reminders_at from certificates',
    `update certificates set state = 'accepted'`,
    'insert into certificates select * from certificates',
    'update certificate_deliveries set at = now()',
    'select text_state from revocation_requests',
    `update revocation_requests set state = 'refused'`,
    'delete from revocation_requests',
    `insert into revocation_requests (id, state) values (gen_random_uuid(), 'refused')`,
    'select * from openings',
    'select * from case_leases',
    'select * from dispatch_lots',
    'select * from lot_inputs',
    'select * from evidence_objects',
    'select received_at from evidence_objects',
    'select facts from evaluations',
    'select outcome from decisions',
    'select decider from decisions',
    'insert into decisions select * from decisions',
    'update orders set instructed_at = now()',
    // Events come of steps, and what waits to be sent is not its to see.
    'insert into portal_events select * from portal_events',
    'select * from dispatches',
    'update dispatch_repeats set applied_at = now()',
    'insert into webhook_keys select * from webhook_keys',
    'select * from jlis_queries',
    'select * from officers',
    'select * from duty_roster',
    'select cause from switches',
    'select * from dual_control_acts',
    'select * from act_inputs',
    'select * from officer_names',
    'update switches set is_on = true',
    'select * from sessions',
    'select * from sign_in_links',
    'select * from passkeys',
    'select * from passkey_challenges',
    'select * from officer_identities',
    'select * from enrolments',
    'select * from terminals',
    'select * from sign_in_locks',
    'select * from access_rows',
    'insert into governance_documents select * from governance_documents',
    `update governance_documents set content = ''`,
  ],
  toroku_console: [
    'insert into status_publications select * from status_publications',
    'update status_publications set next_update = null',
    `update certificates set state = 'accepted'`,
    'insert into certificates select * from certificates',
    'insert into certificate_deliveries select * from certificate_deliveries',
    `update revocation_requests set state = 'refused'`,
    'insert into revocation_requests select * from revocation_requests',
    // The door locks and never unlocks; what two people agreed is not its to make.
    'update sign_in_locks set unlocked_at = now()',
    'insert into officer_identities select * from officer_identities',
    'update officer_identities set withdrawn_at = null',
    'insert into enrolments select * from enrolments',
    `update enrolments set officer_id = 'officer-01'`,
    'update enrolments set ends_at = now()',
    'insert into terminals select * from terminals',
    'update terminals set withdrawn_at = null',
    'update sign_in_failures set at = now()',
    `update officers set roles = '{}'`,
    'select key_commitment_r from chain_erasures',
    'update access_rows set entry_id = null',
    `insert into access_rows (row_id, at, officer_id, case_id, fields, purpose, entry_id)
       values ('r', now(), 'o', 'c', '{}', 'p', gen_random_uuid())`,
    'select case_id from jlis_queries',
    'update jlis_queries set result = result',
    'insert into switches select * from switches',
    'update duty_roster set officer_id = officer_id',
    'update duty_roster set from_at = from_at',
    'insert into duty_roster select * from duty_roster',
    'update dual_control_acts set effective_at = now()',
    'insert into dual_control_acts select * from dual_control_acts',
    'select assertion from act_inputs',
    'update act_inputs set applied_at = now()',
    'update act_inputs set tried_at = now()',
    'update dual_control_acts set tried_at = now()',
    // Which name is whose, and that one is overwritten, the office-worker says.
    'update officer_names set name = name',
    'select in_force_at from officer_names',
    `insert into officer_names (act_id, name, r, received_at, officer_id, in_force_at)
       values (gen_random_uuid(), 'n', 'r', now(), 'o', now())`,
    `insert into act_inputs (id, kind, act_id, officer_id, role, terminal, received_at, applied_at)
       values (gen_random_uuid(), 'refuse', gen_random_uuid(), 'o', 'r', 't', now(), now())`,
    'select token_sha256 from portals',
    'select token_generation from portals',
    `update portals set keys = '[]'`,
    'select * from portal_tokens',
    'select * from portal_assertions',
    'select * from portal_answers',
    'select forget_ended_of_portals()',
    'select * from misuse_index',
    'select * from applicant_keys',
    'select fingerprint from refused_keys',
    'select * from openings',
    'select * from application_texts',
    'select nonce_sha256 from application_texts',
    'update application_texts set used_by = used_by',
    'select * from case_inputs',
    'select content from case_inputs',
    'update case_inputs set applied_at = now()',
    `insert into case_inputs (id, case_id, kind, actor, content_sha256, received_at, applied_at)
       values (gen_random_uuid(), gen_random_uuid(), 'k', 'a', '', now(), now())`,
    'update case_leases set case_id = case_id',
    `update certificate_applications set state = 'approved'`,
    'insert into book_places select 0, id from book_entries',
    'update book_places set log_index = 0',
    'update book_entries set ordinal = 0',
    'insert into decisions select * from decisions',
    'update officers set roles = roles',
    'update sessions set officer_id = officer_id',
    'update sign_in_links set ends_at = now()',
    'update passkeys set officer_id = officer_id',
    'update passkeys set public_key_cose = public_key_cose',
    'update passkeys set credential_id = credential_id',
    'update passkey_challenges set ends_at = now()',
    'update passkey_challenges set officer_id = officer_id',
    'update access_rows set purpose = purpose',
    'update switches set is_on = true',
    'insert into governance_documents select * from governance_documents',
    // Lots and codes are the office-worker's; of a code the console sees what became of its letter.
    'insert into dispatch_lots select * from dispatch_lots',
    'update dispatch_lots set sealed_by = sealed_by',
    'update lot_inputs set applied_at = now()',
    `insert into lot_inputs (id, lot_id, kind, officer_id, role, terminal, content, received_at, applied_at)
       values (gen_random_uuid(), gen_random_uuid(), 'seal', 'o', 'r', 't', '{}', now(), now())`,
    'select salt from delivery_codes',
    `update delivery_codes set state = 'sealed'`,
    'update dispatches set state = state',
    'update dispatch_repeats set applied_at = now()',
    'select * from portal_webhooks',
  ],
  toroku_dispatch: [
    'select name_sealed from certificate_applications',
    `update certificate_applications set state = 'issued'`,
    'select * from case_inputs',
    'insert into case_inputs select * from case_inputs',
    'select * from openings',
    'insert into openings select * from openings',
    'select * from officers',
    'select token_sha256 from portals',
    'select * from decisions',
    'select * from orders',
    'insert into portal_events select * from portal_events',
    'update dispatches set template = template',
    'update dispatches set portal_id = portal_id',
    'insert into dispatch_repeats select * from dispatch_repeats',
    'update dispatch_repeats set dispatch_id = null',
    `update portal_webhooks set url = ''`,
    `update webhook_keys set x = ''`,
    'insert into book_places select 0, id from book_entries',
    `update book_entries set octets = ''`,
    // Of the book it writes what was sent, and of dispatches it moves no letter.
    `insert into book_entries (id, event, items, at, octets) values
       (gen_random_uuid(), 'application.approved', '{}', now(), '')`,
  ],
  toroku_office: [
    // What somebody sent about a lot is the console's to record.
    'insert into lot_inputs select * from lot_inputs',
    `update lot_inputs set content = '{}'`,
    'update certificates set acceptance_deadline = now()',
    'update certificates set not_after = now()',
    'insert into certificate_deliveries select * from certificate_deliveries',
    `update book_entries set octets = ''`,
    'update application_texts set expires_at = now()',
    // Whom a portal's token lets in, the portal alone says.
    'insert into portal_tokens select * from portal_tokens',
    'update portal_tokens set token_generation = 1',
    'insert into portal_answers select * from portal_answers',
    'select forget_ended_of_portals()',
    'insert into sessions select * from sessions',
    'insert into passkeys select * from passkeys',
    // It withdraws what two people say, and makes or hands on none.
    `update passkeys set public_key_cose = ''`,
    `update passkeys set officer_id = 'officer-01'`,
    'update officer_identities set officer_id = officer_id',
    'insert into sign_in_locks select * from sign_in_locks',
    'update enrolments set officer_id = officer_id',
    'insert into access_rows select * from access_rows',
    'update access_rows set purpose = purpose',
    'update misuse_index set portal_id = portal_id',
    'update chain_erasures set key_commitment = key_commitment',
    'update dual_control_acts set content = content',
    'update dual_control_acts set proposed_by = proposed_by',
    'update dual_control_acts set document = document',
    'update act_inputs set assertion = assertion',
    'insert into act_inputs select * from act_inputs',
    'update officer_names set received_at = now()',
    'delete from officer_names',
  ],
};

/** A dispatch of a channel. */
const insertDispatch = (
  channel: string,
): string => `insert into dispatches (id, portal_id, kind, channel, notice_kind, template, template_values,
      state, prepared_at) values (gen_random_uuid(), 'p', 'notice', '${channel}', 'n', 't', '{}', 'prepared', now())`;

describe('the grants of the office database', () => {
  it.each(ROLES)('refuse to %s what none of its queries asks', async (role) => {
    const answers = [];
    for (const statement of FORBIDDEN[role]) answers.push([statement, await said(role, statement)]);
    const allowed = answers.filter(([, answer]) => answer !== INSUFFICIENT_PRIVILEGE);
    expect(allowed).toEqual([]);
  });

  it('let nobody delete, empty or change a table', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const role of ROLES) {
      for (const { name } of rows) {
        for (const statement of [
          `delete from ${name}`,
          `truncate ${name}`,
          `alter table ${name} add column more text`,
        ]) {
          expect([role, statement, await said(role, statement)]).toEqual([
            role,
            statement,
            INSUFFICIENT_PRIVILEGE,
          ]);
        }
      }
    }
  });

  it('let the dispatch-worker move mails and events, and no letter', async () => {
    const send = `update dispatches set state = 'sent'`;
    expect(await said('toroku_dispatch', insertDispatch('mail'), send)).toBe('allowed');
    expect(await said('toroku_dispatch', insertDispatch('letter'), send)).toBe(
      INSUFFICIENT_PRIVILEGE,
    );
    expect(await said('toroku_dispatch', insertDispatch('mail'))).toBe('allowed');
    expect(await said('toroku_dispatch', insertDispatch('letter'))).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('let nobody write through the view of own cases', async () => {
    for (const role of ROLES) {
      // A view over two tables takes no change, whoever asks.
      const answers = [await said(role, 'delete from own_cases'), await said(role, TAKE_OVER)];
      expect(
        answers.every((answer) => ['55000', INSUFFICIENT_PRIVILEGE].includes(String(answer))),
      ).toBe(true);
    }
    expect(await said('toroku_portal', 'select * from own_cases')).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await said('toroku_console', 'select * from officer_persons')).toBe(
      INSUFFICIENT_PRIVILEGE,
    );
  });

  it('let the portal write a case only as one that has just been received', async () => {
    const insert = `insert into certificate_applications (${CASE_COLUMNS}) values (${CASE})`;
    expect(await said('toroku_portal', insert)).toBe('allowed');
    const portal = clients.get('toroku_portal');
    await portal?.query('begin');
    const { rows } = await portal!.query(`${insert} returning state, closed_at`);
    await portal?.query('rollback');
    expect(rows).toEqual([{ state: 'received', closed_at: null }]);
  });

  it('take back what an earlier build granted, when they are applied again', async () => {
    await owner.query('grant select on officers to toroku_portal');
    await owner.query('grant update on certificate_applications to toroku_portal');
    expect(await said('toroku_portal', 'select * from officers')).toBe('allowed');
    await applyMigrations(instance.databaseUrl('toroku_office_owner'), 'db');
    const update = `update certificate_applications set state = 'approved'`;
    for (const statement of ['select * from officers', update]) {
      expect(await said('toroku_portal', statement)).toBe(INSUFFICIENT_PRIVILEGE);
    }
  });
});

waysIn(() => ({ said, owner }));
