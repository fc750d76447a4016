import { describe, expect, it } from 'vitest';
import { hashOfSecret } from '../../../../api/console/governance/session.ts';
import { anchoringLines, worstOf } from '../../../../api/console/inspection/anchoring-view.ts';
import { cookiesOf, fakeConsole, NOW, type FakeConsole } from '../fakes.ts';
import { STAFF } from '../seed/seed-office.ts';
import { aMark } from './marks.ts';

const HOUR = 3_600_000;
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR);
const SECRET = 'b'.repeat(43);

async function open({ app, records }: FakeConsole, path: string, officerId: string) {
  const endsAt = new Date(NOW.getTime() + HOUR);
  await records.sessions.addLinks([{ idSha256: hashOfSecret(SECRET), officerId, endsAt }]);
  const cookie = cookiesOf(await app.request(`/sign-in/${SECRET}`));
  const response = await app.request(path, { headers: { cookie } });
  return { status: response.status, html: await response.text() };
}

const withRole = (role: string): string => {
  const found = STAFF.find(({ roles }) => roles.includes(role));
  if (!found) throw new Error(`nobody is ${role}`);
  return found.id;
};
const examiner = STAFF.find(({ roles }) => roles.every((role) => role === 'examiner'))?.id ?? '';

const worst = (...marks: Parameters<typeof anchoringLines>[0]) =>
  worstOf(anchoringLines(marks, NOW));

describe('worstOf', () => {
  it('is nothing where all is well', () => {
    expect(worstOf(anchoringLines([aMark(ago(1))], NOW))).toBeUndefined();
    expect(worstOf([])).toBeUndefined();
  });

  it('puts a contradiction first, then alarms, then what lasts longest', () => {
    const late = aMark(ago(3));
    const later = aMark(ago(5), { name: 'witness.example/w2' });
    const alarm = aMark(ago(2.5), { kind: 'anchored', name: '' });
    const forked = aMark(ago(0), { log: 'enclave', inconsistentAt: ago(100) });
    expect(worst(late, later)?.name).toBe('witness.example/w2');
    expect(worst(late, later, alarm)?.kind).toBe('anchored');
    expect(worst(late, later, alarm, forked)?.log).toBe('enclave');
  });
});

describe('the banner', () => {
  it('tells whoever has to mend it what is late, and nobody else', async () => {
    const console = fakeConsole();
    console.records.marks = [aMark(ago(30), { failure: 'WitnessUnavailable' })];
    const { html } = await open(console, '/keys', withRole('responsiblePerson'));
    expect(html).toContain('外の証人の署名が1日6時間ありません。');
    expect(html).toContain('WitnessUnavailable');
    expect(html).toContain('data-kind="stop"');
    expect((await open(console, '/keys', examiner)).html).not.toContain('外の証人の署名が');
  });

  it('tells everybody of a contradiction', async () => {
    const console = fakeConsole();
    console.records.marks = [aMark(ago(0), { inconsistentAt: ago(1) })];
    for (const officer of [examiner, withRole('auditor')]) {
      const { html } = await open(console, '/keys', officer);
      expect(html).toContain('帳簿が、外に残した記録と食い違っています。');
      expect(html).toContain('role="alert"');
    }
  });

  it('is away where all is well', async () => {
    const console = fakeConsole();
    console.records.marks = [aMark(ago(1))];
    const { html } = await open(console, '/keys', withRole('responsiblePerson'));
    expect(html).not.toContain('class="banner"');
  });
});

describe('GET /inspection/anchoring', () => {
  it('shows each log and kind with its last success and its failure', async () => {
    const console = fakeConsole();
    console.records.marks = [
      aMark(ago(1)),
      aMark(ago(80), {
        log: 'enclave',
        kind: 'stamped',
        name: '',
        failure: 'TimestampUnavailable',
      }),
      aMark(ago(0), { kind: 'anchored', name: '', succeededAt: null, size: null, since: ago(0) }),
    ];
    const { html } = await open(console, '/inspection/anchoring', withRole('auditor'));
    expect(html).toContain('witness.example/w1');
    expect(html).toContain('2026-12-01 09:20:00');
    expect(html).toContain('直近の試みは失敗しました(TimestampUnavailable)');
    expect(html).toContain('認証設備室の帳簿');
    expect(html).toContain('まだありません');
    for (const word of ['期限内', '警報']) expect(html).toContain(word);
  });

  it('says that it has not begun', async () => {
    const { html } = await open(fakeConsole(), '/inspection/anchoring', withRole('auditor'));
    expect(html).toContain('まだ始まっていません。');
  });

  it('is not for examiners', async () => {
    expect((await open(fakeConsole(), '/inspection/anchoring', examiner)).status).toBe(403);
  });
});
