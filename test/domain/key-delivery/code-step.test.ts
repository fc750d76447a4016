import { describe, expect, it } from 'vitest';
import { openStates, finalStates } from '../../../domain/application/application-state.ts';
import { codeStates } from '../../../domain/key-delivery/code-states.ts';
import {
  isForRoom,
  lapseOf,
  nextCodeStep,
  type CodeCase,
  type CodeStanding,
} from '../../../domain/key-delivery/code-step.ts';

const NOW = Date.parse('2026-12-10T00:00:00Z');
const DISPATCH = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const code = (change: Partial<CodeStanding> = {}): CodeStanding => ({
  codeNumber: 2,
  state: 'posted',
  dispatch: DISPATCH,
  isOfInstruction: true,
  isWithoutSalt: false,
  isResendOrdered: false,
  lapsesAt: NOW + 1,
  ...change,
});
const stands = (change: Partial<CodeCase> = {}): CodeCase => ({
  state: 'keyDelivery',
  hasKeys: false,
  code: code(),
  pending: [],
  ...change,
});
const step = (change: Partial<CodeCase>, now = NOW) => nextCodeStep(stands(change), now);

const redemption = (codeNumber = 2) => ({
  id: 'r',
  kind: 'codeRedemption',
  content: {
    v: 1,
    codeNumber,
    redemptionSha256: 'a'.repeat(64),
    proofSha256: 'b'.repeat(64),
    source: 'c'.repeat(64),
  },
});
const letter = (kind: 'letterPosted' | 'letterReturned', dispatch = DISPATCH) => ({
  id: kind,
  kind,
  content: {
    v: 1,
    kind,
    dispatch,
    codeNumber: 2,
    at: '2026-12-09T03:00:00.000Z',
    from: kind === 'letterPosted' ? 'vendor' : 'officer',
    vendor: 'printer',
    reportSha256: 'c'.repeat(64),
    officer: 'rc1',
    role: 'reception',
    terminal: 'T-07',
    lot: DISPATCH,
    mailKind: 'honninGentei',
    addressCommitment: 'a'.repeat(64),
    trackingCommitment: 'b'.repeat(64),
    entry: DISPATCH,
    openings: [],
    reason: 'moved',
  },
});

describe('nextCodeStep', () => {
  const open = codeStates.filter((state) => !['lapsed', 'redeemed', 'voided'].includes(state));
  const elsewhere = [...openStates, ...finalStates].filter((state) => state !== 'keyDelivery');

  it.each(elsewhere)('ends every code that is not over once the case is %s', (state) => {
    for (const each of codeStates) {
      const next = step({ state, code: code({ state: each }) });
      expect([each, next?.do]).toEqual([each, open.includes(each) ? 'end' : undefined]);
    }
    expect(step({ state, code: undefined })).toBeUndefined();
  });

  it.each([
    ['withdrawn', 'withdrawal'],
    ['lapsed', 'caseLapsed'],
    ['review', 'approvalVoided'],
  ])('says of a case that is %s why: %s', (state, cause) => {
    expect(step({ state })).toEqual({ do: 'end', codeNumber: 2, cause });
  });

  it('makes the first code, and the next for another instruction, which is no resend', () => {
    expect(step({ code: undefined })).toEqual({ do: 'make', codeNumber: 1, isResend: false });
    for (const state of codeStates) {
      const next = step({ code: code({ state, isOfInstruction: false }) });
      expect(next).toEqual({ do: 'make', codeNumber: 3, isResend: false });
    }
  });

  it.each(['locked', 'lapsed', 'voided'] as const)(
    'waits with a code that is %s until another is ordered',
    (state) => {
      const used = { state, lapsesAt: NOW };
      expect(step({ code: code(used) })).toBeUndefined();
      expect(step({ code: code({ ...used, isResendOrdered: true }) })).toEqual({
        do: 'make',
        codeNumber: 3,
        isResend: true,
      });
    },
  );

  it('takes keys that are there before anything else', () => {
    expect(step({ hasKeys: true, code: code({ isOfInstruction: false }) })).toEqual({
      do: 'takeKeys',
    });
  });

  it('settles the oldest input that is for the room before the code lapses', () => {
    const pending = [redemption(1), redemption(), letter('letterReturned')];
    expect(step({ pending, code: code({ lapsesAt: NOW }) })).toMatchObject({
      do: 'redeem',
      inputId: 'r',
    });
    expect(step({ pending: [letter('letterReturned')] })).toEqual({
      do: 'end',
      codeNumber: 2,
      cause: 'returned',
      inputId: 'letterReturned',
    });
    expect(
      step({ pending: [letter('letterPosted')], code: code({ state: 'printed' }) }),
    ).toMatchObject({ do: 'notePosted', postedAt: Date.parse('2026-12-09T03:00:00Z') });
  });

  it('lapses a code at its instant, and not before', () => {
    expect(step({})).toBeUndefined();
    expect(step({}, NOW + 1)).toEqual({ do: 'end', codeNumber: 2, cause: 'timePassed' });
    expect(lapseOf(code())).toBe(NOW + 1);
    expect(lapseOf(code({ state: 'locked' }))).toBeUndefined();
  });

  it('has another code made for one whose salt was lost, after the redemptions that came', () => {
    const lost = code({ isWithoutSalt: true });
    expect(step({ code: lost, pending: [redemption()] })).toMatchObject({ do: 'redeem' });
    expect(step({ code: lost })).toEqual({ do: 'make', codeNumber: 3, isResend: false });
  });
});

describe('isForRoom', () => {
  it('leaves a redemption to the room while its code is live', () => {
    const live = codeStates.filter((state) => isForRoom(code({ state }), redemption()));
    expect(live).toEqual(['printed', 'posted', 'delivered']);
    expect(isForRoom(code(), redemption(1))).toBe(false);
    expect(isForRoom(code({ isOfInstruction: false }), redemption())).toBe(false);
    expect(isForRoom(undefined, redemption())).toBe(false);
  });

  it('leaves a letter to it where the room counts from it', () => {
    const posted = codeStates.filter((state) => isForRoom(code({ state }), letter('letterPosted')));
    expect(posted).toEqual(['printed']);
    const back = codeStates.filter((state) => isForRoom(code({ state }), letter('letterReturned')));
    expect(back).toEqual(['posted', 'delivered']);
    const other = '019ad7f2-6a10-7c3a-9f10-4d5e6f708193';
    expect(isForRoom(code(), letter('letterReturned', other))).toBe(false);
    expect(isForRoom(code(), { kind: 'letterDelivered' })).toBe(false);
  });
});
