import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { challengeOf } from '../../../../adapters/webauthn/assertion.ts';
import type { CaseFile } from '../../../../db/inspection/case-file.ts';
import { anEntry, CASE_ID, NOW, signIn, type FakeConsole } from '../fakes.ts';
import { DOSSIER, fieldsOf, get, office, PAGE, post, sign, statement, requestIn } from './desk.ts';

const NEW = `${PAGE}/decisions/new`;

const REJECTION = {
  reasonCode: 'untrueApplication',
  step: 1,
  dossierSha256: DOSSIER,
  assertionSha256: 'f'.repeat(64),
};

/** An entry of the case, by an officer or by the machine. */
const entry = (seq: number, event: string, more: Readonly<Record<string, unknown>>) =>
  anEntry(seq, {
    log: 'office',
    id: `019ad7f2-6a20-7a11-8b22-0123456789${String(seq).padStart(2, '0')}`,
    event,
    items: ['1ニ'],
    at: '2026-11-30T23:51:07.000Z',
    case: CASE_ID,
    seq,
    actor: {
      kind: 'officer',
      id: 'officer-01',
      role: 'approver',
      terminal: 'T-07',
      nameCommitment: 'c'.repeat(64),
    },
    ...more,
  } as never);

const rejectedByFirst = () =>
  entry(1, 'application.rejectionGiven', { items: ['1ニ', '1ホ'], data: REJECTION });

describe('the page of a notice by a third party', () => {
  it('asks what we were told and how, and records it without a passkey', async () => {
    const { console, nudges } = office();
    const cookie = await signIn(console, 'officer-03');
    const asked = await get(console, `${NEW}?outcome=notice`, cookie);
    expect(asked.html).toContain('value="death"');
    expect(asked.html).not.toContain('id="sign"');
    const query = `${NEW}?outcome=notice&about=death&channel=telephone`;
    const { html } = await get(console, query, cookie);
    expect(html).not.toContain('data-request');
    const body = fieldsOf(html, 'id="sign"');
    expect((await post(console, `${PAGE}/decisions`, { cookie, body })).status).toBe(303);
    expect(console.records.recorded).toMatchObject([
      { caseId: CASE_ID, content: { kind: 'notice', reasons: ['death', 'telephone'] } },
    ]);
    expect(nudges).toMatchObject([{ kind: 'notice' }]);
  });

  it.each([
    ['an unknown subject', 'about=fame&channel=telephone'],
    ['an unknown way', 'about=death&channel=rumour'],
  ])('shows nothing to confirm for %s', async (_name, said) => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-03');
    expect((await get(console, `${NEW}?outcome=notice&${said}`, cookie)).html).not.toContain(
      'id="sign"',
    );
  });

  it('lets an approver alone say that it was a mistake', async () => {
    const { console } = office();
    const query = `${NEW}?outcome=notice&about=deathMistaken&channel=letter`;
    const approver = await get(console, query, await signIn(console, 'officer-03'));
    expect(approver.html).toContain('id="sign"');
    const examiner = await get(console, query, await signIn(console, 'officer-02'));
    expect(examiner.html).not.toContain('value="deathMistaken"');
    expect(examiner.html).not.toContain('id="sign"');
  });
});

describe('the page of a withdrawal', () => {
  it('asks how the applicant asked, and records it without a passkey', async () => {
    const { console, nudges } = office();
    const cookie = await signIn(console, 'officer-03');
    const asked = await get(console, `${NEW}?outcome=withdraw`, cookie);
    expect(asked.html).toContain('value="callBack"');
    expect(asked.html).not.toContain('id="sign"');
    const { html } = await get(console, `${NEW}?outcome=withdraw&channel=callBack`, cookie);
    expect(html).not.toContain('data-request');
    const body = fieldsOf(html, 'id="sign"');
    expect((await post(console, `${PAGE}/decisions`, { cookie, body })).status).toBe(303);
    expect(console.records.recorded).toMatchObject([
      {
        caseId: CASE_ID,
        content: { kind: 'withdraw', officer: 'officer-03', reasons: ['callBack'] },
      },
    ]);
    expect(nudges).toMatchObject([{ kind: 'withdraw' }]);
  });

  it('shows nothing to confirm for a channel that is none', async () => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, `${NEW}?outcome=withdraw&channel=hearsay`, cookie);
    expect(html).not.toContain('id="sign"');
  });

  it.each(['received', 'waiting', 'returned', 'approved', 'issuing'])(
    'is open for a case in %s',
    async (state) => {
      const { console } = office({ state });
      const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
      expect(html).toContain(`href="${NEW}?outcome=withdraw"`);
    },
  );

  it('is closed once there is a certificate', async () => {
    const order = { number: 1, serialNumber: 'a'.repeat(40) } as CaseFile['orders'][number];
    const { console } = office({ state: 'issuing', orders: [order] });
    const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(html).not.toContain('outcome=withdraw');
    expect(html).not.toContain('outcome=take-back');
  });

  it('says that the room has to answer first', async () => {
    const { console } = office({ state: 'issuing' });
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, `${NEW}?outcome=withdraw&channel=inPerson`, cookie);
    const body = fieldsOf(html, 'id="sign"');
    await post(console, `${PAGE}/decisions`, { cookie, body });
    const address = `${PAGE}/decisions/${body.get('input')}`;
    expect((await get(console, address, cookie)).html).toContain('認証設備室の答えを待っています');
    const result = { state: 'issuing', refused: 'issuingBegun' };
    console.records.outcome = { appliedAt: NOW, result };
    const refused = (await get(console, address, cookie)).html;
    expect(refused).toContain('先に発行の手続を始めていました');
    expect(refused).toContain('失効の手続');
  });
});

describe('the page of another route', () => {
  it('shows the letter with the route, and the passkey signs a return', async () => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-03');
    const path = `${NEW}?outcome=transfer&route=paperInquiry`;
    const { html } = await get(console, path, cookie);
    const said = statement({ act: 'return', reasons: ['route=paperInquiry'] });
    expect(requestIn(html)).toMatchObject({ challenge: challengeOf(said) });
    expect(html).toContain(
      '<p>次の方法で、申込書を作り直してください：本人限定受取郵便による照会</p>',
    );
  });

  it('offers no route that is none', async () => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, `${NEW}?outcome=transfer&route=jpki`, cookie);
    expect(html).not.toContain('data-request');
    expect(html).not.toContain('value="jpki"');
  });
});

describe('the rejection on suspicion of an untrue application', () => {
  const SUSPECT = `${NEW}?outcome=reject&reason=untrueApplication`;

  it('is recorded by the first, who is told who is next', async () => {
    const said = statement({ act: 'reject', reasons: ['untrueApplication'] });
    const { console, cookie, body, send } = await sign(SUSPECT, said);
    expect((await send()).status).toBe(303);
    console.records.outcome = { appliedAt: NOW, result: { state: 'review' } };
    const { html } = await get(console, `${PAGE}/decisions/${body.get('input')}`, cookie);
    expect(html).toContain('一人目の却下を記録しました。');
    expect(html).toContain('次は三宅 和彦です');
  });

  it('says to the second who was the first', async () => {
    const { console } = office();
    console.records.entries = [rejectedByFirst()];
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, `${NEW}?outcome=reject`, cookie);
    expect(html).toContain('三宅 和彦が、法41条の疑いで却下を決めました');
    expect(html).toContain('value="untrueApplication"');
  });

  it('is not offered to the first again', async () => {
    const { console } = office();
    console.records.entries = [rejectedByFirst()];
    const cookie = await signIn(console, 'officer-01');
    const { html } = await get(console, `${NEW}?outcome=reject`, cookie);
    expect(html).not.toContain('value="untrueApplication"');
  });
});

describe('a case of the reader, or of the household (N12)', () => {
  it('is closed to every act, and says why and who could', async () => {
    const { console } = office();
    console.records.owners = ['officer-03'];
    const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(html).not.toContain('/decisions/new');
    expect(html).toContain('この案件は、あなたかご家族の申込みです');
    expect(html).toContain('いまできる人: 三宅 和彦');
  });

  it('cannot be taken', async () => {
    const { console } = office();
    console.records.owners = ['officer-03'];
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, PAGE, cookie);
    const body = fieldsOf(html, `action="${PAGE}/claims"`);
    const response = await post(console, `${PAGE}/claims`, { cookie, body });
    expect(response.headers.get('Location')).toBe(`${PAGE}?refused=ownCase`);
    expect((await get(console, `${PAGE}?refused=ownCase`, cookie)).html).toContain(
      '引き受けられません',
    );
  });
});

describe('taking a case, by each role', () => {
  it.each([
    ['reception', true],
    ['examiner', true],
    ['approver', true],
    ['issuingOperator', false],
    ['responsiblePerson', false],
    ['administrator', false],
    ['auditor', false],
    ['custodian', false],
  ])('%s: %s', async (role, may) => {
    const { console } = office();
    const roles = { roles: [role], personRoles: [role] };
    console.records.people = [
      { id: 'officer-03', person: 'person-03', name: '長谷部 亮', ...roles },
    ];
    const cookie = await signIn(console, 'officer-03');
    const settings = (await get(console, '/settings', cookie)).html;
    const token = fieldsOf(settings, 'action="/sign-out"').get('token') ?? '';
    for (const to of ['claims', 'hold', 'notes']) {
      const body = new URLSearchParams({ token, reason: 'other', hours: '4' });
      const { status } = await post(console, `${PAGE}/${to}`, { cookie, body });
      // A note without words is no note, whoever sends it.
      expect([to, status]).toEqual([to, may && to !== 'notes' ? 303 : 403]);
    }
    expect(console.records.lease !== undefined).toBe(may);
  });
});

describe('a decision that was refused', () => {
  it.each(['officer-01', 'officer-03'])('is shown to %s, with whose it was', async (reader) => {
    const { console } = office();
    const input = '019ad7f2-6a20-7a11-8b22-00000000aaaa';
    console.records.entries = [
      entry(1, 'input.refused', {
        items: ['1ロ'],
        actor: { kind: 'system', id: 'office-worker' },
        input,
        data: { inputKind: 'reject', problem: 'stateMoved', contentSha256: 'e'.repeat(64) },
      }),
    ];
    console.records.refusedDecisions = [{ id: input, kind: 'reject', actor: 'officer-03' }];
    const { html } = await get(console, PAGE, await signIn(console, reader));
    expect(html).toContain(
      '長谷部 亮の却下は、「拒まれた決定」です。効力はありません(stateMoved)。',
    );
  });
});

describe('a case that is put aside', () => {
  it('says by whom, why, until when, and that the clock goes on', async () => {
    const { console } = office();
    const until = new Date(NOW.getTime() + 3_600_000);
    console.records.lease = { officerId: 'officer-01', until, aside: 'adviceAwaited' };
    const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(html).toContain('置いてあります: 相談の答えを待つ。審査の時計は進んでいます。');
    expect(html).toContain('三宅 和彦');
    console.records.lease = { officerId: 'officer-01', until: NOW, aside: 'adviceAwaited' };
    const over = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(over.html).not.toContain('置いてあります');
  });
});

const FIRST = '氏名：髙橋　一\n住所：東京都\n乱数：aa\n版：1\n';
const SECOND = '氏名：高橋　一\n住所：東京都\n乱数：bb\n版：2\n';

/** A case whose applicant has corrected it. */
const corrected = (): FakeConsole => {
  const evidence = [FIRST, SECOND].map((text, i) => ({
    kind: 'signedText',
    sha256: createHash('sha256').update(text).digest('hex'),
    size: text.length,
    edition: i + 1,
    receivedAt: NOW,
  }));
  const { console } = office({ edition: 2, evidence });
  for (const [i, text] of [FIRST, SECOND].entries()) {
    console.evidence.objects.set(evidence[i]?.sha256 ?? '', Buffer.from(text));
  }
  console.records.entries = [
    entry(1, 'application.approvalGiven', {
      data: {
        dossierSha256: DOSSIER,
        rules: [],
        reasonCode: 'none',
        step: 1,
        assertionSha256: 'f'.repeat(64),
      },
    }),
    entry(2, 'application.corrected', {
      items: ['1ロ'],
      actor: { kind: 'portal', id: 'sample-portal' },
      input: '019ad7f2-6a20-7a11-8b22-00000000aaab',
      data: {
        version: 2,
        textSha256: 'a'.repeat(64),
        signedContentSha256: 'a'.repeat(64),
        previousTextSha256: 'b'.repeat(64),
        route: 'jpki',
        keyDelivery: 'simultaneous',
        orders: ['basic'],
        nameCommitment: 'c'.repeat(64),
        portal: 'sample-portal',
      },
    }),
  ];
  return console;
};

describe('the page of a version', () => {
  it('says what the applicant changed, octet for octet, and which approvals are void', async () => {
    const console = corrected();
    const cookie = await signIn(console, 'officer-03');
    const { html, response } = await get(console, `${PAGE}/versions/2`, cookie);
    expect(response.status).toBe(200);
    expect(html).toContain('髙橋　一');
    expect(html).toContain('高橋　一');
    expect(html).not.toContain('東京都');
    expect(html).toContain('第1版への承認(三宅 和彦)は無効になりました。');
    expect(html).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('is a recorded read', async () => {
    const console = corrected();
    await get(console, `${PAGE}/versions/2`, await signIn(console, 'officer-03'));
    expect(console.records.readings).toMatchObject([{ caseId: CASE_ID, fields: ['signedText'] }]);
  });

  it.each([
    ['1', 200, '最初の版です'],
    ['3', 404, ''],
    ['0', 404, ''],
    ['x', 404, ''],
  ])('of number %s answers %d', async (number, status, says) => {
    const console = corrected();
    const cookie = await signIn(console, 'officer-03');
    const { html, response } = await get(console, `${PAGE}/versions/${number}`, cookie);
    expect(response.status).toBe(status);
    expect(html).toContain(says);
  });

  it('is named on the page of the case, in one sentence', async () => {
    const console = corrected();
    const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(html).toContain('申込者が第2版を出しました。');
    expect(html).toContain('第1版への承認(三宅 和彦)は無効になりました。');
    expect(html).toContain('変わったのは氏名の1か所です。');
    expect(html).toContain(`href="${PAGE}/versions/2"`);
  });
});
