import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alwaysOpen,
  closesAt,
  opensAt,
  questionDistances,
  readJlisService,
  type JlisService,
} from '../../../domain/governance/jlis-service.ts';

const at = (text: string): number => Date.parse(`${text}+09:00`);

const read = (content: object): JlisService => {
  const service = readJlisService({ v: 1, ...content });
  if (!service) throw new Error('not read');
  return service;
};

const weekdays = { days: 'businessDays', from: '08:30', until: '20:00' };
const window = (from: string, until: string) => ({
  from: `${from}+09:00`,
  until: `${until}+09:00`,
});

describe('readJlisService', () => {
  it('reads hours, windows and a limit, each of which may be left out', () => {
    expect(readJlisService({ v: 1 })).toEqual(alwaysOpen);
    const closed = [window('2026-12-31T18:00:00', '2027-01-01T08:00:00')];
    expect(read({ hours: weekdays, closed, questionsPerMinute: 60 })).toEqual({
      hours: { fromMinute: 510, untilMinute: 1200, days: 'businessDays' },
      closed: [{ from: at('2026-12-31T18:00:00'), until: at('2027-01-01T08:00:00') }],
      questionsPerMinute: 60,
      revocationLists: false,
    });
    expect(read({ revocationLists: true }).revocationLists).toBe(true);
  });

  it.each([
    [undefined],
    [[]],
    [{}],
    [{ v: 2 }],
    [{ v: 1, open: true }],
    [{ v: 1, hours: {} }],
    [{ v: 1, hours: { ...weekdays, days: 'some' } }],
    [{ v: 1, hours: { ...weekdays, from: '8:30' } }],
    [{ v: 1, hours: { ...weekdays, until: '24:01' } }],
    [{ v: 1, hours: { ...weekdays, from: '20:00' } }],
    [{ v: 1, hours: { ...weekdays, more: 1 } }],
    [{ v: 1, closed: {} }],
    [{ v: 1, closed: [{ from: '2026-12-31', until: '2027-01-01' }] }],
    [{ v: 1, closed: [window('2026-12-31T18:00:00', '2026-12-31T18:00:00')] }],
    [{ v: 1, closed: Array(1001).fill(window('2026-12-31T18:00:00', '2026-12-31T19:00:00')) }],
    [{ v: 1, questionsPerMinute: 0 }],
    [{ v: 1, questionsPerMinute: 1.5 }],
    [{ v: 1, questionsPerMinute: '60' }],
    [{ v: 1, revocationLists: 'daily' }],
  ])('takes nothing for granted in %j', (content) => {
    expect(readJlisService(content)).toBeUndefined();
  });
});

describe('opensAt', () => {
  it('is at once without a document', () => {
    expect(opensAt(alwaysOpen, at('2027-01-01T03:00:00'))).toBe(at('2027-01-01T03:00:00'));
  });

  it.each([
    ['within the hours', '2026-12-01T08:30:00', '2026-12-01T08:30:00'],
    ['before them', '2026-12-01T00:00:00', '2026-12-01T08:30:00'],
    ['at their end', '2026-12-01T20:00:00', '2026-12-02T08:30:00'],
    ['on a Saturday', '2026-12-05T12:00:00', '2026-12-07T08:30:00'],
    ['over the turn of the year', '2026-12-28T20:00:00', '2027-01-04T08:30:00'],
  ])('follows the hours of business days %s', (_, now, opens) => {
    expect(opensAt(read({ hours: weekdays }), at(now))).toBe(at(opens));
  });

  it.each([
    ['Constitution Day', '2028-05-03T10:00:00', '2028-05-08T08:30:00'],
    ['a day on which the equinox may fall', '2028-03-21T10:00:00', '2028-03-23T08:30:00'],
    ['a Monday after a holiday', '2029-02-12T10:00:00', '2029-02-13T08:30:00'],
    ['Sports Day', '2028-10-09T10:00:00', '2028-10-10T08:30:00'],
    ['an ordinary day', '2028-06-06T10:00:00', '2028-06-06T10:00:00'],
  ])('asks on no possible holiday of a year that is not announced: %s', (_, now, opens) => {
    expect(opensAt(read({ hours: weekdays }), at(now))).toBe(at(opens));
    const daily = read({ hours: { ...weekdays, days: 'all' } });
    expect(opensAt(daily, at(now))).toBe(at(now));
  });

  it('serves all days until midnight where it says so', () => {
    const service = read({ hours: { days: 'all', from: '00:30', until: '24:00' } });
    expect(opensAt(service, at('2026-12-05T23:59:59'))).toBe(at('2026-12-05T23:59:59'));
    expect(opensAt(service, at('2026-12-06T00:00:00'))).toBe(at('2026-12-06T00:30:00'));
  });

  it('is the end of a window, and of the one that follows it, in any order', () => {
    const closed = [
      window('2026-12-02T06:00:00', '2026-12-02T09:00:00'),
      window('2026-12-01T12:00:00', '2026-12-02T07:00:00'),
    ];
    const service = read({ closed });
    expect(opensAt(service, at('2026-12-01T11:59:59'))).toBe(at('2026-12-01T11:59:59'));
    expect(opensAt(service, at('2026-12-01T12:00:00'))).toBe(at('2026-12-02T09:00:00'));
    expect(opensAt(service, at('2026-12-02T09:00:00'))).toBe(at('2026-12-02T09:00:00'));
  });

  it('finds an instant that is open, not before now, with nothing open between', () => {
    const hour = 3_600_000;
    const start = at('2026-12-01T00:00:00');
    const hours = fc.option(fc.constantFrom(weekdays, { ...weekdays, days: 'all' }), {
      nil: undefined,
    });
    const windows = fc.array(
      fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 30 })).map(([from, length]) => ({
        from: start + from * hour,
        until: start + (from + length) * hour,
      })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(hours, windows, fc.nat(120), (given, closed, after) => {
        const service = { ...read(given ? { hours: given } : {}), closed };
        const now = start + after * hour + 60_000;
        const opens = opensAt(service, now);
        expect(opens).toBeGreaterThanOrEqual(now);
        expect(opensAt(service, opens)).toBe(opens);
        for (let between = now; between < opens; between += hour / 2) {
          expect(opensAt(service, between)).toBe(opens);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('questionDistances', () => {
  it('are undefined without a limit', () => {
    expect(questionDistances(alwaysOpen)).toBeUndefined();
  });

  it.each([1, 6, 7, 60, 999, 1_000_000])('keep every minute within a limit of %i', (limit) => {
    const distances = questionDistances({ ...alwaysOpen, questionsPerMinute: limit });
    const { questionMs = 0, turnMs = 0 } = distances ?? {};
    expect(questionMs * limit).toBeGreaterThan(60_000);
    // Turns are what the limit lets through, but for a moment to catch up in.
    expect(turnMs).toBeGreaterThan(questionMs);
    expect(turnMs - questionMs).toBe(Math.ceil(2_000 / limit));
  });
});

const closing = (content: object, instant: string): number | undefined =>
  closesAt(read(content), at(instant));

describe('closesAt', () => {
  it('is not known where no hours and no windows are stated', () => {
    expect(closesAt(alwaysOpen, at('2026-12-01T10:00:00'))).toBeUndefined();
    const past = { closed: [window('2026-11-30T18:00:00', '2026-11-30T20:00:00')] };
    expect(closing(past, '2026-12-01T10:00:00')).toBeUndefined();
  });

  it('is nothing while J-LIS is closed', () => {
    expect(closing({ hours: weekdays }, '2026-12-01T07:00:00')).toBeUndefined();
  });

  it('is the end of the hours, or the window that begins before it', () => {
    expect(closing({ hours: weekdays }, '2026-12-01T10:00:00')).toBe(at('2026-12-01T20:00:00'));
    const closed = [window('2026-12-01T18:00:00', '2026-12-01T19:00:00')];
    expect(closing({ hours: weekdays, closed }, '2026-12-01T10:00:00')).toBe(
      at('2026-12-01T18:00:00'),
    );
    expect(closing({ closed }, '2026-12-01T10:00:00')).toBe(at('2026-12-01T18:00:00'));
  });

  it('goes on over midnight where the hours do', () => {
    const hours = { days: 'all', from: '00:00', until: '24:00' };
    const closed = [window('2026-12-03T06:00:00', '2026-12-03T09:00:00')];
    expect(closing({ hours, closed }, '2026-12-01T10:00:00')).toBe(at('2026-12-03T06:00:00'));
  });

  it('is later, and from it on J-LIS may not be asked, at any instant within any hours', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const instants = fc.integer({
      min: at('2026-11-01T00:00:00'),
      max: at('2027-06-01T00:00:00'),
    });
    fc.assert(
      fc.property(minute, minute, instants, (from, length, instant) => {
        const untilMinute = Math.min(1440, from + length + 1);
        const hours = { fromMinute: from, untilMinute, days: 'all' as const };
        const service = { ...alwaysOpen, hours };
        const closes = closesAt(service, instant);
        if (opensAt(service, instant) !== instant || (from === 0 && untilMinute === 1440)) {
          expect(closes).toBeUndefined();
        } else {
          expect(closes).toBeGreaterThan(instant);
          expect(opensAt(service, closes ?? 0)).toBeGreaterThan(closes ?? 0);
        }
      }),
    );
  });
});
