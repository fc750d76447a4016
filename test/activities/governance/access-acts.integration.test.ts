import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { performAct } from '../../../activities/governance/perform-acts.ts';
import { prepareEnrolments } from '../../../db/governance/enrolments.ts';
import { identitySha256 } from '../../../db/governance/identities.ts';
import { credentialSha256 } from '../../../db/governance/permission-entries.ts';
import { isLocked, recordFailure, signInSwitch } from '../../../db/governance/sign-in-locks.ts';
import { officerIdentities, terminals } from '../../../db/schema/access.ts';
import { keyThumbprint } from '../../../db/governance/portals.ts';
import { officers, passkeys, portals } from '../../../db/schema/governance.ts';
import type { AccessChanges, AccessKind } from '../../../domain/governance/access-change.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import type { PortalKey } from '../../../domain/governance/portal-keys.ts';
import { aPortalKey } from '../../portal-keys.ts';
import { ActStage } from './act-stage.ts';

const AD = { officer: 'ada', role: 'administrator' };
const RP = { officer: 'ben', role: 'responsiblePerson' };
const SALT = 'ab'.repeat(16);
const IDENTITY = { issuer: 'https://idp.example', subject: 'subject of eve' };
const IDENTITY_SHA256 = identitySha256(IDENTITY);
const HOUR = 3_600_000;

let stage: ActStage;
beforeAll(async () => {
  stage = await ActStage.open();
  await stage.officer('ada', 'administrator');
  await stage.officer('ben', 'responsiblePerson');
  await stage.officer('eve', 'examiner');
  // Whoever may agree about access has a means of coming in that stays.
  for (const id of ['ada', 'ben']) await hold(id);
});
afterAll(() => stage?.stop());

/** A passkey that somebody can sign in with. @returns how acts name it */
const hold = async (officerId: string): Promise<string> =>
  credentialSha256(await holdKey(officerId));

async function holdKey(officerId: string): Promise<string> {
  const credentialId = Buffer.from(`key of ${officerId} ${Math.random()}`).toString('base64url');
  const label = 'a key';
  const made = { publicKeyCose: Buffer.alloc(77, 1), signatureCounter: 0, createdAt: stage.now };
  await stage.owner
    .insert(passkeys)
    .values({ credentialId, officerId, label, transports: ['usb'], ...made });
  return credentialId;
}

async function lock(officerId: string): Promise<void> {
  // Failures up to the last unlocking are forgiven.
  stage.now = new Date(stage.now.getTime() + 1_000);
  const at = stage.now;
  const failed = { officerId, terminal: 'T-01', method: 'passkey', at, failuresMax: 1 };
  await recordFailure(stage.owner, { ...failed, since: new Date(at.getTime() - HOUR) });
}

const contentOf = <K extends AccessKind>(
  actKind: K,
  change: AccessChanges[K],
  effectiveFrom = stage.now,
): ActContent => stage.access(actKind, change, { effectiveFrom: effectiveFrom.toISOString() });

/** Through the inputs of two people: proposed and approved. @returns the act */
async function agreed<K extends AccessKind>(
  kind: K,
  change: AccessChanges[K],
  effectiveFrom = stage.now,
): Promise<string> {
  const { act, refused } = await stage.propose(contentOf(kind, change, effectiveFrom), AD);
  expect(refused).toBeUndefined();
  expect(await stage.approve(act, RP)).toBeUndefined();
  return act;
}

const perform = (act: string) =>
  performAct({ db: stage.db, now: () => stage.now, startErasure: async () => {} }, act);

async function done<K extends AccessKind>(kind: K, change: AccessChanges[K]): Promise<string> {
  const act = await agreed(kind, change);
  expect(await perform(act)).toBeUndefined();
  expect((await stage.eventsOf(act)).slice(0, 3)).toEqual([
    'act.proposed',
    'act.approved',
    'act.effective',
  ]);
  return act;
}

/** What follows `act.effective`, as who did what to whom. */
async function entriesAfter(act: string) {
  const entries = (await stage.entriesOf(act)).slice(3);
  return entries.map(({ event, actor, data }) => ({ event, by: actor.id, data }));
}

const drawsHalf = async (actId: string, officerId: string): Promise<boolean> => {
  const { draw } = prepareEnrolments(stage.owner);
  const confirmedBy = { credentialId: await holdKey(officerId), signatureCounter: 0 };
  return (await draw({ actId, officerId, at: stage.now, confirmedBy })) !== undefined;
};

/** Each of the two draws a half, and nobody else does. */
async function expectCode(act: string): Promise<void> {
  expect(await drawsHalf(act, 'eve')).toBe(false);
  expect(await drawsHalf(act, 'ada')).toBe(true);
  expect(await drawsHalf(act, 'ben')).toBe(true);
}

describe('an act about an officer', () => {
  it('registers somebody with roles, an entry for each, and a code of two halves', async () => {
    const change = { officer: 'zoe', name: '新居 香', roles: ['examiner'], salt: SALT };
    const act = await done('officer', change);
    expect(await entriesAfter(act)).toEqual([
      {
        event: 'permission.granted',
        by: 'ben',
        data: { person: 'zoe', permission: 'examiner', act },
      },
    ]);
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'zoe'));
    expect(row).toMatchObject({ name: '新居 香', roles: ['examiner'] });
    await expectCode(act);
  });

  it('takes the roles of whoever leaves, and every way in', async () => {
    const change = { officer: 'leaver', name: '去る 人', salt: SALT };
    await done('officer', { ...change, roles: ['examiner'] });
    const key = await hold('leaver');
    const act = await done('officer', { ...change, roles: [] });
    expect((await entriesAfter(act)).map(({ event, data }) => [event, data])).toEqual([
      ['permission.withdrawn', { person: 'leaver', permission: 'examiner', act }],
      ['permission.withdrawn', { person: 'leaver', permission: 'enrolment', act }],
      [
        'permission.withdrawn',
        { person: 'leaver', permission: 'passkey', act, credentialSha256: key },
      ],
    ]);
    expect(await drawsHalf(act, 'ada')).toBe(false);
  });
});

describe('an act about a permission', () => {
  it('opens an enrolment, whose halves its two people draw', async () => {
    const act = await done('permission', { do: 'enrol', officer: 'eve' });
    await expectCode(act);
  });

  it('withdraws a passkey, with its hash in the entry', async () => {
    const credential = await hold('eve');
    const change = { do: 'withdrawPasskey', officer: 'eve', credentialSha256: credential } as const;
    const act = await done('permission', change);
    expect(await entriesAfter(act)).toEqual([
      {
        event: 'permission.withdrawn',
        by: 'ben',
        data: { person: 'eve', permission: 'passkey', act, credentialSha256: credential },
      },
    ]);
    const left = await stage.owner
      .select({ id: passkeys.credentialId })
      .from(passkeys)
      .where(and(eq(passkeys.officerId, 'eve'), isNull(passkeys.withdrawnAt)));
    expect(left.map(({ id }) => credentialSha256(id))).not.toContain(credential);
  });

  it('lets somebody sign in again', async () => {
    await lock('eve');
    expect(await isLocked(stage.db, 'eve')).toBe(true);
    const act = await done('permission', { do: 'unlock', officer: 'eve' });
    expect(await isLocked(stage.db, 'eve')).toBe(false);
    expect((await entriesAfter(act))[0]).toMatchObject({
      event: 'switch.set',
      by: 'ben',
      data: { switch: signInSwitch('eve'), to: 'on', cause: 'unlocked', act },
    });
  });

  it('maps an identity, withdraws it, and never maps it again', async () => {
    const { issuer } = IDENTITY;
    const identity = { officer: 'eve', identitySha256: IDENTITY_SHA256 };
    const map = { do: 'mapIdentity', ...identity, issuer, salt: SALT } as const;
    await done('permission', map);
    await done('permission', { do: 'withdrawIdentity', ...identity });
    const [row] = await stage.owner.select().from(officerIdentities);
    expect(row).toMatchObject({ officerId: 'eve', issuer, withdrawnAt: stage.now });
    const { refused } = await stage.propose(contentOf('permission', map), AD);
    expect(refused).toBe('identityTaken');
  });
});

describe('an act about a terminal', () => {
  it('registers it with a code, and withdraws it', async () => {
    const act = await done('terminal', { do: 'register', terminal: 'T-09', place: '登録室 9番' });
    await expectCode(act);
    await done('terminal', { do: 'register', terminal: 'T-08', place: '登録室 8番' });
    await done('terminal', { do: 'withdraw', terminal: 'T-09' });
    const [row] = await stage.owner.select().from(terminals).where(eq(terminals.id, 'T-09'));
    expect(row).toMatchObject({ place: '登録室 9番', withdrawnAt: stage.now });
  });
});

/** The portal of these tests, as it stands. */
const portalRow = async () => {
  const [found] = await stage.owner.select().from(portals).where(eq(portals.id, 'new-portal'));
  return found;
};
const granted = (permission: string, key?: PortalKey) => ({
  event: 'permission.granted',
  by: 'ben',
  data: {
    person: 'new-portal',
    permission,
    act: expect.any(String) as string,
    ...(key && { credentialSha256: keyThumbprint(key) }),
  },
});
const withdrawn = (permission: string, key?: PortalKey) => ({
  ...granted(permission, key),
  event: 'permission.withdrawn',
});

describe('an act about a portal', () => {
  const limits = { applicationsPerHour: 100, requestsPerMinute: 600 };
  const [first, next] = [aPortalKey('2026'), aPortalKey('2027', 'Ed25519')];
  const add = {
    do: 'addPortal',
    portal: 'new-portal',
    name: '新しい窓口',
    keys: [first],
    ...limits,
    isWebPortal: true,
    isSandbox: false,
  } as const;
  const about = { portal: 'new-portal' } as const;

  it('registers it with its keys, an entry for each, and no token', async () => {
    const act = await done('portal', add);
    expect(await entriesAfter(act)).toEqual([granted('portal'), granted('portalKey', first)]);
    const { do: _, portal: __, ...columns } = add;
    expect(await portalRow()).toMatchObject({
      ...columns,
      isOpen: true,
      tokenSha256: null,
      actId: act,
      changedAt: stage.now,
    });
    const { refused } = await stage.propose(contentOf('portal', add), AD);
    expect(refused).toBe('portalTaken');
  });

  it('adds a key beside another without ending a token, and ends them all with one that goes', async () => {
    const before = (await portalRow())?.tokenGeneration ?? 0;
    const both = await done('portal', { do: 'changeKeys', ...about, keys: [first, next] });
    expect(await entriesAfter(both)).toEqual([granted('portalKey', next)]);
    expect((await portalRow())?.tokenGeneration).toBe(before);
    const one = await done('portal', { do: 'changeKeys', ...about, keys: [next] });
    expect(await entriesAfter(one)).toEqual([withdrawn('portalKey', first)]);
    expect(await portalRow()).toMatchObject({
      keys: [next],
      tokenGeneration: before + 1,
      actId: one,
    });
  });

  it('changes what it may send, and says nothing but the act', async () => {
    const more = { applicationsPerHour: 200, requestsPerMinute: 1200 };
    const act = await done('portal', { do: 'changeLimits', ...about, ...more });
    expect(await entriesAfter(act)).toEqual([]);
    expect(await portalRow()).toMatchObject({ ...more, keys: [next] });
  });

  it('closes it with its tokens, and opens it again without them', async () => {
    const before = (await portalRow())?.tokenGeneration ?? 0;
    expect(await entriesAfter(await done('portal', { do: 'closePortal', ...about }))).toEqual([
      withdrawn('portal'),
    ]);
    expect(await portalRow()).toMatchObject({ isOpen: false, tokenGeneration: before + 1 });
    expect(await entriesAfter(await done('portal', { do: 'openPortal', ...about }))).toEqual([
      granted('portal'),
    ]);
    expect(await portalRow()).toMatchObject({ isOpen: true, tokenGeneration: before + 1 });
  });

  const strange = { ...first, y: `${'A'.repeat(42)}A` } as PortalKey;
  it.each([
    ['of keys that it has', { do: 'changeKeys', ...about, keys: [next] }, 'nothingToChange'],
    ['of an open one, to open', { do: 'openPortal', ...about }, 'nothingToChange'],
    [
      'of limits as they are',
      { do: 'changeLimits', ...about, applicationsPerHour: 200, requestsPerMinute: 1200 },
      'nothingToChange',
    ],
    [
      'of a key off its curve',
      { do: 'changeKeys', ...about, keys: [strange] },
      'portalKeyUnusable',
    ],
    ['of a portal that is none', { do: 'closePortal', portal: 'no-portal' }, 'portalUnknown'],
  ] as const)('has no effect %s', async (_, change, problem) => {
    const { refused } = await stage.propose(contentOf('portal', change), AD);
    expect(refused).toBe(problem);
  });

  it('is not performed once another has done it', async () => {
    const from = new Date(stage.now.getTime() + HOUR);
    const act = await agreed('portal', { do: 'closePortal', ...about }, from);
    await done('portal', { do: 'closePortal', ...about });
    stage.now = new Date(from.getTime() + 1);
    expect(await perform(act)).toBe('nothingToChange');
  });
});

const nobody = 'nobody-of-here';
const IMPOSSIBLE = [
  ['an enrolment of nobody', 'permission', { do: 'enrol', officer: nobody }, 'officerUnknown'],
  ['an unlocking of nobody', 'permission', { do: 'unlock', officer: nobody }, 'officerUnknown'],
  [
    'an unlocking of somebody who is not locked',
    'permission',
    { do: 'unlock', officer: 'eve' },
    'nothingToChange',
  ],
  [
    'a passkey that nobody has',
    'permission',
    { do: 'withdrawPasskey', officer: 'eve', credentialSha256: 'c5'.repeat(32) },
    'nothingToChange',
  ],
  [
    'an identity that is not mapped',
    'permission',
    { do: 'withdrawIdentity', officer: 'eve', identitySha256: 'c5'.repeat(32) },
    'nothingToChange',
  ],
  [
    'a terminal that there is not',
    'terminal',
    { do: 'withdraw', terminal: 'T-77' },
    'nothingToChange',
  ],
] as const satisfies readonly (readonly [string, AccessKind, AccessChanges[AccessKind], string])[];

describe('what cannot be done about access', () => {
  it.each(IMPOSSIBLE)('is not proposed: %s', async (...row) => {
    const [, kind, change, problem] = row;
    const { act, refused } = await stage.propose(contentOf(kind, change as never), AD);
    expect(refused).toBe(problem);
    expect(await stage.eventsOf(act)).toEqual(['act.refused']);
  });

  it('is not approved once it was done under another act, and waits for nobody', async () => {
    await lock('eve');
    const { act } = await stage.propose(
      contentOf('permission', { do: 'unlock', officer: 'eve' }),
      AD,
    );
    await done('permission', { do: 'unlock', officer: 'eve' });
    expect(await stage.approve(act, RP)).toBe('nothingToChange');
  });

  /** What was possible when two people agreed on it, each undone by another act before its date. */
  const OVERTAKEN = [
    [
      'unlocked already',
      async () => {
        await lock('eve');
        return ['permission', { do: 'unlock', officer: 'eve' }] as const;
      },
    ],
    [
      'a passkey that was withdrawn',
      async () => {
        const change = { do: 'withdrawPasskey', officer: 'eve' } as const;
        return ['permission', { ...change, credentialSha256: await hold('eve') }] as const;
      },
    ],
    [
      'an identity that was given to somebody',
      async () => {
        const { issuer } = IDENTITY;
        const taken = identitySha256({ issuer, subject: 'taken' });
        const change = { officer: 'eve', issuer, identitySha256: taken, salt: SALT };
        return ['permission', { do: 'mapIdentity', ...change }] as const;
      },
    ],
    [
      'a terminal that was withdrawn',
      async () => {
        const change = { terminal: 'T-70', place: '登録室 70番' };
        await done('terminal', { do: 'register', ...change });
        return ['terminal', { do: 'withdraw', terminal: 'T-70' }] as const;
      },
    ],
  ] as const;

  it.each(OVERTAKEN)('ends at its date, with its entry: %s', async (_, arrange) => {
    const [kind, change] = (await arrange()) as [AccessKind, never];
    const act = await agreed(kind, change, new Date(stage.now.getTime() + HOUR));
    await done(kind, change);
    stage.now = new Date(stage.now.getTime() + HOUR);
    const problem = await perform(act);
    expect(problem).toBe(
      kind === 'permission' && 'issuer' in change ? 'identityTaken' : 'nothingToChange',
    );
    expect(await perform(act)).toBeUndefined();
    const entries = await stage.entriesOf(act);
    expect(entries.map(({ event }) => event)).toEqual([
      'act.proposed',
      'act.approved',
      'act.refused',
    ]);
    expect(entries[2]).toMatchObject({ actor: { id: 'ben' }, data: { reasonCode: problem } });
    expect(await stage.acts.find(act)).toMatchObject({ effectiveAt: null, refusalCode: problem });
  });
});
