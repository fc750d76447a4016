import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { chaosEnvironment } from '../../../bin/chaos/killer.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { approveAct, lockAct, proposeAct } from '../../../db/governance/dual-control.ts';
import { requireErasable } from '../../../db/retention/chain-erasure.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { ErasureReason } from '../../../domain/retention/retention.ts';
import { makeCase } from '../../../bin/chaos/forge/drafted-case.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';
import { RoomBench } from '../../enclave/room-bench.ts';

/** What a file of tests works on; there once the desk is open. */
export let held: HeldInstance;
export let bench: RoomBench;
/** The office database with the rights of the office-worker. */
export let db: OfficeDatabase;
/** The same with every right. */
export let owner: pg.Client;

/** Brings up databases and HSM, with officers to act. */
export async function openDesk(): Promise<void> {
  held = await holdInstance({
    only: ['postgres', 'softhsm'],
    env: { ISSUER_KEY_ALGORITHM: 'p256' },
    ceremony: true,
  });
  bench = await RoomBench.open(held.instance);
  db = openOfficeDatabase(held.instance.databaseUrl('toroku_office'), 4);
  owner = new pg.Client({ connectionString: held.instance.databaseUrl('toroku_office_owner') });
  await owner.connect();
  await owner.query(
    `insert into officers (id, person, name, name_commitment, roles) values
       ('officer-00', 'p0', 'a', '', '{administrator}'), ('officer-01', 'p1', 'b', '', '{approver,responsiblePerson}'),
       ('officer-02', 'p2', 'c', '', '{examiner}')`,
  );
}

/** Takes it all down. */
export async function closeDesk(): Promise<void> {
  await owner?.end();
  await db?.$client.end();
  await bench?.close();
  await held?.release();
}

/** A case, and the chain that it is on. */
export interface Chain {
  readonly caseId: string;
  readonly chainId: string;
}

/** A case whose certificate the room issued, as the office keeps it; `state` where it stands. */
export async function issuedChain(state = 'issued'): Promise<Chain> {
  const request = await makeCase(bench);
  const { issuer, close } = await bench.openRoom();
  const outcome = await issuer.issue(request);
  await close();
  if (outcome.outcome !== 'issued') throw new Error(outcome.check);
  const { applicationId: caseId, chainId, orderId } = request;
  const [{ ends } = { ends: new Date() }] = await bench.rows<{ ends: Date }>(
    'select not_after as ends from issuances where order_id = $1',
    [orderId],
  );
  const nameSealed = bench.office.seal(chainId, Buffer.from('消去　太郎'));
  await owner.query(
    `insert into certificate_applications (id, portal_id, service, identity_route, key_delivery,
       edition, chain_id, rule_set_id, received_at, case_deadline, name_sealed, changed_at, state, closed_at)
     values ($1, 'p', 's', 'jpki', 'simultaneous', 1, $2, '2026-12', now(), now(), $3, now(), $4,
       case when $4 = 'issued' then now() end)`,
    [caseId, chainId, nameSealed, state],
  );
  await owner.query(
    `insert into misuse_index (case_id, person, device, contact, portal_id, service, received_at)
     values ($1, 'keyed-person', 'keyed-device', 'keyed-contact', 'p', 's', now())`,
    [caseId],
  );
  await owner.query(
    `with d as (
       insert into decisions (id, case_id, edition, outcome, decider, dossier_sha256, at)
       values (gen_random_uuid(), $2, 1, 'approved', 'ruleSet', '', now()) returning id)
     insert into orders (id, case_id, decision_id, order_number, certificate_type, validity_months,
       issuer_key_id, serial_number, certificate_sha256, not_before, not_after)
     select $1, $2, d.id, 1, 'basic', 24, $3, $4, $5, now(), $6 from d`,
    [orderId, caseId, outcome.issuerKeyId, outcome.serialNumber, outcome.certificateSha256, ends],
  );
  return { caseId, chainId };
}

/** An officer who acts now. */
export const by = (officerId: string) => ({ officerId, terminal: 'terminal-01', at: new Date() });

/** Stands for an assertion that was verified: who signed what is `apply-act-input`'s to judge. */
const assertion = { kind: 'webauthnAssertion', sha256: 'a5'.repeat(32), size: 1 } as const;

/** Proposes as the office-worker does for somebody whose assertion holds. */
export const propose = (
  chain: string,
  reason: ErasureReason = 'trialData',
  officerId = 'officer-00',
): Promise<{ readonly act: string }> =>
  db.transaction(async (tx) => {
    const officer = by(officerId);
    const dueOn = await requireErasable(tx, { chain, reason }, { now: officer.at });
    const content = {
      v: 1,
      actKind: 'chainErasure',
      effectiveFrom: officer.at.toISOString(),
      change: { v: 1, chain, dueOn, reason },
    } as const;
    const { id } = await proposeAct(tx, { id: uuidV7(), content, assertion }, officer);
    return { act: id };
  });

/** Approves as the office-worker does for somebody whose assertion holds. */
export const approve = (act: string, officerId = 'officer-01'): Promise<void> =>
  db.transaction(async (tx) =>
    approveAct(tx, await lockAct(tx, act, 'chainErasure'), { ...by(officerId), assertion }),
  );

/** An act that two people agreed to. @returns its id */
export async function approved({ chainId }: Chain): Promise<string> {
  const { act } = await propose(chainId);
  await approve(act);
  return act;
}

export const keyFile = ({ chainId }: Chain, side: 'office' | 'enclave'): string =>
  join(bench.config.evidenceDir, 'chains', chainId.slice(-2), `${chainId}.${side}`);

/** The sides that still have a key. */
export const keysOf = (chain: Chain): string =>
  (['office', 'enclave'] as const).filter((side) => existsSync(keyFile(chain, side))).join(' ');

/** Entries of a log that name the act, oldest first. */
export async function entriesOf(log: 'office' | 'enclave', act: string): Promise<Entry[]> {
  const query = `select octets from book_entries order by ${log === 'office' ? 'ordinal' : 'log_index'}`;
  const rows =
    log === 'office'
      ? (await owner.query<{ octets: Buffer }>(query)).rows
      : await bench.rows<{ octets: Buffer }>(query);
  return rows
    .map(({ octets }) => readEntry(octets))
    .filter(({ data }) => (data as { act?: string }).act === act);
}

export const eventsOf = async (log: 'office' | 'enclave', act: string): Promise<string[]> =>
  (await entriesOf(log, act)).map(({ event }) => event);

const NAME = 'erasing-program';
const PROGRAM = fileURLToPath(new URL(`${NAME}.ts`, import.meta.url));

/** Erases in a process of its own; with a step, it dies there. @returns what it said */
export async function erase(act: string, step?: string): Promise<string> {
  const { instance } = held;
  const dir = join(instance.dataDir, 'chaos');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, NAME), step ?? '');
  const env = {
    ...instance.environmentOf('office-worker'),
    ...instance.environmentOf('enclave-worker'),
    ...chaosEnvironment(dir),
  };
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, act], { env });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (step ? signal !== 'SIGKILL' : code !== 0) throw new Error(`${code} ${signal}: ${output}`);
  return output.trim();
}
