import { beforeEach, describe, expect, it } from 'vitest';
import { readEntry, type Entry } from '../../../books/entry.ts';
import { APPLICATIONS, INPUTS } from '../../../db/reconciliation/case-queries.ts';
import { countBy } from '../../../db/reconciliation/query.ts';
import { declarePerson } from '../../../db/governance/declare-person.ts';
import { refusalLetter, transferLetter } from '../../../domain/decision/letters.ts';
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
  ad1: ['administrator'],
  rp1: ['responsiblePerson'],
  au1: ['auditor'],
  cu1: ['custodian'],
  rcap: ['reception', 'approver'],
  'ap1b@ap1': ['approver'],
  'rp1b@ad1': ['responsiblePerson'],
};

const deciding =
  (kind: Deciding['kind'], role: string) =>
  (by: string, reasons?: readonly string[]): Deciding => ({
    kind,
    by,
    role,
    ...(reasons ? { reasons } : {}),
  });

const approve = deciding('approve', 'approver');
const instruct = deciding('instruct', 'issuingOperator');
const takeBack = deciding('withdrawApproval', 'approver');
const withdraw = deciding('withdraw', 'reception');
const suspect = (by: string) => deciding('reject', 'approver')(by, ['untrueApplication']);
const reject = (by: string) => deciding('reject', 'approver')(by, ['duplicate']);
const returned = (by: string) => deciding('return', 'approver')(by, ['person.age/minor']);
const transfer = (by: string) => deciding('transfer', 'approver')(by, ['route=paperInquiry']);

/** The person of a case as the index has them. */
async function personOf({ office }: Stage, { applicationId }: Applying): Promise<string> {
  const { rows } = await office.db.$client.query<{ person: string }>(
    'select person from misuse_index where case_id = $1',
    [applicationId],
  );
  return rows[0]?.person ?? '';
}

/** Two administrators say that the case is of somebody's household, or that it is no more. */
async function declare(
  stage: Stage,
  applying: Applying,
  { officerId, isWithdrawn = false }: { officerId: string; isWithdrawn?: boolean },
): Promise<void> {
  const person = await personOf(stage, applying);
  const declaration = { officerId, person, relation: 'household', isWithdrawn } as const;
  const at = new Date(stage.time.clock.ms);
  await declarePerson(stage.office.db, declaration, { by: ['ad1', 'rp1'], terminal: 'T-07', at });
}

/** Assertions that an entry names. */
const assertionsOf = (entry: Entry | undefined): readonly string[] => {
  const data = entry?.data as unknown as Record<string, string | string[]> | undefined;
  return [data?.['assertions'] ?? data?.['assertionSha256'] ?? []].flat();
};

describe('acts on a case', () => {
  const current = useStaffedStage(PEOPLE);
  let stage: Stage;
  let staff: ActingStaff;
  let course: Course;
  beforeEach(() => void ({ stage, staff, course } = current()));

  const inReview = async (who: 'variant' | 'minor' = 'minor'): Promise<Applying> => {
    const applying = await course.apply(who);
    await course.reaches(applying, 'review');
    return applying;
  };

  const approved = async (): Promise<Applying> => {
    const applying = await inReview();
    await staff.decide(applying, approve('ap1'));
    return applying;
  };

  /** In review, or approved by somebody else than those who act. */
  const begunFor = async (isApproved: boolean): Promise<Applying> => {
    const applying = await inReview();
    if (isApproved) await staff.decide(applying, approve('ap2'));
    return applying;
  };

  /** Instructed, and refused by the room. */
  const refusedByRoom = async (check: Stage['room']['refusals'][number]): Promise<Applying> => {
    const applying = await approved();
    stage.room.refusals = [check];
    await staff.decide(applying, instruct('io1'));
    await expect
      .poll(async () => (await course.caseOf(applying)).notHolding, { timeout: 20_000 })
      .toEqual([`gate/${check}`]);
    return applying;
  };

  const isPending = async (inputId: string): Promise<boolean> => {
    const { rows } = await stage.office.db.$client.query(
      'select 1 from case_inputs where id = $1 and applied_at is null',
      [inputId],
    );
    return rows.length === 1;
  };

  /** One of several has its effect; every other is recorded as refused. */
  const oneEffect = async (applying: Applying, ids: readonly string[]) => {
    const outcomes = await Promise.all(ids.map((id) => staff.outcomeOf(applying, id)));
    expect(outcomes.filter(({ isApplied }) => isApplied)).toHaveLength(1);
    expect(outcomes.filter(({ refused }) => refused !== undefined)).toHaveLength(ids.length - 1);
    expect(await course.entriesOf(applying, 'input.refused')).toHaveLength(ids.length - 1);
  };

  describe('the withdrawal of an application on request', () => {
    const ends = async (applying: Applying): Promise<void> => {
      expect(await staff.decide(applying, withdraw('rc1'))).toMatchObject({ state: 'withdrawn' });
      const [entry] = await course.entriesOf(applying, 'application.withdrawn');
      expect(entry).toMatchObject({
        items: ['1ロ'],
        actor: { kind: 'officer', id: 'rc1', role: 'reception', terminal: 'T-07' },
        data: { identityMethod: 'callBack' },
      });
      const { state, closedAt } = await course.caseOf(applying);
      expect({ state, isClosed: closedAt !== undefined }).toEqual({
        state: 'withdrawn',
        isClosed: true,
      });
      const late = await staff.decide(applying, withdraw('rc1'));
      expect(late).toMatchObject({ isApplied: false, refused: 'caseClosed' });
    };

    const states: readonly (readonly [string, () => Promise<Applying>])[] = [
      ['review', () => inReview()],
      ['approved', approved],
      [
        'waiting',
        async () => {
          const applying = await course.apply('tryLater');
          await course.reaches(applying, 'waiting');
          return applying;
        },
      ],
      [
        'returned',
        async () => {
          const applying = await inReview();
          await staff.decide(applying, returned('ap1'));
          return applying;
        },
      ],
      [
        'keyDelivery',
        async () => {
          const applying = await course.apply('ordinary', { keyDelivery: 'code' });
          await course.reaches(applying, 'keyDelivery');
          return applying;
        },
      ],
      ['issuing, refused by the room and parked', () => refusedByRoom('lintFailed')],
      ['issuing, refused by the room for a while', () => refusedByRoom('capExceeded')],
    ];
    it.each(states)('ends a case in %s', async (_state, reach) => {
      const applying = await reach();
      await ends(applying);
      const asked = stage.room.askedFor(applying.applicationId).length;
      await stage.time.until(stage.time.clock.ms + 10 * 60_000);
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(asked);
    });

    it.each(['received', 'checking', 'inquiring'])('ends a case in %s', async (state) => {
      const applying = await course.applyUnheard('minor');
      await stage.office.db.$client.query(
        'update certificate_applications set state = $2 where id = $1',
        [applying.applicationId, state],
      );
      const id = await staff.record(applying, withdraw('rc1', ['inPerson']));
      expect(await stage.activities.applyInput(id)).toMatchObject({ state: 'withdrawn' });
      expect(await course.entriesOf(applying, 'application.withdrawn')).toHaveLength(1);
    });

    it.each([
      ['an unknown channel', withdraw('rc1', ['hearsay']), 'contentUnreadable'],
      ['a role without the act', { ...withdraw('ad1'), role: 'administrator' }, 'roleRequired'],
      ['a role that is not held', { ...withdraw('ad1'), role: 'reception' }, 'roleRequired'],
      ['nobody', withdraw('nobody'), 'officerUnknown'],
    ] as const)('by %s is refused', async (_name, decision, problem) => {
      const applying = await inReview();
      expect((await staff.decide(applying, decision)).refused).toBe(problem);
      expect((await course.caseOf(applying)).state).toBe('review');
    });

    it('waits for the room that is at work, and is refused once it has issued', async () => {
      const applying = await approved();
      const answer = stage.room.silence();
      await staff.decide(applying, instruct('io1'));
      await expect
        .poll(() => stage.room.askedFor(applying.applicationId).length, { timeout: 20_000 })
        .toBe(1);
      const id = await staff.record(applying, withdraw('rc1'));
      await staff.nudge(applying, id, 'withdraw');
      expect(await stage.activities.applyInput(id)).toMatchObject({ isLeft: true });
      expect(await isPending(id)).toBe(true);
      answer();
      expect((await staff.outcomeOf(applying, id)).refused).toBe('caseClosed');
      expect((await course.caseOf(applying)).state).toBe('issued');
      expect(await course.entriesOf(applying, 'certificate.received')).toHaveLength(1);
    });

    it('waits for the room that is at work, and has its effect once it has refused', async () => {
      const applying = await approved();
      stage.room.refusals = ['capExceeded'];
      const answer = stage.room.silence();
      await staff.decide(applying, instruct('io1'));
      const id = await staff.record(applying, withdraw('rc1'));
      await staff.nudge(applying, id, 'withdraw');
      answer();
      expect(await staff.outcomeOf(applying, id)).toMatchObject({ state: 'withdrawn' });
      await stage.time.until(stage.time.clock.ms + 10 * 60_000);
      expect(stage.room.askedFor(applying.applicationId).length).toBeLessThan(2);
    });

    it('waits for the room also in a run that was begun anew', async () => {
      const applying = await refusedByRoom('switchOff');
      const id = await staff.record(applying, withdraw('rc1'));
      // A room that is switched off may have an intent from before.
      expect(await stage.activities.applyInput(id)).toMatchObject({ isLeft: true });
      await course.lose(applying);
      stage.room.refusals = ['capExceeded'];
      await staff.nudge(applying, id, 'withdraw');
      await stage.time.until(stage.time.clock.ms + 2 * 60_000);
      expect(await staff.outcomeOf(applying, id)).toMatchObject({ state: 'withdrawn' });
    });

    it('has one outcome beside an instruction in flight', async () => {
      const ended: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        const applying = await approved();
        const decisions = [instruct('io1'), withdraw('rc1')] as const;
        const inTurn = round % 2 === 0 ? decisions : decisions.toReversed();
        const ids = await Promise.all(inTurn.map((each) => staff.record(applying, each)));
        await Promise.all(
          ids.map((id, i) => staff.nudge(applying, id, inTurn[i]?.kind ?? 'withdraw')),
        );
        const outcomes = await Promise.all(ids.map((id) => staff.outcomeOf(applying, id)));
        await expect
          .poll(async () => (await course.caseOf(applying)).closedAt, { timeout: 20_000 })
          .toBeDefined();
        const { state } = await course.caseOf(applying);
        ended.push(state);
        expect(outcomes.filter(({ refused }) => refused !== undefined)).toHaveLength(1);
        const issued = await course.entriesOf(applying, 'certificate.received');
        const withdrawn = await course.entriesOf(applying, 'application.withdrawn');
        expect([issued.length, withdrawn.length]).toEqual(state === 'issued' ? [1, 0] : [0, 1]);
      }
      expect(ended.every((state) => state === 'issued' || state === 'withdrawn')).toBe(true);
    }, 120_000);
  });

  describe('taking an approval back', () => {
    it.each(['lintFailed', 'capExceeded'] as const)(
      'takes the case from a room that refused by %s, and no order is asked for again',
      async (check) => {
        const applying = await refusedByRoom(check);
        const asked = stage.room.askedFor(applying.applicationId).length;
        expect(await staff.decide(applying, takeBack('ap2'))).toMatchObject({ state: 'checking' });
        await course.reaches(applying, 'review');
        await stage.time.until(stage.time.clock.ms + 10 * 60_000);
        expect(stage.room.askedFor(applying.applicationId)).toHaveLength(asked);
        expect(await course.entriesOf(applying, 'application.approvalVoided')).toMatchObject([
          { actor: { id: 'ap2' }, data: { cause: 'takenBack' } },
        ]);
        expect((await staff.decide(applying, instruct('io1'))).refused).toBe('stateMoved');
        const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
        expect(rebuilt['orders']).toEqual(stored['orders']);
        expect(rebuilt['decisions']).toEqual(stored['decisions']);
      },
    );

    it('is refused once there is a certificate, or an intent', async () => {
      const applying = await refusedByRoom('orderAlreadyIssued');
      expect((await staff.decide(applying, takeBack('ap2'))).refused).toBe('issuingBegun');
      expect((await staff.decide(applying, withdraw('rc1'))).refused).toBe('issuingBegun');
      expect((await course.caseOf(applying)).state).toBe('issuing');
    });

    it('waits for the answer of a room that is at work', async () => {
      const applying = await approved();
      const answer = stage.room.silence();
      await staff.decide(applying, instruct('io1'));
      const id = await staff.record(applying, takeBack('ap2'));
      await staff.nudge(applying, id, 'withdrawApproval');
      expect(await isPending(id)).toBe(true);
      answer();
      expect((await staff.outcomeOf(applying, id)).refused).toBe('caseClosed');
      expect((await course.caseOf(applying)).state).toBe('issued');
    });
  });

  describe('the rejection on suspicion of an untrue application', () => {
    it('takes two approvers on one dossier, each with an assertion', async () => {
      const applying = await inReview();
      expect(await staff.decide(applying, suspect('ap1'))).toMatchObject({
        state: 'review',
        isApplied: true,
      });
      expect((await staff.decide(applying, suspect('ap1'))).refused).toBe('dutiesN2');
      expect(await staff.decide(applying, suspect('ap2'))).toMatchObject({ state: 'rejected' });
      const [first] = await course.entriesOf(applying, 'application.rejectionGiven');
      const [entry] = await course.entriesOf(applying, 'application.rejected');
      expect(first).toMatchObject({ actor: { id: 'ap1' }, data: { step: 1 } });
      expect(entry).toMatchObject({
        actor: { id: 'ap2' },
        data: {
          reasonCode: 'untrueApplication',
          article: '法41条',
          assertions: expect.arrayContaining([...assertionsOf(first)]),
        },
      });
      expect(assertionsOf(entry)).toHaveLength(2);
      const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
      expect(rebuilt['decisions']).toEqual(stored['decisions']);
    });

    it('does not outlive its dossier', async () => {
      const applying = await inReview();
      await staff.decide(applying, suspect('ap1'));
      await staff.decide(applying, returned('ap2'));
      await course.nudge(applying, await course.correct(applying, {}));
      await course.reaches(applying, 'review');
      expect(await staff.decide(applying, suspect('ap2'))).toMatchObject({ state: 'review' });
      expect(await staff.decide(applying, suspect('ap1'))).toMatchObject({ state: 'rejected' });
    });

    it('leaves to the second person what else they decide', async () => {
      const applying = await inReview();
      await staff.decide(applying, suspect('ap1'));
      expect(await staff.decide(applying, reject('ap2'))).toMatchObject({ state: 'rejected' });
      const [entry] = await course.entriesOf(applying, 'application.rejected');
      expect(assertionsOf(entry)).toHaveLength(1);
    });

    it('tells the applicant the article, and no more', () => {
      const document = 'a'.repeat(32);
      const letter = refusalLetter({ document, applicationId: 'x', reason: 'untrueApplication' });
      expect(letter).toContain('根拠：法41条');
      expect(letter).not.toMatch(/疑い|虚偽/);
    });
  });

  describe('another route', () => {
    it('returns the case with the route that is asked for, and keeps what there was', async () => {
      const applying = await inReview('variant');
      await staff.decide(applying, approve('ap1'));
      expect(await staff.decide(applying, transfer('ap2'))).toMatchObject({ state: 'returned' });
      expect(await course.entriesOf(applying, 'application.returned')).toMatchObject([
        { actor: { id: 'ap2' }, data: { version: 1, items: ['route=paperInquiry'] } },
      ]);
      const { stored, rebuilt } = await rebuildCase(stage, applying.applicationId);
      expect(rebuilt['cases']).toEqual(stored['cases']);
      expect(rebuilt['inputs']).toEqual(stored['inputs']);
      // Whoever answers by card after all is checked anew; the approval of what was before is void.
      await course.nudge(applying, await course.correct(applying, {}));
      await course.reaches(applying, 'review');
      expect(await course.entriesOf(applying, 'application.approvalVoided')).toHaveLength(1);
    });

    it.each([
      ['a route that is none', deciding('transfer', 'approver')('ap1', ['route=jpki'])],
      ['no route', deciding('transfer', 'approver')('ap1', ['person.age/minor'])],
      ['a route as a thing to mend', deciding('return', 'approver')('ap1', ['route=paperInquiry'])],
    ])('by %s is refused', async (_name, decision) => {
      const applying = await inReview();
      expect((await staff.decide(applying, decision)).refused).toBe('reasonsWrong');
    });

    it('is told to the applicant with its last day', () => {
      const letter = transferLetter({
        document: 'a'.repeat(32),
        applicationId: 'x',
        route: 'paperInquiry',
        answerBy: '2026-12-30T15:00:00.000Z',
      });
      expect(letter).toContain('本人限定受取郵便による照会');
      expect(letter).toContain('2026年12月30日(水)まで');
    });
  });

  describe('N12: a case of their own or of their household', () => {
    it('is closed to every act of that person, and open to others', async () => {
      const applying = await inReview();
      for (const by of ['ap1', 'rcap', 'io1']) await declare(stage, applying, { officerId: by });
      const acts = [approve('ap1'), reject('ap1'), suspect('ap1'), returned('ap1')];
      const others = [transfer('ap1'), withdraw('rcap')];
      for (const act of [...acts, ...others]) {
        expect((await staff.decide(applying, act)).refused).toBe('dutiesN12');
      }
      await staff.decide(applying, approve('ap2'));
      expect((await staff.decide(applying, takeBack('ap1'))).refused).toBe('dutiesN12');
      expect((await staff.decide(applying, instruct('io1'))).refused).toBe('dutiesN12');
      // By another account of the same person it is the same case (N13).
      expect((await staff.decide(applying, takeBack('ap1b'))).refused).toBe('dutiesN12');
    });

    it('cannot be taken, put aside or noted on', async () => {
      const applying = await inReview();
      await declare(stage, applying, { officerId: 'ap1' });
      const at = new Date(stage.time.clock.ms);
      const officer = { id: 'ap1', role: 'approver', terminal: 'T-07' };
      const act = { caseId: applying.applicationId, officer, at, until: at };
      const no = { may: false, because: 'ownCase' };
      expect(await staff.leases.claim(act)).toEqual(no);
      expect(await staff.leases.hold({ ...act, reason: 'other' })).toEqual(no);
      expect(await course.entriesOf(applying, 'case.claimed')).toHaveLength(0);
    });

    it('is declared by two who administer access, and by nobody else', async () => {
      const applying = await inReview();
      const person = await personOf(stage, applying);
      const declaration = {
        officerId: 'ap1',
        person,
        relation: 'self',
        isWithdrawn: false,
      } as const;
      const at = new Date(stage.time.clock.ms);
      const by = (...two: [string, string]) =>
        declarePerson(stage.office.db, declaration, { by: two, terminal: 'T-07', at });
      await expect(by('ad1', 'ad1')).rejects.toMatchObject({ type: 'DualControlViolation' });
      await expect(by('ad1', 'rp1b')).rejects.toMatchObject({ type: 'DualControlViolation' });
      await expect(by('ad1', 'ap2')).rejects.toMatchObject({ type: 'RoleRequired' });
      await by('rp1', 'ad1');
      const { rows } = await stage.office.db.$client.query<{ octets: Buffer }>(
        `select octets from book_entries where event = 'permission.withdrawn'
         order by ordinal desc limit 1`,
      );
      const entry = readEntry(rows[0]?.octets ?? Buffer.alloc(0));
      expect(entry).toMatchObject({
        actor: { id: 'ad1', role: 'administrator' },
        data: { person: 'ap1', permission: 'cases of self' },
      });
      expect(JSON.stringify(entry)).not.toContain(person);
    });

    it('is open again once the household is another', async () => {
      const applying = await inReview();
      await declare(stage, applying, { officerId: 'ap1' });
      expect((await staff.decide(applying, approve('ap1'))).refused).toBe('dutiesN12');
      await declare(stage, applying, { officerId: 'ap1', isWithdrawn: true });
      expect((await staff.decide(applying, approve('ap1'))).refused).toBeUndefined();
    });
  });

  describe('by each role', () => {
    const ROLES = {
      rc1: 'reception',
      ex1: 'examiner',
      ap1: 'approver',
      io1: 'issuingOperator',
      rp1: 'responsiblePerson',
      ad1: 'administrator',
      au1: 'auditor',
      cu1: 'custodian',
    };
    const as =
      (kind: Deciding['kind'], reasons?: readonly string[]) =>
      (by: string): Deciding =>
        deciding(kind, ROLES[by as keyof typeof ROLES])(by, reasons);

    /** Each act, the state it is of, and who may: the table of duties once more, by hand. */
    const MATRIX: readonly (readonly [string, (by: string) => Deciding, string, boolean])[] = [
      ['approve', as('approve'), 'ap1', false],
      ['reject', as('reject', ['duplicate']), 'ap1', false],
      ['reject on suspicion', as('reject', ['untrueApplication']), 'ap1', false],
      ['return', as('return', ['person.age/minor']), 'ap1 ex1', false],
      ['ask for another route', as('transfer', ['route=paperInquiry']), 'ap1 ex1', false],
      ['take a withdrawal', as('withdraw', ['callBack']), 'ap1 ex1 rc1', false],
      ['record a notice', as('notice', ['death', 'letter']), 'ap1 ex1 rc1', false],
      ['take an approval back', as('withdrawApproval'), 'ap1', true],
      ['instruct', as('instruct'), 'io1', true],
    ];

    it.each(MATRIX)('%s: the right ones alone', async (...row) => {
      const [, act, may, isApproved] = row;
      const refusing = await begunFor(isApproved);
      for (const by of Object.keys(ROLES)) {
        if (may.split(' ').includes(by)) {
          const { refused } = await staff.decide(await begunFor(isApproved), act(by));
          expect([by, refused]).toEqual([by, undefined]);
        } else {
          // An examiner's part in an approval is a finding, which this case does not ask for.
          const { refused } = await staff.decide(refusing, act(by));
          const isFinding = act(by).kind === 'approve' && by === 'ex1';
          expect([by, refused]).toEqual([by, isFinding ? 'approvalNotNeeded' : 'roleRequired']);
        }
      }
      expect((await course.caseOf(refusing)).state).toBe(isApproved ? 'approved' : 'review');
    });
  });

  describe('of two persons at once', () => {
    const pairs: readonly (readonly [string, Deciding, Deciding])[] = [
      ['a withdrawal and an approval', withdraw('rc1'), approve('ap1')],
      ['a withdrawal and a rejection', withdraw('rc1'), reject('ap1')],
      ['a withdrawal and another route', withdraw('rc1'), transfer('ap1')],
      ['two withdrawals', withdraw('rc1'), withdraw('rcap')],
      ['another route and an approval', transfer('ap2'), approve('ap1')],
      ['another route and a rejection', transfer('ap2'), reject('ap1')],
    ];
    it.each(pairs)(
      '%s have one effect and one recorded refusal',
      async (_name, one, other) => {
        for (let round = 0; round < 3; round += 1) {
          const applying = await inReview();
          const inTurn = round % 2 === 0 ? [one, other] : [other, one];
          const ids = await Promise.all(inTurn.map((each) => staff.record(applying, each)));
          await Promise.all(ids.map((id) => stage.activities.applyInput(id)));
          const outcomes = await Promise.all(ids.map((id) => staff.outcomeOf(applying, id)));
          // A withdrawal may come after a return or an approval: then both have their effect, in this order.
          if (outcomes.every(({ isApplied }) => isApplied)) {
            expect((await course.caseOf(applying)).state).toBe('withdrawn');
            expect(await course.entriesOf(applying, 'application.withdrawn')).toHaveLength(1);
          } else {
            await oneEffect(applying, ids);
          }
          await course.lose(applying);
        }
      },
      60_000,
    );

    it('suspecting both is rejecting once', async () => {
      for (let round = 0; round < 3; round += 1) {
        const applying = await inReview();
        const both = [suspect('ap1'), suspect('ap2')];
        const ids = await Promise.all(both.map((each) => staff.record(applying, each)));
        await Promise.all(ids.map((id) => stage.activities.applyInput(id)));
        expect(await course.entriesOf(applying, 'application.rejectionGiven')).toHaveLength(1);
        expect(await course.entriesOf(applying, 'application.rejected')).toHaveLength(1);
        await course.lose(applying);
      }
    });
  });

  it('add up in the books', async () => {
    const now = new Date(stage.time.clock.ms + 60_000);
    const times = { dayFrom: now, dayTo: now, until: now, asOf: now };
    const { db } = stage.office;
    const inputs = await countBy(db.$client, INPUTS, times);
    expect(inputs['received']).toBe(inputs['receiptEntries']);
    expect(inputs['refused']).toBe(inputs['refusedEntries']);
    const { rows, received, withdrawn } = await countBy(db.$client, APPLICATIONS, times);
    expect(rows).toBe(received);
    expect(Number(withdrawn)).toBeGreaterThan(10);
  });
});
