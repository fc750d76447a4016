import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUTOMATION_STOPPED } from '../../../db/governance/stopped-cases.ts';
import type { TextRequest } from '../../../simulator/portal-client.ts';
import { resume, stop } from '../../db/governance/turned-switch.ts';
import type { ActingStaff } from '../acting-staff.ts';
import type { Applying, Course } from '../course.ts';
import type { Stage } from '../lifecycle-stage.ts';
import { useStaffedStage } from '../staffed-stage.ts';

const MINUTE_MS = 60_000;

/** How long a stop lasts here: a held case looks every half a minute. */
const STOP_MS = 10 * MINUTE_MS;

const SWITCHES = [
  'automaticDecisions',
  'automaticIssuing',
  'allSigning',
  'portal:own-portal',
  'route:jpki',
  'service:together',
  'service:by-code',
  'app:1.0.0',
  'app:9.9.9',
] as const;

type Name = (typeof SWITCHES)[number];

describe('a stop', () => {
  const current = useStaffedStage({ ap1: ['approver'], io1: ['issuingOperator'] });
  let stage: Stage;
  let staff: ActingStaff;
  let course: Course;
  beforeEach(() => void ({ stage, staff, course } = current()));
  afterEach(async () => {
    for (const name of SWITCHES) await turnOn(name);
  });

  const turnOff = async (name: Name): Promise<void> => {
    await stage.time.tell();
    await stop(stage.office.db, name, new Date(stage.time.clock.ms));
  };
  const turnOn = (name: Name): Promise<void> => resume(stage.office.db, name);

  const later = async (ms: number): Promise<void> => {
    await stage.time.tell();
    await stage.time.until(stage.time.clock.ms + ms);
  };

  const count = async (applying: Applying, event: string): Promise<number> =>
    (await course.eventsOf(applying)).filter((name) => name === event).length;

  const asked = ({ applicationId }: Applying): number => stage.room.askedFor(applicationId).length;

  /** What the switch told the case, oldest first. */
  const toldTo = async ({ applicationId }: Applying) => {
    const { rows } = await stage.office.db.$client.query<{ id: string; result: unknown }>(
      'select id, result from case_inputs where case_id = $1 and kind = $2 order by received_at',
      [applicationId, AUTOMATION_STOPPED],
    );
    return rows;
  };

  /** As the sweeper does with inputs that wait. */
  const sweep = async (applying: Applying): Promise<void> => {
    for (const { id } of await toldTo(applying)) {
      await course.nudge(applying, id, AUTOMATION_STOPPED);
      await expect
        .poll(async () => (await toldTo(applying)).find((told) => told.id === id)?.result)
        .not.toBeNull();
    }
  };

  const voidings = async ({ applicationId }: Applying): Promise<unknown[]> => {
    const { rows } = await stage.office.db.$client.query<{ octets: Buffer }>(
      `select octets from book_entries where case_id = $1 and event = 'application.approvalVoided'`,
      [applicationId],
    );
    return rows.map(({ octets }) => (JSON.parse(octets.toString()) as { data: object }).data);
  };

  /** The machine has approved, and nobody has instructed yet. */
  const approved = async (): Promise<Applying> => {
    await turnOff('automaticIssuing');
    const applying = await course.apply('ordinary');
    await course.reaches(applying, 'approved');
    await turnOn('automaticIssuing');
    return applying;
  };

  /** The machine has approved, and the applicant has not redeemed the code yet. */
  const awaitingKey = async (): Promise<Applying> => {
    const text: Partial<TextRequest> = { keyDelivery: 'code' };
    const applying = await course.apply('ordinary', text);
    await course.reaches(applying, 'keyDelivery');
    return applying;
  };

  /** Persons approve and instruct, and the room issues once. */
  const issuedByPersons = async (applying: Applying): Promise<void> => {
    const approval = { kind: 'approve', by: 'ap1', role: 'approver' } as const;
    expect(await staff.decide(applying, approval)).toMatchObject({ state: 'approved' });
    await issuedByInstruction(applying);
  };

  const issuedByInstruction = async (applying: Applying): Promise<void> => {
    const instruction = { kind: 'instruct', by: 'io1', role: 'issuingOperator' } as const;
    expect(await staff.decide(applying, instruction)).toMatchObject({ state: 'issuing' });
    await course.reaches(applying, 'issued');
    expect(asked(applying)).toBe(1);
    expect(await count(applying, 'certificate.received')).toBe(1);
  };

  describe('of automatic decisions', () => {
    const all = ['automaticDecisions', 'portal:own-portal', 'route:jpki', 'service:together'];
    it.each([...all, 'app:1.0.0'] as Name[])(
      'by %s leaves to persons what the machine would have approved',
      async (name) => {
        const applying = await course.applyUnheard('ordinary');
        await turnOff(name);
        await course.begin(applying);
        const { notHolding } = await course.reaches(applying, 'review');
        expect(notHolding).toEqual(['control.automation/off']);
        await later(STOP_MS);
        expect(await count(applying, 'application.approved')).toBe(0);
        expect(asked(applying)).toBe(0);
        // That the stop is over gives the machine nothing back.
        await turnOn(name);
        await later(STOP_MS);
        expect((await course.caseOf(applying)).state).toBe('review');
        await issuedByPersons(applying);
      },
    );

    it.each([...all, 'app:1.0.0'] as Name[])(
      'by %s takes back what the machine approved and the room was not asked for',
      async (name) => {
        const applying = await approved();
        await turnOff(name);
        await sweep(applying);
        const { notHolding } = await course.reaches(applying, 'review');
        expect(notHolding).toEqual(['control.automation/off']);
        expect(await voidings(applying)).toEqual([
          expect.objectContaining({ cause: 'automationStopped' }),
        ]);
        expect(await toldTo(applying)).toMatchObject([
          { result: { state: 'checking', isApplied: true } },
        ]);
        // A second nudge of the same input takes nothing back twice.
        await sweep(applying);
        expect(await voidings(applying)).toHaveLength(1);
        expect(asked(applying)).toBe(0);
        await issuedByPersons(applying);
      },
    );

    it('takes back what waits for the applicant to redeem a code', async () => {
      const applying = await awaitingKey();
      await turnOff('service:by-code');
      await sweep(applying);
      await course.reaches(applying, 'review');
      expect(await voidings(applying)).toHaveLength(1);
    });

    it('takes nothing back that another service, portal or app is about', async () => {
      const applying = await approved();
      await turnOff('service:by-code');
      expect(await toldTo(applying)).toEqual([]);
      // Only the evidence tells the app, so the case hears of it, looks, and stays.
      await turnOff('app:9.9.9');
      await sweep(applying);
      expect(await toldTo(applying)).toMatchObject([
        { result: { state: 'approved', isApplied: false } },
      ]);
      expect(await voidings(applying)).toEqual([]);
      await issuedByInstruction(applying);
    });

    it('takes nothing back where it is over before the case hears of it', async () => {
      const applying = await approved();
      await turnOff('automaticDecisions');
      await turnOn('automaticDecisions');
      await sweep(applying);
      expect(await toldTo(applying)).toMatchObject([
        { result: { state: 'approved', isApplied: false } },
      ]);
      expect(await voidings(applying)).toEqual([]);
      await issuedByInstruction(applying);
    });

    it('tells no case that persons approved', async () => {
      await turnOff('automaticDecisions');
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'review');
      const approval = { kind: 'approve', by: 'ap1', role: 'approver' } as const;
      expect(await staff.decide(applying, approval)).toMatchObject({ state: 'approved' });
      await turnOff('portal:own-portal');
      expect(await toldTo(applying)).toEqual([]);
      await issuedByInstruction(applying);
    });

    it('asks the room for no more of what the machine approved, until it is over', async () => {
      stage.room.refusals = ['capExceeded'];
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'issuing');
      await expect.poll(() => asked(applying)).toBe(1);
      await turnOff('automaticDecisions');
      await later(STOP_MS);
      expect(asked(applying)).toBe(1);
      expect(await course.caseOf(applying)).toMatchObject({ state: 'issuing' });
      await turnOn('automaticDecisions');
      await later(2 * MINUTE_MS);
      await course.reaches(applying, 'issued');
      expect(asked(applying)).toBe(2);
      expect(await count(applying, 'certificate.received')).toBe(1);
    });
  });

  it.each(['automaticDecisions', 'allSigning'] as const)(
    'by %s loses nothing that the room is at work on',
    async (name) => {
      const answer = stage.room.silence();
      const applying = await course.apply('ordinary');
      await expect.poll(() => asked(applying)).toBe(1);
      await turnOff(name);
      answer();
      await course.reaches(applying, 'issued');
      expect(await toldTo(applying)).toEqual([]);
      expect(await count(applying, 'certificate.received')).toBe(1);
      expect(asked(applying)).toBe(1);
    },
  );

  describe('of automatic instructions', () => {
    it('keeps what the machine approved for a person, also once it is over', async () => {
      await turnOff('automaticIssuing');
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'approved');
      await later(STOP_MS);
      await turnOn('automaticIssuing');
      await later(STOP_MS);
      expect((await course.caseOf(applying)).state).toBe('approved');
      expect(asked(applying)).toBe(0);
      expect(await count(applying, 'issuing.instructed')).toBe(0);
      await issuedByInstruction(applying);
      expect(await count(applying, 'issuing.instructed')).toBe(1);
    });
  });

  describe('of all signing', () => {
    it.each(['the machine', 'persons'])(
      'keeps orders that %s decided from the room, and lets each go once when it is over',
      async (decider) => {
        if (decider === 'persons') await turnOff('automaticDecisions');
        await turnOff('allSigning');
        const applying = await course.apply('ordinary');
        if (decider === 'persons') {
          await course.reaches(applying, 'review');
          for (const [kind, by, role] of [
            ['approve', 'ap1', 'approver'],
            ['instruct', 'io1', 'issuingOperator'],
          ] as const) {
            await staff.decide(applying, { kind, by, role });
          }
        }
        await course.reaches(applying, 'issuing');
        await later(STOP_MS);
        expect(await course.caseOf(applying)).toMatchObject({ state: 'issuing' });
        expect(asked(applying)).toBe(0);
        // A run that is begun anew while it lasts asks no sooner.
        await course.beginAnew(applying);
        await later(STOP_MS);
        expect(asked(applying)).toBe(0);

        await turnOn('allSigning');
        await later(MINUTE_MS);
        await course.reaches(applying, 'issued');
        expect(asked(applying)).toBe(1);
        expect(await count(applying, 'certificate.received')).toBe(1);
      },
    );
  });
});
