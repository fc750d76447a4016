import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCREDITATIONS } from '../../../bin/demonstration/documents.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { governanceDocuments } from '../../../db/schema/governance.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import { Course, type Applying } from '../course.ts';
import { openStage, type Stage } from '../lifecycle-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Longer than the office's last look at its documents serves. */
const LOOK_MS = 2_200;

describe('asking J-LIS', () => {
  let stage: Stage;
  let course: Course;
  let version = 0;

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

  /** Puts a document in force for so long, from a minute ago. */
  const adopt = async (documentType: string, document: object, lengthMs: number): Promise<void> => {
    await stage.time.tell();
    version += 1;
    const content = Buffer.from(JSON.stringify(document));
    await stage.office.db.insert(governanceDocuments).values({
      documentType,
      version: `test ${version}`,
      content,
      sha256: sha256Hex(content),
      effectiveFrom: new Date(stage.time.clock.ms - MINUTE_MS),
      withdrawnFrom: new Date(stage.time.clock.ms + lengthMs),
    });
    await sleep(LOOK_MS);
  };

  const entryCount = async (applying: Applying, event: string): Promise<number> =>
    (await course.eventsOf(applying)).filter((name) => name === event).length;

  it('asks nothing while J-LIS has no service, and once when it opens', async () => {
    await stage.time.tell();
    const until = Math.ceil((stage.time.clock.ms + 5 * HOUR_MS) / 1000) * 1000;
    const from = printJapanTime(stage.time.clock.ms - MINUTE_MS);
    const closed = [{ from, until: printJapanTime(until) }];
    await adopt('jlisService', { v: 1, closed }, 24 * HOUR_MS);
    const applying = await course.apply('ordinary');
    const { nextAttemptAt, notHolding } = await course.reaches(applying, 'waiting');
    expect(nextAttemptAt).toBe(until);
    expect(notHolding).toContain('jlis.answer/none');
    await stage.time.until(until - MINUTE_MS);
    expect(await course.questionsOf(applying)).toEqual([]);
    expect(await course.outcomeBy(until, applying)).toEqual({ outcome: 'issued' });
    const [asked = 0, ...more] = await course.questionsOf(applying);
    expect(asked).toBeGreaterThanOrEqual(until);
    expect(asked).toBeLessThan(until + MINUTE_MS);
    expect(more).toEqual([]);
    expect(await entryCount(applying, 'case.evaluated')).toBe(2);
    await stage.time.until(until + 24 * HOUR_MS);
  });

  it('asks no more in a minute than the agreement lets it, and refuses nobody', async () => {
    const perMinute = 6;
    await adopt('jlisService', { v: 1, questionsPerMinute: perMinute }, HOUR_MS);
    const all = await Promise.all(Array.from({ length: 9 }, () => course.apply('ordinary')));
    await stage.time.until(stage.time.clock.ms + 5 * MINUTE_MS);
    for (const applying of all) {
      expect(await course.outcomeBy(stage.time.clock.ms, applying)).toEqual({ outcome: 'issued' });
    }
    const asked = (await Promise.all(all.map((each) => course.questionsOf(each)))).flat();
    expect(asked).toHaveLength(all.length);
    const inOrder = asked.toSorted((a, b) => a - b);
    const spans = inOrder.slice(perMinute).map((at, i) => at - (inOrder[i] ?? 0));
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(MINUTE_MS);
    await stage.time.until(stage.time.clock.ms + HOUR_MS);
  });

  it('ends a case at its time while it waits for its turn, asks nothing about it, decides nothing', async () => {
    await adopt('jlisService', { v: 1, questionsPerMinute: 1 }, 12 * HOUR_MS);
    const begun = stage.time.clock.ms;
    const { $client } = stage.office.db;
    const moveTurns = (at: number): Promise<unknown> =>
      $client.query(
        `insert into jlis_turns (id, next_at) values (1, $1)
         on conflict (id) do update set next_at = $1`,
        [new Date(at)],
      );
    await moveTurns(begun + 3 * HOUR_MS);
    const shorten = ({ applicationId }: Applying, at: number): Promise<unknown> =>
      $client.query('update certificate_applications set case_deadline = $2 where id = $1', [
        applicationId,
        new Date(at),
      ]);
    const [known, unknown] = [await course.apply('ordinary'), await course.apply('ordinary')];
    await Promise.all([course.reaches(known, 'checking'), course.reaches(unknown, 'checking')]);
    await course.lose(known);
    await shorten(known, begun + HOUR_MS);
    await course.beginAnew(known);
    expect(await course.outcomeBy(begun + HOUR_MS, known)).toEqual({ outcome: 'lapsed' });
    expect((await course.caseOf(unknown)).state).toBe('checking');
    // Behind the back of its run, which so comes to its turn after the end.
    await shorten(unknown, begun + 2 * HOUR_MS);
    const late = begun + 4 * HOUR_MS;
    expect(await course.outcomeBy(late, unknown)).toEqual({ outcome: 'lapsed' });
    for (const each of [known, unknown]) {
      expect(await course.questionsOf(each)).toEqual([]);
      expect(await course.lapseOf(each)).toMatchObject({ cause: 'checking' });
      expect(await entryCount(each, 'case.evaluated')).toBe(0);
    }
    await moveTurns(begun);
    await stage.time.until(begun + 13 * HOUR_MS);
  });

  it('asks anew within a minute when a recovery lost the answer that the run already had', async () => {
    const { activities, office } = stage;
    const applying = await course.applyUnheard('ordinary');
    const { applicationId } = applying;
    expect((await activities.openCase(applicationId)).asksJlis).toBe(true);
    expect(await activities.askJlis(applicationId)).toBeUndefined();
    // The question had reached the book when the database went back, and its answer had not.
    await office.db.$client.query(
      'update jlis_queries set answered_at = null, answer_sha256 = null, result = null where case_id = $1',
      [applicationId],
    );
    const { edition, facts } = await activities.collectFacts(applicationId);
    const { ruleSetId } = await activities.openCase(applicationId);
    const ruleSet = findRuleSet(ruleSetId);
    if (!ruleSet) throw new Error(`no rule set ${ruleSetId}`);
    const { outcome, next } = decide(facts, ruleSet);
    const verdict = { edition, facts, outcome, next };
    const { state, nextAttemptAt = Infinity } = await activities.recordEvaluation(
      applicationId,
      verdict,
    );
    expect(state).toBe('waiting');
    expect(nextAttemptAt).toBeLessThanOrEqual(stage.time.clock.ms + MINUTE_MS);
    await course.begin(applying);
    const issued = await course.outcomeBy(stage.time.clock.ms + MINUTE_MS, applying);
    expect(issued).toEqual({ outcome: 'issued' });
    expect(await course.questionsOf(applying)).toHaveLength(2);
  });

  it('asks nothing without an agreement, looks again every hour, and goes on with one', async () => {
    const services = ACCREDITATIONS.services.map((service) => ({
      ...service,
      id: service.id.replace('demo-simultaneous', 'together').replace('demo-code', 'by-code'),
      jlisAgreement: 'ended',
    }));
    await adopt('accreditations', { v: 1, services }, 3.5 * HOUR_MS);
    const applying = await course.apply('ordinary');
    const begun = stage.time.clock.ms;
    const { notHolding } = await course.reaches(applying, 'waiting');
    expect(notHolding).toContain('service.jlisAgreement/ended');
    await stage.time.until(begun + 3.4 * HOUR_MS);
    expect(await course.questionsOf(applying)).toEqual([]);
    expect(await entryCount(applying, 'case.evaluated')).toBe(4);
    const outcome = await course.outcomeBy(begun + 4 * HOUR_MS + 5 * MINUTE_MS, applying);
    expect(outcome).toEqual({ outcome: 'issued' });
    expect(await course.questionsOf(applying)).toHaveLength(1);
  });
});
