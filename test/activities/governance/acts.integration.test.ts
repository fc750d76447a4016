import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actKinds } from '../../../domain/governance/act-kinds.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAssertion } from '../../../adapters/webauthn/assertion.ts';
import { placeOfAct } from '../../../adapters/evidence-store/place-of-act.ts';
import type { ActFailure } from '../../../activities/governance/act-failure.ts';
import { applyActInput } from '../../../activities/governance/apply-act-input.ts';
import { performAct, performActs } from '../../../activities/governance/perform-acts.ts';
import { canonicalOctets, sha256Hex } from '../../../books/canonical-json.ts';
import { ENDED_BY_OFFICE } from '../../../db/governance/dual-control.ts';
import { documentInForce } from '../../../db/governance/documents.ts';
import type { OfficeDatabase } from '../../../db/office-database.ts';
import { permissionFor, roles, type Role } from '../../../domain/governance/acts.ts';
import { MACHINE } from '../../../domain/governance/separation.ts';
import { makePasskey } from '../../../simulator/signed-statement.ts';
import { publishedDocuments } from '../../../api/repository/published-documents.ts';
import { publishDocuments } from '../../../bin/publish-documents.ts';
import { temporaryFolders } from '../../bin/temporary-folder.ts';
import { aPortalKey } from '../../portal-keys.ts';
import { ActStage } from './act-stage.ts';

const aFolder = temporaryFolders();
let stage: ActStage;
beforeAll(async () => {
  stage = await ActStage.open();
});
afterAll(() => stage?.stop());

const NAMES: Readonly<Record<Role, string>> = {
  RC: 'reception',
  EX: 'examiner',
  AP: 'approver',
  IO: 'issuingOperator',
  RP: 'responsiblePerson',
  AD: 'administrator',
  AU: 'auditor',
  CU: 'custodian',
};
const ALL = Object.keys(roles) as Role[];

const AP = { officer: 'ann', role: 'approver' };
const RP = { officer: 'ben', role: 'responsiblePerson' };

beforeEach(async () => {
  await stage.officer('ann', 'approver');
  await stage.officer('ben', 'responsiblePerson');
  await stage.stopped('automaticDecisions');
});

const performing = () => ({
  db: stage.db,
  now: () => stage.now,
  startErasure: async () => {},
  report: ({ code }: ActFailure) => {
    throw new Error(code);
  },
});

describe('an act of two', () => {
  it('is proposed, approved by another and effective, each with its entry and the real assertion', async () => {
    const content = stage.switchOn();
    const { act, refused } = await stage.propose(content, AP);
    expect(refused).toBeUndefined();
    expect(await stage.approve(act, RP)).toBeUndefined();
    expect(await stage.isSwitchOn('automaticDecisions')).toBe(false);
    await performActs(performing());
    expect(await stage.isSwitchOn('automaticDecisions')).toBe(true);

    const entries = await stage.entriesOf(act);
    expect(entries.map(({ event, actor }) => [event, actor.id, actor.role])).toEqual([
      ['act.proposed', 'ann', 'approver'],
      ['act.approved', 'ben', 'responsiblePerson'],
      ['act.effective', 'office-worker', undefined],
      ['switch.set', 'ben', 'responsiblePerson'],
    ]);
    const hashes = entries
      .slice(0, 2)
      .map(({ data }) => (data as { assertionSha256: string }).assertionSha256);
    const kept = stage.evidence.get(placeOfAct(act), hashes);
    expect(hashes.map((hash) => readAssertion(kept.get(hash) as Buffer)?.statement)).toMatchObject([
      { act: 'proposeAct', subject: act, officer: 'ann' },
      { act: 'approveAct', subject: act, officer: 'ben' },
    ]);
    expect(entries[0]?.items).toEqual(['4ニ']);
  });

  it('has no effect before its date, and one at it', async () => {
    const later = new Date(stage.now.getTime() + 3_600_000).toISOString();
    const { act } = await stage.propose(stage.switchOn(undefined, { effectiveFrom: later }), AP);
    await stage.approve(act, RP);
    await performActs(performing());
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.approved']);
    stage.now = new Date(later);
    await Promise.all([performAct(performing(), act), performAct(performing(), act)]);
    await performActs(performing());
    expect((await stage.eventsOf(act)).slice(2)).toEqual(['act.effective', 'switch.set']);
  });

  it('is agreed on once when two approve at once, and the other is recorded as refused', async () => {
    await stage.officer('cleo', 'approver');
    const { act } = await stage.propose(stage.switchOn(), AP);
    const sent = [
      await stage.sendApproval(act, RP),
      await stage.sendApproval(act, { officer: 'cleo', role: 'approver' }),
    ];
    const outcomes = await Promise.all(sent.map((id) => stage.apply(id)));
    expect(outcomes.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'stateMoved',
      undefined,
    ]);
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.approved', 'act.refused']);
    await performActs(performing());
    expect((await stage.eventsOf(act)).slice(3)).toEqual(['act.effective', 'switch.set']);
  });

  it('is applied once, whoever repeats its input', async () => {
    const { input, act } = await stage.sendProposal(stage.switchOn(), AP);
    const row = await stage.pending(input);
    await Promise.all([applyActInput(stage.office, row), applyActInput(stage.office, row)]);
    expect(await stage.eventsOf(act)).toEqual(['act.proposed']);
  });

  it('is refused by one person of the row, with a code, and then approved by nobody', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    expect(await stage.apply(await stage.sendRefusal(act, RP, 'needsMoreReview'))).toBeUndefined();
    const [, refusal] = await stage.entriesOf(act);
    expect(refusal).toMatchObject({
      event: 'act.refused',
      actor: { id: 'ben' },
      data: { reasonCode: 'needsMoreReview' },
    });
    expect(await stage.approve(act, RP)).toBe('stateMoved');
  });

  it('is stopped by one person while it is agreed on and not effective', async () => {
    const later = new Date(stage.now.getTime() + 3_600_000).toISOString();
    const { act } = await stage.propose(stage.switchOn(undefined, { effectiveFrom: later }), AP);
    await stage.approve(act, RP);
    await stage.apply(await stage.sendRefusal(act, AP, 'withdrawnByProposer'));
    stage.now = new Date(later);
    await performActs(performing());
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.approved', 'act.refused']);
  });

  it.each([
    ['after the switch was on again', true],
    ['renewing the one that it was about', false],
  ])('ends no stop that came after it was agreed on, %s', async (_, isOnBetween) => {
    const later = new Date(stage.now.getTime() + 3_600_000).toISOString();
    const { act } = await stage.propose(stage.switchOn(undefined, { effectiveFrom: later }), AP);
    await stage.approve(act, RP);
    if (isOnBetween) {
      const { act: sooner } = await stage.propose(stage.switchOn(), AP);
      await stage.approve(sooner, RP);
      await performActs(performing());
      expect(await stage.isSwitchOn('automaticDecisions')).toBe(true);
    }
    stage.now = new Date(stage.now.getTime() + 60_000);
    await stage.stopped('automaticDecisions');
    stage.now = new Date(later);
    expect(await performAct(performing(), act)).toBe('switchTurnedSince');
    expect(await performAct(performing(), act)).toBeUndefined();
    expect(await stage.isSwitchOn('automaticDecisions')).toBe(false);
    const entries = await stage.entriesOf(act);
    expect(entries.map(({ event }) => event)).toEqual([
      'act.proposed',
      'act.approved',
      'act.refused',
    ]);
    expect(entries[2]).toMatchObject({
      actor: { kind: 'officer', id: 'ben', role: 'responsiblePerson', terminal: 'T-01' },
      data: { reasonCode: 'switchTurnedSince' },
    });
    const refusal = await stage.sendRefusal(act, AP, 'withdrawnByProposer');
    expect(await stage.apply(refusal)).toBe('stateMoved');
  });

  it('is approved by nobody once a stop came after it, and ends', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    stage.now = new Date(stage.now.getTime() + 1);
    await stage.stopped('automaticDecisions');
    expect(await stage.approve(act, RP)).toBe('switchTurnedSince');
    expect(await stage.acts.find(act)).toMatchObject({
      approvedBy: null,
      refusedBy: ENDED_BY_OFFICE,
      refusalCode: 'switchTurnedSince',
    });
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.refused']);
    await stage.officer('cleo', 'approver');
    const again = await stage.approve(act, { officer: 'cleo', role: 'approver' });
    expect(again).toBe('stateMoved');
  });

  it('is ended by nobody who could not have approved it', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    stage.now = new Date(stage.now.getTime() + 1);
    await stage.stopped('automaticDecisions');
    expect(await stage.approve(act, AP)).toBe('dutiesN5');
    expect(await stage.acts.find(act)).toMatchObject({ refusedAt: null });
  });

  it('is not proposed by whoever sent it before a stop that was applied sooner', async () => {
    const { input, act } = await stage.sendProposal(stage.switchOn(), AP);
    stage.now = new Date(stage.now.getTime() + 1);
    await stage.stopped('automaticDecisions');
    expect(await stage.apply(input)).toBe('switchTurnedSince');
    expect(await stage.eventsOf(act)).toEqual(['act.refused']);
  });

  it('is done once where two agreed on the same, and the other ends', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    const { act: other } = await stage.propose(stage.switchOn(), AP);
    await stage.approve(act, RP);
    await stage.approve(other, RP);
    expect(await performAct(performing(), act)).toBeUndefined();
    expect(await performAct(performing(), other)).toBe('switchIsOn');
  });

  it('waits two weeks for its second person, no longer', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    stage.now = new Date(stage.now.getTime() + 14 * 24 * 3_600_000);
    expect(await stage.approve(act, RP)).toBe('proposalLapsed');
  });

  it.each([
    ['of a switch that is on', () => stage.switchOn('portal:other'), 'switchIsOn'],
    ['of no switch', () => stage.switchOn('crl'), 'contentUnreadable'],
    ['of a switch that two turn off', () => stage.switchOn('suspension'), 'contentUnreadable'],
    [
      'years ahead',
      () => stage.switchOn(undefined, { effectiveFrom: '2029-01-01T00:00:00.000Z' }),
      'dateOutOfBounds',
    ],
    [
      'at an instant that no entry can say',
      () => stage.switchOn(undefined, { effectiveFrom: '2026-12-01T24:00:00.000Z' }),
      'contentUnreadable',
    ],
    ['with another member', () => ({ ...stage.switchOn(), more: 1 }) as never, 'contentUnreadable'],
  ])('is not proposed %s', async (_, content, problem) => {
    const { act, refused } = await stage.propose(content(), AP);
    expect(refused).toBe(problem);
    expect(await stage.eventsOf(act)).toEqual(['act.refused']);
  });
});

/** A database whose connection ends before or after the commit: what a program that dies there leaves. */
function dying(when: 'before' | 'after'): OfficeDatabase {
  const dead = new Error(`died ${when} the commit`);
  const transaction: OfficeDatabase['transaction'] = async (act) => {
    const done = await stage.db.transaction(async (tx) => {
      const result = await act(tx);
      if (when === 'before') throw dead;
      return result;
    });
    // Reading what is signed writes nothing.
    if (done instanceof Buffer) return done;
    throw dead;
  };
  return Object.assign(Object.create(stage.db) as OfficeDatabase, { transaction });
}

describe('a crash', () => {
  it.each(['before', 'after'] as const)('%s the commit applies an input once', async (when) => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    const input = await stage.sendApproval(act, RP);
    const row = await stage.pending(input);
    const broken = { ...stage.office, db: dying(when) };
    await expect(applyActInput(broken, row)).rejects.toThrow('died');
    await applyActInput(stage.office, row);
    expect(await stage.eventsOf(act)).toEqual(['act.proposed', 'act.approved']);
  });

  it.each(['before', 'after'] as const)(
    '%s the commit makes an approved act effective once',
    async (when) => {
      const { act } = await stage.propose(stage.switchOn(), AP);
      await stage.approve(act, RP);
      await expect(performAct({ ...performing(), db: dying(when) }, act)).rejects.toThrow('died');
      await performAct(performing(), act);
      await performAct(performing(), act);
      expect((await stage.eventsOf(act)).slice(2)).toEqual(['act.effective', 'switch.set']);
    },
  );
});

describe('an assertion', () => {
  const other = { origin: 'https://other.example', rpId: 'console.example' };
  const REFUSED: readonly (readonly [string, object])[] = [
    ['of another origin', { at: other }],
    ['of another relying party', { at: { ...other, rpId: 'other.example' } }],
    ['by a passkey of somebody else', { passkey: makePasskey() }],
    ['over another content', { says: { contentSha256: '0'.repeat(64) } }],
    ['over another act', { says: { subject: '019ad7f2-6a10-7c3a-9f10-000000000001' } }],
    ['of another person', { says: { officer: 'ann' } }],
    ['in another role', { says: { role: 'approver' } }],
    ['at another terminal', { says: { terminal: 'T-02' } }],
    ['with reasons that nobody asked for', { says: { reasons: ['more'] } }],
  ];

  it.each(REFUSED)('%s approves nothing, and its entry says so', async (_, wrong) => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    expect(await stage.approve(act, { ...RP, ...wrong })).toBe('assertionInvalid');
    const [, refusal] = await stage.entriesOf(act);
    expect(refusal).toMatchObject({
      event: 'act.refused',
      actor: { id: 'ben', role: 'responsiblePerson' },
      data: { reasonCode: 'assertionInvalid' },
    });
  });

  it('that approves does not propose, nor the other way round', async () => {
    const approves = { says: { act: 'approveAct' as const } };
    const { act, refused } = await stage.propose(stage.switchOn(), { ...AP, ...approves });
    expect(refused).toBe('assertionInvalid');
    expect(await stage.approve(act, RP)).toBe('actUnknown');
    const proposed = await stage.propose(stage.switchOn(), AP);
    const proposes = { says: { act: 'proposeAct' as const } };
    expect(await stage.approve(proposed.act, { ...RP, ...proposes })).toBe('assertionInvalid');
  });

  it('is void once an octet of the content has changed', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    const input = await stage.sendApproval(act, RP);
    await stage.owner.$client.query(
      `update dual_control_acts set content =
         replace(convert_from(content, 'UTF8'), 'causeRemoved', 'causeRemovef')::bytea where id = $1`,
      [act],
    );
    expect(await stage.apply(input)).toBe('assertionInvalid');
  });
});

/** A chain without a case is kept: whoever may propose comes to hear that, and nobody else. */
const heard = (row: string) => (row === 'destroyRecords' ? 'chainKept' : undefined);

const keyStateAct = (to: string) => ({
  ...stage.switchOn(),
  actKind: 'keyState',
  change: { issuerKeyId: 'ab'.repeat(20), to },
});

describe('the separation of duties', () => {
  it('is tried on each row that a kind of act has', () => {
    // Of a switch the row depends on which one it is, of an issuer key on where it goes; of every other kind, on nothing.
    const rows = Object.values(actKinds).map(({ row }) => row({ switch: 'app:1' } as never));
    expect(
      [...new Set(ROWS.map(([row]) => row))]
        .filter((row) => row !== 'switchOnAllSigning' && row !== 'breakGlass')
        .toSorted(),
    ).toEqual([...new Set(rows)].toSorted());
  });

  /** A kind with each row that acts have at present. */
  const ROWS = [
    ['switchOn', () => stage.switchOn()],
    ['switchOnAllSigning', () => stage.switchOn('allSigning')],
    [
      'destroyRecords',
      () => ({
        ...stage.switchOn(),
        actKind: 'chainErasure',
        change: {
          v: 1,
          chain: '019ad7f2-6a10-7c3a-9f10-000000000002',
          dueOn: '2026-01-01',
          reason: 'trialData',
        },
      }),
    ],
    [
      'adoptRules',
      () => ({
        ...stage.switchOn(),
        actKind: 'jlisAgreement',
        change: { version: '1', documentSha256: sha256Hex(JLIS) },
      }),
    ],
    [
      'acceptInRoom',
      () => ({
        ...stage.switchOn(),
        actKind: 'officerRegister',
        change: { version: '1', documentSha256: sha256Hex(REGISTER) },
      }),
    ],
    ['manageIssuerKeys', () => keyStateAct('accredited')],
    ['breakGlass', () => keyStateAct('compromised')],
    [
      'massRevocation',
      () => ({
        ...stage.switchOn(),
        actKind: 'massRevocation',
        change: {
          by: 'office',
          reasonCode: 'keyCompromise',
          certificates: 1,
          documentSha256: sha256Hex(LIST),
        },
      }),
    ],
    [
      'administerAccess',
      () => ({
        ...stage.switchOn(),
        actKind: 'terminal',
        change: { do: 'register', terminal: 'T-09', place: '登録室 9番' },
      }),
    ],
    [
      'administerAccess',
      () => ({
        ...stage.switchOn(),
        actKind: 'portal',
        change: { do: 'addPortal', portal: 'a-portal', name: '窓口', ...PORTAL },
      }),
    ],
  ] as const;
  const PORTAL = {
    keys: [aPortalKey('k1')],
    applicationsPerHour: 100,
    requestsPerMinute: 600,
    isWebPortal: false,
    isSandbox: false,
  };
  const JLIS = canonicalOctets({ v: 1 });
  const REGISTER = canonicalOctets({ v: 1, officers: [] });
  const LIST = canonicalOctets({
    v: 1,
    lines: [`1 ${'1'.repeat(40)} ${'2'.repeat(40)} ${'3'.repeat(64)}`],
  });
  const DOCUMENTS = { adoptRules: JLIS, acceptInRoom: REGISTER, massRevocation: LIST };
  const documentOf = (row: string) =>
    row in DOCUMENTS ? { document: DOCUMENTS[row as keyof typeof DOCUMENTS] } : {};

  const CELLS = ROWS.flatMap(([row, content]) => ALL.map((role) => [row, role, content] as const));

  it.each(CELLS)('%s: %s proposes as the table says', async (row, role, content) => {
    const officer = await stage.officer(`proposer-${role}`, NAMES[role]);
    const sent = { officer, role: NAMES[role], ...documentOf(row) };
    const { refused } = await stage.propose(content() as never, sent);
    expect(refused).toBe(permissionFor(row, role) === 'withSecond' ? heard(row) : 'roleRequired');
  });

  const AGREED = ROWS.filter(([row]) => row !== 'destroyRecords').flatMap(([row, content]) =>
    ALL.filter((role) => permissionFor(row, role) === 'withSecond').flatMap((first) =>
      ALL.map((second) => [row, first, second, content] as const),
    ),
  );

  it.each(AGREED)('%s: proposed by %s, %s approves as the table says', async (...cell) => {
    const [row, first, second, content] = cell;
    const proposer = await stage.officer(`proposer-${first}`, NAMES[first]);
    const approver = await stage.officer(`approver-${second}`, NAMES[second]);
    const sent = { officer: proposer, role: NAMES[first], ...documentOf(row) };
    const { act } = await stage.propose(content() as never, sent);
    const outcome = await stage.approve(act, { officer: approver, role: NAMES[second] });
    const hasCustodian = first === 'CU' || second === 'CU';
    const isPair = row !== 'switchOnAllSigning' || hasCustodian;
    const may = permissionFor(row, second) === 'withSecond';
    expect(outcome).toBe(may ? (isPair ? undefined : 'dutiesN5') : 'roleRequired');
    // Of the next cell nobody has agreed on the same version.
    await stage.owner.$client.query('delete from dual_control_acts where id = $1', [act]);
  });

  it('N5: nobody approves what they proposed, in another role either', async () => {
    await stage.officer('ann', 'approver', 'responsiblePerson');
    const { act } = await stage.propose(stage.switchOn(), AP);
    expect(await stage.approve(act, AP)).toBe('dutiesN5');
    const inOther = { officer: 'ann', role: 'responsiblePerson' };
    expect(await stage.approve(act, inOther)).toBe('dutiesN5');
  });

  it("N14: the machine is nobody's second person", async () => {
    await stage.officer(MACHINE, 'approver');
    const { act } = await stage.propose(stage.switchOn(), AP);
    expect(await stage.approve(act, { officer: MACHINE, role: 'approver' })).toBe('dutiesN14');
  });

  it('N13: a role that was taken away meanwhile gives nothing', async () => {
    const { act } = await stage.propose(stage.switchOn(), AP);
    await stage.officer('ben', 'examiner');
    expect(await stage.approve(act, RP)).toBe('roleRequired');
  });

  it('N9: an auditor who holds another role agrees on nothing', async () => {
    await stage.officer('ben', 'responsiblePerson', 'auditor');
    const { act } = await stage.propose(stage.switchOn(), AP);
    expect(await stage.approve(act, RP)).toBe('dutiesN9');
  });

  it.each(ALL)('%s stops alone as the table says', async (role) => {
    const officer = await stage.officer(`stopper-${role}`, NAMES[role]);
    const input = await stage.sendStop(`portal:of-${role}`, { officer, role: NAMES[role] });
    const may = permissionFor('switchOff', role) === 'alone';
    expect(await stage.apply(input)).toBe(may ? undefined : 'roleRequired');
    expect(await stage.isSwitchOn(`portal:of-${role}`)).toBe(!may);
  });
});

describe('a stop', () => {
  it('is at once, with its cause and who did it in the entry', async () => {
    await stage.officer('eve', 'examiner');
    await stage.apply(
      await stage.sendStop('service:demo', { officer: 'eve', role: 'examiner' }, 'unusualNumbers'),
    );
    expect(await stage.newest('switch.set')).toMatchObject({
      actor: { id: 'eve', role: 'examiner' },
      data: { switch: 'service:demo', to: 'off', cause: 'unusualNumbers' },
    });
  });

  it.each([
    ['crl', 'switchUnknown'],
    ['suspension', 'switchUnknown'],
    ['portal:', 'switchUnknown'],
  ])('of %s is refused', async (name, problem) => {
    await stage.officer('eve', 'examiner');
    const input = await stage.sendStop(name, { officer: 'eve', role: 'examiner' });
    expect(await stage.apply(input)).toBe(problem);
  });
});

describe('a stop of what is stopped', () => {
  it('stops it anew: by another cause, from then on, with its entry', async () => {
    await stage.officer('eve', 'examiner');
    stage.now = new Date(stage.now.getTime() + 60_000);
    const by = { officer: 'eve', role: 'examiner' };
    expect(
      await stage.apply(await stage.sendStop('automaticDecisions', by, 'unusualNumbers')),
    ).toBe(undefined);
    const row = (await stage.acts.switches()).find(({ name }) => name === 'automaticDecisions');
    expect(row).toMatchObject({
      isOn: false,
      cause: 'unusualNumbers',
      changedBy: 'eve',
      changedAt: stage.now,
    });
    expect(await stage.newest('switch.set')).toMatchObject({
      at: stage.now.toISOString(),
      actor: { id: 'eve', role: 'examiner' },
      data: { switch: 'automaticDecisions', to: 'off', cause: 'unusualNumbers' },
    });
  });
});

describe('a document under an act', () => {
  const document = canonicalOctets({
    v: 1,
    hours: { days: 'all', from: '08:00', until: '20:00' },
    questionsPerMinute: 30,
  });
  const content = (version: string) => ({
    ...stage.switchOn(),
    actKind: 'jlisAgreement' as const,
    change: { version, documentSha256: sha256Hex(document) },
  });

  it('is in force from when the act is effective, with document.adopted', async () => {
    const { act } = await stage.propose(content('2026-12'), { ...AP, document });
    await stage.approve(act, RP);
    expect(await documentInForce(stage.db, 'jlisService', stage.now)).toBeUndefined();
    await performActs(performing());
    const inForce = await documentInForce(stage.db, 'jlisService', stage.now);
    expect(inForce).toMatchObject({ version: '2026-12', sha256: sha256Hex(document) });
    expect((await stage.entriesOf(act)).at(-1)).toMatchObject({
      event: 'document.adopted',
      items: ['3ニ'],
      data: { documentType: 'jlisAgreement', version: '2026-12', act },
    });
    const again = await stage.propose(content('2026-12'), { ...AP, document });
    expect(again.refused).toBe('versionTaken');
  });

  it('is published with all its versions if it is for everyone, and none is taken back', async () => {
    const dir = aFolder();
    const adopt = async (version: string, text: Buffer) => {
      const practice = {
        ...stage.switchOn(),
        actKind: 'certificationPracticeStatement' as const,
        change: { version, documentSha256: sha256Hex(text) },
      };
      const { act } = await stage.propose(practice, { ...AP, document: text });
      await stage.approve(act, RP);
      await performActs(performing());
      await publishDocuments(stage.db, dir);
      expect((await stage.entriesOf(act)).at(-1)).toMatchObject({
        event: 'document.adopted',
        items: ['3イ'],
        data: { documentType: 'certificationPracticeStatement', version },
      });
    };
    const texts = [Buffer.from('認証業務運用規程'), Buffer.from('%PDF-1.7 規程')] as const;
    await adopt('1.0', texts[0]);
    await adopt('1.1', texts[1]);
    const files = () =>
      publishedDocuments(dir)
        .map(({ file }) => file)
        .toSorted();
    expect(files()).toEqual(['cps/1.0.txt', 'cps/1.1.pdf']);
    expect(readFileSync(join(dir, 'documents/cps/1.1.pdf')).equals(texts[1])).toBe(true);
    // As after a restore of a database that is older than what is published.
    await stage.owner.$client.query(
      `delete from governance_documents where document_type = 'certificationPracticeStatement'`,
    );
    await publishDocuments(stage.db, dir);
    expect(files()).toEqual(['cps/1.0.txt', 'cps/1.1.pdf']);
  });

  it('is taken up once where two agreed on one version at once, and the other act ends', async () => {
    const { act } = await stage.propose(content('2027-01'), { ...AP, document });
    const { act: other } = await stage.propose(content('2027-01'), { ...AP, document });
    await stage.approve(act, RP);
    expect(await stage.approve(other, RP)).toBe('versionTaken');
    // As two office-workers leave it that judge two approvals at the same moment.
    await stage.owner.$client.query(
      `update dual_control_acts set approved_by = 'ben', approved_at = now(),
         approved_in_role = 'responsiblePerson', approved_at_terminal = 'T-01' where id = $1`,
      [other],
    );
    expect(await performAct(performing(), other)).toBeUndefined();
    expect(await performAct(performing(), act)).toBe('versionTaken');
  });

  it('that is another than the content names, or none of its kind, is refused', async () => {
    const wrong = canonicalOctets({ v: 1 });
    const other = await stage.propose(content('b'), { ...AP, document: wrong });
    expect(other.refused).toBe('contentUnreadable');
    const none = canonicalOctets({ v: 2 });
    const named = { ...content('c'), change: { version: 'c', documentSha256: sha256Hex(none) } };
    const read = await stage.propose(named, { ...AP, document: none });
    expect(read.refused).toBe('contentUnreadable');
    const without = await stage.propose(content('d'), AP);
    expect(without.refused).toBe('contentUnreadable');
  });
});
