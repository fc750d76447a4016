import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntry } from '../../../books/entry.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { jlisLists } from '../../../db/schema/decision.ts';
import {
  accessRows,
  dutyRoster,
  governanceDocuments,
  officers,
} from '../../../db/schema/governance.ts';
import { cookiesOf } from './fakes.ts';
import { addLink, consoleOf, type ConsoleApp, type Records } from './office-console.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

let office: SeededOffice;
let records: Records;
let app: ConsoleApp;

/** A second 責任を有する者, who is not on duty when the office opens. */
const SECOND = 'officer-08';
const FIRST = 'officer-01';

beforeAll(async () => {
  office = await startSeededOffice();
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  await office.owner.insert(officers).values({
    id: SECOND,
    person: SECOND,
    name: '佐伯 美咲',
    roles: ['responsiblePerson'],
    nameCommitment: 'a'.repeat(64),
  });
  app = consoleOf(office, records);
});
afterAll(() => office?.stop());

async function signIn(officerId: string): Promise<string> {
  const secret = await addLink(records, officerId, office.now);
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
      expect(taken.filter(({ may }) => may)).toHaveLength(1);
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

const theNight = () => ({ from: at(-600), until: at(60) });

const reads = async () => (await office.owner.select().from(accessRows)).length;

describe('the morning check', () => {
  it('opens with the rights of the console, and records no reading', async () => {
    const before = await reads();
    expect(await open('/morning-check', 'officer-06')).toContain('発行を始められます。');
    expect(await reads()).toBe(before);
  });

  it('counts the night by what the machine did last with each case', async () => {
    const found = await records.morning.nights([theNight()]);
    const of = (kind: string): number =>
      found.filter((each) => each.kind === kind).reduce((sum, { count }) => sum + count, 0);
    const [last] = (
      await office.owner.execute(sql`
        with last as (select distinct on (case_id) case_id, outcome, next from evaluations
          where at >= ${theNight().from} and at < ${theNight().until} order by case_id, number desc)
        select (select count(*)::int from decisions where decider = 'ruleSet'
            and at >= ${theNight().from} and at < ${theNight().until}) as approved,
          (select count(*)::int from last where outcome = 'waits') as waiting`)
    ).rows as { approved: number; waiting: number }[];
    expect(last?.approved).toBeGreaterThan(0);
    expect(last?.waiting).toBeGreaterThan(0);
    expect([of('approved'), of('waiting')]).toEqual([last?.approved, last?.waiting]);
  });

  it('counts a case that was asked about twice as it stood last, and none outside of the night', async () => {
    const [waiting] = await records.queue.list({
      view: 'jlis',
      officerId: FIRST,
      now: office.now,
      limit: 1,
    });
    const copy = (number: number, when: Date, [outcome, next]: readonly string[]) => sql`
      insert into evaluations select gen_random_uuid(), case_id, edition, ${number}, ${when},
        rule_set_id, rule_set_sha256, extractor, facts, facts_sha256, findings, findings_sha256,
        ${outcome}, ${next}, dossier_sha256
      from evaluations where case_id = ${waiting?.id} and number = 1`;
    const far = { from: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-11-02T00:00:00Z') };
    const during = new Date('2026-11-01T05:30:00Z');
    await office.owner.execute(copy(101, during, ['waits', 'retry']));
    await office.owner.execute(copy(102, new Date(during.getTime() + 1000), ['forbids', 'return']));
    await office.owner.execute(copy(103, far.until, ['refers', 'review']));
    expect(await records.morning.nights([far])).toEqual([
      { span: 0, hour: 5, kind: 'returned', count: 1 },
    ]);
    expect(await records.morning.nights([{ ...far, until: during }, far])).toMatchObject([
      { span: 1, kind: 'returned' },
    ]);
  });

  it('names who has put a case aside while that lasts', async () => {
    const [first] = await records.queue.list({
      view: 'free',
      officerId: FIRST,
      now: office.now,
      limit: 1,
    });
    const caseId = first?.id ?? '';
    const officer = { id: 'officer-02', role: 'examiner', terminal: 'T-07' };
    const until = new Date(office.now.getTime() + 4 * 3_600_000);
    await records.leases.hold({ caseId, officer, at: office.now, until, reason: 'other' });
    expect(await records.morning.held(office.now)).toEqual([
      { caseId, holderName: '小野寺 真紀', reason: 'other', since: office.now, until },
    ]);
    expect(await records.morning.held(until)).toEqual([]);
  });

  it('counts what is past its deadline, and what waits for the room, but not what it refused', async () => {
    expect(await records.morning.overdue(office.now)).toEqual({ review: 1, approved: 0 });
    const before = await records.morning.room(office.now);
    expect(before.waiting).toBe(0);
    expect(before.certificateAt).toBeInstanceOf(Date);
    const moved = async (more: string) =>
      office.owner.execute(
        sql.raw(`update certificate_applications set ${more}
        where id = '019ad7e9-5f66-7a50-8e72-6f708192a306'`),
      );
    const changed = at(30).toISOString();
    await moved(`state = 'issuing', changed_at = '${changed}', not_holding = '{}'`);
    expect(await records.morning.room(at(31))).toMatchObject({
      waiting: 1,
      waitingSince: at(30),
    });
    expect(await records.morning.room(at(29))).toMatchObject({ waiting: 0 });
    await moved(`next_attempt_at = null, not_holding = '{gate/evidenceChanged}'`);
    expect(await records.morning.room(at(31))).toMatchObject({ waiting: 0 });
  });

  it('knows when J-LIS may be asked, and which of its lists are in force', async () => {
    expect(await records.morning.jlisService(office.now)).toMatchObject({ by: 'nothing' });
    const document = (version: string, content: string, from: Date) =>
      office.owner.insert(governanceDocuments).values({
        documentType: 'jlisService',
        version,
        sha256: version,
        content: Buffer.from(content),
        effectiveFrom: from,
      });
    const hours = { days: 'all', from: '08:00', until: '20:00' };
    await document('1', JSON.stringify({ v: 1, hours, revocationLists: true }), at(0));
    expect(await open('/morning-check')).toContain('照会できる時間です。 12-01(火) 20:00 まで。');
    const list = { issuerSha256: 'i', receivedAt: at(0), pieces: [] };
    await office.owner.insert(jlisLists).values([
      { ...list, sha256: 'a', thisUpdate: at(-600), nextUpdate: at(200) },
      { ...list, sha256: 'b', thisUpdate: at(-900), nextUpdate: at(60) },
    ]);
    expect(await records.morning.lists(office.now)).toEqual([
      { thisUpdate: at(-600), nextUpdate: at(200) },
    ]);
    await document('2', '{"v":2}', at(1));
    expect(await records.morning.jlisService(office.now)).toEqual({ by: 'unreadable' });
  });
});

const csv = async (officerId: string) => {
  const headers = { cookie: await signIn(officerId) };
  return app.request('/inspection/statistics.csv', { headers });
};

describe('the statistics', () => {
  it('count open cases by how long they are in their state', async () => {
    const ages = await records.statistics.ages(office.now, [3600, 86_400]);
    const [row] = (
      await office.owner.execute(sql`select count(*)::int as n,
          count(*) filter (where ${office.now} - changed_at < interval '1 hour')::int as young
        from certificate_applications where closed_at is null`)
    ).rows as { n: number; young: number }[];
    const sum = (buckets: readonly number[]): number =>
      ages
        .filter(({ bucket }) => buckets.includes(bucket))
        .reduce((total, { count }) => total + count, 0);
    expect(row?.young).toBeGreaterThan(0);
    expect([sum([0, 1, 2]), sum([0])]).toEqual([row?.n, row?.young]);
  });

  it('count each decision once, in its hour, by who made it and how it ended', async () => {
    const [caseRow] = (await office.owner.execute(sql`select case_id from decisions limit 1`))
      .rows as { case_id: string }[];
    const decided = (when: string, outcome: string, decider: string) =>
      office.owner.execute(sql`insert into decisions
        (id, case_id, edition, outcome, decider, dossier_sha256, at)
        values (gen_random_uuid(), ${caseRow?.case_id}, 1, ${outcome}, ${decider}, 'd',
          ${new Date(when)})`);
    await decided('2026-10-05T00:00:00Z', 'approved', 'officer');
    await decided('2026-10-05T01:59:59Z', 'rejected', 'officer');
    await decided('2026-10-05T02:00:00Z', 'approved', 'ruleSet');
    await decided('2026-10-05T03:00:00Z', 'approved', 'ruleSet');
    const span = {
      from: new Date('2026-10-05T00:00:00Z'),
      until: new Date('2026-10-05T03:00:00Z'),
    };
    expect(await records.statistics.decisions([span], true)).toEqual([
      { span: 0, hour: 0, decider: 'officer', outcome: 'approved', count: 1 },
      { span: 0, hour: 1, decider: 'officer', outcome: 'rejected', count: 1 },
      { span: 0, hour: 2, decider: 'ruleSet', outcome: 'approved', count: 1 },
    ]);
    expect(await records.statistics.decisions([span], false)).toHaveLength(3);
  });

  it('come as a file to auditors and staff, and not to administrators', async () => {
    const response = await csv('officer-06');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('2026-12-01.csv');
    const lines = (await response.text()).split('\r\n');
    expect(lines[0]).toBe('figure,group,series,count');
    expect(lines.filter((line) => /^queueAge,\w+,people,\d+$/.test(line))).toHaveLength(6);
    expect((await csv('officer-02')).status).toBe(200);
    expect((await csv('officer-05')).status).toBe(403);
  });
});
