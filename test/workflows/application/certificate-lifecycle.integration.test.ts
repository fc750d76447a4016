import { ApplicationFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askRoomAgain } from '../../../db/decision/ask-room-again.ts';
import { createDutyRoster } from '../../../db/governance/duty-roster.ts';
import { addRefusedKeys } from '../../../db/governance/add-refused-keys.ts';
import { openOfficeDatabase } from '../../../db/office-database.ts';
import type { PersonaName } from '../../../simulator/personas.ts';
import type { TextRequest } from '../../../simulator/portal-client.ts';
import { Course, type Applying } from '../course.ts';
import { openStage, type Stage } from '../lifecycle-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const JAPAN_AHEAD_MS = 9 * HOUR_MS;

/** End of the day in Japan that lies so many days after the one of an instant (民法140条, 141条). */
const endOfDayAfter = (instant: number, days: number): number =>
  (Math.floor((instant + JAPAN_AHEAD_MS) / DAY_MS) + days + 1) * DAY_MS - JAPAN_AHEAD_MS;

/** From each instant to the next. */
const gaps = (instants: readonly number[]): number[] =>
  instants.slice(1).map((instant, i) => instant - (instants[i] ?? Number.NaN));

/** The one 責任を有する者 of the stage, at this moment. */
const onDutyNow = () => ({ officerId: 'officer-01', terminal: 'T-07', at: new Date() });

describe('certificateLifecycle', () => {
  let stage: Stage;
  let course: Course;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  beforeEach(() => {
    course = new Course(stage);
  });
  afterEach(async () => {
    await course.end();
    expect(stage.time.incidents).toEqual([]);
  });

  const count = async (applying: Applying, event: string): Promise<number> =>
    (await course.eventsOf(applying)).filter((name) => name === event).length;

  /** Nothing has moved a minute before the instant, and within a minute after it the case has lapsed. */
  const expectToLapseAt = async (applying: Applying, instant: number): Promise<void> => {
    const { state } = await course.caseOf(applying);
    await stage.time.until(instant - MINUTE_MS);
    expect((await course.caseOf(applying)).state).toBe(state);
    expect(await course.outcomeBy(instant, applying)).toEqual({ outcome: 'lapsed' });
    const { closedAt = 0 } = await course.caseOf(applying);
    expect(closedAt).toBeGreaterThanOrEqual(instant);
    expect(closedAt).toBeLessThan(instant + MINUTE_MS);
    expect(await course.lapseOf(applying)).toEqual({
      cause: state,
      deadline: new Date(instant).toISOString(),
    });
  };

  describe('deadlines', () => {
    it('ends an application that was returned and not answered for 30 days', async () => {
      const applying = await course.apply('nameDiffers');
      const { stateDeadline } = await course.reaches(applying, 'returned');
      expect(stateDeadline).toBe(endOfDayAfter(stage.time.clock.ms, 30));
      await expectToLapseAt(applying, stateDeadline ?? 0);
    });

    const open: readonly (readonly [string, PersonaName, Partial<TextRequest>])[] = [
      ['review', 'minor', {}],
      ['keyDelivery', 'ordinary', { keyDelivery: 'code' }],
    ];
    it.each(open)(
      'ends a case in %s with its 180 days and not before',
      async (state, who, text) => {
        // A code would lapse long before: this case waits for a person to look at what the room said.
        stage.codes.refusals = state === 'keyDelivery' ? ['dossierDiffers'] : [];
        const applying = await course.apply(who, text);
        const { caseDeadline } = await course.reaches(applying, state);
        expect(caseDeadline).toBe(endOfDayAfter(stage.time.clock.ms, 180));
        await expectToLapseAt(applying, caseDeadline);
      },
    );

    it('ends an approved case that nobody instructs with its 180 days and not before', async () => {
      await course.setSwitch('automaticIssuing', false);
      const applying = await course.apply('ordinary');
      const { caseDeadline } = await course.reaches(applying, 'approved');
      await course.setSwitch('automaticIssuing', true);
      await expectToLapseAt(applying, caseDeadline);
    });

    it('ends a returned application with its 180 days where they end first', async () => {
      const applying = await course.apply('nameDiffers');
      await course.reaches(applying, 'returned');
      const caseDeadline = endOfDayAfter(stage.time.clock.ms, 10);
      await course.setCaseDeadline(applying, caseDeadline);
      await course.beginAnew(applying);
      await expectToLapseAt(applying, caseDeadline);
    });
  });

  describe('the key', () => {
    it('of another person’s case comes to a person who may refuse it', async () => {
      const first = await course.apply('ordinary');
      const second = await course.apply('ordinary', {}, first.applicant);
      const { notHolding } = await course.reaches(second, 'review');
      expect(notHolding).toContain('key.unseen/otherPerson');
      expect(await count(second, 'application.approved')).toBe(0);
    });

    it('of another case of the same person goes back to the applicant', async () => {
      const first = await course.apply('ordinary');
      const second = await course.apply(first.card, {}, first.applicant);
      await course.reaches(second, 'returned');
      const { notHolding } = await course.caseOf(second);
      expect(notHolding).toContain('key.unseen/samePerson');
    });

    it('that was reported after the text was handed out goes back to the applicant', async () => {
      const applying = await course.applyUnheard('ordinary');
      const fingerprint = applying.applicant.keys[0]?.spkiSha256 ?? '';
      await addRefusedKeys(
        stage.office.db,
        {
          basis: 'reported',
          fingerprints: [fingerprint],
          listSha256: 'a'.repeat(64),
          spkiSha256: fingerprint,
        },
        { operator: 'operator-01', at: new Date() },
      );
      await course.begin(applying);
      const { notHolding } = await course.reaches(applying, 'returned');
      expect(notHolding).toEqual(['key.unseen/compromised']);
      expect(await count(applying, 'application.approved')).toBe(0);
    });
  });

  describe('duty', () => {
    it('is what the machine approves under: left, the next application comes to a person', async () => {
      // With the rights of the console, by its clock: whoever takes duty does so there.
      const db = openOfficeDatabase(stage.office.instance.databaseUrl('toroku_console'), 1);
      const duty = createDutyRoster(db);
      expect(await duty.leave(onDutyNow())).toMatchObject({ may: true });
      const left = await course.apply('ordinary');
      const { notHolding } = await course.reaches(left, 'review');
      expect(notHolding).toEqual(['control.responsiblePerson/absent']);
      expect(await count(left, 'application.approved')).toBe(0);

      expect(await duty.take(onDutyNow(), undefined)).toMatchObject({ may: true });
      await db.$client.end();
      const taken = await course.apply('ordinary');
      await course.reaches(taken, 'issued');
      expect(await count(taken, 'application.approved')).toBe(1);
    });
  });

  describe('waiting for J-LIS', () => {
    const PAUSES_MINUTES = [0.5, 2, 5, 15, 30];

    it('asks again after growing pauses, for days, until it is answered', async () => {
      const applying = await course.apply('silent');
      await course.reaches(applying, 'waiting');
      const first = stage.time.clock.ms;
      await stage.time.until(first + 2 * DAY_MS);
      const pauses = gaps(await course.questionsOf(applying));
      expect(pauses.length).toBeGreaterThan(45);
      for (const [i, pause] of pauses.entries()) {
        const least = (PAUSES_MINUTES[i] ?? 60) * MINUTE_MS;
        expect(pause).toBeGreaterThanOrEqual(least);
        expect(pause).toBeLessThan(least + MINUTE_MS / 2);
      }
      expect((await course.caseOf(applying)).state).toBe('waiting');

      stage.jlis.setStatus(applying.card.serialNumber, { behaviour: 'normal' });
      const answered = first + 2 * DAY_MS + HOUR_MS + MINUTE_MS;
      expect(await course.outcomeBy(answered, applying)).toEqual({ outcome: 'issued' });
      expect(await count(applying, 'jlis.answered')).toBe(1);
    });

    it('ends a case that J-LIS has not answered for 30 days, counted from the first wait', async () => {
      const applying = await course.apply('silent');
      const { stateDeadline = 0 } = await course.reaches(applying, 'waiting');
      expect(stateDeadline).toBe(endOfDayAfter(stage.time.clock.ms, 30));
      // The questions of 29 days would take long even without their pauses.
      await course.lose(applying);
      await stage.time.until(stateDeadline - 3 * HOUR_MS);
      await course.beginAnew(applying);
      await stage.time.until(stateDeadline - MINUTE_MS);
      expect((await course.questionsOf(applying)).length).toBeGreaterThan(3);
      expect((await course.caseOf(applying)).stateDeadline).toBe(stateDeadline);
      await expectToLapseAt(applying, stateDeadline);
    });
  });

  describe('an input', () => {
    it('interrupts a wait at once, and the deadline that it met ends nothing', async () => {
      const applying = await course.apply('nameDiffers');
      const { stateDeadline = 0 } = await course.reaches(applying, 'returned');
      const answers = stateDeadline - 20 * DAY_MS;
      await stage.time.until(answers);
      const input = await course.correct(applying, { name: applying.card.person.name });
      await course.nudge(applying, input);
      expect(await course.outcomeBy(answers, applying)).toEqual({ outcome: 'issued' });
      const { closedAt = 0 } = await course.caseOf(applying);
      expect(closedAt).toBeLessThan(answers + MINUTE_MS);
      await stage.time.until(stateDeadline + DAY_MS);
      expect((await course.caseOf(applying)).state).toBe('issued');
    });

    it('counts from its receipt where its nudge was lost', async () => {
      const applying = await course.apply('nameDiffers');
      const { stateDeadline = 0 } = await course.reaches(applying, 'returned');
      await stage.time.until(stateDeadline - DAY_MS);
      await course.correct(applying, { name: applying.card.person.name });
      await stage.time.until(stateDeadline - MINUTE_MS);
      expect((await course.caseOf(applying)).state).toBe('returned');
      expect(await course.outcomeBy(stateDeadline, applying)).toEqual({ outcome: 'issued' });
      expect(await count(applying, 'application.lapsed')).toBe(0);
    });
  });

  describe('over a database that went back and was recovered', () => {
    it('opens a case once more of which the book had its receipt alone', async () => {
      const { asking, office } = stage;
      let times = 0;
      asking.meanwhile = async () => {
        times += 1;
        await office.db.$client.query(
          `update certificate_applications set state = 'received' where state = 'checking'`,
        );
      };
      try {
        const applying = await course.apply('ordinary');
        await course.reaches(applying, 'issued');
        expect(await count(applying, 'case.evaluated')).toBe(1);
        expect(times).toBe(1);
      } finally {
        asking.meanwhile = async () => undefined;
      }
    });
  });

  describe('begun again from its first line', () => {
    it('keeps the deadline of an answer, and returns nothing twice', async () => {
      const applying = await course.apply('nameDiffers');
      const { stateDeadline = 0 } = await course.reaches(applying, 'returned');
      await stage.time.until(stateDeadline - 5 * DAY_MS);
      await course.beginAnew(applying);
      await expectToLapseAt(applying, stateDeadline);
      expect(await count(applying, 'application.returned')).toBe(1);
      expect(await count(applying, 'case.evaluated')).toBe(1);
    });

    it('asks J-LIS no earlier than the lost run would have', async () => {
      const applying = await course.apply('silent');
      await course.reaches(applying, 'waiting');
      await stage.time.until(stage.time.clock.ms + 3 * HOUR_MS);
      const { nextAttemptAt = 0 } = await course.caseOf(applying);
      const before = await course.questionsOf(applying);
      await course.beginAnew(applying);
      await stage.time.until(nextAttemptAt - MINUTE_MS);
      expect(await course.questionsOf(applying)).toEqual(before);
      await stage.time.until(nextAttemptAt + MINUTE_MS);
      expect(await course.questionsOf(applying)).toHaveLength(before.length + 1);
    });

    it('finds that the case has ended, and writes nothing', async () => {
      const applying = await course.apply('ordinary');
      expect(await course.outcomeBy(0, applying)).toEqual({ outcome: 'issued' });
      const events = await course.eventsOf(applying);
      await course.beginAnew(applying);
      expect(await course.outcomeBy(0, applying)).toEqual({ outcome: 'issued' });
      expect(await course.eventsOf(applying)).toEqual(events);
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(1);
    });
  });

  describe('a room whose HSM is away', () => {
    it('has the case wait in issuing, say so once, and be issued when it is back', async () => {
      stage.room.attemptsAway = 30;
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'issuing');
      const anHour = stage.time.clock.ms + HOUR_MS;
      expect(await course.outcomeBy(anHour, applying)).toEqual({ outcome: 'issued' });
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(31);
      expect(await count(applying, 'case.waiting')).toBe(1);
      expect(await count(applying, 'application.approvalVoided')).toBe(0);
      expect(await count(applying, 'certificate.received')).toBe(1);
    });
  });

  describe('a refusal of the room', () => {
    it('that passes by itself has the room asked each minute', async () => {
      stage.room.refusals = ['capExceeded', 'switchOff', 'clockBehind'];
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'issuing');
      const afterThree = stage.time.clock.ms + 4 * MINUTE_MS;
      expect(await course.outcomeBy(afterThree, applying)).toEqual({ outcome: 'issued' });
      const asked = stage.room.askedFor(applying.applicationId);
      for (const gap of gaps(asked)) {
        expect(gap).toBeGreaterThanOrEqual(MINUTE_MS);
        expect(gap).toBeLessThan(1.5 * MINUTE_MS);
      }
      expect(asked).toHaveLength(4);
    });

    it('for an old answer of J-LIS has J-LIS asked anew and the case decided anew', async () => {
      stage.room.refusals = ['jlisTooOld'];
      const applying = await course.apply('ordinary');
      const { nextAttemptAt = 0 } = await course.reaches(applying, 'waiting');
      expect(await course.outcomeBy(nextAttemptAt, applying)).toEqual({ outcome: 'issued' });
      expect(await count(applying, 'jlis.answered')).toBe(2);
      expect(await count(applying, 'application.approved')).toBe(2);
    });

    it('for an old answer of J-LIS brings a card that was revoked meanwhile before a person', async () => {
      stage.room.refusals = ['jlisTooOld'];
      const applying = await course.apply('ordinary');
      const { nextAttemptAt = 0 } = await course.reaches(applying, 'waiting');
      const revokedAt = new Date(stage.time.clock.ms).toISOString();
      stage.jlis.setStatus(applying.card.serialNumber, {
        status: { status: 'revoked', reason: 'keyCompromise', revokedAt },
      });
      await stage.time.until(nextAttemptAt);
      const { notHolding } = await course.reaches(applying, 'review');
      expect(notHolding.filter((rule) => rule.startsWith('jlis.'))).not.toEqual([]);
      expect(await count(applying, 'jlis.answered')).toBe(2);
      expect(await count(applying, 'application.approved')).toBe(1);
      expect(await count(applying, 'application.approvalVoided')).toBe(1);
      expect(await count(applying, 'certificate.received')).toBe(0);
      // With the approval void there is no order that the room could be asked for.
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(1);
    });

    it('that needs a person waits for one, and no time ends a case that is being issued', async () => {
      stage.room.refusals = ['lintFailed'];
      const applying = await course.apply('ordinary');
      const { caseDeadline } = await course.reaches(applying, 'issuing');
      await stage.time.until(caseDeadline + 40 * DAY_MS);
      expect((await course.caseOf(applying)).state).toBe('issuing');
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(1);
    });
  });

  describe('an answer that is not the room’s', () => {
    const SAID: Readonly<Record<string, unknown>> = {
      'a certificate that lies nowhere': {
        outcome: 'issued',
        issuerKeyId: 'a'.repeat(40),
        serialNumber: '4'.repeat(40),
        certificateSha256: 'f'.repeat(64),
        intentEntryId: '01900000-0000-7000-8000-000000000000',
      },
      'a certificate without anything': { outcome: 'issued' },
      'a refusal that the gate does not know': { outcome: 'refused', check: 'madeUp' },
      nothing: null,
      'another thing': 'issued',
      'a failure for good': ApplicationFailure.nonRetryable('no more', 'MadeUp'),
    };

    it.each(Object.entries(SAID))('parks the case: %s', async (_, said) => {
      stage.room.lies = [said];
      const applying = await course.apply('ordinary');
      await course.reaches(applying, 'issuing');
      await stage.time.until(stage.time.clock.ms + DAY_MS);
      const { state, notHolding, nextAttemptAt } = await course.caseOf(applying);
      expect({ state, notHolding, nextAttemptAt }).toEqual({
        state: 'issuing',
        notHolding: ['gate/certificateMismatch'],
        nextAttemptAt: undefined,
      });
      expect(stage.room.askedFor(applying.applicationId)).toHaveLength(1);
      // Let go, it goes to the room itself.
      await askRoomAgain(stage.office.db, applying.applicationId);
      await course.beginAnew(applying);
      expect(await course.outcomeBy(0, applying)).toEqual({ outcome: 'issued' });
      expect(await count(applying, 'certificate.received')).toBe(1);
    });
  });
});
