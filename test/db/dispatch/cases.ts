import { eq } from 'drizzle-orm';
import type { OfficeDatabase } from '../../../db/office-database.ts';
import { certificateApplications } from '../../../db/schema/application.ts';
import { uuidV7 } from '../../../db/uuid.ts';

/** A case as its row alone, of a portal; what else belongs to it is not looked at. @returns its id */
export async function insertCase(
  db: Pick<OfficeDatabase, 'insert'>,
  portalId: string,
  { at = new Date(), chainId = uuidV7(), id = uuidV7() } = {},
): Promise<string> {
  await db.insert(certificateApplications).values({
    id,
    portalId,
    service: 'together',
    identityRoute: 'jpki',
    keyDelivery: 'simultaneous',
    edition: 1,
    chainId,
    ruleSetId: '2026-12',
    receivedAt: at,
    caseDeadline: new Date(at.getTime() + 180 * 86_400_000),
    nameSealed: Buffer.alloc(0),
    changedAt: at,
  });
  return id;
}

const FINAL = ['issued', 'rejected', 'withdrawn', 'lapsed'];

/** Moves a case, as far as its row goes. */
export async function moveCase(
  db: Pick<OfficeDatabase, 'update'>,
  id: string,
  state: string,
  at = new Date(),
): Promise<void> {
  await db
    .update(certificateApplications)
    .set({ state, changedAt: at, ...(FINAL.includes(state) ? { closedAt: at } : {}) })
    .where(eq(certificateApplications.id, id));
}
