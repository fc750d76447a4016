import { describe, expect, it } from 'vitest';
import type { ShownDispatch } from '../../../../db/inspection/dispatches.ts';
import { CASE_ID, fakeConsole, NOW, signIn } from '../fakes.ts';

const FAILED = '019ad7f9-0000-7000-8000-0000000000d1';

const dispatch = (more: Partial<ShownDispatch> = {}): ShownDispatch => ({
  id: FAILED,
  caseId: CASE_ID,
  portalId: 'sample-portal',
  channel: 'mail',
  noticeKind: 'returned',
  template: 'returned/2026-12-01',
  state: 'failed',
  attempts: 6,
  preparedAt: NOW,
  nextAttemptAt: null,
  sentAt: null,
  failure: 'answered550',
  isOrdered: false,
  ...more,
});

async function open(officerId: string, ...shown: ShownDispatch[]) {
  const console = fakeConsole();
  const { app, records } = console;
  records.shownDispatches = shown;
  const cookie = await signIn(console, officerId);
  const get = async (path: string) => {
    const answer = await app.request(path, { headers: { cookie } });
    return { status: answer.status, text: await answer.text() };
  };
  const token = async () =>
    /name="token" value="([^"]+)"/.exec((await get('/dispatches')).text)?.[1] ?? '';
  const order = async (id: string, given: string) => {
    const body = new URLSearchParams({ token: given });
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    return app.request(`/dispatches/${id}/repeats`, { method: 'POST', body, headers });
  };
  return { get, token, order, records };
}

describe('GET /dispatches', () => {
  it('says what failed and why, and what waits', async () => {
    const waiting = dispatch({ id: CASE_ID, state: 'prepared', failure: null, attempts: 0 });
    const { get } = await open('officer-03', dispatch(), waiting);
    const { text } = await get('/dispatches');
    expect(text).toContain('申込書を直してください');
    expect(text).toContain('相手が断りました(550)（6回失敗）');
    expect(text).toContain('送信待ち');
    expect(text.match(/\/repeats"/g)).toHaveLength(1);
  });

  it('shows those of one case, and refuses what is no id of one', async () => {
    const { get } = await open('officer-03', dispatch());
    expect((await get(`/dispatches?case=${CASE_ID}`)).text).toContain('この申込みの発送');
    expect((await get('/dispatches?case=x')).status).toBe(404);
  });

  it('is shown to who watches, who sends nothing, and not to anybody else', async () => {
    const { get } = await open('officer-05', dispatch());
    const { status, text } = await get('/dispatches');
    expect(status).toBe(200);
    expect(text).not.toContain('/repeats"');
  });
});

describe('GET /dispatches/templates/:id', () => {
  it('shows a template as it would arrive, in both languages, with its hash', async () => {
    const { get } = await open('officer-03');
    const { text } = await get('/dispatches/templates/codePosted');
    expect(text).toContain('2026年12月30日(水)までに');
    expect(text).toContain('Wed 30 December 2026');
    expect(text).toMatch(/[0-9a-f]{64}/);
    expect((await get('/dispatches/templates/none')).status).toBe(404);
  });
});

describe('POST /dispatches/:id/repeats', () => {
  it('records the order of whoever pressed, and says so', async () => {
    const { token, order, records } = await open('officer-03', dispatch());
    const answer = await order(FAILED, await token());
    expect(answer.headers.get('location')).toBe('/dispatches?said=ordered');
    expect(records.ordered).toEqual([[FAILED, 'officer-03']]);
  });

  it('says that nothing was changed where it did not fail', async () => {
    const { token, order } = await open('officer-03', dispatch());
    const answer = await order(CASE_ID, await token());
    expect(answer.headers.get('location')).toBe('/dispatches?said=late');
  });

  it('is refused without the token of the session, and to who only watches', async () => {
    const own = await open('officer-03', dispatch());
    expect((await own.order(FAILED, 'x')).status).toBe(403);
    const watching = await open('officer-05', dispatch());
    expect((await watching.order(FAILED, await own.token())).status).toBe(403);
    expect([...own.records.ordered, ...watching.records.ordered]).toEqual([]);
  });
});
