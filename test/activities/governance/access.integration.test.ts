import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { performAct } from '../../../activities/governance/perform-acts.ts';
import { findAccount } from '../../../db/governance/accounts.ts';
import { createDutyRoster } from '../../../db/governance/duty-roster.ts';
import { signInLocks, terminals } from '../../../db/schema/access.ts';
import { ACTS } from '../../../db/reconciliation/log-queries.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import { officers, passkeys } from '../../../db/schema/governance.ts';
import { credentialSha256 } from '../../../db/governance/permission-entries.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type {
  OfficerChange,
  PermissionChange,
  TerminalChange,
} from '../../../domain/governance/access-change.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import { ActStage } from './act-stage.ts';

let stage: ActStage;
beforeAll(async () => {
  stage = await ActStage.open();
});
afterAll(() => stage?.stop());

const AD = { officer: 'ada', role: 'administrator' };
const RP = { officer: 'rio', role: 'responsiblePerson' };

beforeEach(async () => {
  await stage.officer('ada', 'administrator');
  await stage.officer('rio', 'responsiblePerson');
});

const performing = () => ({ db: stage.db, now: () => stage.now, startErasure: async () => {} });

const officer = (
  id: string,
  roles: readonly string[],
  more: Partial<OfficerChange> = {},
): OfficerChange => ({ officer: id, name: '仮の 人', roles, salt: 'ab'.repeat(16), ...more });

const change = (...args: Parameters<typeof officer>) => stage.access('officer', officer(...args));

const permission = (does: PermissionChange) => stage.access('permission', does);
const terminal = (does: TerminalChange) => stage.access('terminal', does);

/** Both agree, and the office does it. */
async function agree(content: ActContent): Promise<string> {
  const { act, refused } = await stage.propose(content, AD);
  expect(refused).toBeUndefined();
  expect(await stage.approve(act, RP)).toBeUndefined();
  await performAct(performing(), act);
  return act;
}

describe('two accounts of one person', () => {
  it('N5: agree on nothing', async () => {
    await stage.account('ada-2', 'ada', 'responsiblePerson');
    const { act } = await stage.propose(change('new-1', ['examiner']), AD);
    const own = { officer: 'ada-2', role: 'responsiblePerson' };
    expect(await stage.approve(act, own)).toBe('dutiesN5');
    expect(await stage.approve(act, RP)).toBeUndefined();
  });

  it.each([
    ['dutiesN10', 'administrator', 'issuingOperator', 'administrator'],
    ['dutiesN9', 'responsiblePerson', 'auditor', 'responsiblePerson'],
    ['dutiesN8', 'custodian', 'approver', 'custodian'],
  ])('%s: act in no role while they hold %s and %s', async (...row) => {
    const [problem, one, other, role] = row;
    await stage.account(`two-${one}`, `p-${one}`, one);
    await stage.account(`two-${one}-2`, `p-${one}`, other);
    const by = { officer: `two-${one}`, role };
    const stop = await stage.sendStop(`portal:${one}`, by);
    expect(await stage.apply(stop)).toBe(problem);
    await stage.account(`two-${one}-2`, `p-${one}`);
    expect(await stage.apply(await stage.sendStop(`portal:${one}`, by))).toBeUndefined();
  });

  it('take no duty while they hold what does not go together', async () => {
    await stage.account('duty-1', 'p-duty', 'responsiblePerson');
    await stage.account('duty-2', 'p-duty', 'auditor');
    const roster = createDutyRoster(stage.owner);
    const by = { officerId: 'duty-1', terminal: 'T-01', at: stage.now };
    expect(await roster.take(by, undefined)).toMatchObject({ because: 'roleRequired' });
  });

  it('get no roles by an act that nobody may hold together: not proposed, not approved, not performed', async () => {
    await agree(change('pat', ['approver'], { person: 'p-pat' }));
    const breaking = change('pat-2', ['custodian'], { person: 'p-pat' });
    expect((await stage.propose(breaking, AD)).refused).toBe('dutiesN8');

    await agree(change('sam', ['reception'], { person: 'p-sam' }));
    const second = change('sam-2', ['custodian'], { person: 'p-sam' });
    const { act } = await stage.propose(second, AD);
    await agree(change('sam', ['approver']));
    expect(await stage.approve(act, RP)).toBe('dutiesN8');

    await agree(change('sam', ['reception']));
    await stage.approve(act, RP);
    await stage.owner
      .update(officers)
      .set({ roles: ['approver'] })
      .where(eq(officers.id, 'sam'));
    await performAct(performing(), act).catch(() => undefined);
    expect(await findAccount(stage.db, 'sam-2')).toBeUndefined();
    expect(await stage.eventsOf(act)).not.toContain('act.effective');

    await agree(change('sam-3', ['examiner'], { person: 'p-sam' }));
    expect(await findAccount(stage.db, 'sam-3')).toMatchObject({
      person: 'p-sam',
      roles: ['examiner'],
      personRoles: ['approver', 'examiner'],
    });
  });

  it('are found by the nightly count, should they have agreed all the same (Q27)', async () => {
    await agree(change('eve', ['examiner']));
    const [from, to] = [new Date(0), new Date('2100-01-01T00:00:00Z')];
    const times = { dayFrom: from, dayTo: to, until: to, asOf: to };
    const { $client } = stage.owner;
    const counted = async () => countBy($client, ACTS, times);
    const { effective, actsOfTwo } = await counted();
    expect(actsOfTwo).toBe(effective);
    await stage.account('rio', 'ada', 'responsiblePerson');
    expect((await counted())['actsOfTwo']).toBe(0);
  });

  it('stay what they are: no act makes an account that of another', async () => {
    await agree(change('kim', ['examiner'], { person: 'p-kim' }));
    const another = change('kim', ['examiner'], { person: 'p-lee' });
    expect((await stage.propose(another, AD)).refused).toBe('personFixed');
    await agree(change('kim', ['reception']));
    expect(await findAccount(stage.db, 'kim')).toMatchObject({ person: 'p-kim' });
    await agree(change('lee', ['reception']));
    expect(await findAccount(stage.db, 'lee')).toMatchObject({ person: 'lee' });
  });
});

/** A passkey of an account, as the register has it. */
async function givePasskey(officerId: string, credentialId: string): Promise<void> {
  const made = { signatureCounter: 0, transports: [], label: 'test', createdAt: stage.now };
  const publicKeyCose = Buffer.from('00', 'hex');
  await stage.owner
    .insert(passkeys)
    .values({ credentialId, officerId, publicKeyCose, ...made })
    .onConflictDoUpdate({ target: passkeys.credentialId, set: { withdrawnAt: null } });
}

async function giveTerminal(id: string): Promise<void> {
  const claim = { secretSha256: `of ${id}`, claimedAt: stage.now, withdrawnAt: null };
  await stage.owner
    .insert(terminals)
    .values({ id, place: '登録室', actId: uuidV7(), registeredAt: stage.now, ...claim })
    .onConflictDoUpdate({ target: terminals.id, set: claim });
}

const withdrawal = () =>
  permission({
    do: 'withdrawPasskey',
    officer: 'rio',
    credentialSha256: credentialSha256('BBBB'),
  });

describe('an act after which no two could agree any more', () => {
  beforeEach(async () => {
    await givePasskey('ada', 'AAAA');
    await givePasskey('rio', 'BBBB');
  });

  it.each<[string, () => ActContent]>([
    ['takes the role of the last but one', () => change('rio', ['reception'])],
    ['takes all roles of the last but one', () => change('rio', [])],
    ['takes the last passkey of the last but one', withdrawal],
  ])('%s, and is not proposed', async (_, content) => {
    expect((await stage.propose(content(), AD)).refused).toBe('tooFewLeft');
    expect((await stage.propose(change('rio', ['administrator']), AD)).refused).toBeUndefined();
  });

  it('is none where a third can sign in, and one again when the third cannot', async () => {
    await stage.officer('tea', 'responsiblePerson');
    const proposed = async () => (await stage.propose(withdrawal(), AD)).refused;
    // Without a passkey, locked, or by another account of the same person, nobody is a third.
    expect(await proposed()).toBe('tooFewLeft');
    await givePasskey('tea', 'CCCC');
    expect(await proposed()).toBeUndefined();
    const lock = { officerId: 'tea', lockedAt: stage.now, cause: 'failedSignIns' };
    await stage.owner.insert(signInLocks).values({ id: uuidV7(), ...lock });
    expect(await proposed()).toBe('tooFewLeft');
    await stage.owner.delete(signInLocks);
    expect(await proposed()).toBeUndefined();
    await stage.account('tea', 'ada', 'responsiblePerson');
    expect(await proposed()).toBe('tooFewLeft');
    await stage.officer('tea', 'responsiblePerson');
  });

  it('is asked at the approval, and when it is done: of two that may each be, one is', async () => {
    await givePasskey('tea', 'CCCC');
    const [one, other] = [
      await stage.propose(withdrawal(), AD),
      await stage.propose(change('tea', []), AD),
    ];
    expect([one.refused, other.refused]).toEqual([undefined, undefined]);
    await stage.approve(one.act, RP);
    await stage.approve(other.act, RP);
    // Whichever is second hears of it when it is asked, or when it comes to change something.
    const done = await Promise.all(
      [one, other].map(({ act }) =>
        performAct(performing(), act).catch((error: unknown) => String(error)),
      ),
    );
    expect(done.filter((problem) => problem === undefined)).toHaveLength(1);
    expect(done.find((problem) => problem !== undefined)).toContain('tooFewLeft');
    const events = (await Promise.all([one, other].map(({ act }) => stage.eventsOf(act)))).flat();
    expect(events.filter((event) => event === 'act.effective')).toHaveLength(1);

    await givePasskey('rio', 'BBBB');
    await stage.officer('tea', 'responsiblePerson');
    await givePasskey('tea', 'CCCC');
    const { act } = await stage.propose(withdrawal(), AD);
    await stage.officer('tea');
    expect(await stage.approve(act, RP)).toBe('tooFewLeft');
  });

  it('is one that takes the last terminal, or makes it wait for a new code', async () => {
    await giveTerminal('T-last');
    const gone = terminal({ do: 'withdraw', terminal: 'T-last' });
    const again = terminal({ do: 'register', terminal: 'T-last', place: '登録室 2番' });
    for (const content of [gone, again]) {
      expect((await stage.propose(content, AD)).refused).toBe('tooFewLeft');
    }
    await giveTerminal('T-other');
    await agree(again);
    // It waits for its code now: the other is the last.
    const other = terminal({ do: 'withdraw', terminal: 'T-other' });
    expect((await stage.propose(other, AD)).refused).toBe('tooFewLeft');
    await agree(gone);
  });
});

describe('an act about what is not there', () => {
  const sha256 = 'cd'.repeat(32);
  const issuer = 'https://id.example';
  const mapped = { officer: 'ada', identitySha256: sha256 };
  it.each<[string, () => ActContent]>([
    ['officerUnknown', () => permission({ do: 'enrol', officer: 'nobody' })],
    ['nothingToChange', () => permission({ do: 'unlock', officer: 'ada' })],
    [
      'nothingToChange',
      () => permission({ do: 'withdrawPasskey', officer: 'ada', credentialSha256: sha256 }),
    ],
    ['nothingToChange', () => permission({ do: 'withdrawIdentity', ...mapped })],
    ['nothingToChange', () => terminal({ do: 'withdraw', terminal: 'T-none' })],
  ])('is refused: %s', async (problem, content) => {
    expect((await stage.propose(content(), AD)).refused).toBe(problem);
  });

  it('or of another already is refused', async () => {
    const map = permission({ do: 'mapIdentity', ...mapped, issuer, salt: 'ab'.repeat(16) });
    const { act } = await stage.propose(map, AD);
    await agree(map);
    expect(await stage.approve(act, RP)).toBe('identityTaken');
    const ofRio = permission({ do: 'withdrawIdentity', officer: 'rio', identitySha256: sha256 });
    expect((await stage.propose(ofRio, AD)).refused).toBe('nothingToChange');
    await agree(permission({ do: 'withdrawIdentity', ...mapped }));
  });
});
