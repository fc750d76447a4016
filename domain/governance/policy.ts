/** A length of time as the policy says it; `deadlineAfter` counts it. */
export interface Period {
  readonly count: number;
  readonly unit: 'minutes' | 'hours' | 'days' | 'businessDays' | 'months';
}

const minutes = (count: number): Period => ({ count, unit: 'minutes' });
const hours = (count: number): Period => ({ count, unit: 'hours' });
const days = (count: number): Period => ({ count, unit: 'days' });
const businessDays = (count: number): Period => ({ count, unit: 'businessDays' });
const months = (count: number): Period => ({ count, unit: 'months' });

/**
 * The periods that rules do not read, as they are until dual control adopts others.
 *
 * The law gives no number for any of them: 遅滞なく (規則6条11号・12号) and the rest are policy. The
 * values in force travel in a workflow's input, so a change does not reach into running cases.
 */
export const defaultPeriods = {
  /** Life of a text handed out; the signing lies between its making and its receipt. */
  applicationTextLife: minutes(60),
  revocationTextLife: minutes(60),
  receiptTextLife: hours(24),
  withdrawalTextLife: hours(24),
  paperTextLife: days(60),
  redemptionNonceLife: hours(24),

  wholeCase: days(180),
  correction: days(30),
  review: businessDays(5),
  reviewLease: minutes(30),
  instruct: businessDays(2),
  waitStaffLook: days(10),
  waitLapse: days(30),
  inquiryReply: days(30),

  letterPrint: businessDays(2),
  letterPost: businessDays(2),
  codeLife: days(30),
  codeLifeNeverPosted: days(60),
  codeReminder: days(14),
  codeResendOrder: days(14),

  acceptance: days(45),
  acceptanceReminderFirst: days(14),
  acceptanceReminderSecond: days(30),
  expiryNoticeFirst: days(60),
  expiryNoticeSecond: days(30),

  revocationRequestRecord: hours(1),
  revocationExamine: hours(1),
  revocationRecord: minutes(15),
  revocationPublish: minutes(60),
  suspensionDecide: hours(72),
  emergencyConfirm: minutes(60),

  /** Failed sign-ins are counted so long. */
  signInFailures: hours(24),

  crlInterval: hours(24),
  crlNextUpdate: hours(72),
  documentAge: months(3),
} as const satisfies Readonly<Record<string, Period>>;

/** The name of a period of the policy. */
export type PeriodId = keyof typeof defaultPeriods;

/** The numbers and switches of the policy that rules do not read, until others are adopted. */
export const defaultPolicyValues = {
  /** Wrong codes that lock one code, all codes of one case, and one end user's address an hour. */
  codeAttemptsMax: 5,
  caseAttemptsMax: 10,
  addressAttemptsPerHourMax: 20,
  codeResendsMax: 2,
  /** Failed sign-ins that lock an officer, and in a quarter of an hour hold back an officer, a terminal, an address. */
  signInFailuresMax: 10,
  signInFailuresOfOfficerMax: 5,
  signInFailuresOfTerminalMax: 20,
  signInFailuresOfAddressMax: 30,
  /** Whether a certificate whose receipt is missing is revoked (規則12条1項1号リ asks for less). */
  receiptRequired: false,
  /** How often a mail or webhook that failed is sent again before it is parked with an owner. */
  dispatchAttemptsMax: 5,
  /** Certificates an hour and issuer key; the room counts them itself. */
  certificatesPerHourMax: 500,
};

/** The policy in force at one time: effective-dated data, adopted by dual control. */
export interface Policy {
  readonly periods: Readonly<Record<PeriodId, Period>>;
  readonly values: Readonly<typeof defaultPolicyValues>;
}

/** The policy until another is adopted. */
export const defaultPolicy: Policy = { periods: defaultPeriods, values: defaultPolicyValues };
