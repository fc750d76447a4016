import { beforeEach, describe, expect, it } from 'vitest';
import { checkEvidence } from '../../../activities/reconciliation/check-evidence.ts';
import { APPROVALS, DECIDERS, INPUTS } from '../../../db/reconciliation/case-queries.ts';
import { ORDERS } from '../../../db/reconciliation/order-queries.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import { writeEntry } from '../../../db/books/write-entry.ts';
import type { DecisionKind } from '../../../domain/decision/staff-decision.ts';
import type { ActingStaff, Deciding } from '../acting-staff.ts';
import type { Applying, Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';
import { useStaffedStage } from '../staffed-stage.ts';

const MINOR = ['person.age/minor=guardianConsent'];

/** A checklist of an examiner. */
const CHECKED = {
  documentKind: 'identityDocument',
  issuedOn: '2026-11-01',
  result: 'inOrder',
  checklistSha256: 'c'.repeat(64),
};

const approve = (by: string, reasons?: readonly string[]): Deciding => ({
  kind: 'approve',
  by,
  role: 'approver',
  ...(reasons ? { reasons } : {}),
});
const reject = (by: string): Deciding => ({
  kind: 'reject',
  by,
  role: 'approver',
  reasons: ['duplicate'],
});
const instruct = (by: string): Deciding => ({ kind: 'instruct', by, role: 'issuingOperator' });

/** Reasons of each kind of decision on a minor's case. */
const reasonsOf = (kind: DecisionKind): Pick<Deciding, 'reasons'> => {
  if (kind === 'reject') return { reasons: ['termsNotMet'] };
  return kind === 'return' ? { reasons: ['person.age/minor'] } : {};
};

describe('decisions of staff', () => {
  const current = useStaffedStage({
    ap1: ['approver'],
    ap2: ['approver'],
    ap3: ['approver'],
    ex1: ['examiner'],
    rc1: ['reception'],
    io1: ['issuingOperator'],
    apio: ['approver', 'issuingOperator'],
    exap: ['examiner', 'approver'],
    'ap1b@ap1': ['approver'],
    'ex1b@ap1': ['examiner'],
    'io1b@ap1': ['issuingOperator'],
    ap4: ['approver'],
    'ad4b@ap4': ['administrator'],
    ad1: ['administrator'],
    au1: ['auditor'],
    rp1: ['responsiblePerson'],
    cu1: ['custodian'],
  });
  let stage: Stage;
  let staff: ActingStaff;
  let course: Course;
  beforeEach(() => void ({ stage, staff, course } = current()));

  const inReview = async (who: 'variant' | 'minor'): Promise<Applying> => {
    const applying = await course.apply(who);
    await course.reaches(applying, 'review');
    return applying;
  };

  const leaseAct = ({ applicationId: caseId }: Applying, id: string) => ({
    caseId,
    officer: { id, role: 'approver', terminal: 'T-07' },
    at: new Date(stage.time.clock.ms),
    until: new Date(stage.time.clock.ms + 30 * 60_000),
  });

  it('go from held to claimed, returned, corrected, approved by two and instructed', async () => {
    const applying = await inReview('variant');
    stage.room.refusals = ['approvalsMissing'];
    const held = await staff.leases.hold({
      ...leaseAct(applying, 'ap1'),
      reason: 'callBackAwaited',
    });
    expect(held).toEqual({ may: true });
    expect(await staff.leases.claim(leaseAct(applying, 'ap2'))).toEqual({
      may: false,
      because: 'heldByAnother',
      by: 'ap1',
    });
    expect(await staff.leases.claim(leaseAct(applying, 'ap1'))).toEqual({ may: true });

    const items = ['name.match/variant'];
    const returned = { kind: 'return', by: 'ap1', role: 'approver', reasons: items } as const;
    expect(await staff.decide(applying, returned)).toMatchObject({ state: 'returned' });
    const corrected = await course.correct(applying, {});
    await course.nudge(applying, corrected);
    await course.reaches(applying, 'review');

    expect(await staff.decide(applying, approve('ap1'))).toMatchObject({ state: 'review' });
    expect(await staff.decide(applying, approve('ap2'))).toMatchObject({ state: 'approved' });
    expect(await staff.decide(applying, instruct('io1'))).toMatchObject({ state: 'issuing' });
    const [approved] = await course.entriesOf(applying, 'application.approved');
    const given = await course.entriesOf(applying, 'application.approvalGiven');
    expect(approved?.data).toMatchObject({
      decider: 'officer',
      overridden: expect.arrayContaining(['name.match/variant']),
      assertions: given
        .map(({ data }) => (data as { assertionSha256: string }).assertionSha256)
        .toSorted(),
    });
    expect(await course.eventsOf(applying)).toEqual([
      'text.handedOut',
      'explanation.shown',
      'application.received',
      'jlis.asked',
      'jlis.answered',
      'case.evaluated',
      'case.held',
      'case.claimed',
      'application.returned',
      'text.handedOut',
      'explanation.shown',
      'application.corrected',
      'jlis.asked',
      'jlis.answered',
      'case.evaluated',
      'application.approvalGiven',
      'application.approvalGiven',
      'application.approved',
      'issuing.instructed',
    ]);
  });

  it('are rebuilt from the book, whatever they were', async () => {
    const applying = await inReview('variant');
    await staff.leases.claim(leaseAct(applying, 'ap1'));
    await staff.decide(applying, approve('ap1'));
    await staff.decide(applying, approve('ap1'));
    await staff.decide(applying, approve('ap2'));
    await staff.decide(applying, { kind: 'withdrawApproval', by: 'ap3', role: 'approver' });
    await course.reaches(applying, 'review');
    await staff.decide(applying, approve('ap2'));
    await staff.decide(applying, approve('ap1'));
    stage.room.refusals = ['approvalsMissing'];
    await staff.decide(applying, instruct('io1'));
    await course.lose(applying);
    const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
    // Whose decision was refused only its assertion says.
    const named = stored['inputs']?.map((row) => {
      const { refused, actor } = row as { refused: boolean; actor: string };
      return { ...(row as object), actor: refused ? 'unknown' : actor };
    });
    expect(rebuilt).toEqual({ ...stored, inputs: named });

    const rejected = await inReview('minor');
    await staff.decide(rejected, reject('ap1'));
    const other = await rebuildCase(stage, rejected.applicationId);
    expect(other.rebuilt).toEqual(other.stored);
  });

  it('reject for good, with reason, article and letter', async () => {
    const applying = await inReview('minor');
    expect(await staff.decide(applying, reject('ap1'))).toMatchObject({ state: 'rejected' });
    const [entry] = await course.entriesOf(applying, 'application.rejected');
    expect(entry).toMatchObject({
      actor: { kind: 'officer', id: 'ap1', role: 'approver', terminal: 'T-07' },
      data: {
        reasonCode: 'duplicate',
        article: '6条15号イ（私見）',
        rules: ['person.age/minor'],
      },
    });
    expect(await staff.decide(applying, approve('ap2'))).toEqual({
      state: 'rejected',
      isApplied: false,
      refused: 'caseClosed',
    });
  });

  it('have one effect and one recorded refusal when two officers decide at once, a hundred times', async () => {
    for (let round = 0; round < 100; round += 1) {
      const applying = await inReview('minor');
      const both = await Promise.all([
        staff.record(applying, approve('ap1')),
        staff.record(applying, reject('ap2')),
      ]);
      await Promise.all(both.map((id) => stage.activities.applyInput(id)));
      const outcomes = await Promise.all(both.map((id) => staff.outcomeOf(applying, id)));
      const refusals = outcomes.flatMap(({ refused }) => refused ?? []);
      // Whoever was second is told that, and nothing else.
      expect([['stateMoved'], ['caseClosed']]).toContainEqual(refusals);
      expect(outcomes.filter(({ isApplied }) => isApplied)).toHaveLength(1);
      expect(await course.entriesOf(applying, 'input.refused')).toHaveLength(1);
      const decided = await course.eventsOf(applying);
      const ends = ['application.approved', 'application.rejected'];
      expect(decided.filter((event) => ends.includes(event))).toHaveLength(1);
      await course.lose(applying);
    }
  }, 300_000);

  it('answer an input that comes to a case that has ended', async () => {
    const applying = await inReview('minor');
    const both = [
      [await staff.record(applying, reject('ap1')), 'reject'],
      [await staff.record(applying, approve('ap2')), 'approve'],
    ] as const;
    for (const [id, kind] of both) await staff.nudge(applying, id, kind);
    const refused = await staff.outcomeOf(applying, both[1][0]);
    expect(refused).toMatchObject({ refused: 'caseClosed' });
  });

  it('are repeated without a second effect', async () => {
    const applying = await inReview('minor');
    const id = await staff.record(applying, reject('ap1'));
    await stage.activities.applyInput(id);
    await stage.activities.applyInput(id);
    expect(await course.entriesOf(applying, 'application.rejected')).toHaveLength(1);
  });

  describe('that may not be are refused and recorded:', () => {
    const cells: readonly (readonly [DecisionKind, string, string, string | undefined])[] = [
      ['approve', 'ap1', 'approver', undefined],
      ['approve', 'ex1', 'examiner', 'approvalNotNeeded'],
      ['reject', 'ex1', 'examiner', 'roleRequired'],
      ['return', 'ex1', 'examiner', undefined],
      ['return', 'ap1', 'approver', undefined],
      ['withdrawApproval', 'ap1', 'approver', 'stateMoved'],
      ['instruct', 'io1', 'issuingOperator', 'stateMoved'],
      ...['rc1:reception', 'io1:issuingOperator', 'rp1:responsiblePerson', 'ad1:administrator']
        .concat('au1:auditor', 'cu1:custodian')
        .flatMap((one) =>
          (['approve', 'reject', 'return'] as const).map((kind) => {
            const [by = '', role = ''] = one.split(':');
            return [kind, by, role, 'roleRequired'] as const;
          }),
        ),
    ];

    it.each(cells)('%s by %s as %s: %s', async (...cell) => {
      const [kind, by, role, refused] = cell;
      const applying = await inReview('minor');
      const decided = await staff.decide(applying, { kind, by, role, ...reasonsOf(kind) });
      expect(decided.refused).toBe(refused);
      expect(await course.entriesOf(applying, 'input.refused')).toHaveLength(
        refused === undefined ? 0 : 1,
      );
    });

    it('a role that somebody says and does not hold', async () => {
      const applying = await inReview('minor');
      const decided = await staff.decide(applying, { ...approve('ex1') });
      expect(decided.refused).toBe('roleRequired');
    });

    it('N1: by whoever examined the case, any version of it', async () => {
      const applying = await inReview('variant');
      await stage.office.db.transaction((tx) =>
        writeEntry(tx, {
          event: 'document.checked',
          items: ['1ハ'],
          at: new Date(stage.time.clock.ms).toISOString(),
          case: applying.applicationId,
          actor: { kind: 'officer', id: 'exap', role: 'examiner', terminal: 'T-07' },
          data: CHECKED,
        }),
      );
      const items = ['name.match/variant'];
      await staff.decide(applying, {
        kind: 'return',
        by: 'exap',
        role: 'examiner',
        reasons: items,
      });
      await course.nudge(applying, await course.correct(applying, {}));
      await course.reaches(applying, 'review');
      expect((await staff.decide(applying, approve('exap'))).refused).toBe('dutiesN1');
      expect((await staff.decide(applying, reject('exap'))).refused).toBe('dutiesN1');
      expect((await staff.decide(applying, approve('ap1'))).refused).toBeUndefined();
    });

    it('N2: a second approval by the first approver', async () => {
      const applying = await inReview('variant');
      await staff.decide(applying, approve('ap1'));
      expect((await staff.decide(applying, approve('ap1'))).refused).toBe('dutiesN2');
    });

    it('N3: an instruction by an approver of the case, also of a void approval', async () => {
      const applying = await inReview('minor');
      await staff.decide(applying, approve('apio'));
      expect((await staff.decide(applying, instruct('apio'))).refused).toBe('dutiesN3');
      await staff.decide(applying, { kind: 'withdrawApproval', by: 'ap1', role: 'approver' });
      await course.reaches(applying, 'review');
      expect(await staff.decide(applying, approve('ap1'))).toMatchObject({
        state: 'approved',
      });
      expect((await staff.decide(applying, instruct('apio'))).refused).toBe('dutiesN3');
      expect(await staff.decide(applying, instruct('io1'))).toMatchObject({ state: 'issuing' });
    });

    it('N13: what the person did by another account, or may not hold besides it', async () => {
      const applying = await inReview('variant');
      await staff.decide(applying, approve('ap1'));
      expect((await staff.decide(applying, approve('ap1b'))).refused).toBe('dutiesN2');
      expect((await staff.decide(applying, approve('ap4'))).refused).toBe('dutiesN10');
      expect((await staff.decide(applying, approve('ap2'))).refused).toBeUndefined();
      expect((await staff.decide(applying, instruct('io1b'))).refused).toBe('dutiesN3');

      const minor = await inReview('minor');
      await stage.office.db.transaction((tx) =>
        writeEntry(tx, {
          event: 'document.checked',
          items: ['1ハ'],
          at: new Date(stage.time.clock.ms).toISOString(),
          case: minor.applicationId,
          actor: { kind: 'officer', id: 'ex1b', role: 'examiner', terminal: 'T-07' },
          data: CHECKED,
        }),
      );
      expect((await staff.decide(minor, approve('ap1'))).refused).toBe('dutiesN1');
    });

    const forgeries: readonly (readonly [string, Partial<Deciding>])[] = [
      ['signed by another', { signedBy: 'ap2' }],
      ['over another act', { statement: { act: 'reject' } }],
      ['over another dossier', { statement: { contentSha256: 'e'.repeat(64) } }],
      ['over another case', { statement: { subject: 'another' } }],
      ['over other reasons', { statement: { reasons: ['person.age/minor=other'] } }],
      ['at another terminal', { statement: { terminal: 'T-08' } }],
      ['in another role', { statement: { role: 'examiner' } }],
      ['for another officer', { statement: { officer: 'ap2' } }],
    ];
    it.each(forgeries)('an assertion %s', async (_name, forged) => {
      const applying = await inReview('minor');
      const decided = await staff.decide(applying, { ...approve('ap1'), ...forged });
      expect(decided.refused).toBe('assertionInvalid');
      expect((await course.caseOf(applying)).state).toBe('review');
    });

    it.each([
      ['no reason', []],
      ['an unknown reason', ['person.age/minor=luck']],
      ['a reason for what was not found', [...MINOR, 'name.match/variant=notationOnly']],
      ['other without a note', ['person.age/minor=other']],
    ])('an approval with %s', async (_name, reasons) => {
      const applying = await inReview('minor');
      const decided = await staff.decide(applying, approve('ap1', reasons.toSorted()));
      expect(decided.refused).toBe('reasonsWrong');
    });
  });

  it('take other as a reason from whoever left a note, which is written once', async () => {
    const applying = await inReview('minor');
    const { applicationId: caseId } = applying;
    const { rows } = await stage.office.db.$client.query<{ chainId: string }>(
      'select chain_id as "chainId" from certificate_applications where id = $1',
      [caseId],
    );
    const at = { caseId, chainId: rows[0]?.chainId ?? '' };
    const [evidence] = await stage.office.evidence.put(at, [
      { kind: 'officerNote', ring: 'chain', octets: Buffer.from('保護者に電話した。') },
    ]);
    if (!evidence) throw new Error('the note was not kept');
    const note = {
      ...leaseAct(applying, 'ap1'),
      entryId: uuidV7(),
      commitment: 'c'.repeat(64),
      evidence,
      opening: {
        field: 'data.noteCommitment',
        kind: 'note',
        keyId: at.chainId,
        sealed: Buffer.from('sealed'),
      },
    };
    expect(await staff.leases.note(note)).toBe(true);
    expect(await staff.leases.note(note)).toBe(false);
    expect(await course.entriesOf(applying, 'note.added')).toHaveLength(1);
    const { notHolding } = await course.caseOf(applying);
    const reasons = notHolding.map((finding) => `${finding}=other`).toSorted();
    expect((await staff.decide(applying, approve('ap2', reasons))).refused).toBe('reasonsWrong');
    expect((await staff.decide(applying, approve('ap1', reasons))).refused).toBeUndefined();
    expect((await rebuildCase(stage, caseId)).rebuilt['evidence']).toEqual(
      (await rebuildCase(stage, caseId)).stored['evidence'],
    );
  });

  it('void an approval with the first of two when the applicant corrects', async () => {
    const applying = await inReview('variant');
    await staff.decide(applying, approve('ap1'));
    await staff.decide(applying, {
      kind: 'return',
      by: 'ap2',
      role: 'approver',
      reasons: ['name.match/variant'],
    });
    await course.nudge(applying, await course.correct(applying, {}));
    await course.reaches(applying, 'review');
    expect(await course.entriesOf(applying, 'application.approvalVoided')).toMatchObject([
      { actor: { kind: 'system' }, data: { cause: 'newDossier' } },
    ]);
    expect(await staff.decide(applying, approve('ap2'))).toMatchObject({ state: 'review' });
    expect(await staff.decide(applying, approve('ap1'))).toMatchObject({ state: 'approved' });
  });

  it.each([
    [
      'a piece of evidence',
      // Whatever digit it begins with, it becomes another.
      `update evidence_objects
       set sha256 = translate(left(sha256, 1), '0123456789abcdef', '123456789abcdef0') || substr(sha256, 2)
       where case_id = $1 and kind = 'contactRecord'`,
    ],
    [
      'a fact',
      `update evaluations set facts = facts || '{"minutesSinceReceipt": 7}'
       where case_id = $1`,
    ],
  ])('void the approval when an octet of %s is another', async (_name, change) => {
    const applying = await inReview('minor');
    await staff.decide(applying, approve('ap1'));
    await stage.office.db.$client.query(change, [applying.applicationId]);
    expect((await staff.decide(applying, instruct('io1'))).refused).toBe('dossierMoved');
    expect(await course.entriesOf(applying, 'application.approvalVoided')).toHaveLength(1);
    expect(await course.entriesOf(applying, 'issuing.instructed')).toHaveLength(0);
  });

  it('refuse a decision on a dossier that is not the newest', async () => {
    const applying = await inReview('minor');
    const decided = await staff.decide(applying, {
      ...approve('ap1'),
      dossierSha256: 'd'.repeat(64),
    });
    expect(decided.refused).toBe('dossierMoved');
    expect((await course.caseOf(applying)).state).toBe('review');
  });

  it('go on after the run was lost', async () => {
    const applying = await inReview('minor');
    await staff.decide(applying, approve('ap1'));
    await course.beginAnew(applying);
    expect(await staff.decide(applying, instruct('io1'))).toMatchObject({ state: 'issuing' });
  });

  it('add up: every row has its entry, and every entry its evidence', async () => {
    const now = new Date(stage.time.clock.ms + 60_000);
    const times = { dayFrom: now, dayTo: now, until: now, asOf: now };
    const { db, evidenceDir } = stage.office;
    const inputs = await countBy(db.$client, INPUTS, times);
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
    expect(Number(inputs['refused'])).toBeGreaterThan(100);
    const approvals = await countBy(db.$client, APPROVALS, times);
    expect(approvals['approved']).toBe(Number(approvals['voided']) + Number(approvals['standing']));
    const deciders = await countBy(db.$client, DECIDERS, times);
    expect(deciders).toMatchObject({ peopleOff: 0, machineOff: 0 });
    const orders = await countBy(db.$client, ORDERS, times);
    expect(orders['instructed']).toBe(orders['approvalsInstructed']);
    const later = new Date(Date.now() + 2 * 24 * 3600 * 1000);
    const evidence = await checkEvidence(db, evidenceDir, later);
    expect(evidence).toMatchObject({ missing: 0, unnamedOver1day: 0 });
  });
});
