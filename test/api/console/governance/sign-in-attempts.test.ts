import { describe, expect, it } from 'vitest';
import { SignInAttempts } from '../../../../api/console/governance/sign-in-attempts.ts';

const MINUTE = 60_000;

function attempts() {
  let now = 0;
  const kept = new SignInAttempts(() => now);
  return { kept, pass: (ms: number) => (now += ms) };
}

describe('SignInAttempts', () => {
  it('lets a person fail five times, and then once in three minutes', () => {
    const { kept, pass } = attempts();
    for (let n = 0; n < 5; n += 1) {
      expect(kept.wait({ address: '192.0.2.1' }, 'officer-01')).toBe(0);
      kept.failed({ address: '192.0.2.1' }, 'officer-01');
    }
    const seconds = kept.wait({ address: '192.0.2.1' }, 'officer-01');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(3 * 60 + 15);
    expect(kept.wait({ address: '192.0.2.9' }, 'officer-01')).toBe(seconds);
    expect(kept.wait({ address: '192.0.2.1' }, 'officer-02')).toBe(0);
    pass(3 * MINUTE);
    expect(kept.wait({ address: '192.0.2.1' }, 'officer-01')).toBe(0);
  });

  it('holds back an address, whoever tries from it', () => {
    const { kept } = attempts();
    for (let n = 0; n < 30; n += 1) kept.failed({ address: '192.0.2.1' });
    expect(kept.wait({ address: '192.0.2.1' })).toBeGreaterThan(0);
    expect(kept.wait({ address: '192.0.2.1' }, 'officer-02')).toBeGreaterThan(0);
    expect(kept.wait({ address: '192.0.2.2' })).toBe(0);
  });

  it('holds back a terminal, from whatever address it comes', () => {
    const { kept } = attempts();
    for (let n = 0; n < 20; n += 1) {
      kept.failed({ address: `192.0.2.${n}`, terminal: 'T-01' });
    }
    expect(kept.wait({ address: '192.0.2.99', terminal: 'T-01' })).toBeGreaterThan(0);
    expect(kept.wait({ address: '192.0.2.99', terminal: 'T-02' })).toBe(0);
  });

  it('forgets after a quarter of an hour', () => {
    const { kept, pass } = attempts();
    for (let n = 0; n < 30; n += 1) kept.failed({ address: '192.0.2.1' }, 'officer-01');
    pass(15 * MINUTE);
    expect(kept.wait({ address: '192.0.2.1' }, 'officer-01')).toBe(0);
  });

  it('gives an address so many challenges a minute', () => {
    const { kept, pass } = attempts();
    const asked = () => Array.from({ length: 61 }, () => kept.mayAsk('192.0.2.1'));
    expect(asked().filter(Boolean).length).toBe(60);
    expect(kept.mayAsk('192.0.2.2')).toBe(true);
    pass(MINUTE);
    expect(kept.mayAsk('192.0.2.1')).toBe(true);
  });
});
