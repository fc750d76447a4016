import { and, eq, gt } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveAccess, proposeAccess } from './agreed-access.ts';
import { beginWithTwo } from '../../../db/governance/first-persons.ts';
import { identitySha256 } from '../../../db/governance/identities.ts';
import { performAccess } from '../../../db/governance/perform-access.ts';
import { credentialSha256 } from '../../../db/governance/permission-entries.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { openOfficeDatabase, type OfficeDatabase } from '../../../db/office-database.ts';
import { enrolments, signInLocks, terminals } from '../../../db/schema/access.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { officers, passkeys, sessions } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { AccessChanges, AccessKind } from '../../../domain/governance/access-change.ts';
import { rebuildAccess } from '../../../bin/recovery/access-rows.ts';
import { SoftwareAuthenticator } from '../../../simulator/authenticator.ts';
import { HardAuthenticator } from './hard-authenticator.ts';
import { consoleOf, newestEntries, type ConsoleApp, type Records } from './office-console.ts';
import { PasskeyBrowser, SITE } from './passkey-browser.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

const HOUR = 3_600_000;

let office: SeededOffice;
/** With the rights of the office-worker, which does what two people agreed. */
let worker: OfficeDatabase;
let records: Records;
let now: Date;

const consoleWith = (more: object = {}) => {
  const settings = { isDevelopment: false, terminal: 'console', ...more };
  return consoleOf(office, records, { settings, now: () => now });
};

let app: ConsoleApp;

beforeAll(async () => {
  office = await startSeededOffice();
  worker = openOfficeDatabase(office.workerUrl, 2);
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  now = office.now;
  app = consoleWith();
});
afterAll(async () => {
  await worker?.$client.end();
  await office?.stop();
});

let addresses = 0;
const newBrowser = (of = app) => new PasskeyBrowser(of, `192.0.2.${(addresses += 1)}`);

const entriesOf = (event: string, limit = 1) => newestEntries(office, event, limit);

const byWhom = (officerId: string) => ({ officerId, terminal: 'T-01', at: now });

/** Officer 05 (administrator) proposes and 01 (responsible person) approves. @returns the act */
async function agree<K extends AccessKind>(kind: K, change: AccessChanges[K]): Promise<string> {
  const id = await proposeAccess(worker, { kind, change }, byWhom('officer-05'));
  await approveAccess(worker, { id, kind }, byWhom('officer-01'));
  return id;
}

/** Somebody draws a half, confirmed by a passkey of theirs that does not count. */
async function draw(actId: string, officerId: string): Promise<string | undefined> {
  const credentialId = Buffer.from(`drawn by ${officerId}`).toString('base64url');
  const publicKeyCose = Buffer.alloc(77, 1);
  const kept = { signatureCounter: 0, transports: [], label: '鍵', createdAt: now };
  const row = { credentialId, officerId, publicKeyCose, ...kept };
  await office.owner.insert(passkeys).values(row).onConflictDoNothing();
  const confirmedBy = { credentialId, signatureCounter: 0 };
  return records.enrolments.draw({ actId, officerId, at: now, confirmedBy });
}

/** Both halves of a code, each drawn by its own person. */
async function halvesOf(actId: string): Promise<[string, string]> {
  return [(await draw(actId, 'officer-05')) ?? '', (await draw(actId, 'officer-01')) ?? ''];
}

/** A browser that is a registered terminal. */
async function terminalBrowser(terminal: string): Promise<PasskeyBrowser> {
  const act = await agree('terminal', { do: 'register', terminal, place: '登録室 1番' });
  const browser = newBrowser();
  expect((await browser.claim(await halvesOf(act))).status).toBe(200);
  return browser;
}

/** Somebody who made a first passkey at a terminal. */
async function enrolled(officer: string, browser: PasskeyBrowser) {
  const act = await agree('permission', { do: 'enrol', officer });
  const authenticator = new HardAuthenticator();
  const made = await browser.enrol(await halvesOf(act), authenticator);
  expect(made.status).toBe(200);
  const signs = (challenge: string) => authenticator.assert({ challenge, ...SITE });
  return { act, authenticator, signs };
}

describe('the first two persons of an installation', () => {
  const persons = [
    { id: 'first-01', name: '一の 人', roles: ['administrator'] },
    { id: 'first-02', name: '二の 人', roles: ['responsiblePerson'] },
  ] as const;
  const begin = (more: object = {}) =>
    beginWithTwo(worker, {
      persons,
      terminal: { id: 'first-terminal', place: '管理室' },
      by: { id: 'operator-01', role: 'operator', terminal: 'office-worker' },
      at: now,
      ...more,
    });

  it('are two who may agree about access, and different', async () => {
    const [one] = persons;
    await expect(begin({ persons: [one, one] })).rejects.toMatchObject({
      type: 'DualControlViolation',
    });
    const examiner = { ...one, id: 'x', roles: ['examiner'] };
    await expect(begin({ persons: [one, examiner] })).rejects.toMatchObject({
      type: 'RoleRequired',
    });
    const both = { ...one, id: 'x', roles: ['administrator', 'approver'] };
    await expect(begin({ persons: [one, both] })).rejects.toMatchObject({ type: 'RoleRequired' });
  });

  it('begin with codes that the command draws, and its entries name it', async () => {
    const early = await begin();
    const tooEarly = newBrowser();
    expect((await tooEarly.claim(early['first-terminal'] ?? ['', ''])).status).toBe(200);
    const codes = await begin();
    const terminal = newBrowser();
    // The codes of the first run are past, and so is what they made.
    expect((await terminal.claim(early['first-terminal'] ?? ['', ''])).status).toBe(403);
    expect((await terminal.claim(codes['first-terminal'] ?? ['', ''])).status).toBe(200);
    for (const { id } of persons) {
      const authenticator = new HardAuthenticator();
      const made = await terminal.enrol(codes[id] ?? ['', ''], authenticator);
      expect(await made.text()).toContain('パスキーを作り、帳簿に記録しました');
      const signs = (challenge: string) => authenticator.assert({ challenge, ...SITE });
      expect((await terminal.signIn(signs)).status).toBe(303);
      expect((await terminal.get('/keys')).status).toBe(200);
    }
    const granted = await entriesOf('permission.granted', 20);
    expect(granted.map(({ actor, data }) => [actor.id, data])).toContainEqual([
      'operator-01',
      expect.objectContaining({ person: 'first-01', permission: 'enrolment' }),
    ]);
  });

  it('are let in by the command no more, once both have passkeys: withdrawn ones count', async () => {
    await expect(begin()).rejects.toMatchObject({ type: 'DualControlViolation' });
    await office.owner.update(passkeys).set({ withdrawnAt: now });
    await expect(begin()).rejects.toMatchObject({ type: 'DualControlViolation' });
    await office.owner.update(passkeys).set({ withdrawnAt: null });
  });

  it('are let in by the command no more by a book whose database was restored', async () => {
    const kept = await office.owner.select().from(passkeys);
    await office.owner.delete(passkeys);
    await expect(begin()).rejects.toMatchObject({ type: 'DualControlViolation' });
    await office.owner.insert(passkeys).values(kept);
  });
});

describe('an enrolment', () => {
  it('lets one person make one passkey, at a registered terminal, with its entry', async () => {
    const terminal = await terminalBrowser('T-01');
    const { act, authenticator, signs } = await enrolled('officer-02', terminal);
    expect(await entriesOf('permission.granted')).toMatchObject([
      {
        items: ['4ニ'],
        actor: { kind: 'officer', id: 'officer-02', role: 'examiner', terminal: 'T-01' },
        data: {
          person: 'officer-02',
          permission: 'passkey',
          act,
          credentialSha256: credentialSha256(authenticator.credentialId),
        },
      },
    ]);
    // It opened nothing; the passkey does.
    expect((await terminal.get('/keys')).status).toBe(303);
    expect((await terminal.signIn(signs)).status).toBe(303);
    const [opened] = await entriesOf('session.opened');
    expect(opened).toMatchObject({ actor: { terminal: 'T-01' }, data: { terminal: 'T-01' } });
  });

  it('takes both halves, each drawn once by its own person, in any order', async () => {
    const terminal = await terminalBrowser('T-02');
    const act = await agree('permission', { do: 'enrol', officer: 'officer-03' });
    expect(await draw(act, 'officer-03')).toBeUndefined();
    const foreign = Buffer.from('drawn by officer-03').toString('base64url');
    const confirmedBy = { credentialId: foreign, signatureCounter: 0 };
    const asked = { actId: act, officerId: 'officer-05', at: now, confirmedBy };
    // By somebody else's passkey, or by none.
    expect(await records.enrolments.draw(asked)).toBeUndefined();
    const none = { ...confirmedBy, credentialId: 'AAAA' };
    expect(await records.enrolments.draw({ ...asked, confirmedBy: none })).toBeUndefined();
    const [first, again] = await Promise.all([draw(act, 'officer-05'), draw(act, 'officer-05')]);
    const half = first ?? again ?? '';
    expect([first, again].filter(Boolean)).toEqual([expect.stringMatching(/^(\w{4}-){3}\w{4}$/)]);
    const key = new HardAuthenticator();
    for (const other of [half, 'AAAA-AAAA-AAAA-AAAA', '']) {
      expect((await terminal.enrol([half, other], key)).status).toBe(403);
    }
    const second = (await draw(act, 'officer-01')) ?? '';
    expect((await terminal.enrol([second.toLowerCase(), ` ${half} `], key)).status).toBe(200);
    expect((await terminal.enrol([half, second], new HardAuthenticator())).status).toBe(403);
    const made = (await records.passkeys.listOf('officer-03')).map(({ label }) => label);
    expect(made.filter((label) => label === '最初の鍵')).toHaveLength(1);
  });

  it('is past after a day, and when there is a newer one', async () => {
    const terminal = await terminalBrowser('T-03');
    const first = await agree('permission', { do: 'enrol', officer: 'officer-04' });
    const old = await halvesOf(first);
    const second = await agree('permission', { do: 'enrol', officer: 'officer-04' });
    const halves = await halvesOf(second);
    expect((await terminal.enrol(old, new HardAuthenticator())).status).toBe(403);
    const start = now;
    now = new Date(start.getTime() + 24 * HOUR);
    expect((await terminal.enrol(halves, new HardAuthenticator())).status).toBe(403);
    now = start;
    expect((await terminal.enrol(halves, new HardAuthenticator())).status).toBe(200);
  });

  it('makes one passkey, however many send it at once', async () => {
    const terminal = await terminalBrowser('T-04');
    const halves = await halvesOf(
      await agree('permission', { do: 'enrol', officer: 'officer-07' }),
    );
    const tries = Array.from({ length: 4 }, () => terminal.enrol(halves, new HardAuthenticator()));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 403, 403, 403]);
    expect(await office.owner.$count(passkeys, eq(passkeys.officerId, 'officer-07'))).toBe(1);
  });

  it('makes nothing at a place that is no terminal, and no passkey in software', async () => {
    const halves = await halvesOf(
      await agree('permission', { do: 'enrol', officer: 'officer-06' }),
    );
    const elsewhere = await newBrowser().enrol(halves, new HardAuthenticator());
    expect(await elsewhere.text()).toContain('パスキーは登録用端末で作ります');
    const terminal = await terminalBrowser('T-05');
    const soft = await terminal.enrol(halves, SoftwareAuthenticator.create());
    expect(await soft.text()).toContain('パスキーを確かめられません');
    // The code was not used by either.
    expect((await terminal.enrol(halves, new HardAuthenticator())).status).toBe(200);
  });

  it('keeps no half of a code', async () => {
    const halves = await halvesOf(
      await agree('permission', { do: 'enrol', officer: 'officer-06' }),
    );
    const rows = JSON.stringify(await office.owner.select().from(enrolments));
    for (const half of halves) {
      expect(rows).not.toContain(half);
      expect(rows).not.toContain(half.replaceAll('-', ''));
    }
  });

  it('takes two different people of the row, and one of them is not enough', async () => {
    const change = { do: 'enrol', officer: 'officer-02' } as const;
    const kind = 'permission';
    await expect(
      proposeAccess(worker, { kind, change }, byWhom('officer-03')),
    ).rejects.toMatchObject({ type: 'RoleRequired' });
    const id = await proposeAccess(worker, { kind, change }, byWhom('officer-05'));
    for (const [officer, type] of [
      ['officer-05', 'DualControlViolation'],
      ['officer-03', 'RoleRequired'],
    ] as const) {
      const approved = approveAccess(worker, { id, kind }, byWhom(officer));
      await expect(approved).rejects.toMatchObject({ type });
    }
    expect(await office.owner.$count(enrolments, eq(enrolments.actId, id))).toBe(0);
  });
});

describe('an officer', () => {
  it('is added by two, with an entry a role and an enrolment, and leaves by two', async () => {
    const change = { officer: 'officer-20', name: '新居 香', salt: 'ab'.repeat(16) };
    const act = await agree('officer', { ...change, roles: ['examiner'] });
    expect(await entriesOf('permission.granted')).toMatchObject([
      { actor: { id: 'officer-01' }, data: { person: 'officer-20', permission: 'examiner', act } },
    ]);
    const terminal = await terminalBrowser('T-20');
    const authenticator = new HardAuthenticator();
    await terminal.enrol(await halvesOf(act), authenticator);
    const signs = (challenge: string) => authenticator.assert({ challenge, ...SITE });
    await terminal.signIn(signs);
    expect((await terminal.get('/queue')).status).toBe(200);

    const officer = 'officer-20';
    const identity = { issuer: 'https://id.example', subject: 'sub-20' };
    await agree('permission', {
      do: 'mapIdentity',
      officer,
      issuer: identity.issuer,
      identitySha256: identitySha256(identity),
      salt: 'ab'.repeat(16),
    });
    const open = await halvesOf(await agree('permission', { do: 'enrol', officer }));

    const gone = await agree('officer', { ...change, roles: [] });
    expect((await terminal.get('/queue')).status).toBe(303);
    expect((await terminal.signIn(signs)).status).toBe(403);
    expect((await terminal.enrol(open, new HardAuthenticator())).status).toBe(403);
    expect(await records.identities.officerOf(identity)).toBeUndefined();
    const withdrawn = await entriesOf('permission.withdrawn', 5);
    const of = { person: officer, act: gone };
    expect(withdrawn.map(({ data }) => data)).toEqual([
      { ...of, permission: 'session' },
      { ...of, permission: 'identity' },
      {
        ...of,
        permission: 'passkey',
        credentialSha256: credentialSha256(authenticator.credentialId),
      },
      { ...of, permission: 'enrolment' },
      { ...of, permission: 'examiner' },
    ]);
    for (const given of [
      { do: 'enrol', officer },
      {
        do: 'mapIdentity',
        officer,
        issuer: 'https://id.example',
        identitySha256: 'ab'.repeat(32),
        salt: 'ab'.repeat(16),
      },
    ] as const) {
      await expect(agree('permission', given)).rejects.toThrow('officerWithoutRoles');
    }
    const names = JSON.stringify(
      (await office.owner.select({ octets: bookEntries.octets }).from(bookEntries)).map(
        ({ octets }) => octets.toString('utf8'),
      ),
    );
    expect(names).not.toContain('新居');
  });

  it('who has no roles is let in by nothing, whatever the tables still have', async () => {
    const change = { officer: 'officer-23', name: '仮の 人', salt: 'ab'.repeat(16) };
    await agree('officer', { ...change, roles: ['examiner'] });
    const session = { terminal: 'T-01', at: now, endsAt: new Date(now.getTime() + HOUR) };
    const come = (sessionSha256: string) =>
      records.identities.signIn(change.officer, { ...session, sessionSha256 });
    expect(await come('e'.repeat(64))).toMatchObject({ id: change.officer });
    await agree('officer', { ...change, roles: [] });
    expect(await come('d'.repeat(64))).toBeUndefined();
    // Registered without a role from the beginning, nobody gets a code.
    const act = await agree('officer', { ...change, officer: 'officer-24', roles: [] });
    expect(await office.owner.$count(enrolments, eq(enrolments.actId, act))).toBe(0);
  });

  it('who comes in while leaving is in before and put out, or not in at all', async () => {
    const change = { officer: 'officer-25', name: '仮の 人', salt: 'ab'.repeat(16) };
    await agree('officer', { ...change, roles: ['examiner'] });
    const endsAt = new Date(now.getTime() + HOUR);
    const session = { sessionSha256: 'c'.repeat(64), terminal: 'T-01', at: now, endsAt };
    const coming = await worker.transaction(async (tx) => {
      const agreed = {
        act: uuidV7(),
        pair: { proposedBy: 'officer-05', approvedBy: 'officer-01' },
        by: { id: 'officer-01', role: 'responsiblePerson', terminal: 'T-01' },
        at: now,
      };
      await performAccess(tx, { kind: 'officer', change: { ...change, roles: [] } }, agreed);
      const tried = records.identities.signIn(change.officer, session);
      // Long enough for it to have read that there is a role, did it not wait.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { tried };
    });
    expect(await coming.tried).toBeUndefined();
    const mine = and(eq(sessions.officerId, change.officer), gt(sessions.endsAt, now));
    expect(await office.owner.$count(sessions, mine)).toBe(0);
  });

  it('loses a passkey by two, and the sessions that it opened', async () => {
    const terminal = await terminalBrowser('T-21');
    const { authenticator, signs } = await enrolled('officer-02', terminal);
    await terminal.signIn(signs);
    const { credentialId } = authenticator;
    const officer = 'officer-02';
    const change = { do: 'withdrawPasskey', officer, credentialSha256: 'ab'.repeat(32) } as const;
    await expect(agree('permission', change)).rejects.toMatchObject({ type: 'IllegalTransition' });
    await agree('permission', { ...change, credentialSha256: credentialSha256(credentialId) });
    expect((await terminal.get('/keys')).status).toBe(303);
    expect((await terminal.signIn(signs)).status).toBe(403);
  });

  it('withdraws an own passkey alone, with its entry', async () => {
    const terminal = await terminalBrowser('T-22');
    const { authenticator, signs } = await enrolled('officer-02', terminal);
    await terminal.signIn(signs);
    const second = new HardAuthenticator();
    const added = await terminal.register(second, signs);
    expect(added.headers.get('Location')).toBe('/settings?said=added');
    const named = credentialSha256(second.credentialId);
    expect((await entriesOf('permission.granted'))[0]?.data).toMatchObject({
      person: 'officer-02',
      credentialSha256: named,
    });
    await terminal.withdraw(second.credentialId, signs);
    expect((await entriesOf('permission.withdrawn'))[0]).toMatchObject({
      actor: { id: 'officer-02', terminal: 'T-22' },
      data: { person: 'officer-02', permission: 'passkey', credentialSha256: named },
    });
    expect(authenticator.credentialId).not.toBe(second.credentialId);
  });
});

describe('a terminal', () => {
  it('is where people sign in from, and nowhere else is', async () => {
    const terminal = await terminalBrowser('T-30');
    const { signs } = await enrolled('officer-03', terminal);
    const elsewhere = await newBrowser().signIn(signs);
    expect([elsewhere.status, await elsewhere.text()]).toEqual([
      403,
      expect.stringContaining('この端末は登録されていません'),
    ]);
    expect((await terminal.signIn(signs)).status).toBe(303);
  });

  it('takes its sessions with it: one that is carried elsewhere opens nothing', async () => {
    const [one, other] = [await terminalBrowser('T-31'), await terminalBrowser('T-32')];
    const { signs } = await enrolled('officer-03', one);
    await one.signIn(signs);
    const stolen = one.cookie('toroku_session');
    expect((await one.get('/keys')).status).toBe(200);
    expect((await other.sitAt(`toroku_session=${stolen}`).get('/keys')).status).toBe(303);
    expect((await newBrowser().sitAt(`toroku_session=${stolen}`).get('/keys')).status).toBe(303);
  });

  it('that two people withdraw ends its sessions, and is none until it has a new code', async () => {
    const terminal = await terminalBrowser('T-33');
    const { signs } = await enrolled('officer-03', terminal);
    await terminal.signIn(signs);
    await agree('terminal', { do: 'withdraw', terminal: 'T-33' });
    expect((await terminal.get('/keys')).status).toBe(303);
    expect((await terminal.signIn(signs)).status).toBe(403);
    expect((await entriesOf('permission.withdrawn'))[0]?.data).toMatchObject({
      person: 'T-33',
      permission: 'terminal',
    });
    const again = { do: 'register', terminal: 'T-33', place: '登録室 2番' } as const;
    const act = await agree('terminal', again);
    expect((await terminal.signIn(signs)).status).toBe(403);
    expect((await terminal.claim(await halvesOf(act))).status).toBe(200);
    expect((await terminal.signIn(signs)).status).toBe(303);
  });

  it('that two people register again is none any more: sessions and open codes end, with entries', async () => {
    const terminal = await terminalBrowser('T-39');
    const { signs } = await enrolled('officer-03', terminal);
    await terminal.signIn(signs);
    const again = { do: 'register', terminal: 'T-39', place: '登録室 3番' } as const;
    const act = await agree('terminal', again);
    expect((await entriesOf('permission.withdrawn'))[0]?.data).toEqual({
      person: 'T-39',
      permission: 'terminal',
      act,
    });
    expect((await terminal.get('/keys')).status).toBe(303);
    const here = and(eq(sessions.terminal, 'T-39'), gt(sessions.endsAt, now));
    expect(await office.owner.$count(sessions, here)).toBe(0);
    const old = await halvesOf(act);
    const newest = await agree('terminal', again);
    // No browser was it meanwhile: the code alone ends.
    expect((await entriesOf('permission.withdrawn'))[0]?.data).toEqual({
      person: 'T-39',
      permission: 'enrolment',
      act: newest,
    });
    expect((await terminal.claim(old)).status).toBe(403);
    const halves = await halvesOf(newest);
    await agree('terminal', { do: 'withdraw', terminal: 'T-39' });
    expect((await terminal.claim(halves)).status).toBe(403);
  });

  it('is made by no code of a person, and a person by none of a terminal', async () => {
    const person = await halvesOf(
      await agree('permission', { do: 'enrol', officer: 'officer-04' }),
    );
    const place = { do: 'register', terminal: 'T-34', place: '登録室' } as const;
    const terminal = await halvesOf(await agree('terminal', place));
    const browser = newBrowser();
    expect((await browser.claim(person)).status).toBe(403);
    const sitting = await terminalBrowser('T-35');
    expect((await sitting.enrol(terminal, new HardAuthenticator())).status).toBe(403);
    expect((await browser.claim(terminal)).status).toBe(200);
    expect((await sitting.enrol(person, new HardAuthenticator())).status).toBe(200);
  });

  it('shows a certificate that the proxy saw, where the console is set up so', async () => {
    const behind = consoleWith({ terminalHeader: 'X-Client-Cert-Sha256' });
    const browser = newBrowser(behind).withHeader('X-Client-Cert-Sha256', 'aa:bb:cc');
    const place = { do: 'register', terminal: 'T-36', place: '登録室' } as const;
    const halves = await halvesOf(await agree('terminal', place));
    // No certificate, no terminal, though the code holds.
    expect((await newBrowser(behind).claim(halves)).status).toBe(403);
    const claimed = await browser.claim(halves);
    expect(claimed.status).toBe(200);
    expect(claimed.headers.getSetCookie().join()).not.toContain('toroku_terminal');
    const { signs } = await enrolled('officer-03', browser);
    expect((await browser.signIn(signs)).status).toBe(303);
    expect((await browser.get('/keys')).status).toBe(200);
    browser.withHeader('X-Client-Cert-Sha256', 'aa:bb:cd');
    expect((await browser.get('/keys')).status).toBe(303);
    // One certificate is one terminal.
    const second = { do: 'register', terminal: 'T-37', place: '登録室' } as const;
    const more = await halvesOf(await agree('terminal', second));
    browser.withHeader('X-Client-Cert-Sha256', 'aa:bb:cc');
    expect((await browser.claim(more)).status).toBe(403);
  });

  it('keeps what people see on it', async () => {
    const terminal = await terminalBrowser('T-38');
    const { signs } = await enrolled('officer-05', terminal);
    await terminal.signIn(signs);
    const token = await terminal.token('/settings');
    await terminal.post('/settings/display-check', { token, seen: 'differ' });
    const [row] = await office.owner.select().from(terminals).where(eq(terminals.id, 'T-38'));
    expect([row?.displayCheck, row?.displayCheckedAt]).toEqual(['differ', now]);
    expect(await (await terminal.get('/terminals')).text()).toContain('異体字が見分けられる');
  });
});

/** Signs with a key that is not the one of this passkey. */
const wrong = (credentialId: string) => (challenge: string) => ({
  ...new HardAuthenticator(credentialId).assert({ challenge, ...SITE }),
});

const failed = (officerId: string, failuresMax: number) =>
  records.locks.failed({
    officerId,
    terminal: 'T-50',
    method: 'passkey',
    at: now,
    since: new Date(now.getTime() - HOUR),
    failuresMax,
  });

describe('the lock of an officer', () => {
  it('falls after ten failures in a day, ends the sessions, and stands in the book', async () => {
    const terminal = await terminalBrowser('T-40');
    const { authenticator, signs } = await enrolled('officer-07', terminal);
    await terminal.signIn(signs);
    const fails = async (count: number) => {
      const attacker = await terminalBrowser(`T-41-${addresses}`);
      for (let n = 0; n < count; n += 1) {
        await attacker.signIn(wrong(authenticator.credentialId));
      }
    };
    // A process holds a person back after five; another one does not know of them.
    const lock = eq(signInLocks.officerId, 'officer-07');
    await fails(5);
    app = consoleWith();
    await fails(4);
    app = consoleWith();
    expect(await office.owner.$count(signInLocks, lock)).toBe(0);
    expect((await terminal.get('/keys')).status).toBe(200);
    await fails(1);
    expect(await office.owner.$count(signInLocks, lock)).toBe(1);
    expect(await entriesOf('switch.set')).toMatchObject([
      {
        items: ['4ハ'],
        actor: { kind: 'system', id: 'console' },
        data: { switch: 'signIn:officer-07', to: 'off', cause: 'failedSignIns' },
      },
    ]);
    expect((await terminal.get('/keys')).status).toBe(303);
    app = consoleWith();
    const place = { do: 'register', terminal: 'T-49', place: '登録室' } as const;
    const holder = newBrowser();
    await holder.claim(await halvesOf(await agree('terminal', place)));
    const refused = await holder.signIn(signs);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('あなたのサインインを止めています'),
    ]);
    // Whoever has not the passkey is told nothing of it.
    const stranger = await holder.signIn(wrong(authenticator.credentialId));
    expect(await stranger.text()).toContain('このパスキーでは入れません');

    const act = await agree('permission', { do: 'unlock', officer: 'officer-07' });
    expect(await entriesOf('switch.set')).toMatchObject([
      { actor: { id: 'officer-01' }, data: { switch: 'signIn:officer-07', to: 'on', act } },
    ]);
    expect((await holder.signIn(signs)).status).toBe(303);
    await expect(
      agree('permission', { do: 'unlock', officer: 'officer-07' }),
    ).rejects.toMatchObject({ type: 'IllegalTransition' });
  });

  it('counts failures of many at once to the last', async () => {
    const locked = await Promise.all(Array.from({ length: 8 }, () => failed('officer-04', 6)));
    expect(locked.filter(Boolean)).toHaveLength(1);
    // However somebody comes in, the transaction that opens the session looks.
    const session = { sessionSha256: 'f'.repeat(64), terminal: 'T-50', at: now, endsAt: now };
    expect(await records.identities.signIn('officer-04', session)).toBeUndefined();
    const open = await office.owner
      .select()
      .from(sessions)
      .innerJoin(officers, eq(officers.id, sessions.officerId))
      .where(eq(officers.id, 'officer-04'));
    expect(open.every(({ sessions: { endsAt } }) => endsAt <= now)).toBe(true);
  });
});

/** Has the recovery apply an entry to the database of a backup. */
const rebuild = async (event: string) => {
  const [entry] = await entriesOf(event);
  const client = await office.owner.$client.connect();
  try {
    return entry && (await rebuildAccess(client, entry));
  } finally {
    client.release();
  }
};

/** When an enrolment ends. */
const ends = async (act: string) =>
  (await office.owner.select().from(enrolments).where(eq(enrolments.actId, act)))[0]?.endsAt;

describe('rebuildAccess', () => {
  it('withdraws again what a backup has forgotten: passkey, terminal, role', async () => {
    const terminal = await terminalBrowser('T-55');
    const { authenticator, signs } = await enrolled('officer-02', terminal);
    const officer = 'officer-02';
    const named = credentialSha256(authenticator.credentialId);
    await agree('permission', { do: 'withdrawPasskey', officer, credentialSha256: named });
    const mine = eq(passkeys.credentialId, authenticator.credentialId);
    await office.owner.update(passkeys).set({ withdrawnAt: null }).where(mine);
    expect((await terminal.signIn(signs)).status).toBe(303);
    now = new Date(now.getTime() + 1000);
    expect(await rebuild('permission.withdrawn')).toBe(true);
    expect((await terminal.get('/keys')).status).toBe(303);
    expect((await terminal.signIn(signs)).status).toBe(403);

    await agree('terminal', { do: 'withdraw', terminal: 'T-55' });
    const place = eq(terminals.id, 'T-55');
    await office.owner.update(terminals).set({ withdrawnAt: null }).where(place);
    await rebuild('permission.withdrawn');
    const [row] = await office.owner.select().from(terminals).where(place);
    expect(row?.withdrawnAt).toEqual(now);

    const change = { officer: 'officer-21', name: '仮の 人', salt: 'ab'.repeat(16) };
    await agree('officer', { ...change, roles: ['examiner', 'reception'] });
    await agree('officer', { ...change, roles: ['reception'] });
    const who = eq(officers.id, 'officer-21');
    await office.owner
      .update(officers)
      .set({ roles: ['examiner', 'reception'] })
      .where(who);
    await rebuild('permission.withdrawn');
    const [changed] = await office.owner.select().from(officers).where(who);
    expect(changed?.roles).toEqual(['reception']);
  });

  it('opens no code again: neither one that was used, nor one that ended with its officer', async () => {
    const terminal = await terminalBrowser('T-57');
    const inBackup = async (act: string) => {
      const row = { usedAt: null, endsAt: new Date(now.getTime() + HOUR) };
      await office.owner.update(enrolments).set(row).where(eq(enrolments.actId, act));
    };
    const { act: used } = await enrolled('officer-03', terminal);
    await inBackup(used);
    expect(await rebuild('permission.granted')).toBe(false);
    expect(await ends(used)).toEqual(now);

    const change = { officer: 'officer-26', name: '仮の 人', salt: 'ab'.repeat(16) };
    const act = await agree('officer', { ...change, roles: ['examiner'] });
    await agree('officer', { ...change, roles: [] });
    await inBackup(act);
    expect((await entriesOf('permission.withdrawn'))[0]?.data).toMatchObject({
      permission: 'enrolment',
    });
    await rebuild('permission.withdrawn');
    expect(await ends(act)).toEqual(now);
  });

  it('brings a role and a lock back, and leaves the key of a passkey to a person', async () => {
    const terminal = await terminalBrowser('T-56');
    await enrolled('officer-03', terminal);
    expect(await rebuild('permission.granted')).toBe(false);
    const change = { officer: 'officer-22', name: '仮の 人', salt: 'ab'.repeat(16) };
    await agree('officer', { ...change, roles: ['examiner'] });
    const who = eq(officers.id, 'officer-22');
    await office.owner.update(officers).set({ roles: [] }).where(who);
    expect(await rebuild('permission.granted')).toBe(true);
    const [granted] = await office.owner.select().from(officers).where(who);
    expect(granted?.roles).toEqual(['examiner']);

    await failed('officer-22', 1);
    await office.owner.delete(signInLocks).where(eq(signInLocks.officerId, 'officer-22'));
    expect(await rebuild('switch.set')).toBe(true);
    expect(await records.locks.isLocked('officer-22')).toBe(true);
  });
});

describe('the registers', () => {
  it('show people with roles, passkeys and locks, and give each of two their half once', async () => {
    app = consoleWith();
    const terminal = await terminalBrowser('T-60');
    const { signs } = await enrolled('officer-05', terminal);
    await terminal.signIn(signs);
    const html = await (await terminal.get('/staff')).text();
    expect(html).toContain('三宅 和彦');
    expect(html).toContain('止めています');
    const act = await agree('permission', { do: 'enrol', officer: 'officer-06' });
    const token = await terminal.token('/staff');
    expect((await terminal.post('/staff/codes', { token, act })).status).toBe(403);
    const drawn = await (await terminal.draw(act, signs)).text();
    expect(drawn).toMatch(/<code class="mono big">(\w{4}-){3}\w{4}<\/code>/);
    const again = await terminal.draw(act, signs);
    expect([again.status, await again.text()]).toEqual([
      403,
      expect.not.stringMatching(/<code class="mono big">/),
    ]);
    expect((await terminal.post('/staff/codes', { token: 'x', act })).status).toBe(403);
  });

  it('are closed to whoever does not answer for them', async () => {
    const terminal = await terminalBrowser('T-61');
    const { signs } = await enrolled('officer-02', terminal);
    await terminal.signIn(signs);
    for (const path of ['/staff', '/terminals']) {
      expect((await terminal.get(path)).status).toBe(403);
    }
    const token = await terminal.token('/settings');
    expect((await terminal.post('/staff/codes', { token })).status).toBe(403);
  });
});
