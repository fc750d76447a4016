import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { readEntry } from '../../../books/entry.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { dutyRoster, officers } from '../../../db/schema/governance.ts';
import { cookiesOf } from './fakes.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let records: ReturnType<typeof openConsoleRecords>;
let app: ReturnType<typeof createConsoleApp>;

/** A second 責任を有する者, who is not on duty when the office opens. */
const SECOND = 'officer-08';
const FIRST = 'officer-01';

beforeAll(async () => {
  office = await startSeededOffice();
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  await office.owner.insert(officers).values({
    id: SECOND,
    name: '佐伯 美咲',
    roles: ['responsiblePerson'],
    nameCommitment: 'a'.repeat(64),
  });
  app = createConsoleApp({
    records,
    evidence: office.evidence,
    settings: {
      isDevelopment: true,
      origin: 'http://console.test',
      isSecure: false,
      build: 'test',
      terminal: 'T-07',
      sessionKey: Buffer.alloc(32, 7),
    },
    now: () => office.now,
    report: ({ error }) => {
      throw error;
    },
  });
});
afterAll(() => office?.stop());

let links = 0;
async function signIn(officerId: string): Promise<string> {
  links += 1;
  const secret = String(links).padStart(43, 'y');
  const endsAt = new Date(office.now.getTime() + 3_600_000);
  await records.sessions.addLinks([{ idSha256: hashOfSecret(secret), officerId, endsAt }]);
  return cookiesOf(await app.request(`/sign-in/${secret}`));
}

async function open(path: string, officerId = FIRST): Promise<string> {
  const response = await app.request(path, { headers: { cookie: await signIn(officerId) } });
  expect(response.status).toBe(200);
  return response.text();
}

/** Minutes of the hour before the clock of the office. */
const at = (minutes: number): Date => new Date(office.now.getTime() + (minutes - 60) * 60_000);
const by = (officerId: string, minutes: number) => ({
  officerId,
  terminal: 'T-07',
  at: at(minutes),
});

/** What the book says of the roster, oldest first. */
async function changes(): Promise<string[]> {
  const rows = await office.owner
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    .where(sql`${bookEntries.event} = 'roster.changed'`)
    .orderBy(bookEntries.ordinal);
  return rows.map(({ octets }) => {
    const { data, actor } = readEntry(octets) as unknown as {
      data: { responsiblePerson: string; change: string };
      actor: { id: string; role: string };
    };
    return `${data.responsiblePerson} ${data.change} by ${actor.id} as ${actor.role}`;
  });
}

const roster = () => office.owner.select().from(dutyRoster).orderBy(dutyRoster.from);

describe('the duty roster', () => {
  it('hands duty over without a gap, with both entries in the transaction of the act', async () => {
    expect(await records.duty.take(by(SECOND, 1), FIRST)).toMatchObject({ may: true });
    expect(await changes()).toEqual([
      `${FIRST} ended by ${SECOND} as responsiblePerson`,
      `${SECOND} began by ${SECOND} as responsiblePerson`,
    ]);
    const rows = await roster();
    expect(rows.at(-2)?.until).toEqual(rows.at(-1)?.from);
    expect(await records.duty.current(at(1))).toMatchObject({ officerId: SECOND });
  });

  it('lets whoever is on duty leave it, and nobody else', async () => {
    expect(await records.duty.leave(by(FIRST, 2))).toMatchObject({ because: 'notOnDuty' });
    expect(await records.duty.leave(by(SECOND, 2))).toMatchObject({ may: true });
    expect(await records.duty.current(at(2))).toBeUndefined();
    expect((await changes()).at(-1)).toBe(`${SECOND} ended by ${SECOND} as responsiblePerson`);
  });

  it('gives it to one of two who take it at once, and one after the other, 20 times', async () => {
    for (let round = 3; round < 23; round += 1) {
      const before = (await changes()).length;
      const taken = await Promise.all([
        records.duty.take(by(FIRST, round), undefined),
        records.duty.take(by(SECOND, round), undefined),
      ]);
      expect(taken.map(({ may }) => may).toSorted()).toEqual([false, true]);
      expect(taken.find(({ may }) => !may)).toMatchObject({ because: 'othersTurn' });
      expect((await changes()).length).toBe(before + 1);
      const { officerId = '' } = (await records.duty.current(at(round))) ?? {};
      await records.duty.leave(by(officerId, round));
    }
  });

  it('refuses whoever has not the role, and records nothing', async () => {
    const before = await changes();
    for (const officerId of ['officer-02', 'officer-03', 'officer-05', 'officer-06', 'nobody']) {
      expect(await records.duty.take(by(officerId, 30), undefined)).toMatchObject({
        because: 'roleRequired',
      });
    }
    expect(await changes()).toEqual(before);
  });

  it('cannot have two on duty, whoever writes it', async () => {
    const overlapping = { officerId: FIRST, from: new Date('2026-10-02T00:00:00Z') };
    await expect(office.owner.insert(dutyRoster).values(overlapping)).rejects.toMatchObject({
      cause: { constraint: 'one_on_duty' },
    });
  });

  it('keeps whose duty it was, and since when, from the console', async () => {
    for (const change of [`officer_id = '${SECOND}'`, 'from_at = now()']) {
      await expect(
        office.db.execute(sql.raw(`update duty_roster set ${change}`)),
      ).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });
});

const tokenIn = (html: string): string => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';

async function post(path: string, cookie: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const headers = { cookie, 'Content-Type': 'application/x-www-form-urlencoded' };
  return app.request(path, { method: 'POST', headers, body });
}

describe('GET /duty', () => {
  it('lets duty be taken and left by forms, and says on every page that nobody is on it', async () => {
    const cookie = await signIn(FIRST);
    const page = async (path: string) => (await app.request(path, { headers: { cookie } })).text();
    expect(await page('/queue')).toContain('今日の責任を有する者がいません。');
    const html = await page('/duty');
    expect(html).toContain('いまは誰もいません。');
    const token = tokenIn(html);
    const answer = await post('/duty/take', cookie, { token, seen: '' });
    expect(answer.headers.get('location')).toBe('/duty?said=taken');
    expect(await page('/duty?said=taken')).toContain('当番に就きました。帳簿に記録しました。');
    expect(await page('/queue')).not.toContain('今日の責任を有する者がいません。');
    const left = await post('/duty/leave', cookie, { token, seen: FIRST });
    expect(left.headers.get('location')).toBe('/duty?said=left');
    expect((await post('/duty/take', cookie, { token: 'other', seen: '' })).status).toBe(403);
    await post('/duty/take', cookie, { token, seen: '' });
  });

  it('offers no button to whoever may not take it, and names who may', async () => {
    const html = await open('/duty', 'officer-02');
    expect(html).not.toContain('action="/duty/take"');
    expect(html).toContain('就ける人: 三宅 和彦、佐伯 美咲');
  });
});
