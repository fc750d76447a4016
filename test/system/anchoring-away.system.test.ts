import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsOf } from '../../bin/story/case-records.ts';
import { apply } from '../../simulator/application.ts';
import { useStage } from './stage.ts';

const NOWHERE = 'http://127.0.0.1:1';
const PATIENCE_MS = 90_000;

describe('without a witness and without a time-stamp authority', () => {
  const stage = useStage({
    WITNESSES: `witness.toroku.example/w1=${NOWHERE}`,
    TIMESTAMP_URL: NOWHERE,
    ANCHORING_PERIOD_SECONDS: '20',
  });
  let office: pg.Client;

  beforeAll(async () => {
    const url = new URL(stage().instance.databaseUrl('postgres'));
    url.pathname = '/office';
    office = new pg.Client({ connectionString: url.href });
    await office.connect();
  });
  afterAll(async () => {
    await office?.end();
  });

  const failures = async (): Promise<string[]> => {
    const { rows } = await office.query<{ said: string }>(
      `select log || ' ' || kind || ' ' || failure as said from anchoring_marks
       where failure is not null order by 1`,
    );
    return rows.map(({ said }) => said);
  };

  /** Signs the responsible person in, and gives pages as they see them. */
  const console = async (): Promise<(path: string) => Promise<string>> => {
    const links = Object.entries(stage().instance.programs.get('console')?.links ?? {});
    const [, url = ''] = links.find(([name]) => name.includes('責任を有する者')) ?? [];
    const signedIn = await fetch(url, { redirect: 'manual' });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return async (path) => (await fetch(new URL(path, url), { headers: { cookie } })).text();
  };

  it('receives, decides and issues all the same', async () => {
    const { instance, portal, sandbox } = stage();
    const card = await sandbox.issueCard('ordinary');
    const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
    await portal.waitFor(applicationId, ['issued'], PATIENCE_MS);
    expect(new Set(Object.values(await recordsOf(instance, applicationId)))).toEqual(new Set([1]));
  });

  it('anchors each book in the other, and names what is away', async () => {
    await expect
      .poll(failures, { timeout: 150_000, interval: 1000 })
      .toEqual([
        'enclave cosigned WitnessUnavailable',
        'enclave stamped TimestampUnavailable',
        'office cosigned WitnessUnavailable',
        'office stamped TimestampUnavailable',
      ]);
    const { rows } = await office.query(
      `select log from anchoring_marks where kind = 'anchored' and succeeded_at is not null`,
    );
    expect(rows).toHaveLength(2);
  });

  it('shows the alarm on the console once it has lasted too long', async () => {
    const page = await console();
    const alarm = '時刻認証局の刻印が3日8時間ありません。';
    const before = await page('/inspection/anchoring');
    expect(before).toContain('TimestampUnavailable');
    expect(before).not.toContain(alarm);
    await office.query(
      `update anchoring_marks set since = now() - interval '80 hours' where kind = 'stamped'`,
    );
    expect(await page('/inspection/books')).toContain(alarm);
  });
});
