import { describe, expect, it } from 'vitest';
import {
  barView,
  stateChip,
  stationsView,
  type Standing,
} from '../../../../api/console/application/state-view.ts';
import { finalStates, openStates } from '../../../../domain/application/application-state.ts';
import { STAFF } from '../seed/seed-office.ts';

const NOW = new Date('2026-12-01T10:20:00+09:00');
const LATER = new Date('2026-12-08T17:00:00+09:00');

const standing = (state: string, more: Partial<Standing> = {}): Standing => ({
  state,
  notHolding: [],
  outcome: undefined,
  nextAttemptAt: null,
  stateDeadline: null,
  keyDelivery: 'simultaneous',
  decider: undefined,
  ...more,
});

const names = (view: ReturnType<typeof stationsView>) =>
  view.map(({ name, place }) => `${name.ja}:${place}`);

describe('barView', () => {
  it('says why a case stands at the room, what to do, and where more stands', () => {
    const parked = { notHolding: ['gate/certificateMismatch'], stateDeadline: NOW };
    const { turn, next } = barView(standing('issuing', parked), STAFF, NOW);
    expect(turn.ja).toContain('決定された証明書ではありません');
    expect(next.ja).toContain('管理者が出し直します。');
    expect(next.en).toContain('toroku ask-room-again');
    expect(next.ja).toContain('(certificateMismatch、手引き docs/operations/gate-refusals.md)');
    expect(next.en).toContain('certificateMismatch, see docs/operations/gate-refusals.md');
    // A case that has ended is not at the room any more.
    const over = barView(standing('withdrawn', parked), STAFF, NOW);
    expect(over.next.ja).not.toContain('certificateMismatch');
  });

  it.each([...openStates, ...finalStates])('says whose turn it is in %s', (state) => {
    const bar = barView(standing(state), STAFF, NOW);
    expect(bar.turn.ja).toMatch(/。$/);
    expect(bar.next.ja).toMatch(/。$/);
    expect(bar.told?.ja).toMatch(/。$/);
  });

  it('names who may decide rather than a role', () => {
    const bar = barView(standing('review', { stateDeadline: LATER }), STAFF, NOW);
    expect(bar.people?.names).toBe('三宅 和彦、長谷部 亮');
    expect(bar.deadline).toEqual(LATER);
    expect(barView(standing('approved'), STAFF, NOW).people?.names).toBe('岸 由美');
  });

  it('says that nobody can approve while J-LIS is silent, and when it is asked again', () => {
    const waiting = standing('waiting', { notHolding: ['jlis.answer/none'], nextAttemptAt: LATER });
    const bar = barView(waiting, STAFF, NOW);
    expect(bar.turn.ja).toBe('いまは、だれも承認できません。');
    expect(bar.next.ja).toContain('JPKI法19条1項');
    expect(bar.attemptAt).toEqual(LATER);
    expect(stateChip(waiting).word.ja).toBe('J-LIS待ち');
  });

  it('says that only a refusal is left where a finding forbids', () => {
    const bar = barView(standing('review', { outcome: 'forbids' }), STAFF, NOW);
    expect(bar.turn.ja).toBe('承認できません。却下の決定が要ります。');
    expect(stateChip(standing('review', { outcome: 'forbids' })).kind).toBe('forbids');
  });

  it('says until when an applicant can answer', () => {
    const bar = barView(standing('returned', { stateDeadline: LATER }), STAFF, NOW);
    expect(bar.next.ja).toBe('12-08(火) 17:00までに答えがなければ期限切れです。');
  });

  it('opens for a state that it does not know', () => {
    expect(barView(standing('futureState'), STAFF, NOW).told).toBeUndefined();
    expect(stateChip(standing('futureState')).word.ja).toBe('futureState');
  });
});

describe('stationsView', () => {
  it('passes review by where the machine decided', () => {
    expect(names(stationsView(standing('issued', { decider: 'ruleSet' })))).toEqual([
      '受付:done',
      '自動の点検:done',
      '承認(自動):done',
      '発行指示:done',
      '発行:done',
    ]);
  });

  it('shows the key where a code brings it', () => {
    const code = standing('keyDelivery', { keyDelivery: 'code', decider: 'ruleSet' });
    expect(names(stationsView(code))).toContain('鍵の受取り:current');
  });

  it('shows review as the present station of a person', () => {
    expect(names(stationsView(standing('review', { outcome: 'refers' })))).toEqual([
      '受付:done',
      '自動の点検:done',
      '審査:current',
      '承認:toCome',
      '発行指示:toCome',
      '発行:toCome',
    ]);
  });

  it.each(['rejected', 'withdrawn', 'lapsed'])('ends at the end of a case that is %s', (state) => {
    const view = stationsView(standing(state));
    expect(view.at(-1)?.place).toBe('current');
    expect(view.some(({ place }) => place === 'toCome')).toBe(false);
  });

  it.each([...openStates, ...finalStates])('has exactly one present station in %s', (state) => {
    const current = stationsView(standing(state)).filter(({ place }) => place === 'current');
    expect(current.length).toBe(state === 'issued' ? 0 : 1);
  });
});
