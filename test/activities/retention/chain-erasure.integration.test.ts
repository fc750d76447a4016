import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRetentionActivities } from '../../../activities/retention/erase-chain.ts';
import { chaosEnvironment } from '../../../bin/chaos/killer.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import { openEvidence } from '../../../bin/parts.ts';
import { opens } from '../../../books/commitment.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { approveErasure, proposeErasure } from '../../../db/retention/chain-erasure.ts';
import { holdChain } from '../../../db/retention/chain-standing.ts';
import { repeatErasures } from '../../../db/retention/repeat-erasures.ts';
import type { ErasureReason } from '../../../domain/retention/retention.ts';
import { eraseChainInRoom } from '../../../enclave/retention/erase-chain.ts';
import { makeCase } from '../../enclave/drafted-case.ts';
import { holdInstance, type HeldInstance } from '../../enclave/held-instance.ts';
import { RoomBench } from '../../enclave/room-bench.ts';

let held: HeldInstance;
let bench: RoomBench;
let db: OfficeDatabase;
let owner: pg.Client;

beforeAll(async () => {
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
    `insert into officers (id, name, name_commitment, roles) values
       ('officer-00', 'a', '', '{administrator}'), ('officer-01', 'b', '', '{approver,responsiblePerson}'),
       ('officer-02', 'c', '', '{examiner}')`,
  );
});
afterAll(async () => {
  await owner?.end();
  await db?.$client.end();
  await bench?.close();
  await held?.release();
});

interface Chain {
  readonly caseId: string;
  readonly chainId: string;
}

/** A case whose certificate the room issued, as the office keeps it; `state` where it stands. */
async function issuedChain(state = 'issued'): Promise<Chain> {
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

const by = (officerId: string) => ({ officerId, terminal: 'terminal-01', at: new Date() });

const propose = (chain: string, reason: ErasureReason = 'trialData', officerId = 'officer-00') =>
  proposeErasure(db, { chain, reason }, by(officerId));

async function approved({ chainId }: Chain): Promise<string> {
  const { act } = await propose(chainId);
  await approveErasure(db, act, by('officer-01'));
  return act;
}

const keyFile = ({ chainId }: Chain, side: 'office' | 'enclave'): string =>
  join(bench.config.evidenceDir, 'chains', chainId.slice(-2), `${chainId}.${side}`);

const keysOf = (chain: Chain): string =>
  (['office', 'enclave'] as const).filter((side) => existsSync(keyFile(chain, side))).join(' ');

/** Entries of a log that name the act, oldest first. */
async function entriesOf(log: 'office' | 'enclave', act: string): Promise<Entry[]> {
  const query = `select octets from book_entries order by ${log === 'office' ? 'ordinal' : 'log_index'}`;
  const rows =
    log === 'office'
      ? (await owner.query<{ octets: Buffer }>(query)).rows
      : await bench.rows<{ octets: Buffer }>(query);
  return rows
    .map(({ octets }) => readEntry(octets))
    .filter(({ data }) => (data as { act?: string }).act === act);
}

const eventsOf = async (log: 'office' | 'enclave', act: string): Promise<string[]> =>
  (await entriesOf(log, act)).map(({ event }) => event);

const NAME = 'erasing-program';
const PROGRAM = fileURLToPath(new URL(`${NAME}.ts`, import.meta.url));

/** Erases in a process of its own; with a step, it dies there. @returns what it said */
async function erase(act: string, step?: string): Promise<string> {
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

describe('the erasure of a chain', () => {
  it('is proposed, approved by another, effective and done, in both books', async () => {
    const chain = await issuedChain();
    const key = bench.office.chainKeys(chain.chainId).chain.toString('hex');
    const act = await approved(chain);
    expect(await erase(act)).toBe('{"outcome":"erased"}');
    expect(keysOf(chain)).toBe('');
    expect(await eventsOf('office', act)).toEqual([
      'act.proposed',
      'act.approved',
      'act.effective',
      'chain.erased',
    ]);
    expect(await eventsOf('enclave', act)).toEqual(['chain.erased']);

    const both = [...(await entriesOf('office', act)), ...(await entriesOf('enclave', act))];
    const erasures = both.filter((entry) => entry.event === 'chain.erased');
    const { rows } = await owner.query<{ r: string; due: string }>(
      'select key_commitment_r as r, due_on as due from chain_erasures where act_id = $1',
      [act],
    );
    for (const { actor, data, items } of erasures) {
      expect([items, actor.id, actor.role]).toEqual([['4ト'], 'officer-01', 'responsiblePerson']);
      expect(data).toMatchObject({ chain: chain.chainId, act, dueOn: rows[0]?.due });
      // Whoever finds a key later can tell that it is the one.
      const committed = { kind: 'chainKey', r: rows[0]?.r ?? '', value: key } as const;
      expect(opens((data as { keyCommitment: string }).keyCommitment, committed)).toBe(true);
    }
    expect(erasures).toHaveLength(2);
  });

  it('leaves no keyed hash of the person, and the key of the applicant stays seen', async () => {
    const chain = await issuedChain();
    await erase(await approved(chain));
    const { rows } = await owner.query(
      'select person, device, contact from misuse_index where case_id = $1',
      [chain.caseId],
    );
    const erased = `erased/${chain.caseId}`;
    expect(rows).toEqual([{ person: erased, device: null, contact: erased }]);
    expect(
      await bench.rows('select person from keys_seen where application_id = $1', [chain.caseId]),
    ).toEqual([{ person: erased }]);
  });

  it('leaves nothing that opens with what was read before, for longer than half a minute', async () => {
    const chain = await issuedChain();
    const sealed = bench.office.seal(chain.chainId, Buffer.from('見本'));
    const reader = openEvidence(
      bench.config.evidenceDir,
      'office',
      held.instance.environmentOf('office-worker')['EVIDENCE_OFFICE_KEY_FILE'] ?? '',
    );
    expect(reader.unseal(chain.chainId, sealed).toString()).toBe('見本');
    await erase(await approved(chain));
    expect(reader.hasKeys(chain.chainId)).toBe(false);
    const { now } = Date;
    Date.now = () => now() + 30_001;
    try {
      expect(() => reader.unseal(chain.chainId, sealed)).toThrow('EvidenceMissing');
    } finally {
      Date.now = now;
    }
  });

  it.each<[string, string, string]>([
    ['erasure.1-begun', 'office enclave', ''],
    ['room-book.1-committed', 'office enclave', 'chain.erased'],
    ['erasure.2-in-rooms-book', 'office enclave', 'chain.erased'],
    ['erasure.3-rooms-key-destroyed', 'office', 'chain.erased'],
    ['erasure.4-in-offices-book', 'office', 'chain.erased'],
    ['erasure.5-offices-key-destroyed', '', 'chain.erased'],
  ])(
    'killed at %s leaves the keys "%s", and the repeat ends it, once',
    async (step, keys, entry) => {
      const chain = await issuedChain();
      const act = await approved(chain);
      await erase(act, step);
      expect(keysOf(chain)).toBe(keys);
      expect((await eventsOf('enclave', act)).join(' ')).toBe(entry);
      expect(await erase(act)).toBe('{"outcome":"erased"}');
      expect(keysOf(chain)).toBe('');
      expect(await eventsOf('enclave', act)).toEqual(['chain.erased']);
      expect((await eventsOf('office', act)).slice(2)).toEqual(['act.effective', 'chain.erased']);
    },
  );

  it('writes the entries where keys were gone before them', async () => {
    const chain = await issuedChain();
    const act = await approved(chain);
    await erase(act, 'erasure.1-begun');
    await openEvidence(
      bench.config.evidenceDir,
      'enclave',
      bench.config.evidenceEnclaveKeyFile,
    ).destroyKeys(chain.chainId);
    await bench.office.destroyKeys(chain.chainId);
    expect(await erase(act)).toBe('{"outcome":"erased"}');
    expect(await eventsOf('enclave', act)).toEqual(['chain.erased']);
    expect((await eventsOf('office', act)).at(-1)).toBe('chain.erased');
  });
});

describe('toroku erase-chain', () => {
  it('is refused in production, where an option is no proof of who somebody is', async () => {
    const env = held.instance.environmentOf('office-worker');
    const asked = ['propose', '--officer', 'officer-00', '--chain', (await issuedChain()).chainId];
    const inProduction = { ...env, TOROKU_MODE: 'production' };
    await expect(runCommand(inProduction, 'erase-chain', ...asked)).rejects.toThrow('passkeys');
    await expect(runCommand(env, 'erase-chain', ...asked)).rejects.toThrow('liveCertificate');
  });
});

describe('repeatErasures', () => {
  it('does again what the book says after both databases and the keys were put back', async () => {
    const chain = await issuedChain();
    const keys = (['office', 'enclave'] as const).map((side) => {
      const path = keyFile(chain, side);
      return { path, octets: readFileSync(path) };
    });
    const act = await approved(chain);
    await erase(act);
    // What a restore from before the erasure brings back, the book rolled forward.
    await owner.query('delete from chain_erasures where act_id = $1', [act]);
    await owner.query('delete from dual_control_acts where id = $1', [act]);
    await owner.query(`update misuse_index set person = 'keyed-person' where case_id = $1`, [
      chain.caseId,
    ]);
    await bench.rows(`update keys_seen set person = 'keyed-person' where application_id = $1`, [
      chain.caseId,
    ]);
    for (const { path, octets } of keys) writeFileSync(path, octets);

    expect(await repeatErasures(db, undefined)).toEqual([act]);
    expect(await erase(act)).toBe('{"outcome":"erased"}');
    expect(keysOf(chain)).toBe('');
    const erased = `erased/${chain.caseId}`;
    const people = await owner.query('select person from misuse_index where case_id = $1', [
      chain.caseId,
    ]);
    expect(people.rows).toEqual([{ person: erased }]);
    expect(
      await bench.rows('select person from keys_seen where application_id = $1', [chain.caseId]),
    ).toEqual([{ person: erased }]);
    // Not once more in the books, and known from now on.
    expect(await eventsOf('enclave', act)).toEqual(['chain.erased']);
    expect((await eventsOf('office', act)).slice(2)).toEqual(['act.effective', 'chain.erased']);
    expect(await repeatErasures(db, undefined)).toEqual([]);
    expect(await repeatErasures(db, new Date(0))).toContain(act);
  });
});

describe('proposeErasure and approveErasure', () => {
  it('refuse a role that the table of acts does not name', async () => {
    const chain = await issuedChain();
    await expect(propose(chain.chainId, 'trialData', 'officer-02')).rejects.toMatchObject({
      type: 'RoleRequired',
    });
    const { act } = await propose(chain.chainId);
    await expect(approveErasure(db, act, by('officer-02'))).rejects.toMatchObject({
      type: 'RoleRequired',
    });
  });

  it('refuse the proposer as approver, and a second approval', async () => {
    const chain = await issuedChain();
    const { act } = await propose(chain.chainId);
    await expect(approveErasure(db, act, by('officer-00'))).rejects.toMatchObject({
      type: 'DualControlViolation',
    });
    await approveErasure(db, act, by('officer-01'));
    await expect(approveErasure(db, act, by('officer-01'))).rejects.toMatchObject({
      type: 'IllegalTransition',
    });
    await expect(
      owner.query('update dual_control_acts set approved_by = proposed_by where id = $1', [act]),
    ).rejects.toMatchObject({ constraint: 'approver_is_another_person' });
  });

  it.each([
    ['openCase', 'issuing', 'trialData'],
    ['liveCertificate', 'issued', 'retentionEnded'],
  ] as const)('refuse a chain because of %s', async (problem, state, reason) => {
    const chain = await issuedChain(state);
    await expect(propose(chain.chainId, reason)).rejects.toThrow(problem);
    expect(keysOf(chain)).toBe('office enclave');
  });

  it('refuse a chain that is held, also when the hold comes between', async () => {
    const chain = await issuedChain();
    const act = await approved(chain);
    const hold = { chainId: chain.chainId, cause: 'lawsuit', until: undefined };
    await db.transaction((tx) => holdChain(tx, hold, by('officer-01')));
    await expect(propose(chain.chainId)).rejects.toThrow('held');
    await expect(erase(act)).rejects.toThrow('held');
    expect(keysOf(chain)).toBe('office enclave');
    const ended = { ...hold, until: new Date() };
    await db.transaction((tx) => holdChain(tx, ended, by('officer-01')));
    expect(await erase(act)).toBe('{"outcome":"erased"}');
  });

  it('refuse what nobody approved, and a chain that is erased', async () => {
    const chain = await issuedChain();
    const { act } = await propose(chain.chainId);
    await expect(erase(act)).rejects.toThrow('IllegalTransition');
    await approveErasure(db, act, by('officer-01'));
    await erase(act);
    await expect(propose(chain.chainId)).rejects.toThrow(`is erased by ${act}`);
  });
});

const evidence = () =>
  openEvidence(bench.config.evidenceDir, 'enclave', bench.config.evidenceEnclaveKeyFile);

async function begun(chain: Chain) {
  const activities = createRetentionActivities({
    db,
    evidence: bench.office,
    now: () => new Date(),
  });
  return activities.beginErasure(await approved(chain));
}

describe('eraseChainInRoom', () => {
  it.each([
    ['noTrial', { isTrial: false }, {}],
    ['dueOnDiffers', {}, { dueOn: '2030-01-01' }],
    ['notDue', {}, { reason: 'retentionEnded' }],
    ['keyDiffers', {}, { r: '0'.repeat(64) }],
  ] as const)('refuses by itself: %s', async (check, room, told) => {
    const chain = await issuedChain();
    const order = { ...(await begun(chain)), ...told };
    const { room: opened, close } = await bench.openRoom();
    const erasing = { ...opened, pool: bench.pool, evidence: evidence(), isTrial: true, ...room };
    expect(await eraseChainInRoom(erasing, order)).toEqual({ outcome: 'refused', check });
    expect(keysOf(chain)).toBe('office enclave');
    expect(await eventsOf('enclave', order.act)).toEqual([]);
    await close();
  });

  it('refuses while an order of the chain is open', async () => {
    const chain = await issuedChain();
    const order = await begun(chain);
    await bench.rows(
      `update issuances set completed_at = null, certificate_sha256 = null where chain_id = $1`,
      [chain.chainId],
    );
    const { room, close } = await bench.openRoom();
    const erasing = { ...room, pool: bench.pool, evidence: evidence(), isTrial: true };
    expect(await eraseChainInRoom(erasing, order)).toEqual({
      outcome: 'refused',
      check: 'openOrder',
    });
    await close();
  });

  it('erases what is due by its own register, in no trial', async () => {
    const chain = await issuedChain();
    const order = { ...(await begun(chain)), reason: 'retentionEnded' as const };
    const { room, close } = await bench.openRoom();
    const in2040 = { ...room, now: () => new Date('2040-01-01T00:00:00Z') };
    const erasing = { ...in2040, pool: bench.pool, evidence: evidence(), isTrial: false };
    expect(await eraseChainInRoom(erasing, order)).toEqual({ outcome: 'erased' });
    expect(keysOf(chain)).toBe('office');
    await close();
  });
});
