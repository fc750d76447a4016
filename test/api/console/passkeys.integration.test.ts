import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerSoftwarePasskeys } from '../../../bin/software-passkeys.ts';
import { staffSignatures } from '../../../bin/staff-passkeys.ts';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { IDLE_MS } from '../../../db/inspection/sessions.ts';
import { signInLocks } from '../../../db/schema/access.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { officers, passkeyChallenges, passkeys, sessions } from '../../../db/schema/governance.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { HardAuthenticator } from './hard-authenticator.ts';
import {
  addLink,
  consoleOf,
  newestEntries,
  type ConsoleApp,
  type Records,
} from './office-console.ts';
import { PasskeyBrowser, SITE } from './passkey-browser.ts';
import { startSeededOffice, type SeededOffice } from './seed/seeded-office.ts';

const MINUTE = 60_000;

let office: SeededOffice;
let app: ConsoleApp;
let records: Records;
let now: Date;

beforeAll(async () => {
  office = await startSeededOffice();
  // With the rights of the console's own role: what a page does, that role may.
  records = openConsoleRecords(office.db);
  now = office.now;
  app = consoleOf(office, records, { now: () => now });
});
afterAll(() => office?.stop());

/** A browser in which somebody came in by a link. */
async function inside(officerId: string): Promise<PasskeyBrowser> {
  const secret = await addLink(records, officerId, now);
  const browser = new PasskeyBrowser(app);
  await browser.get(`/sign-in/${secret}`);
  return browser;
}

const byKey = (authenticator: HardAuthenticator) => (challenge: string) =>
  authenticator.assert({ challenge, ...SITE });

/** Somebody who had a passkey and added another. */
async function registered(officerId: string) {
  const [first, authenticator] = [new HardAuthenticator(), new HardAuthenticator()];
  await office.owner.insert(passkeys).values(rowFor(first, officerId));
  const browser = await inside(officerId);
  const response = await browser.register(authenticator, byKey(first));
  expect(response.headers.get('Location')).toBe('/settings?said=added');
  return { authenticator, browser, first, signs: byKey(authenticator) };
}

const rowFor = (authenticator: HardAuthenticator, officerId: string) => {
  const kept = authenticator.keptFor(officerId, now, '最初の鍵');
  return { ...kept, transports: [...kept.transports] };
};

const rowOf = async ({ credentialId }: { readonly credentialId: string }) => {
  const named = eq(passkeys.credentialId, credentialId);
  const [row] = await office.owner.select().from(passkeys).where(named);
  return row;
};

const entries = () => office.owner.$count(bookEntries);

describe('a passkey', () => {
  it('is kept with its key, and counts with each sign-in', async () => {
    const { authenticator, first, signs } = await registered('officer-02');
    expect(await rowOf(authenticator)).toEqual({
      credentialId: authenticator.credentialId,
      officerId: 'officer-02',
      publicKeyCose: authenticator.keptFor('officer-02', now).publicKeyCose,
      signatureCounter: 0,
      transports: ['usb'],
      label: '青い鍵',
      createdAt: office.now,
      lastUsedAt: null,
      withdrawnAt: null,
      enrolledBy: null,
      confirmedBy: first.credentialId,
      confirmation: expect.any(Buffer),
      madeWith: expect.stringMatching(/^[\w-]{43}$/),
    });
    for (const count of [1, 2]) {
      expect((await new PasskeyBrowser(app).signIn(signs)).status).toBe(303);
      const row = await rowOf(authenticator);
      expect([row?.signatureCounter, row?.lastUsedAt]).toEqual([count, office.now]);
    }
  });

  it('writes the entry session.opened in the transaction of the sign-in', async () => {
    const { signs } = await registered('officer-06');
    await new PasskeyBrowser(app).signIn(signs);
    const [newest] = await newestEntries(office, 'session.opened');
    expect(newest).toMatchObject({
      event: 'session.opened',
      items: ['4ニ'],
      actor: { kind: 'auditor', id: 'officer-06', role: 'auditor', terminal: 'T-07' },
      data: { terminal: 'T-07', method: 'passkey' },
    });
  });

  it('opens one session by one answer, however often it is sent at once', async () => {
    const { signs } = await registered('officer-05');
    const browser = new PasskeyBrowser(app);
    const token = await browser.token('/sign-in');
    const challenge = await browser.challenge('/sign-in/passkey/options', token);
    const credential = JSON.stringify(signs(challenge));
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => browser.post('/sign-in/passkey', { token, credential })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      303, 403, 403, 403,
    ]);
  });

  it('opens nothing by a count that another sign-in has passed', async () => {
    const { authenticator } = await registered('officer-07');
    const signIn = (signatureCounter: number, id: string) =>
      records.passkeys.signIn({
        credentialId: authenticator.credentialId,
        signatureCounter,
        sessionSha256: id.repeat(64),
        terminal: 'T-07',
        at: now,
        endsAt: new Date(now.getTime() + MINUTE),
      });
    const [one, other] = await Promise.all([
      signIn(4_000_000_000, 'a'),
      signIn(4_000_000_000, 'b'),
    ]);
    expect([one, other].filter(Boolean).length).toBe(1);
    expect(await signIn(0, 'c')).toBeUndefined();
  });

  it('opens nothing once it is withdrawn, and its row stays', async () => {
    const { authenticator, browser, first, signs } = await registered('officer-04');
    const elsewhere = new PasskeyBrowser(app);
    await elsewhere.signIn(signs);
    await browser.withdraw(authenticator.credentialId, byKey(first));
    expect((await elsewhere.get('/keys')).headers.get('Location')).toBe('/sign-in?ended');
    expect((await browser.get('/keys')).status).toBe(200);
    expect((await new PasskeyBrowser(app).signIn(signs)).status).toBe(403);
    expect((await rowOf(authenticator))?.withdrawnAt).toEqual(now);
    const again = await (await inside('officer-04')).register(authenticator, byKey(first));
    expect(again.headers.get('Location')).toBe('/settings?said=known');
  });

  it('is added in the transaction that counts the one it is confirmed by', async () => {
    const { authenticator, first } = await registered('officer-03');
    expect(await rowOf(first)).toMatchObject({ signatureCounter: 1, lastUsedAt: now });
    const confirmedBy = { credentialId: first.credentialId, signatureCounter: 4_000_000_000 };
    const add = (key: HardAuthenticator, more: object = {}) =>
      records.passkeys.addConfirmed({
        passkey: key.keptFor('officer-03', now),
        terminal: 'T-07',
        confirmedBy: { ...confirmedBy, ...more },
        confirmation: Buffer.from('{}'),
        madeWith: key.credentialId,
      });
    const before = await entries();
    // What adds nothing counts nothing, and what is not confirmed adds nothing.
    expect(await add(authenticator)).toBe('known');
    expect(await add(new HardAuthenticator(), { credentialId: 'AAAA' })).toBe('unconfirmed');
    expect([(await rowOf(first))?.signatureCounter, await entries()]).toEqual([1, before]);
    // One signature adds one passkey, however often it is sent at once.
    const both = [add(new HardAuthenticator()), add(new HardAuthenticator())];
    expect((await Promise.all(both)).toSorted()).toEqual(['added', 'unconfirmed']);
    expect(await entries()).toBe(before + 1);
    const own = { at: now, terminal: 'T-07' };
    const next = { ...confirmedBy, signatureCounter: 4_000_000_001 };
    const gone = records.passkeys.withdraw(first.credentialId, 'officer-03', {
      ...own,
      confirmedBy: next,
    });
    expect(await gone).toBe('withdrawn');
    expect(await add(new HardAuthenticator(), { signatureCounter: 4_000_000_002 })).toBe(
      'unconfirmed',
    );
  });

  it('counts for the office if the one that it came by signed for it, and that one counts', async () => {
    const { authenticator, browser, first, signs } = await registered('officer-01');
    const third = new HardAuthenticator();
    await browser.register(third, signs);
    const staff = staffSignatures(office.db, SITE.origin).passkeys;
    const isOfficers = async (key: HardAuthenticator) =>
      (await staff.find('officer-01', key.credentialId)) !== undefined;
    for (const key of [first, authenticator, third]) expect(await isOfficers(key)).toBe(true);
    expect(await staff.find('officer-02', third.credentialId)).toBeUndefined();

    // What the database lets the console's role write, with nobody's signature or with an old one over something else.
    const origin = await rowOf(authenticator);
    const forged = [Buffer.from('{}'), origin?.confirmation ?? Buffer.alloc(0)];
    for (const confirmation of forged) {
      const key = new HardAuthenticator();
      const signatureCounter = ((await rowOf(first))?.signatureCounter ?? 0) + 1;
      const added = await records.passkeys.addConfirmed({
        passkey: key.keptFor('officer-01', now),
        terminal: 'T-07',
        confirmedBy: { credentialId: first.credentialId, signatureCounter },
        confirmation,
        madeWith: key.credentialId,
      });
      expect([added, await isOfficers(key)]).toEqual(['added', false]);
      // And what that one confirms counts no more than it does.
      const further = new HardAuthenticator();
      expect((await browser.register(further, byKey(key))).headers.get('Location')).toBe(
        '/settings?said=added',
      );
      expect(await isOfficers(further)).toBe(false);
    }
    // Another name, and it is another passkey.
    const named = eq(passkeys.credentialId, authenticator.credentialId);
    await office.owner.update(passkeys).set({ label: '別の名' }).where(named);
    expect([await isOfficers(authenticator), await isOfficers(third)]).toEqual([false, false]);
  });

  it('in software is given once to each member of staff, and signs in', async () => {
    const seed = Buffer.alloc(32, 5);
    const software = await registerSoftwarePasskeys(records, { seed, now });
    await registerSoftwarePasskeys(records, { seed, now });
    expect(software.size).toBe(7);
    const own = software.get('officer-03');
    const response = await new PasskeyBrowser(app).signIn(
      (challenge) => own?.assert({ challenge, ...SITE }) ?? {},
    );
    expect(response.status).toBe(303);
    const rows = await records.passkeys.listOf('officer-03');
    const labels = rows.map(({ label }) => label);
    expect(labels.filter((label) => label === 'ソフトウェアの認証器(開発用)')).toHaveLength(1);
  });
});

const addChallenge = (purpose: 'signIn' | 'confirm', officerId: string | null) =>
  records.passkeys.addChallenge({
    challengeSha256: `${purpose}${officerId}`,
    purpose,
    officerId,
    endsAt: now,
  });

describe('a challenge', () => {
  it('is kept as a hash, for five minutes, and taken once', async () => {
    const browser = new PasskeyBrowser(app);
    const token = await browser.token('/sign-in');
    const challenge = await browser.challenge('/sign-in/passkey/options', token);
    const rows = await office.owner.select().from(passkeyChallenges);
    expect(JSON.stringify(rows)).not.toContain(challenge);
    expect(rows.at(-1)?.endsAt).toEqual(new Date(now.getTime() + 5 * MINUTE));

    const kept = {
      challengeSha256: 'ab'.repeat(32),
      purpose: 'register',
      officerId: 'officer-02',
    } as const;
    await records.passkeys.addChallenge({ ...kept, endsAt: new Date(now.getTime() + 1) });
    const take = (more: object = {}) =>
      records.passkeys.takeChallenge({ ...kept, at: now, ...more });
    expect(await take({ officerId: 'officer-03' })).toBe(false);
    expect(await take({ purpose: 'confirm' })).toBe(false);
    expect(await take({ at: new Date(now.getTime() + 1) })).toBe(false);
    expect((await Promise.all([take(), take(), take()])).filter(Boolean).length).toBe(1);
    expect(await take()).toBe(false);
  });

  it('before a sign-in is nobody’s, and any other is somebody’s', async () => {
    await expect(addChallenge('signIn', 'officer-02')).rejects.toThrow();
    await expect(addChallenge('confirm', null)).rejects.toThrow();
  });
});

describe('a session', () => {
  it('ends when nobody asks for anything for half an hour', async () => {
    const browser = await inside('officer-02');
    const start = now;
    const after = async (ms: number) => {
      now = new Date(start.getTime() + ms);
      return (await browser.get('/session')).status;
    };
    try {
      // Each look keeps it open, though it is written down no more than once a minute.
      expect(await after(IDLE_MS - MINUTE)).toBe(204);
      expect(await after(2 * IDLE_MS - 2 * MINUTE)).toBe(204);
      expect(await after(2 * IDLE_MS - 2 * MINUTE + 30_000)).toBe(204);
      expect(await after(3 * IDLE_MS - 2 * MINUTE)).toBe(303);
    } finally {
      now = start;
    }
  });

  it('ends after its ten hours, however busy it is', async () => {
    const browser = await inside('officer-02');
    const start = now;
    try {
      for (let hours = 0; hours < 10; hours += 0.25) {
        now = new Date(start.getTime() + hours * 60 * MINUTE);
        expect((await browser.get('/session')).status).toBe(204);
      }
      now = new Date(start.getTime() + 600 * MINUTE);
      expect((await browser.get('/session')).status).toBe(303);
    } finally {
      now = start;
    }
  });

  it('ends with all others of the same person', async () => {
    const [one, other] = [await inside('officer-01'), await inside('officer-01')];
    const bystander = await inside('officer-02');
    const token = await one.token('/settings');
    await one.post('/settings/sign-out-everywhere', { token });
    for (const browser of [one, other]) expect((await browser.get('/session')).status).toBe(303);
    expect((await bystander.get('/session')).status).toBe(204);
    const mine = eq(sessions.officerId, 'officer-01');
    const rows = await office.owner.select().from(sessions).where(mine);
    expect(rows.every(({ endsAt }) => endsAt <= now)).toBe(true);
  });
});

describe('the last passkeys of those who can agree about access', () => {
  it('of three who withdraw their only one at once, are withdrawn by one', async () => {
    await office.owner.update(passkeys).set({ withdrawnAt: now });
    const able = ['officer-01', 'officer-05', 'officer-02'];
    const isThird = eq(officers.id, 'officer-02');
    const before = await office.owner.select().from(officers).where(isThird);
    await office.owner
      .update(officers)
      .set({ roles: ['administrator'] })
      .where(isThird);
    const keys = able.map(() => new HardAuthenticator());
    for (const [at, key] of keys.entries()) {
      await office.owner.insert(passkeys).values(rowFor(key, able[at] ?? ''));
    }
    expect(await records.morning.agreement()).toEqual({ persons: 3, withLocked: 3 });
    const written = await entries();
    const withdraw = ({ credentialId }: HardAuthenticator, at: number) =>
      records.passkeys.withdraw(credentialId, able[at] ?? '', {
        at: now,
        terminal: 'T-07',
        confirmedBy: { credentialId, signatureCounter: 1 },
      });
    const became = await Promise.all(keys.map(withdraw));
    expect(became.toSorted()).toEqual(['tooFewLeft', 'tooFewLeft', 'withdrawn']);
    expect(await entries()).toBe(written + 1);

    // Whoever is locked counts no more; with another passkey the last can go.
    const left = became.indexOf('tooFewLeft');
    const locked = { id: uuidV7(), lockedAt: now, cause: 'failedSignIns' };
    await office.owner.insert(signInLocks).values({ ...locked, officerId: able[left] ?? '' });
    expect(await records.morning.agreement()).toEqual({ persons: 1, withLocked: 2 });
    await office.owner.delete(signInLocks).where(eq(signInLocks.id, locked.id));
    const added = rowFor(new HardAuthenticator(), able[left] ?? '');
    await office.owner.insert(passkeys).values(added);
    const { credentialId } = keys[left] ?? added;
    const own = { at: now, terminal: 'T-07', confirmedBy: { credentialId, signatureCounter: 2 } };
    expect(await records.passkeys.withdraw(credentialId, able[left] ?? '', own)).toBe('withdrawn');
    await office.owner
      .update(officers)
      .set({ roles: before[0]?.roles ?? [] })
      .where(isThird);
  });
});
