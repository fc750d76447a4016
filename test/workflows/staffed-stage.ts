import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ActingStaff, signaturesOf, TestPasskeys } from './acting-staff.ts';
import { Course } from './course.ts';
import { openStage, type Stage } from './lifecycle-stage.ts';

/** A stage with staff who sign, and the course of a test on it. */
export interface StaffedStage {
  readonly stage: Stage;
  readonly staff: ActingStaff;
  readonly course: Course;
  readonly passkeys: TestPasskeys;
}

/**
 * Opens a stage for the tests of whoever describes with it, enrols people by id and roles, and gives each test a course of
 * its own; the room answers at once, and no test may leave an incident.
 *
 * @returns what the test that runs has
 */
export function useStaffedStage(
  people: Readonly<Record<string, readonly string[]>>,
): () => StaffedStage {
  let stage: Stage;
  let staff: ActingStaff;
  let course: Course;
  const passkeys = new TestPasskeys();

  beforeAll(async () => {
    stage = await openStage(signaturesOf(passkeys));
    staff = new ActingStaff(stage, passkeys);
    await staff.enrol(people);
  });
  afterAll(async () => {
    await staff?.close();
    await stage?.close();
  });
  beforeEach(() => {
    course = new Course(stage);
    stage.room.answersAfter = Promise.resolve();
  });
  afterEach(async () => {
    await course.end();
    expect(stage.time.incidents).toEqual([]);
  });
  return () => ({ stage, staff, course, passkeys });
}
