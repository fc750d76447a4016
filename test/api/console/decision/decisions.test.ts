import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { challengeOf, readAssertion } from '../../../../adapters/webauthn/assertion.ts';
import type { DecisionContent } from '../../../../domain/decision/staff-decision.ts';
import { anEntry, CASE_ID, NOW, signIn } from '../fakes.ts';
import {
  DOSSIER,
  fieldsOf,
  get,
  office,
  OVERRIDE,
  PAGE,
  post,
  RELYING_PARTY,
  requestIn,
  sign,
  statement,
} from './desk.ts';

const APPROVE = `${PAGE}/decisions/new?outcome=approve&reason%3Aname.match%2Fvariant=notationOnly`;
const REJECT = `${PAGE}/decisions/new?outcome=reject&reason=duplicate`;

describe('the page of a decision', () => {
  it('asks for a reason for each finding before there is anything to sign', async () => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, `${PAGE}/decisions/new?outcome=approve`, cookie);
    expect(html).toContain(`name="reason:${OVERRIDE}"`);
    expect(html).not.toContain('data-request');
  });

  it.each([
    ['approve', APPROVE, statement({})],
    ['reject', REJECT, statement({ act: 'reject', reasons: ['duplicate'] })],
    [
      'return',
      `${PAGE}/decisions/new?outcome=return&item=name.match%2Fvariant`,
      statement({ act: 'return', reasons: [OVERRIDE] }),
    ],
  ] as const)('to %s shows what the passkey will sign', async (_name, path, said) => {
    const { console, passkey } = office();
    const cookie = await signIn(console, 'officer-03');
    const { html, response } = await get(console, path, cookie);
    expect(response.status).toBe(200);
    expect(requestIn(html)).toMatchObject({
      challenge: challengeOf(said),
      rpId: RELYING_PARTY.rpId,
      allowCredentials: [{ id: passkey.credentialId, type: 'public-key' }],
      userVerification: 'required',
    });
    expect(html).toContain(`data-copy="${DOSSIER}"`);
    expect(html).toContain('<noscript>');
    expect(html).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('is recorded as a read of the case', async () => {
    const { console } = office();
    await get(console, APPROVE, await signIn(console, 'officer-03'));
    expect(console.records.readings).toMatchObject([{ caseId: CASE_ID, fields: ['name'] }]);
  });

  it('leads somebody without a passkey to where one is registered', async () => {
    const { console, passkey } = office();
    console.records.passkeys.kept.delete(passkey.credentialId);
    const cookie = await signIn(console, 'officer-03');
    const { html } = await get(console, REJECT, cookie);
    expect(html).not.toContain('data-request');
    expect(html).toContain('あなたのパスキーは、まだありません');
    expect(html).toMatch(/<a href="\/settings">パスキーを登録する/);
    expect(html).not.toContain('却下を確定する');
  });

  it('says to an examiner who could approve', async () => {
    const { console } = office();
    const cookie = await signIn(console, 'officer-02');
    const { html } = await get(console, APPROVE, cookie);
    expect(html).toContain('いまできる人: 三宅 和彦、長谷部 亮');
    expect(html).not.toContain('data-request');
  });
});

describe('a signed decision', () => {
  it('is kept, recorded once and nudged, and then its outcome is shown', async () => {
    const { console, nudges, cookie, body, send } = await sign(APPROVE, statement({}));
    const inputId = body.get('input') ?? '';
    const response = await send();
    expect(response.status).toBe(303);
    expect(response.headers.get('Location')).toBe(`${PAGE}/decisions/${inputId}`);
    await send();
    const [recorded, ...more] = console.records.recorded;
    expect(more).toEqual([]);
    expect(recorded).toMatchObject({
      inputId,
      caseId: CASE_ID,
      content: {
        kind: 'approve',
        officer: 'officer-03',
        role: 'approver',
        terminal: 'test',
        dossierSha256: DOSSIER,
        reasons: [`${OVERRIDE}=notationOnly`],
        assertionSha256: recorded?.contentSha256,
      },
    });
    const kept = console.evidence.objects.get(recorded?.contentSha256 ?? '') ?? Buffer.alloc(0);
    expect(readAssertion(kept)?.statement).toEqual(statement({}));
    expect(nudges[0]).toEqual({ applicationId: CASE_ID, inputId, kind: 'approve' });

    const outcome = async () => (await get(console, `${PAGE}/decisions/${inputId}`, cookie)).html;
    expect(await outcome()).toContain('もう一度押さないでください');
    console.records.outcome = { appliedAt: NOW, result: { state: 'review' } };
    expect(await outcome()).toContain('次は三宅 和彦です');
  });

  it('carries the letter that the page showed', async () => {
    const said = statement({ act: 'reject', reasons: ['duplicate'] });
    const { console, html, send } = await sign(REJECT, said);
    expect((await send()).status).toBe(303);
    const recorded = console.records.recorded[0]?.content as DecisionContent | undefined;
    const letterSha256 = recorded?.letterSha256 ?? '';
    const letter = console.evidence.objects.get(letterSha256)?.toString() ?? '';
    expect(createHash('sha256').update(letter).digest('hex')).toBe(letterSha256);
    expect(html).toContain(`data-copy="${letterSha256}"`);
    for (const line of letter.split('\n').filter(Boolean)) expect(html).toContain(`<p>${line}</p>`);
  });

  it.each([
    ['by another reason', statement({ reasons: [`${OVERRIDE}=documentSeen`] })],
    ['for another case', statement({ subject: 'another' })],
    ['in another role', statement({ role: 'examiner' })],
  ])('%s than the page showed is not recorded', async (_name, said) => {
    const { console, send } = await sign(APPROVE, said);
    const response = await send();
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('決定は記録されていません');
    expect(console.records.recorded).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no answer of a browser', '{"id":"AAAA"}'],
    ['too much', JSON.stringify({ id: 'A'.repeat(2000) })],
  ])('with %s for a signature is not recorded', async (_name, credential) => {
    const { console, body, send } = await sign(APPROVE, statement({}));
    body.set('credential', credential);
    expect((await send()).status).toBe(409);
    expect(console.records.recorded).toEqual([]);
  });

  it('on a page that has grown old is not recorded', async () => {
    const { console, body, send } = await sign(APPROVE, statement({}));
    body.set('at', new Date(NOW.getTime() - 3_600_001).toISOString());
    expect((await send()).status).toBe(409);
    expect(console.records.recorded).toEqual([]);
  });

  it('in a form larger than any of ours is not even read', async () => {
    const { console, body, send } = await sign(APPROVE, statement({}));
    body.set('more', 'x'.repeat(65_536));
    expect((await send()).status).toBe(403);
    expect(console.records.recorded).toEqual([]);
  });

  it('of another session is not recorded', async () => {
    const { console, body, send } = await sign(APPROVE, statement({}));
    body.set('token', 'another');
    expect((await send()).status).toBe(403);
    expect(console.records.recorded).toEqual([]);
  });

  it('that came second says who was first', async () => {
    const { console, cookie, body, send } = await sign(APPROVE, statement({}));
    await send();
    console.records.entries = [
      anEntry(1, {
        log: 'office',
        id: '019ad7f2-6a20-7a11-8b22-0123456789ab',
        event: 'application.rejected',
        items: ['1ニ', '1ホ'],
        at: '2026-11-30T23:51:07.000Z',
        case: CASE_ID,
        seq: 1,
        actor: {
          kind: 'officer',
          id: 'officer-01',
          role: 'approver',
          terminal: 'T-07',
          nameCommitment: 'c'.repeat(64),
        },
        data: {
          dossierSha256: DOSSIER,
          reasonCode: 'duplicate',
          article: '規程',
          rules: [],
          letterSha256: 'e'.repeat(64),
          assertions: ['f'.repeat(64)],
        },
      } as never),
    ];
    const result = { state: 'rejected', refused: 'caseClosed' };
    console.records.outcome = { appliedAt: NOW, result };
    const { html } = await get(console, `${PAGE}/decisions/${body.get('input')}`, cookie);
    expect(html).toContain('三宅 和彦が先に決めました(却下、08:51:07)');
    expect(html).toContain('「拒まれた決定」として記録され、効力はありません。');
  });
});

describe('the bar of a case', () => {
  it('opens what an approver may do', async () => {
    const { console } = office();
    const { html } = await get(console, PAGE, await signIn(console, 'officer-03'));
    expect(html).toContain(`href="${PAGE}/decisions/new?outcome=approve"`);
    expect(html).toContain(`href="${PAGE}/decisions/new?outcome=reject"`);
    expect(html).not.toContain('発行を指示する');
  });

  it('says to an examiner why not, and who could', async () => {
    const { console } = office();
    const { html } = await get(console, PAGE, await signIn(console, 'officer-02'));
    expect(html).toContain(`href="${PAGE}/decisions/new?outcome=return"`);
    expect(html).toContain('aria-describedby="why-not-reject"');
    expect(html).toContain('あなたの役割ではできません。いまできる人: 三宅 和彦、長谷部 亮');
  });

  it('offers the instruction of an approved case to the issuing operator', async () => {
    const decision = {
      outcome: 'approved',
      decider: 'officer',
      dossierSha256: DOSSIER,
      responsibleName: null,
      at: NOW,
    };
    const { console } = office({ state: 'approved', decision });
    const { html } = await get(console, PAGE, await signIn(console, 'officer-07'));
    expect(html).toContain(`href="${PAGE}/issuing-instructions/new"`);
  });
});

/** The forms of a case as somebody sees them. */
const lease = async (officerId: string) => {
  const { console } = office();
  const cookie = await signIn(console, officerId);
  const { html } = await get(console, PAGE, cookie);
  const send = (to: string, more: Readonly<Record<string, string>> = {}) => {
    const body = fieldsOf(html, `action="${PAGE}/${to}"`);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return post(console, `${PAGE}/${to}`, { cookie, body });
  };
  return { console, send };
};

describe('the forms of a lease', () => {
  it('take a case for half an hour', async () => {
    const { console, send } = await lease('officer-02');
    expect((await send('claims')).headers.get('Location')).toBe(PAGE);
    const until = new Date(NOW.getTime() + 30 * 60_000);
    expect(console.records.lease).toEqual({ officerId: 'officer-02', until });
  });

  it('say that somebody else holds it', async () => {
    const { console, send } = await lease('officer-02');
    console.records.lease = { officerId: 'officer-03', until: new Date(NOW.getTime() + 1) };
    expect((await send('claims')).headers.get('Location')).toBe(`${PAGE}?refused=heldByAnother`);
  });

  it('put a case aside, for a reason and a time of the list alone', async () => {
    const { console, send } = await lease('officer-02');
    const held = { reason: 'callBackAwaited', hours: '4' };
    expect((await send('hold', held)).status).toBe(303);
    expect(console.records.lease?.until).toEqual(new Date(NOW.getTime() + 4 * 3_600_000));
    expect((await send('hold', { ...held, hours: '400' })).status).toBe(403);
    expect((await send('hold', { ...held, reason: 'tired' })).status).toBe(403);
  });

  it('keep a note as evidence, once', async () => {
    const { console, send } = await lease('officer-02');
    await send('notes', { note: '折り返しは午後。' });
    await send('notes', { note: '折り返しは午後。' });
    expect(console.records.notes).toHaveLength(1);
    expect([...console.evidence.objects.values()].map(String)).toContain('折り返しは午後。');
  });

  it('need the token of the session', async () => {
    const { send } = await lease('officer-02');
    expect((await send('claims', { token: 'another' })).status).toBe(403);
  });
});
