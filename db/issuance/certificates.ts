import type { AcceptanceState } from '../../domain/issuance/acceptance-states.ts';
import {
  nextStep,
  type CertificateCourse,
  type CertificatePlan,
} from '../../domain/issuance/certificate-course.ts';
import type { OfficeDatabase } from '../office-database.ts';

/** How a receipt was given (確認の方法 of its text). */
export type ReceiptMethod = 'receivedCertificate' | 'jpki' | 'paper';

/** A certificate of a case from its issue on, with what its order says of it. */
export interface StoredCertificate {
  readonly orderId: string;
  readonly order: number;
  readonly certificateType: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly certificateSha256: string;
  readonly issuedAt: number;
  readonly course: CertificateCourse;
  readonly acceptedAt: number | undefined;
  readonly acceptedBy: ReceiptMethod | undefined;
}

interface Read extends Omit<
  StoredCertificate,
  'course' | 'issuedAt' | 'acceptedAt' | 'acceptedBy'
> {
  readonly state: AcceptanceState;
  readonly issued_at: Date;
  readonly not_after: Date;
  readonly receipt_required: boolean;
  readonly acceptance_deadline: Date;
  readonly reminders_at: readonly Date[];
  readonly reminded: number;
  readonly missed_at: Date | null;
  readonly accepted_at: Date | null;
  readonly accepted_by: ReceiptMethod | null;
  readonly notices_at: readonly Date[];
  readonly noticed: number;
}

const OF_CASE = `
select o.id as "orderId", o.order_number as "order", o.certificate_type as "certificateType",
  o.issuer_key_id as "issuerKeyId", o.serial_number as "serialNumber",
  o.certificate_sha256 as "certificateSha256", c.state, c.issued_at, c.not_after,
  c.receipt_required, c.acceptance_deadline, c.reminders_at, c.reminded, c.missed_at, c.accepted_at,
  c.accepted_by, c.notices_at, c.noticed
from certificates c join orders o on o.id = c.order_id
where c.case_id = $1 order by o.order_number, o.id`;

const instants = (dates: readonly Date[]): number[] => dates.map((date) => date.getTime());

function stored(read: Read): StoredCertificate {
  const { orderId, order, certificateType, issuerKeyId, serialNumber, certificateSha256 } = read;
  return {
    orderId,
    order,
    certificateType,
    issuerKeyId,
    serialNumber,
    certificateSha256,
    issuedAt: read.issued_at.getTime(),
    acceptedAt: read.accepted_at?.getTime(),
    acceptedBy: read.accepted_by ?? undefined,
    course: {
      state: read.state,
      notAfter: read.not_after.getTime(),
      receiptRequired: read.receipt_required,
      acceptanceDeadline: read.acceptance_deadline.getTime(),
      remindersAt: instants(read.reminders_at),
      reminded: read.reminded,
      missedAt: read.missed_at?.getTime(),
      noticesAt: instants(read.notices_at),
      noticed: read.noticed,
    },
  };
}

/** Certificates of a case that was issued, in the order of the application. */
export async function certificatesOf(
  { $client }: Pick<OfficeDatabase, '$client'>,
  caseId: string,
): Promise<StoredCertificate[]> {
  const { rows } = await $client.query<Read>({
    name: 'certificates-of-case',
    text: OF_CASE,
    values: [caseId],
  });
  return rows.map(stored);
}

const date = (instant: number | undefined): Date | null =>
  instant === undefined ? null : new Date(instant);

/** A certificate whose course begins: a row for `CaseAct.certificates`. */
export const certificateRow = (
  { orderId, caseId }: { readonly orderId: string; readonly caseId: string },
  { issuedAt, notAfter, ...plan }: CertificatePlan & { issuedAt: number; notAfter: number },
): Readonly<Record<string, unknown>> => ({
  order_id: orderId,
  case_id: caseId,
  state: 'issued',
  issued_at: date(issuedAt),
  not_after: date(notAfter),
  receipt_required: plan.receiptRequired,
  acceptance_deadline: date(plan.acceptanceDeadline),
  reminders_at: plan.remindersAt.map(date),
  reminded: 0,
  notices_at: plan.noticesAt.map(date),
  noticed: 0,
  due_at: date(Math.min(...plan.remindersAt, plan.acceptanceDeadline, notAfter)),
});

/** What a receipt adds to a course. */
export interface Accepted {
  readonly at: number;
  readonly by: ReceiptMethod;
}

/** A certificate that goes on: a row for `CaseAct.courses`. It is written only while it stands where it was read. */
export const courseRow = (
  before: StoredCertificate,
  after: CertificateCourse,
  { now, accepted }: { readonly now: number; readonly accepted?: Accepted },
): Readonly<Record<string, unknown>> => {
  const next = nextStep(after);
  return {
    order_id: before.orderId,
    was: before.course.state,
    state: after.state,
    reminded: after.reminded,
    noticed: after.noticed,
    missed_at: date(after.missedAt),
    accepted_at: date(accepted?.at ?? before.acceptedAt),
    accepted_by: accepted?.by ?? before.acceptedBy ?? null,
    ended_at: next ? null : date(now),
    due_at: date(next?.at),
  };
};

/** Ends of the validity of orders that have a certificate, in milliseconds since 1970. */
export async function validityEnds(
  { $client }: Pick<OfficeDatabase, '$client'>,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await $client.query<{ id: string; ends: Date }>({
    name: 'validity-ends',
    text: 'select id, not_after as ends from orders where id = any($1) and not_after is not null',
    values: [orderIds],
  });
  return new Map(rows.map(({ id, ends }) => [id, ends.getTime()]));
}
