import { step } from '../../adapters/telemetry/steps.ts';
import { caseOfOrder, type CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import {
  certificatesOf,
  courseRow,
  type StoredCertificate,
} from '../../db/issuance/certificates.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  afterStep,
  nextLook,
  nextStep,
  type CourseStep,
} from '../../domain/issuance/certificate-course.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { CertificateStanding } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { receiptAct } from './apply-receipt.ts';
import { certificateNotice, noticeIdOf, type CertificateNotice } from './certificate-notices.ts';
import { requestsForMissing } from './missing-receipt-requests.ts';

/** More steps than a certificate has: whoever takes so many goes round. */
const STEPS_MAX = 12;

/**
 * Does whatever is due of a certificate now: reminders, the missed receipt, notices of the expiry, the end. A receipt that
 * came and was not applied yet is applied before anything else. What is due of several certificates of a case is done
 * once for all of them.
 *
 * Safe to run again: what was done is not due any more.
 *
 * @returns where it stands and when to look again.
 */
export async function advanceCertificate(
  deps: OfficeDependencies,
  orderId: string,
): Promise<CertificateStanding> {
  const caseId = await caseOfOrder(deps.db, orderId);
  for (let steps = STEPS_MAX; steps > 0; steps -= 1) {
    const certificate = (await certificatesOf(deps.db, caseId)).find((c) => c.orderId === orderId);
    // The case is issued in one act with the beginning of its certificates.
    if (!certificate) throw new DomainError('CertificateNotFound', orderId);
    const next = nextStep(certificate.course);
    const at = deps.now().getTime();
    if (!next || next.at > at) {
      const { course } = certificate;
      return { state: course.state, lookAt: nextLook(course, at) };
    }
    await actOnCase(deps, caseId, (file, now) => stepOrReceipt(deps, { file, orderId, now }));
    step('certificate.0-advanced');
  }
  throw new Error(`certificate ${orderId} does not come to rest`);
}

interface Due {
  readonly file: CaseFile;
  readonly orderId: string;
  readonly now: Date;
}

/** One act: a receipt that waits, else the step that is due. */
async function stepOrReceipt(
  deps: OfficeDependencies,
  { file, orderId, now }: Due,
): Promise<CaseAct | undefined> {
  const [receipt] = file.pending.filter(({ kind }) => kind === 'receipt');
  if (receipt) return receiptAct(deps, { file, inputId: receipt.id, now });
  const all = await certificatesOf(deps.db, file.row.id);
  const own = all.find((certificate) => certificate.orderId === orderId);
  const due = own && nextStep(own.course);
  if (!due || due.at > now.getTime()) return undefined;
  const together = all.filter(({ course }) => isSame(nextStep(course), due, now));
  return stepAct(deps, { file, together, due, now });
}

const isSame = (other: CourseStep | undefined, due: CourseStep, now: Date): boolean =>
  other !== undefined &&
  other.event === due.event &&
  numberOf(other) === numberOf(due) &&
  other.at <= now.getTime();

const numberOf = (due: CourseStep): number => ('number' in due ? due.number : 1);

/** What is told of a step. */
const NOTICE_OF = {
  reminderDue: 'acceptanceReminder',
  receiptMissed: 'acceptanceMissed',
  expiryNear: 'expiring',
  expired: 'expired',
} as const satisfies Readonly<Record<CourseStep['event'], string>>;

interface Stepping {
  readonly file: CaseFile;
  /** Certificates of the case of which the same is due. */
  readonly together: readonly StoredCertificate[];
  readonly due: CourseStep;
  readonly now: Date;
}

/** What is due, with its entry and the mail that tells of it. */
function stepAct(deps: OfficeDependencies, { file, together, due, now }: Stepping): CaseAct {
  const orders = together.map(({ orderId }) => orderId);
  const courses = together.map((each) =>
    courseRow(each, afterStep(each.course, due, now.getTime()), { now: now.getTime() }),
  );
  const [first] = together;
  const requests =
    due.event === 'receiptMissed'
      ? requestsForMissing(deps, { file, certificates: together, now })
      : [];
  const notice: CertificateNotice = {
    noticeKind: requests.length > 0 ? 'acceptanceMissedAndRequired' : NOTICE_OF[due.event],
    number: numberOf(due),
    case: file.row,
    orders,
    at: due.event === 'reminderDue' ? first?.course.acceptanceDeadline : first?.course.notAfter,
    now,
  };
  const entry = entryOf(due, { orders, dispatch: noticeIdOf(notice) });
  const common = { at: now.toISOString(), actor: OFFICE_WORKER, ...runOf(deps.build) };
  return {
    courses,
    revocations: requests,
    dispatches: [certificateNotice(notice)],
    entries: entry ? [{ entry: { ...common, ...entry } }] : [],
  };
}

interface Told {
  readonly orders: readonly string[];
  readonly dispatch: string;
}

/**
 * What a step is in the book; the entry of a notice is `notice.sent`, of whoever sends it. The end has none besides: that
 * a certificate has expired its notAfter says.
 */
function entryOf(due: CourseStep, { orders, dispatch }: Told) {
  if (due.event === 'reminderDue') {
    const data = { orders, reminder: due.number, dispatch };
    return { event: 'acceptance.reminded', items: ['1リ'], data } as const;
  }
  if (due.event !== 'receiptMissed') return undefined;
  const data = { orders, deadline: new Date(due.at).toISOString() };
  return { event: 'acceptance.missed', items: ['1リ'], data } as const;
}
