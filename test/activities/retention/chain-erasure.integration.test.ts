import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRetentionActivities } from '../../../activities/retention/erase-chain.ts';
import { runCommand } from '../../../bin/instance/command.ts';
import { openEvidence } from '../../../bin/parts.ts';
import { opens } from '../../../books/commitment.ts';
import { holdChain } from '../../../db/retention/chain-standing.ts';
import { repeatErasures } from '../../../db/retention/repeat-erasures.ts';
import { eraseChainInRoom } from '../../../enclave/retention/erase-chain.ts';
import {
  approve,
  approved,
  bench,
  by,
  closeDesk,
  db,
  entriesOf,
  erase,
  eventsOf,
  held,
  issuedChain,
  keyFile,
  keysOf,
  openDesk,
  owner,
  propose,
  type Chain,
} from './erasure-desk.ts';

beforeAll(openDesk);
afterAll(closeDesk);

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
  it('performs nothing that two people have not agreed on, in production too', async () => {
    const env = held.instance.environmentOf('office-worker');
    const inProduction = { ...env, TOROKU_MODE: 'production' };
    const { chainId: chain } = await issuedChain();
    const hold = ['hold', '--officer', 'officer-00', '--chain', chain, '--cause', 'lawsuit'];
    await expect(runCommand(inProduction, 'erase-chain', ...hold)).rejects.toThrow('development');
    await expect(runCommand(env, 'erase-chain', 'propose')).rejects.toThrow('perform --act');
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

describe('proposeAct and approveAct of an erasure', () => {
  it('refuse a role that the table of acts does not name', async () => {
    const chain = await issuedChain();
    await expect(propose(chain.chainId, 'trialData', 'officer-02')).rejects.toMatchObject({
      type: 'RoleRequired',
    });
    const { act } = await propose(chain.chainId);
    await expect(approve(act, 'officer-02')).rejects.toMatchObject({
      type: 'RoleRequired',
    });
  });

  it('refuse the proposer as approver, and a second approval', async () => {
    const chain = await issuedChain();
    const { act } = await propose(chain.chainId);
    await expect(approve(act, 'officer-00')).rejects.toMatchObject({
      type: 'DualControlViolation',
    });
    await approve(act, 'officer-01');
    await expect(approve(act, 'officer-01')).rejects.toMatchObject({
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
    await approve(act, 'officer-01');
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
    const [letter, another] = ['ab'.repeat(32), 'ac'.repeat(32)];
    for (const sha256 of [letter, another]) await room.letters.put(sha256, Buffer.from('letter'));
    await bench.rows(
      `insert into codes (application_id, code_number, chain_id, edition, text_sha256, person, dispatch_id, salt,
         ciphertext_sha256, vendor_key_sha256, state, made_at, lapses_at, ended_at)
       values ($1, 1, $2, 1, '', 'p', gen_random_uuid(), '', $3, '', 'voided', now(), now(), now())`,
      [chain.caseId, chain.chainId, letter],
    );
    expect(await eraseChainInRoom(erasing, order)).toEqual({ outcome: 'erased' });
    expect(await room.letters.list()).toEqual([another]);
    expect(keysOf(chain)).toBe('office');
    await close();
  });
});
