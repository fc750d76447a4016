import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HsmLane } from '../../../adapters/hsm/hsm-lane.ts';
import { DomainError } from '../../../domain/errors.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WAIT_MS = 1_000;
const unavailable = (message: string) =>
  expect.objectContaining({ type: 'HsmUnavailable', message });

describe('HsmLane', () => {
  it('tells whoever waits too long that there was no session in time', async () => {
    const lane = new HsmLane<string>(2);
    const waiting = Promise.resolve(lane.acquire(WAIT_MS));
    const refused = expect(waiting).rejects.toEqual(unavailable('no session in time'));
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    await refused;
    expect(lane.waiting).toBe(0);
  });

  it('tells one more than may wait at once', async () => {
    const lane = new HsmLane<string>(1);
    const first = Promise.resolve(lane.acquire(WAIT_MS));
    await expect(lane.acquire(WAIT_MS)).rejects.toEqual(unavailable('queue is full'));
    lane.add('a');
    await expect(first).resolves.toBe('a');
  });

  it('does not give a session to whoever has gone', async () => {
    const lane = new HsmLane<string>(2);
    const gone = Promise.resolve(lane.acquire(10)).catch(() => 'gone');
    await vi.advanceTimersByTimeAsync(10);
    expect(await gone).toBe('gone');
    lane.add('a');
    expect(lane.acquire(WAIT_MS)).toBe('a');
  });

  it('serves in the order of coming, and counts what is lent', async () => {
    const lane = new HsmLane<string>(3);
    lane.add('a');
    expect(lane.acquire(WAIT_MS)).toBe('a');
    const order: string[] = [];
    const callers = ['first', 'second'].map(async (name) => {
      order.push(`${name} ${await lane.acquire(WAIT_MS)}`);
    });
    lane.takeBack('a');
    lane.add('a');
    lane.add('b');
    await Promise.all(callers);
    expect(order).toEqual(['first a', 'second b']);
    expect([lane.lent, lane.waiting]).toEqual([2, 0]);
  });

  it('turns everybody away with what stopped the token', async () => {
    const lane = new HsmLane<string>(3);
    const waiting = [lane.acquire(WAIT_MS), lane.acquire(WAIT_MS)];
    lane.turnAway(new DomainError('HsmPinRefused', 'CKR_PIN_LOCKED'));
    for (const each of waiting) await expect(each).rejects.toMatchObject({ type: 'HsmPinRefused' });
  });

  it('forgets free sessions, not those that are lent', () => {
    const lane = new HsmLane<string>(3);
    lane.add('a');
    lane.add('b');
    expect(lane.acquire(WAIT_MS)).toBe('b');
    lane.empty();
    expect(lane.lent).toBe(1);
    expect(lane.acquire(WAIT_MS)).toBeInstanceOf(Promise);
    lane.add('c');
  });
});
