import { beforeEach, describe, expect, it } from 'vitest';
import { INPUTS } from '../../../db/reconciliation/case-queries.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import type { ActingStaff, Deciding } from '../acting-staff.ts';
import type { Applying, Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { rebuildCase } from '../rebuilt-case.ts';
import { useStaffedStage } from '../staffed-stage.ts';

const PEOPLE = {
  ap1: ['approver'],
  ap2: ['approver'],
  ex1: ['examiner'],
  rc1: ['reception'],
  io1: ['issuingOperator'],
};

const DEAD = 'person.deathNotice/received';

const death = (by: string, role: string): Deciding => ({
  kind: 'notice',
  by,
  role,
  reasons: ['death', 'telephone'],
});

const mistaken = (by: string, role: string): Deciding => ({
  kind: 'notice',
  by,
  role,
  reasons: ['deathMistaken', 'authority'],
});

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

describe('a notice by a third party', () => {
  const current = useStaffedStage(PEOPLE);
  let stage: Stage;
  let staff: ActingStaff;
  let course: Course;
  beforeEach(() => void ({ stage, staff, course } = current()));

  const inReview = async (): Promise<Applying> => {
    const applying = await course.apply('minor');
    await course.reaches(applying, 'review');
    return applying;
  };

  /** The rows of the case, made again from the book alone. */
  const sameAfterRestore = async ({ applicationId }: Applying): Promise<void> => {
    const { rebuilt, stored } = await rebuildCase(stage, applicationId);
    expect(rebuilt).toEqual(stored);
  };

  it('of a death voids the approval, and lets a person reject alone', async () => {
    const applying = await inReview();
    expect(await staff.decide(applying, approve('ap1'))).toMatchObject({ state: 'approved' });
    expect(await staff.decide(applying, death('rc1', 'reception'))).toMatchObject({
      state: 'checking',
      isApplied: true,
    });
    const { notHolding } = await course.reaches(applying, 'review');
    expect(notHolding).toContain(DEAD);
    await sameAfterRestore(applying);
    expect(await course.entriesOf(applying, 'application.approvalVoided')).toMatchObject([
      { actor: { kind: 'system' }, data: { cause: 'newDossier' } },
    ]);
    const [received] = (await course.entriesOf(applying, 'evidence.received')).slice(-1);
    expect(received).toMatchObject({
      items: ['1ハ'],
      actor: { kind: 'officer', id: 'rc1', role: 'reception', terminal: 'T-07' },
      evidence: [{ kind: 'thirdPartyNotice' }],
      data: { evidenceKind: 'thirdPartyNotice', supplier: 'thirdParty' },
    });
    expect((await staff.decide(applying, approve('ap2'))).refused).toBe('nobodyMayApprove');
    expect(await staff.decide(applying, reject('ap2'))).toMatchObject({ state: 'rejected' });
    const late = await staff.decide(applying, death('rc1', 'reception'));
    expect(late).toMatchObject({ isApplied: false, refused: 'caseClosed' });
  });

  it('that was a mistake is taken back by an approver, and another one decides', async () => {
    const applying = await inReview();
    await staff.decide(applying, death('ex1', 'examiner'));
    expect((await course.reaches(applying, 'review')).notHolding).toContain(DEAD);
    for (const [by, role] of [
      ['rc1', 'reception'],
      ['ex1', 'examiner'],
    ] as const) {
      expect((await staff.decide(applying, mistaken(by, role))).refused).toBe('roleRequired');
    }
    await staff.decide(applying, mistaken('ap1', 'approver'));
    expect((await course.reaches(applying, 'review')).notHolding).not.toContain(DEAD);
    expect((await staff.decide(applying, approve('ap1'))).refused).toBe('dutiesN1');
    expect(await staff.decide(applying, approve('ap2'))).toMatchObject({ state: 'approved' });
  });

  it('counts for another application of the same person, and for nobody else', async () => {
    const first = await inReview();
    await staff.decide(first, death('rc1', 'reception'));
    const second = await course.apply(first.card);
    expect((await course.reaches(second, 'review')).notHolding).toContain(DEAD);
    const other = await inReview();
    expect((await course.caseOf(other)).notHolding).not.toContain(DEAD);
  });

  it('leaves a case with its applicant, and is looked at with the answer', async () => {
    const applying = await inReview();
    await staff.decide(applying, {
      kind: 'return',
      by: 'ap2',
      role: 'approver',
      reasons: ['person.age/minor'],
    });
    expect(await staff.decide(applying, death('rc1', 'reception'))).toMatchObject({
      state: 'returned',
      isApplied: true,
    });
    await sameAfterRestore(applying);
    await course.nudge(applying, await course.correct(applying, {}));
    expect((await course.reaches(applying, 'review')).notHolding).toContain(DEAD);
  });

  it('stops what waits for J-LIS', async () => {
    const applying = await course.apply('tryLater');
    await course.reaches(applying, 'waiting');
    await staff.decide(applying, death('rc1', 'reception'));
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 20_000 })
      .toContain(DEAD);
  });

  it('comes too late where the room has an intent', async () => {
    const applying = await inReview();
    await staff.decide(applying, approve('ap1'));
    stage.room.refusals = ['orderAlreadyIssued'];
    await staff.decide(applying, {
      kind: 'instruct',
      by: 'io1',
      role: 'issuingOperator',
      reasons: [],
    });
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 20_000 })
      .toEqual(['gate/orderAlreadyIssued']);
    expect((await staff.decide(applying, death('rc1', 'reception'))).refused).toBe('issuingBegun');
  });

  it.each([
    ['an unknown subject', ['fame', 'telephone']],
    ['an unknown way', ['death', 'rumour']],
    ['nothing', []],
  ])('with %s is refused', async (_name, reasons) => {
    const applying = await inReview();
    const decided = await staff.decide(applying, { ...death('rc1', 'reception'), reasons });
    expect(decided.refused).toBe('contentUnreadable');
    expect((await course.caseOf(applying)).state).toBe('review');
  });

  it('is recorded by whoever takes requests, in that role, and not on a case of their own', async () => {
    const applying = await inReview();
    expect((await staff.decide(applying, death('io1', 'issuingOperator'))).refused).toBe(
      'roleRequired',
    );
    expect((await staff.decide(applying, death('rc1', 'examiner'))).refused).toBe('roleRequired');
  });

  it('adds up in the books', async () => {
    const now = new Date(stage.time.clock.ms + 60_000);
    const times = { dayFrom: now, dayTo: now, until: now, asOf: now };
    const inputs = await countBy(stage.office.db.$client, INPUTS, times);
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
  });
});
