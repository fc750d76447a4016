import type { CaseFile } from '../../db/decision/case-file.ts';
import type { Rows } from '../../db/decision/commit-case.ts';
import { certificateRow, validityEnds } from '../../db/issuance/certificates.ts';
import { defaultPolicy } from '../../domain/governance/policy.ts';
import { planCertificate } from '../../domain/issuance/certificate-course.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** The order whose certificate came last, and with it the case was issued. */
export interface LastReceived {
  readonly last: string;
  readonly notAfter: Date;
  readonly now: Date;
}

/** Certificates of a case that is issued now, each with its instants planned by the policy of the day. */
export async function begunCertificates(
  { db, policy = defaultPolicy }: OfficeDependencies,
  { row, orders }: CaseFile,
  { last, notAfter, now }: LastReceived,
): Promise<Rows> {
  const others = orders.filter(({ id }) => id !== last).map(({ id }) => id);
  const ends = new Map([...(await validityEnds(db, others)), [last, notAfter.getTime()]]);
  const issuedAt = now.getTime();
  return [...ends].map(([orderId, end]) => {
    const plan = planCertificate(policy, { issuedAt, notAfter: end });
    return certificateRow({ orderId, caseId: row.id }, { ...plan, issuedAt, notAfter: end });
  });
}
