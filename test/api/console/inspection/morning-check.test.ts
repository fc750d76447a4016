import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { anchoringLines } from '../../../../api/console/inspection/anchoring-view.ts';
import type { Level } from '../../../../api/console/inspection/morning-row.ts';
import { morningView, type MorningFacts } from '../../../../api/console/inspection/morning-view.ts';
import { nightView } from '../../../../api/console/inspection/night-view.ts';
import type { SwitchState } from '../../../../db/inspection/morning-check.ts';
import { alwaysOpen } from '../../../../domain/governance/jlis-service.ts';
import { certificateOf } from '../../../../enclave/issuance/certificate-profile.ts';
import { tbsCaCertificateOf } from '../../../../enclave/keys/ca-certificate.ts';
import { fakeConsole, NOW, signIn } from '../fakes.ts';
import { aReconciledDay } from '../seed/reconciliations.ts';
import { aMark } from './marks.ts';

const MINUTE = 60_000;
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE);

const { row: YESTERDAY } = aReconciledDay('2026-11-30');

/** A CA certificate that ends when it is said to; nobody looks at its signature here. */
const caUntil = (notAfter: string, commonName = 'CA 1', notBefore = '2026-10-01'): Buffer => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const tbs = tbsCaCertificateOf({
    serialNumber: '01'.repeat(20),
    organization: 'example',
    commonName,
    notBefore: new Date(`${notBefore}T00:00:00Z`),
    notAfter: new Date(`${notAfter}T00:00:00Z`),
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    signatureAlgorithm: 'ecdsaWithSha256',
  });
  return certificateOf(tbs, 'ecdsaWithSha256', Buffer.alloc(8));
};

/** Everything in order, as far as a release without CRL can be. */
const facts = (more: Partial<MorningFacts> = {}): MorningFacts => ({
  now: NOW,
  isBehind: false,
  duty: { officerId: 'officer-01', name: '三宅 和彦', from: ago(60), until: undefined },
  jlis: {
    stated: { by: 'document', service: { ...alwaysOpen, revocationLists: true } },
    questions: [{ askedAt: ago(3), answeredAt: ago(3), result: 'good' }],
    waiting: 0,
    lists: [{ thisUpdate: ago(600), nextUpdate: ago(-600) }],
  },
  room: { certificateAt: ago(20), waiting: 0, waitingSince: null },
  roomSwitches: { off: [], at: ago(590) },
  switches: [],
  reconciliations: [YESTERDAY],
  anchoring: anchoringLines(
    [
      aMark(ago(10)),
      aMark(ago(10), { kind: 'anchored', name: '' }),
      aMark(ago(10), { log: 'enclave', kind: 'anchored', name: '' }),
    ],
    NOW,
  ),
  checking: 0,
  overdue: { review: 0, approved: 0 },
  parked: 0,
  revocations: { count: 0, late: 0, since: null },
  confirmations: { count: 0, late: 0, requestId: null, confirmBy: null, denied: 0 },
  dispatches: { count: 0, since: null },
  receipts: { missed: 0, required: 0 },
  held: [],
  issuerCertificates: [caUntil('2036-10-01')],
  agreement: { persons: 3, withLocked: 3 },
  letters: { toPrint: 0, toPost: 0, toSeal: 0, waitingSince: null },
  status: { keys: 1, nextUpdate: ago(-60 * 60), notedAt: ago(12 * 60) },
  ...more,
});

const jlis = (more: Partial<MorningFacts['jlis']>): Partial<MorningFacts> => ({
  jlis: { ...facts().jlis, ...more },
});

const off = (name: string): SwitchState => ({ name, isOn: false, changedAt: ago(60) });

const differing = (no: string) => [{ ...YESTERDAY, failed: [no] }];

describe('morningView', () => {
  it('lets issuing start where all is in order', () => {
    const { standing, verdict, rows } = morningView(facts());
    expect([standing, verdict.ja]).toEqual(['good', '発行を始められます。']);
    expect(new Set(rows.map(({ level }) => level))).toEqual(new Set(['good']));
  });

  it.each<readonly [string, Level, string, Partial<MorningFacts>]>([
    ['behind', 'stop', 'データベースが帳簿より古く', { isBehind: true }],
    ['reconciliation', 'stop', '署名を止める差です', { reconciliations: differing('Q8') }],
    ['reconciliation', 'look', '差があります(Q24)', { reconciliations: differing('Q24') }],
    ['reconciliation', 'none', 'まだ始まっていません', { reconciliations: [] }],
    [
      'reconciliation',
      'look',
      '昨日の照合が、まだありません',
      { reconciliations: [aReconciledDay('2026-11-28').row] },
    ],
    [
      'anchoring',
      'stop',
      '食い違っています',
      { anchoring: anchoringLines([aMark(ago(1), { inconsistentAt: ago(5) })], NOW) },
    ],
    // Of 72 hours a list has 36 left when people are told.
    [
      'status',
      'good',
      '公開済みです(発行者鍵2)',
      { status: { keys: 2, nextUpdate: ago(-36 * 60 - 1), notedAt: ago(0) } },
    ],
    [
      'status',
      'look',
      '半分が過ぎました',
      { status: { keys: 2, nextUpdate: ago(-36 * 60), notedAt: ago(0) } },
    ],
    [
      'status',
      'stop',
      '終わりました',
      { status: { keys: 1, nextUpdate: ago(0), notedAt: ago(4_320) } },
    ],
    [
      'status',
      'none',
      'まだ聞いていません',
      { status: { keys: 0, nextUpdate: null, notedAt: null } },
    ],
    ['anchoring', 'look', 'ありません', { anchoring: anchoringLines([aMark(ago(200))], NOW) }],
    ['anchoring', 'none', 'まだ始まっていません', { anchoring: [] }],
    [
      'switches',
      'stop',
      '部屋はすべての署名を止めています',
      { roomSwitches: { off: ['allSigning'], at: ago(590) } },
    ],
    ['switches', 'stop', 'すべての署名', { switches: [off('allSigning')] }],
    // NOW is in December 2026: the key may issue for eleven months, for none, or has a newer one to follow it.
    ['issuerKeys', 'look', '一年を切りました', { issuerCertificates: [caUntil('2032-11-01')] }],
    ['issuerKeys', 'stop', '期限が過ぎました', { issuerCertificates: [caUntil('2031-11-01')] }],
    [
      'issuerKeys',
      'good',
      '2031-10-01 まで発行できます',
      { issuerCertificates: [caUntil('2031-11-01', 'CA 1', '2021-11-01'), caUntil('2036-10-01')] },
    ],
    ['issuerKeys', 'none', 'まだありません', { issuerCertificates: [] }],
    ['switches', 'look', '自動決定', { switches: [off('automaticDecisions')] }],
    ['switches', 'look', '受付窓口 sample', { switches: [off('portal:sample')] }],
    ['agreement', 'good', '承認できる人は3人です。', {}],
    [
      'agreement',
      'good',
      '一人でも入れなくなると直せません。',
      { agreement: { persons: 2, withLocked: 2 } },
    ],
    [
      'agreement',
      'look',
      '二人に足りません(いま1人)。だれの登録も、ロックの解除もできません。ロックされて入れない人が1人います。',
      { agreement: { persons: 1, withLocked: 2 } },
    ],
    ['agreement', 'look', '(いま0人)', { agreement: { persons: 0, withLocked: 0 } }],
    ['duty', 'look', '責任を有する者がいません', { duty: undefined }],
    [
      'room',
      'look',
      '3件が発行を待っています(最も長いもの 25分)',
      { room: { certificateAt: ago(30), waiting: 3, waitingSince: ago(25) } },
    ],
    ['room', 'look', '部屋の帳簿をまだ受け取っていません', { anchoring: [] }],
    ['checking', 'look', '10分を超えた案件が2件', { checking: 2 }],
    ['overdue', 'look', '審査の期限を過ぎた案件が4件', { overdue: { review: 4, approved: 0 } }],
    ['overdue', 'look', '発行指示の期限を', { overdue: { review: 0, approved: 99 } }],
    [
      'receipts',
      'good',
      '45日を過ぎて確認のないものが3件',
      { receipts: { missed: 3, required: 0 } },
    ],
    ['receipts', 'look', '失効を求めるべきものが1件', { receipts: { missed: 3, required: 1 } }],
    [
      'revocations',
      'look',
      '1時間を過ぎたものが1件',
      { revocations: { count: 2, late: 1, since: new Date(0) } },
    ],
    ['parked', 'look', '誰も試していない案件が1件', { parked: 1 }],
    ['jlis', 'look', '読めません', jlis({ stated: { by: 'unreadable' } })],
    [
      'jlis',
      'good',
      '時間の定めはありません',
      jlis({ stated: { by: 'nothing', service: alwaysOpen } }),
    ],
    ['jlis', 'good', 'まだ照会していません', jlis({ questions: [] })],
    ['lists', 'look', '期限内のリストがありません', jlis({ lists: [] })],
    [
      'lists',
      'none',
      '取決めにありません',
      jlis({ stated: { by: 'nothing', service: alwaysOpen } }),
    ],
  ])('has a row %s that is %s and says %s', (...[id, level, said, more]) => {
    const view = morningView(facts(more));
    const row = view.rows.find((each) => each.id === id);
    expect(row?.level).toBe(level);
    expect(row?.what.map(({ ja }) => ja).join('')).toContain(said);
    if (level === 'stop') expect(view.standing).toBe('stop');
    if (level === 'look') expect(view.standing).not.toBe('good');
  });

  it('puts what stops before what is to be looked at, and that before what is in order', () => {
    const { rows, verdict } = morningView(facts({ isBehind: true, parked: 1 }));
    expect(rows.slice(0, 3).map(({ level }) => level)).toEqual(['stop', 'look', 'good']);
    expect(verdict.ja).toBe('発行を始めないでください。止めるものが1つあります。');
  });

  it('claims nothing of the switch of a room that it has not heard', () => {
    const { switches, standing } = morningView(facts({ roomSwitches: undefined }));
    const signing = switches.find(({ name }) => name === 'allSigning');
    expect(signing?.isOn).toBeUndefined();
    expect(standing).toBe('good');
  });
});

const closedIn = (window: { from: number; until: number }) => ({
  stated: { by: 'document', service: { ...alwaysOpen, closed: [window] } } as const,
});
const saidOfJlis = (more: Partial<MorningFacts['jlis']>): [string | undefined, string] => {
  const row = morningView(facts(jlis(more))).rows.find(({ id }) => id === 'jlis');
  return [row?.level, row?.what.map(({ ja }) => ja).join('') ?? ''];
};
const unanswered = (minutes: number) => ({
  askedAt: ago(minutes),
  answeredAt: ago(minutes),
  result: 'none',
});

describe('the hours and the silence of J-LIS', () => {
  it('say when it opens while it is closed, and when it closes while it is open', () => {
    const closed = { from: ago(60).getTime(), until: ago(-40).getTime() };
    const [level, words] = saidOfJlis(closedIn(closed));
    expect(level).toBe('wait');
    expect(words).toContain('12-01(火) 11:00 に開きます。');
    expect(words).toContain('人が代わりに承認することはできません');
    const later = { from: ago(-40).getTime(), until: ago(-90).getTime() };
    expect(saidOfJlis(closedIn(later))).toEqual([
      'good',
      expect.stringContaining('12-01(火) 11:00 まで。'),
    ]);
  });

  it('counts silence from the first question that had no answer', () => {
    const answered = { askedAt: ago(45), answeredAt: ago(45), result: 'good' };
    const questions = [unanswered(2), unanswered(20), unanswered(40), answered];
    const [level, words] = saidOfJlis({ questions });
    expect(level).toBe('look');
    expect(words).toContain('12-01(火) 09:40 から回答がありません(40分)。');
  });

  it('says at least, where no question it looked at had an answer', () => {
    expect(saidOfJlis({ questions: [unanswered(2), unanswered(20)] })[1]).toContain('少なくとも');
  });

  it('takes neither a question on its way nor one that failed for silence', () => {
    const answered = { askedAt: ago(4), answeredAt: ago(4), result: 'revoked' };
    const onItsWay = { askedAt: ago(0.5), answeredAt: null, result: null };
    expect(saidOfJlis({ questions: [onItsWay, unanswered(2), answered] })[0]).toBe('good');
  });
});

describe('nightView', () => {
  const span = { from: ago(150), until: NOW };
  const counts = [
    { span: 0, hour: 0, kind: 'approved', count: 6 },
    { span: 0, hour: 1, kind: 'toPeople', count: 2 },
    { span: 1, hour: 1, kind: 'approved', count: 4 },
    { span: 1, hour: 1, kind: 'waiting', count: 4 },
    { span: 2, hour: 0, kind: 'approved', count: 8 },
    { span: 4, hour: 0, kind: 'approved', count: 100 },
  ] as const;

  it('sets tonight beside last week and the mean of the weeks that count', () => {
    const { tallies, share, meanShare, total } = nightView(span, counts, 2);
    expect(tallies[0]).toEqual({ kind: 'approved', count: 6, lastWeek: 4, mean: 6 });
    expect(tallies[3]).toEqual({ kind: 'waiting', count: 0, lastWeek: 4, mean: 2 });
    expect([total, share, meanShare]).toEqual([8, 0.75, 0.75]);
  });

  it('has every hour that has begun, with all of the same hour a week ago', () => {
    const { hours } = nightView(span, counts, 2);
    expect(hours.map(({ at }) => at)).toEqual([ago(150), ago(90), ago(30)]);
    expect(hours.map(({ lastWeek }) => lastWeek)).toEqual([0, 8, 0]);
  });

  it('compares with nothing before there was anything', () => {
    const { meanShare, tallies } = nightView(span, counts, 0);
    expect([meanShare, tallies[0]?.mean]).toEqual([undefined, 0]);
    expect(nightView(span, [], 0).share).toBeUndefined();
  });
});

const opened = async (
  officerId: string,
  prepare?: (it: ReturnType<typeof fakeConsole>) => void,
) => {
  const console = fakeConsole();
  prepare?.(console);
  const cookie = await signIn(console, officerId);
  const response = await console.app.request('/morning-check', { headers: { cookie } });
  return { status: response.status, html: await response.text(), console };
};

const late = ({ records }: ReturnType<typeof fakeConsole>) => {
  records.morning.late = { review: 1, approved: 0 };
};

describe('GET /morning-check', () => {
  it('opens for everybody, and names nobody whom a case is about', async () => {
    for (const officerId of [
      'officer-01',
      'officer-02',
      'officer-05',
      'officer-06',
      'officer-07',
    ]) {
      const { status, html, console } = await opened(officerId);
      expect(status).toBe(200);
      expect(html).not.toContain('山田');
      expect(console.records.readings).toEqual([]);
    }
  });

  it('leads to cases only whoever may read them', async () => {
    expect((await opened('officer-02', late)).html).toContain('href="/queue?view=free"');
    const { html } = await opened('officer-06', late);
    expect(html).toContain('審査の期限を過ぎた案件が1件');
    expect(html).not.toContain('href="/queue?view=free"');
  });

  it('takes duty by a click, and by a key goes where it is taken', async () => {
    const { html } = await opened('officer-01', ({ records }) => {
      records.duties = [];
    });
    expect(html).toContain('action="/duty/take"');
    expect(html).toMatch(/<a href="\/duty" data-key="d"/);
    expect(html).toContain('責任を有する者がいません。自動決定は止まっています。');
  });

  it('names who put a case aside, why and until when', async () => {
    const { html } = await opened('officer-02', ({ records }) => {
      records.morning.aside = [
        {
          caseId: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
          holderName: '長谷部 亮',
          reason: 'documentAwaited',
          since: ago(3 * 1440),
          until: ago(-120),
        },
      ];
    });
    expect(html).toContain('書類を待つ ・ 4日目 ・ 12-01(火) 12:20 まで');
    expect(html).toContain('1件、すべて持ち主あり');
  });
});
