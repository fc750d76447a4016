import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { requestInputKinds } from '../../domain/revocation/request-inputs.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { caseInputs } from '../schema/application.ts';
import { revocationRequests } from '../schema/revocation.ts';

/** A request as it stands. */
export type RevocationRequest = typeof revocationRequests.$inferSelect;

/** Finds a request; undefined if there is none. */
export async function findRequest(
  db: Queryable,
  id: string,
): Promise<RevocationRequest | undefined> {
  const [row] = await db.select().from(revocationRequests).where(eq(revocationRequests.id, id));
  return row;
}

/** The request, locked until the transaction ends: whoever moves it holds it. */
export async function lockRequest(
  tx: Queryable,
  id: string,
): Promise<RevocationRequest | undefined> {
  const [row] = await tx
    .select()
    .from(revocationRequests)
    .where(eq(revocationRequests.id, id))
    .for('update');
  return row;
}

/** Changes a request that is locked. */
export async function changeRequest(
  tx: Queryable,
  id: string,
  change: Partial<RevocationRequest>,
): Promise<void> {
  await tx.update(revocationRequests).set(change).where(eq(revocationRequests.id, id));
}

/** Changes requests that whoever calls has made in this transaction. */
export async function changeRequests(
  tx: Queryable,
  ids: readonly string[],
  change: Partial<RevocationRequest>,
): Promise<void> {
  await tx
    .update(revocationRequests)
    .set(change)
    .where(inArray(revocationRequests.id, [...ids]));
}

/** Something that was sent about a request. */
export interface RequestInputRow {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly content: unknown;
  readonly contentSha256: string;
  readonly receivedAt: Date;
  readonly result: unknown;
}

const inputColumns = {
  id: caseInputs.id,
  kind: caseInputs.kind,
  actor: caseInputs.actor,
  content: caseInputs.content,
  contentSha256: caseInputs.contentSha256,
  receivedAt: caseInputs.receivedAt,
  result: caseInputs.result,
};

/** What waits to be applied to a request, oldest first. */
export const pendingInputs = (db: Queryable, requestId: string): Promise<RequestInputRow[]> =>
  db
    .select(inputColumns)
    .from(caseInputs)
    .where(
      and(
        eq(caseInputs.caseId, requestId),
        inArray(caseInputs.kind, [...requestInputKinds]),
        isNull(caseInputs.appliedAt),
      ),
    )
    .orderBy(asc(caseInputs.receivedAt), asc(caseInputs.id));

/** Inputs of a kind that had their effect, newest last. */
export const appliedInputs = (
  db: Queryable,
  requestId: string,
  kind: string,
): Promise<RequestInputRow[]> =>
  db
    .select(inputColumns)
    .from(caseInputs)
    .where(
      and(
        eq(caseInputs.caseId, requestId),
        eq(caseInputs.kind, kind),
        sql`(${caseInputs.result} ->> 'isApplied')::boolean`,
      ),
    )
    .orderBy(asc(caseInputs.appliedAt), asc(caseInputs.id));

/** Locks an input that waits; false if it was applied meanwhile. */
export async function lockInput(tx: Queryable, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: caseInputs.id })
    .from(caseInputs)
    .where(and(eq(caseInputs.id, id), isNull(caseInputs.appliedAt)))
    .for('update');
  return rows.length > 0;
}

/** Writes what became of an input. */
export async function endInput(
  tx: Queryable,
  id: string,
  { result, at }: { readonly result: object; readonly at: Date },
): Promise<void> {
  await tx
    .update(caseInputs)
    .set({ appliedAt: at, result })
    .where(and(eq(caseInputs.id, id), isNull(caseInputs.appliedAt)));
}

/** What the row of inputs that brought a request says, where staff took it. */
export async function observedByStaff(
  db: Queryable,
  inputId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [row] = await db
    .select({ content: caseInputs.content })
    .from(caseInputs)
    .where(eq(caseInputs.id, inputId));
  const content = row?.content;
  return typeof content === 'object' && content !== null
    ? (content as Readonly<Record<string, unknown>>)
    : undefined;
}

/** An entry of a request, as far as it names evidence. */
export interface NamingEntry {
  readonly event: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly evidence?: readonly { readonly kind: string; readonly sha256: string }[];
}

/** Entries of a request with these names, in their order. */
export async function entriesOfRequest(
  { $client }: Pick<OfficeDatabase, '$client'>,
  requestId: string,
  events: readonly string[],
): Promise<NamingEntry[]> {
  const { rows } = await $client.query<{ octets: Buffer }>({
    name: 'entries-of-request',
    text: `select octets from book_entries where case_id = $1 and event = any($2) order by seq`,
    values: [requestId, events],
  });
  return rows.map(({ octets }) => JSON.parse(octets.toString('utf8')) as NamingEntry);
}
