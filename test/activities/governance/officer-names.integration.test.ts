import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepAssertion } from '../../../activities/governance/act-evidence.ts';
import { forgetNames } from '../../../activities/governance/forget-names.ts';
import { performAct } from '../../../activities/governance/perform-acts.ts';
import { rebuildAccess } from '../../../bin/recovery/access-rows.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { opens } from '../../../books/commitment.ts';
import { writeEntry } from '../../../db/books/write-entry.ts';
import { contentOctets } from '../../../db/governance/dual-control.ts';
import { committedName, type OfficerName } from '../../../db/governance/officer-names.ts';
import { certificateApplications } from '../../../db/schema/application.ts';
import { dualControlActs, officerNames } from '../../../db/schema/dual-control.ts';
import { officerPersons, officers, passkeys } from '../../../db/schema/governance.ts';
import { chainErasures } from '../../../db/schema/retention.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import type { CommittedOfficer, NamedOfficer } from '../../../domain/governance/access-change.ts';
import type { ActContent } from '../../../domain/governance/act-kinds.ts';
import { DAY_MS } from '../../../domain/governance/calendar.ts';
import { filesBelow } from '../../../bin/story/search-places.ts';
import { ActStage } from './act-stage.ts';

/** Stands nowhere else. */
const NAME = '鶯谷　奏多郎';
const AD = { officer: 'ada', role: 'administrator' };
const RP = { officer: 'ben', role: 'responsiblePerson' };

let stage: ActStage;
beforeAll(async () => {
  stage = await ActStage.open();
  await stage.officer('ada', 'administrator');
  await stage.officer('ben', 'responsiblePerson');
});
afterAll(() => stage?.stop());
beforeEach(() =>
  stage.owner.$client.query(`delete from officer_names; delete from chain_erasures;
    delete from act_inputs; delete from dual_control_acts; update officers set name = id`),
);

const officer = (id: string, more: Partial<NamedOfficer> = {}): ActContent =>
  stage.access('officer', {
    officer: id,
    person: `person of ${id}`.replaceAll(' ', '-'),
    name: NAME,
    roles: ['examiner'],
    salt: 'ab'.repeat(16),
    ...more,
  });

const proposed = async (content: ActContent): Promise<string> => {
  const { act, refused } = await stage.propose(content, AD);
  expect(refused).toBeUndefined();
  return act;
};

const agreed = async (content: ActContent): Promise<string> => {
  const act = await proposed(content);
  expect(await stage.approve(act, RP)).toBeUndefined();
  return act;
};

const perform = (act: string) =>
  performAct({ db: stage.db, now: () => stage.now, startErasure: async () => {} }, act);

const done = async (content: ActContent): Promise<string> => {
  const act = await agreed(content);
  expect(await perform(act)).toBeUndefined();
  return act;
};

const forget = () => forgetNames({ db: stage.db, now: () => stage.now });

const besideOf = async (act: string) =>
  (await stage.owner.select().from(officerNames).where(eq(officerNames.actId, act)))[0];

const marks = [
  Buffer.from(NAME),
  Buffer.from('鶯谷'),
  Buffer.from(Buffer.from(NAME).toString('hex')),
];
const isIn = (octets: Buffer): boolean => marks.some((mark) => octets.includes(mark));

/** Tables with the name in any column, in the clear or in octets. */
async function tablesWithName(): Promise<string[]> {
  const { rows } = await stage.owner.$client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const content = await stage.owner.$client.query<{ row: string }>(
      `select t::text as row from "${name}" t`,
    );
    if (isIn(Buffer.from(content.rows.map(({ row }) => row).join('\n')))) found.push(name);
  }
  return found;
}

/** Files of evidence with the name; what an act keeps lies in the clear there. */
const filesWithName = (): string[] =>
  [...filesBelow(stage.evidenceDir)].filter(([, octets]) => isIn(octets)).map(([file]) => file);

describe('the name of an officer in an act', () => {
  it('lies beside it alone while it is open, and nowhere once it was refused', async () => {
    const act = await proposed(officer('canary-1'));
    expect(await tablesWithName()).toEqual(['officer_names']);
    expect(await stage.apply(await stage.sendRefusal(act, RP))).toBeUndefined();
    await forget();
    expect(await tablesWithName()).toEqual([]);
    expect(await besideOf(act)).toMatchObject({ name: null, r: null, erasedAt: stage.now });
    expect(filesBelow(stage.evidenceDir).size).toBeGreaterThan(0);
    expect(filesWithName()).toEqual([]);
  });

  it('would be found in the evidence and the tables, did an act of version 1 have it', async () => {
    const content = ofVersion1('canary-2');
    const act = uuidV7();
    const octets = contentOctets(content);
    const assertion = Buffer.from('{}');
    await keepAssertion(stage.evidence, act, { assertion, content: octets });
    expect(filesWithName()).toHaveLength(1);
    await stage.owner.insert(dualControlActs).values(storedAct(act, content));
    expect(await tablesWithName()).toEqual(['dual_control_acts']);
  });

  it('is that of the account once the act is effective, and opens what entries commit to', async () => {
    const content = officer('named-1');
    const act = await done(content);
    const { nameCommitment } = content.change as CommittedOfficer;
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'named-1'));
    expect(row).toMatchObject({ name: NAME, nameCommitment });
    const beside = await besideOf(act);
    expect(beside).toMatchObject({ officerId: 'named-1', inForceAt: stage.now, erasedAt: null });
    const r = beside?.r ?? '';
    expect(opens(nameCommitment, { kind: 'officerName', r, value: NAME })).toBe(true);
    await forget();
    expect((await besideOf(act))?.name).toBe(NAME);
    expect(await tablesWithName()).toEqual(['officer_names', 'officers']);
  });

  it('stays for what was decided under it when somebody is called otherwise', async () => {
    const before = await done(officer('renamed'));
    await done(officer('renamed', { name: '別の 名' }));
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'renamed'));
    expect(row?.name).toBe('別の 名');
    expect(await besideOf(before)).toMatchObject({ name: NAME, officerId: 'renamed' });
  });

  it('stays while a proposal waits to be judged, or an approved act for its date', async () => {
    const { input, act } = await stage.sendProposal(officer('waits-1'), AD);
    await forget();
    expect((await besideOf(act))?.name).toBe(NAME);
    await stage.apply(input);
    const effectiveFrom = new Date(stage.now.getTime() + 30 * DAY_MS).toISOString();
    const { change } = officer('waits-2');
    const later = { v: 2, actKind: 'officer', effectiveFrom, change } as ActContent;
    const dated = await agreed(later);
    stage.now = new Date(stage.now.getTime() + 15 * DAY_MS);
    await forget();
    // The one lapsed after fourteen days; on the other two people have agreed.
    expect((await besideOf(act))?.name).toBeNull();
    expect((await besideOf(dated))?.name).toBe(NAME);
  });

  it('is gone where its proposal was refused at once', async () => {
    const { act, refused } = await stage.propose(officer('nobody'), { ...AD, role: 'auditor' });
    expect(refused).toBe('roleRequired');
    await forget();
    expect((await besideOf(act))?.name).toBeNull();
  });
});

const another: OfficerName = { name: '別の 人', r: 'ab'.repeat(32) };

describe('a name that is not the one that was signed for', () => {
  it.each<[string, OfficerName]>([
    ['another name', another],
    ['an r that is none', { name: NAME, r: 'x' }],
  ])('is not proposed: %s', async (_, officerName) => {
    const { act, refused } = await stage.propose(officer('other-1'), { ...AD, officerName });
    expect(refused).toBe('nameUnreadable');
    expect(await stage.eventsOf(act)).toEqual(['act.refused']);
  });

  it('is not proposed where it is the one, with something invisible in it', async () => {
    const content = officer('other-6', { name: `${NAME}\n別の 人` });
    expect((await stage.propose(content, AD)).refused).toBe('nameUnreadable');
  });

  it('is not proposed without one', async () => {
    const { nameCommitment } = committedName(NAME);
    const change = { officer: 'other-2', nameCommitment, roles: [] };
    const content = { ...officer('other-2'), change } as ActContent;
    expect((await stage.propose(content, AD)).refused).toBe('nameUnreadable');
  });

  it('keeps an act from being approved', async () => {
    const act = await proposed(officer('other-3'));
    await stage.owner.update(officerNames).set(another).where(eq(officerNames.actId, act));
    expect(await stage.approve(act, RP)).toBe('nameUnreadable');
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.refused']);
    expect(await stage.acts.find(act)).toMatchObject({ approvedBy: null, refusedAt: null });
  });

  it('ends an act that was agreed on, with its entry, and registers nobody', async () => {
    const act = await agreed(officer('other-4'));
    await stage.owner.delete(officerNames).where(eq(officerNames.actId, act));
    expect(await perform(act)).toBe('nameUnreadable');
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.approved', 'act.refused']);
    const row = await stage.owner.select().from(officers).where(eq(officers.id, 'other-4'));
    expect(row).toEqual([]);
  });

  it('never comes back once it was overwritten, whoever of the programs writes', async () => {
    const act = await proposed(officer('other-5'));
    await stage.apply(await stage.sendRefusal(act, RP));
    await forget();
    const again = { ...another, erasedAt: null };
    const mine = eq(officerNames.actId, act);
    const writes = stage.db.update(officerNames).set(again).where(mine);
    await expect(writes).rejects.toMatchObject({ cause: { code: '23514' } });
  });
});

const ofVersion1 = (id: string): ActContent => ({
  v: 1,
  actKind: 'officer',
  effectiveFrom: stage.now.toISOString(),
  change: {
    officer: id,
    person: `person-${id}`,
    name: NAME,
    roles: ['examiner'],
    salt: 'ab'.repeat(16),
  },
});

const storedAct = (id: string, content: ActContent) => ({
  id,
  actKind: 'officer',
  content: contentOctets(content),
  contentSha256: sha256Hex(contentOctets(content)),
  effectiveFrom: stage.now,
  proposedBy: 'ada',
  proposedAt: stage.now,
  proposedInRoles: ['administrator'],
  proposalAssertionSha256: 'a5'.repeat(32),
});

describe('an act of version 1, with the name in its content', () => {
  it('is approved and done as before, if it was proposed then', async () => {
    const act = uuidV7();
    await stage.owner.insert(dualControlActs).values(storedAct(act, ofVersion1('old-1')));
    expect(await stage.approve(act, RP)).toBeUndefined();
    expect(await perform(act)).toBeUndefined();
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'old-1'));
    expect(row).toMatchObject({ name: NAME, person: 'person-old-1', roles: ['examiner'] });
    const kept = await besideOf(act);
    const committed = { kind: 'officerName', r: kept?.r ?? '', value: NAME } as const;
    expect(opens(row?.nameCommitment ?? '', committed)).toBe(true);
  });

  it('is proposed no more', async () => {
    expect((await stage.propose(ofVersion1('old-2'), AD)).refused).toBe('contentUnreadable');
  });
});

const erasing = (id: string) => stage.access('permission', { do: 'eraseName', officer: id });

/** A case in whose entries somebody stands. @returns its chain */
async function caseOf(officerId: string): Promise<string> {
  const [caseId, chainId] = [uuidV7(), uuidV7()];
  await stage.owner.insert(certificateApplications).values({
    id: caseId,
    portalId: 'portal-1',
    service: 'demo-simultaneous',
    identityRoute: 'jpki',
    keyDelivery: 'simultaneous',
    edition: 1,
    chainId,
    ruleSetId: 'r',
    receivedAt: stage.now,
    caseDeadline: stage.now,
    nameSealed: Buffer.alloc(0),
    changedAt: stage.now,
  });
  await stage.owner.transaction((tx) =>
    writeEntry(tx, {
      event: 'case.claimed',
      items: ['1ニ'],
      case: caseId,
      at: stage.now.toISOString(),
      actor: { kind: 'officer', id: officerId, role: 'examiner', terminal: 'T-01' },
      data: { leaseUntil: stage.now.toISOString() },
    }),
  );
  return chainId;
}

describe('the erasure of a name', () => {
  it('is refused while the person has a role, and for nobody', async () => {
    await done(officer('leaver-1'));
    expect((await stage.propose(erasing('leaver-1'), AD)).refused).toBe('officerHasRoles');
    expect((await stage.propose(erasing('no-such'), AD)).refused).toBe('officerUnknown');
  });

  it('waits until every chain is erased on whose cases the person acted', async () => {
    await done(officer('leaver-2'));
    const chainId = await caseOf('leaver-2');
    const act = await done(officer('leaver-2', { roles: [] }));
    expect((await stage.propose(erasing('leaver-2'), AD)).refused).toBe('nameNeeded');
    const begun = { chainId, actId: act, dueOn: '2026-11-30', begunAt: stage.now };
    const committed = { keyCommitment: 'c', keyCommitmentR: 'r' };
    await stage.owner.insert(chainErasures).values({ ...begun, ...committed });
    expect((await stage.propose(erasing('leaver-2'), AD)).refused).toBe('nameNeeded');
    await stage.owner
      .update(chainErasures)
      .set({ erasedAt: stage.now })
      .where(eq(chainErasures.chainId, chainId));
    await done(erasing('leaver-2'));
    expect((await stage.propose(erasing('leaver-2'), AD)).refused).toBe('nothingToChange');
  });

  it('overwrites every name, the labels of passkeys and whose cases were their own', async () => {
    const first = await done(officer('leaver-3'));
    await done(officer('leaver-3', { roles: [] }));
    await stage.owner.insert(passkeys).values({
      credentialId: 'a2V5',
      officerId: 'leaver-3',
      publicKeyCose: Buffer.alloc(1),
      signatureCounter: 0,
      transports: [],
      label: `${NAME} の鍵`,
      createdAt: stage.now,
      withdrawnAt: stage.now,
    });
    const declared = { officerId: 'leaver-3', relation: 'self', declaredAt: stage.now };
    await stage.owner.insert(officerPersons).values({ ...declared, person: 'keyed hash' });
    const act = await done(erasing('leaver-3'));
    expect(await tablesWithName()).toEqual([]);
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'leaver-3'));
    expect(row?.name).toBe('leaver-3');
    expect(await besideOf(first)).toMatchObject({ name: null, r: null, officerId: 'leaver-3' });
    const [person] = await stage.owner
      .select()
      .from(officerPersons)
      .where(eq(officerPersons.officerId, 'leaver-3'));
    expect(person?.person).toMatch(/^erased\//);
    expect((await stage.entriesOf(act)).at(-1)).toMatchObject({
      event: 'permission.withdrawn',
      actor: { id: 'ben' },
      data: { person: 'leaver-3', permission: 'name', act },
    });
  });

  it('is done again in a database that was restored from before it', async () => {
    await done(officer('leaver-4'));
    await done(officer('leaver-4', { roles: [] }));
    const rows = await stage.owner.select().from(officerNames);
    const act = await done(erasing('leaver-4'));
    const restored = { name: NAME };
    await stage.owner.update(officers).set(restored).where(eq(officers.id, 'leaver-4'));
    await stage.owner.delete(officerNames);
    await stage.owner.insert(officerNames).values(rows);
    const entry = (await stage.entriesOf(act)).at(-1);
    const client = await stage.owner.$client.connect();
    try {
      expect(entry && (await rebuildAccess(client, entry))).toBe(true);
    } finally {
      client.release();
    }
    const names = await stage.owner.select().from(officerNames);
    expect(names.map(({ name }) => name)).toEqual([null, null]);
    const [row] = await stage.owner.select().from(officers).where(eq(officers.id, 'leaver-4'));
    expect(row?.name).toBe('leaver-4');
  });
});
