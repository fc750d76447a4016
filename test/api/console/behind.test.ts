import { describe, expect, it } from 'vitest';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { FakeEvidence, FakeRecords, NOW, signIn, type FakeConsole } from './fakes.ts';

const consoleWith = (isBehind: (() => boolean) | undefined) => {
  const records = new FakeRecords();
  const app = createConsoleApp({
    records,
    evidence: new FakeEvidence(),
    settings: {
      isDevelopment: true,
      origin: 'http://console.test',
      isSecure: false,
      build: 'test',
      terminal: 'test',
      sessionKey: Buffer.alloc(32, 1),
    },
    ...(isBehind && { isBehind }),
    now: () => NOW,
    report: () => undefined,
  });
  return { app, records };
};

const SAID = 'データベースが帳簿より古くなっています。すべての書き込みを止めています。';

describe('a console on a database that is older than the books', () => {
  it.each([
    '/sign-in',
    '/queue',
    '/keys',
    '/nowhere',
    '/certificate-applications/019ad7f2-6a10-7c3a-9f10-000000000000',
  ])('says so on %s', async (path) => {
    const behind = consoleWith(() => true);
    const cookie = await signIn(behind as FakeConsole, 'officer-02');
    const page = await (await behind.app.request(path, { headers: { cookie } })).text();
    const alert = /<section class="behind" role="alert">.*?<\/section>/s.exec(page)?.[0] ?? '';
    expect(alert).toContain(SAID);
    expect(alert).toContain('toroku recover');
    expect(alert.indexOf('lang="ja"')).toBeLessThan(alert.indexOf('lang="en"'));
  });

  it('says nothing of it otherwise', async () => {
    for (const isBehind of [undefined, () => false]) {
      const page = await (await consoleWith(isBehind).app.request('/sign-in')).text();
      expect(page).not.toContain('class="behind"');
    }
  });
});
