import { describe, expect, it } from 'vitest';
import { printMark, readMark } from '../../../../api/console/application/queue-events.ts';
import {
  changeOf,
  QueueLive,
  type Listener,
} from '../../../../api/console/application/queue-live.ts';
import { markOf, usualView } from '../../../../api/console/application/queue-view.ts';
import { printCursor, readCursor } from '../../../../api/console/application/case-cursor.ts';
import { countText } from '../../../../api/console/count.ts';
import type { QueueSnapshot } from '../../../../db/inspection/queue.ts';

const snapshot = (
  free: string[],
  held: Readonly<Record<string, readonly string[]>> = {},
): QueueSnapshot => ({
  shared: new Map([['free', free]]),
  held: new Map(Object.entries(held)),
});

/** A queue that is looked at by hand, and what one listener heard. */
function listening(...views: QueueSnapshot[]) {
  const heard: (string | undefined)[] = [];
  const asked: (readonly string[])[] = [];
  const live = new QueueLive(async (officers) => {
    asked.push(officers);
    const next = views.shift();
    if (!next) throw new Error('no database');
    return next;
  }, 1_000_000);
  const listener = (more: Partial<Listener> = {}): Listener => ({
    view: 'free',
    officerId: 'officer-02',
    seen: markOf(snapshot(['a', 'b']), 'free', 'officer-02'),
    tell: (change) => heard.push(change?.ja),
    ...more,
  });
  return { live, heard, asked, listener };
}

describe('QueueLive', () => {
  it('tells against the page that was shown, once a change', async () => {
    const { live, heard, listener } = listening(
      snapshot(['a', 'b']),
      snapshot(['a', 'b', 'c', 'd']),
      snapshot(['a', 'b', 'c', 'd']),
      snapshot(['a']),
      snapshot(['a', 'c']),
      snapshot(['a', 'b']),
    );
    const leave = live.join(listener());
    for (let n = 0; n < 6; n += 1) await live.poll();
    leave?.();
    expect(heard).toEqual([
      '2件ふえました。',
      '1件へりました。',
      '案件が入れ替わりました。',
      undefined,
    ]);
  });

  it('looks once for everybody, and each hears of their own', async () => {
    const { live, heard, asked, listener } = listening(
      snapshot(['a', 'b'], { 'officer-02': ['x'], 'officer-03': ['y'] }),
    );
    const mine = {
      view: 'mine' as const,
      seen: { count: 0, hash: markOf(snapshot([]), 'mine', '').hash },
    };
    const leave = [
      live.join(listener()),
      live.join(listener(mine)),
      live.join(listener({ ...mine, officerId: 'officer-03' })),
    ];
    await live.poll();
    for (const each of leave) each?.();
    expect(asked).toEqual([['officer-02', 'officer-03']]);
    expect(heard).toEqual(['1件ふえました。', '1件ふえました。']);
  });

  it('outlives a look that fails', async () => {
    const { live, heard, listener } = listening();
    live.join(listener());
    await live.poll();
    expect(heard).toEqual([]);
  });

  it('lets no more in than it can serve', () => {
    const { live, listener } = listening();
    const joined = Array.from({ length: 300 }, () => live.join(listener()));
    expect(joined.every((leave) => leave !== undefined)).toBe(true);
    expect(live.join(listener())).toBe(undefined);
    joined[0]?.();
    expect(live.join(listener())).toBeDefined();
  });
});

describe('changeOf', () => {
  it('says nothing of a view that stands as it stood', () => {
    expect(changeOf({ count: 1, hash: 'a' }, { count: 1, hash: 'a' })).toBe(undefined);
  });
});

describe('what travels in addresses', () => {
  it('comes back as it went', () => {
    const mark = markOf(snapshot(['a']), 'free', '');
    expect(readMark(printMark(mark))).toEqual(mark);
    const cursor = { at: new Date(1_764_551_000_123), id: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192' };
    expect(readCursor(printCursor(cursor))).toEqual(cursor);
  });

  it.each([undefined, '', '1', '1.x', `1.${'a'.repeat(15)}`, `1000.${'a'.repeat(16)}`])(
    'is no mark: %s',
    (text) => {
      expect(readMark(text)).toBe(undefined);
    },
  );

  it.each([undefined, '', '1.2', '1.019ad7f2', `x.019ad7f2-6a10-7c3a-9f10-4d5e6f708192`])(
    'is no cursor: %s',
    (text) => {
      expect(readCursor(text)).toBe(undefined);
    },
  );
});

describe('usualView', () => {
  it.each([
    ['mine', 'what somebody holds', { held: { 'officer-02': ['x'] }, roles: ['examiner'] }],
    ['free', 'what nobody holds', { held: {}, roles: ['examiner'] }],
    ['instruct', 'what an operator instructs', { held: {}, roles: ['issuingOperator'] }],
  ] as const)('is %s: %s', (view, _, { held, roles }) => {
    expect(usualView(snapshot([], held), { id: 'officer-02', roles })).toBe(view);
  });
});

describe('countText', () => {
  it('stops at ninety-nine', () => {
    expect([0, 99, 100].map(countText)).toEqual(['0', '99', '99+']);
  });
});
