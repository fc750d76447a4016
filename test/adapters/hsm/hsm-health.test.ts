import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextHealth, type HsmEvent, type HsmHealth } from '../../../adapters/hsm/hsm-health.ts';
import { DomainError } from '../../../domain/errors.ts';

const failure = new DomainError('HsmPinRefused', 'CKR_PIN_INCORRECT');
const ready: HsmHealth = { state: 'ready' };
const down: HsmHealth = { state: 'down', code: 'CKR_DEVICE_REMOVED' };
const stopped: HsmHealth = { state: 'stopped', failure };
const degraded = (missing: number): HsmHealth => ({
  state: 'degraded',
  missing,
  code: 'CKR_SESSION_CLOSED',
});
const code = 'CKR_SESSION_CLOSED';

const lost: HsmEvent = { kind: 'sessionMissing', code };
const replaced: HsmEvent = { kind: 'sessionReplaced' };
const away: HsmEvent = { kind: 'tokenLost', code: 'CKR_DEVICE_REMOVED' };
const back: HsmEvent = { kind: 'recovered' };
const stop: HsmEvent = { kind: 'stopped', failure };

/** Of a token with three sessions: what was, what happens, what is. */
const TABLE: readonly (readonly [HsmHealth, HsmEvent, HsmHealth])[] = [
  [stopped, lost, stopped],
  [stopped, replaced, stopped],
  [stopped, away, stopped],
  [stopped, back, stopped],
  [down, lost, down],
  [down, replaced, down],
  [down, away, down],
  [down, stop, stopped],
  [down, back, ready],
  [ready, away, down],
  [ready, stop, stopped],
  [ready, lost, degraded(1)],
  [ready, replaced, ready],
  [ready, back, ready],
  [degraded(1), lost, degraded(2)],
  [degraded(2), lost, { state: 'down', code }],
  [degraded(2), replaced, degraded(1)],
  [degraded(1), replaced, ready],
  [degraded(1), away, down],
  [degraded(1), stop, stopped],
  [degraded(1), back, ready],
];

describe('nextHealth', () => {
  it.each(TABLE)('from %o by %o comes %o', (before, event, after) => {
    expect(nextHealth(before, event, 3)).toEqual(after);
  });

  it('never leaves stopped, and leaves down by a recovery alone, whatever happens', () => {
    const event = fc.constantFrom(lost, replaced, away, back, stop);
    fc.assert(
      fc.property(fc.array(event), fc.integer({ min: 1, max: 8 }), (events, sessions) => {
        let health = ready as HsmHealth;
        for (const next of events) {
          const before = health;
          health = nextHealth(before, next, sessions);
          if (before.state === 'stopped') expect(health).toBe(before);
          if (before.state === 'down' && health.state !== 'down') {
            expect(['recovered', 'stopped']).toContain(next.kind);
          }
          if (health.state === 'degraded') {
            expect(health.missing).toBeGreaterThan(0);
            expect(health.missing).toBeLessThan(sessions);
          }
        }
      }),
    );
  });
});
