import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Instance } from '../instance/options.ts';
import { openEvidence } from '../parts.ts';

/** What both databases hold about a case, for whoever wants to see that it happened once. */
export interface CaseRecords {
  readonly intents: number;
  readonly completed: number;
  readonly received: number;
  readonly certificatesInRoom: number;
  readonly certificatesInOffice: number;
}

async function count(url: string, query: string, id: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, string>>(query, [id]);
    return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([k, v]) => [k, Number(v)]));
  } finally {
    await client.end();
  }
}

/** Counts entries and certificates of a case in office and room. */
export async function recordsOf(instance: Instance, applicationId: string): Promise<CaseRecords> {
  const room = await count(
    instance.databaseUrl('toroku_enclave'),
    `select
       (select count(*) from book_entries where case_id = $1 and event = 'issuance.intended') intents,
       (select count(*) from book_entries where case_id = $1 and event = 'issuance.completed')
         completed,
       (select count(*) from issuances where application_id = $1 and completed_at is not null)
         certificates`,
    applicationId,
  );
  const office = await count(
    instance.databaseUrl('toroku_office'),
    `select
       (select count(*) from book_entries where case_id = $1 and event = 'certificate.received')
         received,
       (select count(*) from orders where case_id = $1 and serial_number is not null) certificates`,
    applicationId,
  );
  return {
    intents: room['intents'] ?? 0,
    completed: room['completed'] ?? 0,
    received: office['received'] ?? 0,
    certificatesInRoom: room['certificates'] ?? 0,
    certificatesInOffice: office['certificates'] ?? 0,
  };
}

/** The newest evidence of a kind, in plain octets, as the office can read it. */
export async function evidenceOfKind(
  instance: Instance,
  applicationId: string,
  kind: string,
): Promise<Buffer> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_office') });
  await client.connect();
  try {
    const { rows } = await client.query<{ sha256: string; chain: string }>(
      `select e.sha256, a.chain_id as chain from evidence_objects e
       join certificate_applications a on a.id = e.case_id
       where e.case_id = $1 and e.kind = $2 order by e.received_at desc limit 1`,
      [applicationId, kind],
    );
    const [row] = rows;
    if (!row) throw new Error(`${applicationId} has no evidence of kind ${kind}`);
    const env = instance.environmentOf('office-worker');
    const store = openEvidence(
      env['EVIDENCE_DIR'] ?? '',
      'office',
      env['EVIDENCE_OFFICE_KEY_FILE'] ?? '',
    );
    const at = { caseId: applicationId, chainId: row.chain };
    return store.get(at, [row.sha256]).get(row.sha256) as Buffer;
  } finally {
    await client.end();
  }
}

const NOTICES_PATIENCE_MS = 60_000;

/** What an applicant was told by mail, the first first. Waits until so many mails are with the mail server, or its patience is over. */
export async function noticesOf(
  instance: Instance,
  applicationId: string,
  least: number,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_office') });
  await client.connect();
  const end = Date.now() + NOTICES_PATIENCE_MS;
  try {
    for (;;) {
      const { rows } = await client.query<{ kind: string }>(
        `select notice_kind as kind from dispatches
         where case_id = $1 and channel = 'mail' and state = 'sent' order by prepared_at, id`,
        [applicationId],
      );
      if (rows.length >= least || Date.now() >= end) return rows.map(({ kind }) => kind);
      await sleep(500);
    }
  } finally {
    await client.end();
  }
}

/** Whether another person confirmed what one had revoked at once, as the office has it; undefined while nobody has answered. */
export async function isConfirmed(
  instance: Instance,
  requestId: string,
): Promise<boolean | undefined> {
  const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_office') });
  await client.connect();
  try {
    const { rows } = await client.query<{ is: boolean | null }>(
      'select is_confirmed as is from revocation_requests where id = $1 and is_emergency',
      [requestId],
    );
    return rows[0]?.is ?? undefined;
  } finally {
    await client.end();
  }
}
