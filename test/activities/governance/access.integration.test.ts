import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { performAct } from '../../../activities/governance/perform-acts.ts';
import { findAccount } from '../../../db/governance/accounts.ts';
import { createDutyRoster } from '../../../db/governance/duty-roster.ts';
import { officers } from '../../../db/schema/governance.ts';
import type { OfficerChange } from '../../../domain/governance/access-change.ts';
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

/** Both agree, and the office does it. */
async function agree(content: ReturnType<typeof change>): Promise<string> {
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
