import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '@temporalio/client';
import type { ActFailure } from '../../../activities/governance/act-failure.ts';
import { applyActInputs } from '../../../activities/governance/apply-act-input.ts';
import { performActs } from '../../../activities/governance/perform-acts.ts';
import { startActDesk } from '../../../bin/act-desk.ts';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { dualControlActs } from '../../../db/schema/dual-control.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import { DomainError } from '../../../domain/errors.ts';
import { ActStage } from './act-stage.ts';

/** Rows that a look takes. */
const BATCH = 50;

const AP = { officer: 'ann', role: 'approver' };
const RP = { officer: 'ben', role: 'responsiblePerson' };

let stage: ActStage;
let told: ActFailure[];
const report = (failure: ActFailure): void => void told.push(failure);

beforeAll(async () => {
  stage = await ActStage.open();
  await stage.officer('ann', 'approver');
  await stage.officer('ben', 'responsiblePerson');
});
afterAll(() => stage?.stop());

beforeEach(async () => {
  told = [];
  stage.now = new Date(stage.now.getTime() + 60_000);
  await stage.owner.$client.query('delete from act_inputs where applied_at is null');
  await stage.owner.$client.query('delete from dual_control_acts');
});

/** The second medium is full: what is signed cannot be kept. */
const withoutEvidence = () => ({
  ...stage.office,
  report,
  evidence: {
    hasKeys: () => true,
    createChain: (chain: string) => stage.evidence.createChain(chain),
    put: () => Promise.reject(new DomainError('EvidenceMissing', 'of the ann whom it is about')),
  },
});

const outcomeOf = async (id: string) => {
  const outcome = await stage.acts.outcome(id);
  return outcome?.appliedAt ? (outcome.refused ?? 'applied') : 'waits';
};

const later = (ms: number): void => {
  stage.now = new Date(stage.now.getTime() + ms);
};

describe('applyActInputs', () => {
  it('lets no number of rows that fail hold up a stop, nor what came after them', async () => {
    await stage.stopped('automaticDecisions');
    const { act } = await stage.propose(stage.switchOn(), AP);
    const failing: string[] = [];
    for (let i = 0; i < BATCH + 5; i += 1) {
      failing.push((await stage.sendProposal(stage.switchOn(), AP)).input);
    }
    later(1);
    const stop = await stage.sendStop('portal:held-up', RP);
    const refusal = await stage.sendRefusal(act, RP);
    const office = withoutEvidence();

    await applyActInputs(office, 'stops');
    expect(await outcomeOf(stop)).toBe('applied');
    expect(await stage.isSwitchOn('portal:held-up')).toBe(false);
    expect(told).toEqual([]);

    await applyActInputs(office, 'others');
    expect(await outcomeOf(refusal)).toBe('waits');
    await applyActInputs(office, 'others');
    expect(await outcomeOf(refusal)).toBe('applied');
    expect(told.map(({ id }) => id)).toEqual(failing);
  });

  it('tells of what failed by id and code, and tries it again a little later', async () => {
    await stage.stopped('automaticDecisions');
    const { input } = await stage.sendProposal(stage.switchOn(), AP);
    const office = withoutEvidence();
    await applyActInputs(office, 'others');
    expect(told).toEqual([{ what: 'act input', id: input, code: 'EvidenceMissing' }]);
    await applyActInputs(office, 'others');
    expect(told).toHaveLength(1);
    later(5_000);
    await applyActInputs(office, 'others');
    expect(told).toHaveLength(2);
    later(5_000);
    await applyActInputs({ ...stage.office, report }, 'others');
    expect(await outcomeOf(input)).toBe('applied');
  });

  it.each([
    ['a terminal that no entry can name', 'stops', { terminal: '登録室 1番' }],
    ['an officer whom no entry can name', 'stops', { officerId: 'ann of the office' }],
  ] as const)('ends a row of %s as unreadable, with its entry', async (_, turn, more) => {
    const id = uuidV7();
    const stop = { kind: 'switchOff', switch: 'app:1', code: 'other', role: 'approver' } as const;
    const by = { officerId: 'ann', terminal: 'T-01', receivedAt: stage.now };
    await stage.acts.record({ id, actId: id, ...stop, ...by, ...more });
    await applyActInputs({ ...stage.office, report }, turn);
    const isNobody = 'officerId' in more;
    expect(await outcomeOf(id)).toBe(isNobody ? 'roleRequired' : 'contentUnreadable');
    expect(told).toEqual([]);
    expect(await stage.newest('act.refused')).toMatchObject({
      actor: isNobody
        ? { id: 'unknown', role: 'none', terminal: 'T-01' }
        : { id: 'ann', role: 'approver', terminal: 'unknown' },
      data: { act: id, reasonCode: isNobody ? 'roleRequired' : 'contentUnreadable' },
    });
    expect(await stage.isSwitchOn('app:1')).toBe(true);
  });

  it('ends an answer to an act that this build cannot read', async () => {
    const act = await storedAct();
    const refusal = await stage.sendRefusal(act, RP);
    const approval = await stage.sendApproval(act, RP);
    await applyActInputs({ ...stage.office, report }, 'others');
    expect(await outcomeOf(refusal)).toBe('contentUnreadable');
    expect(await outcomeOf(approval)).toBe('contentUnreadable');
    expect(await stage.eventsOf(act)).toEqual(['act.refused', 'act.refused']);
    expect(told).toEqual([]);
  });
});

/** An act as it lies in the database; as it stands here, of a kind that another build knows. */
async function storedAct(more: object = {}): Promise<string> {
  const id = uuidV7();
  await stage.owner.insert(dualControlActs).values({
    id,
    actKind: 'portal',
    content: Buffer.from('{"v":2}'),
    contentSha256: 'a5'.repeat(32),
    effectiveFrom: stage.now,
    proposedBy: 'ann',
    proposedAt: stage.now,
    proposedInRoles: ['approver'],
    ...more,
  });
  return id;
}

const approved = (at: Date) => ({
  approvedBy: 'ben',
  approvedAt: at,
  approvedInRole: 'responsiblePerson',
  approvedAtTerminal: 'T-01',
});

const performing = () => ({ ...stage.office, report, startErasure: async () => {} });

describe('performActs', () => {
  it('lets acts that it cannot read hold up no other, and leaves them to a build that can', async () => {
    await stage.stopped('automaticDecisions');
    const ids: string[] = [];
    for (let i = 0; i < BATCH; i += 1) ids.push(await storedAct(approved(stage.now)));
    later(1);
    const { act } = await stage.propose(stage.switchOn(), AP);
    await stage.approve(act, RP);
    await performActs(performing());
    expect(await stage.isSwitchOn('automaticDecisions')).toBe(false);
    await performActs(performing());
    expect(await stage.isSwitchOn('automaticDecisions')).toBe(true);
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set(ids));
    expect(told[0]).toMatchObject({ what: 'act', code: 'ActUnreadable' });
    expect(await stage.acts.find(ids[0] ?? '')).toMatchObject({
      refusedAt: null,
      effectiveAt: null,
    });
  });

  it('lets erasures of chains that are kept hold up no other', async () => {
    const content = (chain: string): ActContent => ({
      ...stage.switchOn(),
      actKind: 'chainErasure',
      change: { v: 1, chain, dueOn: '2026-01-01', reason: 'trialData' },
    });
    for (let i = 0; i < BATCH; i += 1) {
      const octets = contentOctets(content(uuidV7()));
      const erasure = { actKind: 'chainErasure', content: octets };
      await storedAct({ ...approved(stage.now), ...erasure });
    }
    later(1);
    await stage.stopped('service:waits');
    const { act } = await stage.propose(stage.switchOn('service:waits'), AP);
    await stage.approve(act, RP);
    await performActs(performing());
    expect(await stage.isSwitchOn('service:waits')).toBe(false);
    await performActs(performing());
    expect(await stage.isSwitchOn('service:waits')).toBe(true);
    expect(told).toEqual([]);
  });
});

describe('an act that cannot be read', () => {
  it('keeps no other of its kind from being agreed on', async () => {
    const document = canonicalOctets({
      v: 1,
      hours: { days: 'all', from: '08:00', until: '20:00' },
      questionsPerMinute: 30,
    });
    const garbled = { actKind: 'jlisAgreement', content: Buffer.from([0xff, 0]) };
    await storedAct({ ...approved(stage.now), ...garbled });
    const change = { version: 'beside', documentSha256: sha256Hex(document) };
    const content = { ...stage.switchOn(), actKind: 'jlisAgreement', change } as ActContent;
    const { act, refused } = await stage.propose(content, { ...AP, document });
    expect(refused).toBeUndefined();
    expect(await stage.approve(act, RP)).toBeUndefined();
  });
});

describe('startActDesk', () => {
  const client = {} as Client;
  const letters = { read: () => undefined };
  const kept = { list: async () => [], remove: async () => undefined };

  it('stops and performs without anybody who asks it', async () => {
    await stage.stopped('automaticDecisions');
    const { act } = await stage.propose(stage.switchOn(), AP);
    await stage.approve(act, RP);
    const desk = startActDesk({ ...stage.office, client, letters, kept, report, intervalMs: 20 });
    const stop = await stage.sendStop('portal:at-the-desk', RP);
    await vi.waitFor(async () => {
      expect(await outcomeOf(stop)).toBe('applied');
      expect(await stage.isSwitchOn('automaticDecisions')).toBe(true);
    });
    await desk.stop();
    expect(told).toEqual([]);
  });

  it('overwrites the names of people whom nobody registered', async () => {
    const change = { officer: 'zoe', name: '新居 香', roles: ['examiner'], salt: 'ab'.repeat(16) };
    const by = { officer: 'ben', role: 'auditor' };
    const { input, act } = await stage.sendProposal(stage.access('officer', change), by);
    expect(await stage.acts.officerName(act)).toMatchObject({ name: '新居 香' });
    const desk = startActDesk({ ...stage.office, client, letters, kept, report, intervalMs: 20 });
    await vi.waitFor(async () => {
      expect(await outcomeOf(input)).toBe('roleRequired');
      expect(await stage.acts.officerName(act)).toBeUndefined();
    });
    await desk.stop();
    expect(told).toEqual([]);
  });

  it('tells once that the database is away, and goes on when it is back', async () => {
    let isAway = true;
    const away = Object.assign(new Error('to ann@example'), { code: 'ECONNREFUSED' });
    const db = new Proxy(stage.db, {
      get(target, name) {
        if (isAway) throw away;
        return Reflect.get(target, name) as unknown;
      },
    });
    const desk = startActDesk({
      ...stage.office,
      db,
      client,
      letters,
      kept,
      report,
      intervalMs: 10,
    });
    await vi.waitFor(() => expect(told).toHaveLength(7));
    const stop = await stage.sendStop('portal:back-again', RP);
    isAway = false;
    await vi.waitFor(async () => expect(await outcomeOf(stop)).toBe('applied'));
    await desk.stop();
    expect(told.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
      ['act inputs', 'acts', 'lot inputs', 'lot runs', 'mass revocations', 'names', 'stops'].map(
        (id) => ({
          what: 'look',
          id,
          code: 'ECONNREFUSED',
        }),
      ),
    );
  });
});
