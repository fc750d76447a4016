import type { StaffMember } from '../../db/inspection/staff.ts';

type Roles = Pick<StaffMember, 'roles'>;

const CASE_READERS = 'reception examiner approver issuingOperator responsiblePerson'.split(' ');

const holdsOneOf = ({ roles }: Roles, wanted: readonly string[]): boolean =>
  roles.some((role) => wanted.includes(role));

/**
 * Whether somebody may read personal data of a case, each read recorded with its purpose (規則6条15号ロ).
 * An auditor needs a grant for it.
 */
export const mayReadCases = (person: Roles): boolean => holdsOneOf(person, CASE_READERS);

/** Whether somebody judges cases in review, and so takes them. */
export const mayJudge = (person: Roles): boolean => holdsOneOf(person, ['examiner', 'approver']);

/** Whether letters with codes go through somebody's hands. */
export const handlesLetters = (person: Roles): boolean =>
  holdsOneOf(person, ['reception', 'issuingOperator']);

/** The role in which somebody reads a case, for the record of it. */
export const readingRole = ({ roles }: Roles): string =>
  CASE_READERS.find((role) => roles.includes(role)) ?? roles[0] ?? 'none';

/** Whether somebody may read the books as a whole. */
export const mayReadBooks = (person: Roles): boolean =>
  holdsOneOf(person, ['responsiblePerson', 'auditor']);

/** Whether somebody has to know of what is late about the books, and may look at it. */
export const seesAlarms = (person: Roles): boolean =>
  holdsOneOf(person, ['responsiblePerson', 'auditor', 'administrator']);

/** Whether somebody may see how many cases went which way: counts, of nobody in particular. */
export const seesStatistics = (person: Roles): boolean =>
  mayReadCases(person) || mayReadBooks(person);

/** Whether somebody takes part in acts of two and stops, or watches over them. */
export const maySeeActs = (person: Roles): boolean =>
  person.roles.some((role) => role !== 'reception');

/** Whether somebody sits in the auditor's zone, where nothing is decided. */
export const isAuditor = (person: Roles): boolean => holdsOneOf(person, ['auditor']);
