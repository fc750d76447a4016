import {
  and,
  asc,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  lt,
  ne,
  notInArray,
  or,
  sql,
} from 'drizzle-orm';
import type { OfficeDatabase } from '../db/office-database.ts';
import { caseInputs, certificateApplications } from '../db/schema/application.ts';
import { certificates } from '../db/schema/certificates.ts';
import { deliveryCodes } from '../db/schema/dispatch.ts';
import { revocationRequests } from '../db/schema/revocation.ts';
import { requestInputKinds } from '../domain/revocation/request-inputs.ts';
import type { Nudge } from '../adapters/temporal/nudge.ts';

/** Inputs younger than this are left to the nudge of whoever received them. */
const GRACE_MS = 1_500;

const BATCH_MAX = 200;

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/** Rows after an id, in the order of ids. */
type RowsAfter<T> = (db: OfficeDatabase, after: string) => Promise<readonly T[]>;

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Goes round and round through rows, a batch at a time: those that stay hold up none that come after them. */
export function rounds<T>(read: RowsAfter<T>, idOf: (row: T) => string, batch = BATCH_MAX) {
  let after = FIRST;
  return async (db: OfficeDatabase): Promise<readonly T[]> => {
    const rows = (await read(db, after)).slice(0, batch);
    const last = rows.at(-1);
    after = last !== undefined && rows.length === batch ? idOf(last) : FIRST;
    return rows;
  };
}

/** Inputs that were received and not applied: their nudge was lost, or they are left until the room has answered. */
export const lostNudges: RowsAfter<Nudge> = (db, after) =>
  db
    .select({ inputId: caseInputs.id, applicationId: caseInputs.caseId, kind: caseInputs.kind })
    .from(caseInputs)
    .innerJoin(certificateApplications, eq(certificateApplications.id, caseInputs.caseId))
    .where(
      and(
        isNull(caseInputs.appliedAt),
        gt(caseInputs.id, after),
        lt(caseInputs.receivedAt, new Date(Date.now() - GRACE_MS)),
        // Whatever comes to a case that has ended is answered there, be it with a refusal; the application itself has no answer
        // but the case.
        or(notInArray(certificateApplications.state, FINAL), ne(caseInputs.kind, 'application')),
      ),
    )
    .orderBy(asc(caseInputs.id))
    .limit(BATCH_MAX);

/** Requests for revocation that were received and that nobody has looked at: their run was never begun. */
export const newRequests: RowsAfter<string> = async (db, after) => {
  const { id, state, requestedAt } = revocationRequests;
  const rows = await db
    .select({ id })
    .from(revocationRequests)
    .where(
      and(eq(state, 'received'), gt(id, after), lt(requestedAt, new Date(Date.now() - GRACE_MS))),
    )
    .orderBy(asc(id))
    .limit(BATCH_MAX);
  return idsOf(rows);
};

/** Requests about which something was sent that waits still. */
export const requestsWithInputs: RowsAfter<string> = async (db, after) => {
  const rows = await db
    .selectDistinct({ id: caseInputs.caseId })
    .from(caseInputs)
    .innerJoin(revocationRequests, eq(revocationRequests.id, caseInputs.caseId))
    .where(
      and(
        isNull(caseInputs.appliedAt),
        inArray(caseInputs.kind, [...requestInputKinds]),
        gt(caseInputs.caseId, after),
        lt(caseInputs.receivedAt, new Date(Date.now() - GRACE_MS)),
      ),
    )
    .orderBy(asc(caseInputs.caseId))
    .limit(BATCH_MAX);
  return idsOf(rows);
};

/** Requests with something still to happen: their run may have been lost. */
export const openRequests: RowsAfter<string> = async (db, after) => {
  const { id, closedAt, suspendedAt, releasedAt, upgradeInput } = revocationRequests;
  const rows = await db
    .select({ id })
    .from(revocationRequests)
    .where(
      and(
        gt(id, after),
        or(
          isNull(closedAt),
          and(
            eq(revocationRequests.state, 'refused'),
            sql`${suspendedAt} is not null`,
            isNull(releasedAt),
          ),
          sql`${upgradeInput} is not null`,
          and(eq(revocationRequests.state, 'published'), isNull(revocationRequests.revocationDate)),
        ),
      ),
    )
    .orderBy(asc(id))
    .limit(BATCH_MAX);
  return idsOf(rows);
};

/** What should have moved and has not for so long: its run may have ended in a failure. */
const STILL_MINUTES = 5;

const longAgo = (): Date => new Date(Date.now() - STILL_MINUTES * 60_000);

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Open cases that the machine should move, and those of which something is overdue, their own or their code's. */
export const stillCases: RowsAfter<string> = async (db, after) => {
  const { id, state, changedAt, stateDeadline, nextAttemptAt, closedAt } = certificateApplications;
  const codeIsOver = db
    .select({ one: sql`1` })
    .from(deliveryCodes)
    .where(
      and(
        eq(deliveryCodes.caseId, id),
        notInArray(deliveryCodes.state, ['lapsed', 'redeemed', 'voided']),
        lt(deliveryCodes.lapsesAt, longAgo()),
      ),
    );
  const rows = await db
    .select({ id })
    .from(certificateApplications)
    .where(
      and(
        isNull(closedAt),
        gt(id, after),
        or(
          and(
            inArray(state, ['received', 'checking', 'issuing', 'instructed', 'keyDelivery']),
            // Of a code nothing is due while its letter is on its way; what lacks one is the machine's.
            or(
              ne(state, 'keyDelivery'),
              sql`not exists (select from delivery_codes c where c.case_id = ${id})`,
            ),
            lt(changedAt, longAgo()),
          ),
          lt(sql`least(${stateDeadline}, ${nextAttemptAt})`, longAgo()),
          exists(codeIsOver),
        ),
      ),
    )
    .orderBy(asc(id))
    .limit(BATCH_MAX);
  return idsOf(rows);
};

/** Certificates of which something has been due so long: their run may have been lost. */
export const stillCertificates: RowsAfter<string> = async (db, after) => {
  const { orderId: id, endedAt, dueAt } = certificates;
  const rows = await db
    .select({ id })
    .from(certificates)
    .where(and(isNull(endedAt), gt(id, after), lt(dueAt, longAgo())))
    .orderBy(asc(id))
    .limit(BATCH_MAX);
  return idsOf(rows);
};

/** Cases that ended while the room was away, and whose run is lost perhaps: the room has to hear that their codes are of no use. */
export const unendedCodes: RowsAfter<string> = async (db, after) => {
  const rows = await db
    .selectDistinct({ id: deliveryCodes.caseId })
    .from(deliveryCodes)
    .innerJoin(certificateApplications, eq(certificateApplications.id, deliveryCodes.caseId))
    .where(
      and(
        sql`${deliveryCodes.state} not in ('lapsed','redeemed','voided')`,
        gt(deliveryCodes.caseId, after),
        inArray(certificateApplications.state, FINAL),
        lt(certificateApplications.changedAt, longAgo()),
      ),
    )
    .orderBy(asc(deliveryCodes.caseId))
    .limit(BATCH_MAX);
  return idsOf(rows);
};
