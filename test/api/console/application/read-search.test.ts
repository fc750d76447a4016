import { describe, expect, it } from 'vitest';
import { readSearch } from '../../../../api/console/application/read-search.ts';
import { planSearch } from '../../../../api/console/application/search-view.ts';

const DAY = {
  from: new Date('2026-11-24T00:00:00+09:00'),
  until: new Date('2026-11-25T00:00:00+09:00'),
};
const SERIAL = '00a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3';

describe('readSearch', () => {
  it.each([
    '2026-11-24',
    '2026/11/24',
    '2026年11月24日',
    '令和8年11月24日',
    'R8.11.24',
    '２０２６－１１－２４',
  ])('reads %s as a day in Japan, and not as the number that its digits could be', (typed) => {
    expect(readSearch(typed)).toEqual({ kind: 'text', day: DAY, portal: '' });
  });

  it('reads a portal beside a day, on either side', () => {
    for (const typed of ['見本ポータル 2026-11-24', '2026-11-24 見本ポータル']) {
      expect(readSearch(typed)).toEqual({ kind: 'text', day: DAY, portal: '見本ポータル' });
    }
  });

  it('takes 令和元年 for 2019', () => {
    const read = readSearch('令和元年5月1日');
    expect(read).toMatchObject({ day: { from: new Date('2019-05-01T00:00:00+09:00') } });
  });

  it.each(['2026-02-30', '2026-13-01', '令和0年0月0日'])('knows no day %s', (typed) => {
    expect(readSearch(typed)).not.toMatchObject({ day: { from: expect.anything() } });
  });

  it.each([
    SERIAL,
    SERIAL.toUpperCase(),
    SERIAL.slice(2),
    SERIAL.match(/../g)?.join(':') ?? '',
    SERIAL.match(/.{4}/g)?.join(' ') ?? '',
    `0x${SERIAL}`,
  ])('reads %s as a serial number', (typed) => {
    expect(readSearch(typed)).toEqual({ kind: 'serial', serialNumber: SERIAL });
  });

  it('reads the number of an application in its short form', () => {
    expect(readSearch('019ad7f2 … 8192')).toMatchObject({
      kind: 'number',
      range: { from: '019ad7f2-0000-0000-0000-000000000000', ending: '8192' },
    });
  });
});

describe('planSearch', () => {
  const portals = [
    { id: 'hinata', name: 'ひなたオンライン' },
    { id: 'hikari', name: 'ひかりオンライン' },
    { id: 'desk', name: 'ひかり' },
  ];

  it('finds a portal by id, by name, or by a piece of it', () => {
    for (const typed of ['hinata', 'ひなた', 'HINATA']) {
      expect(planSearch(typed, portals)).toMatchObject({
        query: { by: 'portal', portalId: 'hinata' },
      });
    }
  });

  it('takes the whole name before a piece of others, and asks where several match', () => {
    expect(planSearch('ひかり', portals)).toMatchObject({ query: { portalId: 'desk' } });
    expect(planSearch('オンライン', portals)).toMatchObject({ kind: 'choose' });
  });

  it('keeps to the day beside a portal', () => {
    expect(planSearch('hinata 2026-11-24', portals)).toEqual({
      kind: 'query',
      query: { by: 'portal', portalId: 'hinata', ...DAY },
    });
  });

  it.each(['山田 花子', '2026-11-24 山田', 'yamada'])('has no way to look for %s', (typed) => {
    expect(planSearch(typed, portals)).toEqual({ kind: 'noWay' });
  });
});
