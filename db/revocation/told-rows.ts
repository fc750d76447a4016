import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from '../office-database.ts';
import { certificateApplications } from '../schema/application.ts';
import { portalEvents } from '../schema/dispatch.ts';

/** The portal that brought an application. @throws Error of a case that is not there */
export async function portalOfCase(tx: Queryable, caseId: string): Promise<string> {
  const [row] = await tx
    .select({ portalId: certificateApplications.portalId })
    .from(certificateApplications)
    .where(eq(certificateApplications.id, caseId));
  if (!row) throw new Error(`application ${caseId} of a request is not there`);
  return row.portalId;
}

/** Events that portals were told of a request and its certificate, by id. */
export async function eventsOfRequest(
  tx: Queryable,
  {
    requestId,
    caseId,
    kind,
  }: { readonly requestId: string; readonly caseId: string | null; readonly kind: string },
): Promise<string[]> {
  const rows = await tx
    .select({ id: portalEvents.id })
    .from(portalEvents)
    .where(
      and(
        inArray(portalEvents.caseId, caseId === null ? [requestId] : [requestId, caseId]),
        eq(portalEvents.kind, kind),
        sql`${portalEvents.data} ->> 'requestId' = ${requestId}`,
      ),
    )
    .orderBy(portalEvents.position);
  return rows.map(({ id }) => id);
}
