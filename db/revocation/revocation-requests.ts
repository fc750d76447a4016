import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { pgTable } from 'drizzle-orm/pg-core';
import type { EvidenceReference } from '../../books/entry.ts';
import { isConflict } from '../application/database-failures.ts';
import { writeEntry, type NewEntry } from '../books/write-entry.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import {
  applicationTexts,
  caseInputs,
  certificateApplications as cases,
} from '../schema/application.ts';
import { caseSequences } from '../schema/books.ts';
import { decisions, orders } from '../schema/decision.ts';
import { requestedColumns, revocationRequests } from '../schema/revocation.ts';

/** Kind of the input that brings a request for revocation. */
export const REVOCATION_REQUEST = 'revocationRequest';

/** A certificate of ours, found by what names it. */
export interface KnownCertificate {
  readonly caseId: string;
  readonly orderId: string;
  readonly chainId: string;
  readonly service: string;
  readonly issuerKeyId: string;
  readonly serialNumber: string;
  readonly sha256: string;
  readonly notAfter: Date;
}

/** What was stored earlier of what a request names. */
export interface SeenRequest {
  /** Id of the input with the same content from the same portal; it was received before. */
  readonly sameInput: string | undefined;
  /** Whether a request may have the number that its text has. */
  readonly isNumberFree: boolean;
  readonly handedOut: typeof applicationTexts.$inferSelect | undefined;
}

/** A request as the portal that sent it sees it. */
export interface RequestRow {
  readonly id: string;
  readonly inputId: string;
  readonly state: string;
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
  readonly certificateSha256: string | null;
  /** Of what is recorded as revoked. */
  readonly reasonCode: string | null;
  readonly revocationDate: Date | null;
  readonly publishedAt: Date | null;
}

/** A row of a request as the portal writes it: in which state it begins is not its to say. */
export type RequestedRow = typeof requested.$inferInsert;

/** What came in one container, on its way into the database. */
export interface RequestToStore {
  readonly inputId: string;
  readonly portalId: string;
  readonly contentSha256: string;
  /** Text that is used by it from now on, unless something used it before. */
  readonly textSha256: string;
  readonly at: Date;
  /** One a certificate, the first with the id of the input; each with the entry that begins its case. */
  readonly requests: readonly { readonly row: RequestedRow; readonly entry: NewEntry }[];
}

/** Octets that were no request, on their way into the database. */
export interface UnreadableRequest {
  readonly inputId: string;
  readonly portalId: string;
  readonly contentSha256: string;
  readonly problem: string;
  readonly evidence: readonly EvidenceReference[];
  readonly at: Date;
}

/** Receiving requests for revocation. */
export interface RevocationRequests {
  /** Certificates by their number and issuer; what is not ours is left out. */
  certificates(
    named: readonly { readonly issuerKeyId: string; readonly serialNumber: string }[],
  ): Promise<KnownCertificate[]>;
  see(names: {
    readonly portalId: string;
    readonly contentSha256: string;
    readonly requestId: string;
    readonly nonceSha256: string | undefined;
  }): Promise<SeenRequest>;
  /**
   * Stores input, requests and their entries in one transaction.
   *
   * @returns `lost` if another request was first: whoever asks looks again.
   */
  store(request: RequestToStore): Promise<'stored' | 'lost'>;
  /** Stores that octets came which nobody can read; likewise. */
  storeUnreadable(request: UnreadableRequest): Promise<'stored' | 'lost'>;
  /** The requests that came with this one, by number; none if another portal sent it. */
  find(requestId: string, portalId: string): Promise<RequestRow[]>;
}

const requested = pgTable('revocation_requests', requestedColumns());

class Lost extends Error {}

const same = (portalId: string, contentSha256: string) =>
  and(
    eq(caseInputs.kind, REVOCATION_REQUEST),
    eq(caseInputs.contentSha256, contentSha256),
    eq(caseInputs.actor, portalId),
  );

const sameInput = async (
  tx: Queryable,
  { portalId, contentSha256 }: { readonly portalId: string; readonly contentSha256: string },
): Promise<string | undefined> => {
  const [row] = await tx
    .select({ id: caseInputs.id })
    .from(caseInputs)
    .where(same(portalId, contentSha256))
    .limit(1);
  return row?.id;
};

/** A number is free for a request that its text was handed out under, or that nothing is known of. */
async function isNumberFree(db: OfficeDatabase, requestId: string): Promise<boolean> {
  const { rows } = await db.execute<{ free: boolean }>(sql`
    select not exists (select 1 from ${revocationRequests} where id = ${requestId})
      and not exists (select 1 from ${caseInputs} where id = ${requestId})
      and (not exists (select 1 from ${caseSequences} where case_id = ${requestId})
        or exists (select 1 from ${applicationTexts}
          where application_id = ${requestId} and transaction = 'revocation')) as free`);
  return rows[0]?.free === true;
}

interface Brought {
  readonly inputId: string;
  readonly portalId: string;
  readonly contentSha256: string;
  readonly at: Date;
}

/** One container of a portal is one input: whoever sends it twice at once waits here for the first. */
async function insertInput(tx: Queryable, input: Brought, result: object): Promise<void> {
  const { inputId, portalId, contentSha256, at } = input;
  const lock = `${REVOCATION_REQUEST}/${portalId}/${contentSha256}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
  if ((await sameInput(tx, input)) !== undefined) throw new Lost();
  await tx.insert(caseInputs).values({
    id: inputId,
    caseId: inputId,
    kind: REVOCATION_REQUEST,
    actor: portalId,
    contentSha256,
    receivedAt: at,
    // Recording it is all there is to do with it: what becomes of the requests stands in their rows.
    appliedAt: at,
    result,
  });
}

async function unlessLost(store: () => Promise<void>): Promise<'stored' | 'lost'> {
  try {
    await store();
    return 'stored';
  } catch (error) {
    if (error instanceof Lost || isConflict(error)) return 'lost';
    throw error;
  }
}

async function storeRequest(tx: Queryable, request: RequestToStore): Promise<void> {
  await insertInput(tx, request, { state: 'received', isApplied: true });
  await tx
    .update(applicationTexts)
    .set({ usedBy: request.inputId })
    .where(
      and(eq(applicationTexts.textSha256, request.textSha256), isNull(applicationTexts.usedBy)),
    );
  await tx.insert(requested).values(request.requests.map(({ row }) => row));
  for (const { entry } of request.requests) await writeEntry(tx, entry);
}

async function storeUnreadable(tx: Queryable, given: UnreadableRequest): Promise<void> {
  const { inputId, portalId, contentSha256, problem, evidence, at } = given;
  await insertInput(tx, given, { refused: problem });
  const common = { at: at.toISOString(), case: inputId, input: inputId } as const;
  await writeEntry(tx, {
    ...common,
    event: 'evidence.received',
    items: ['2イ'],
    actor: { kind: 'portal', id: portalId },
    evidence,
    data: { evidenceKind: 'signatureContainer', supplier: 'subscriber' },
  });
  await writeEntry(tx, {
    ...common,
    event: 'input.refused',
    items: ['2イ'],
    actor: { kind: 'system', id: 'portal' },
    data: { inputKind: REVOCATION_REQUEST, problem, contentSha256 },
  });
}

/** Requests for revocation in the office database. */
export const createRevocationRequests = (db: OfficeDatabase): RevocationRequests => ({
  async certificates(named) {
    if (named.length === 0) return [];
    const rows = await db
      .select({
        caseId: orders.caseId,
        orderId: orders.id,
        chainId: cases.chainId,
        service: cases.service,
        issuerKeyId: orders.issuerKeyId,
        serialNumber: orders.serialNumber,
        sha256: orders.certificateSha256,
        notAfter: orders.notAfter,
      })
      .from(orders)
      .innerJoin(decisions, eq(decisions.id, orders.decisionId))
      .innerJoin(cases, eq(cases.id, orders.caseId))
      .where(
        inArray(
          orders.serialNumber,
          named.map(({ serialNumber }) => serialNumber),
        ),
      );
    return (rows as KnownCertificate[]).filter((row) =>
      named.some((n) => n.serialNumber === row.serialNumber && n.issuerKeyId === row.issuerKeyId),
    );
  },

  async see({ portalId, contentSha256, requestId, nonceSha256 }) {
    const [known, isFree, [handedOut]] = await Promise.all([
      sameInput(db, { portalId, contentSha256 }),
      isNumberFree(db, requestId),
      nonceSha256 === undefined
        ? []
        : db.select().from(applicationTexts).where(eq(applicationTexts.nonceSha256, nonceSha256)),
    ]);
    return { sameInput: known, isNumberFree: isFree, handedOut };
  },

  store: (request) => unlessLost(() => db.transaction((tx) => storeRequest(tx, request))),

  storeUnreadable: (request) =>
    unlessLost(() => db.transaction((tx) => storeUnreadable(tx, request))),

  async find(requestId, portalId) {
    const own = db
      .select({ inputId: revocationRequests.inputId })
      .from(revocationRequests)
      .where(and(eq(revocationRequests.id, requestId), eq(revocationRequests.portalId, portalId)));
    return db
      .select({
        id: revocationRequests.id,
        inputId: revocationRequests.inputId,
        state: revocationRequests.state,
        issuerKeyId: revocationRequests.issuerKeyId,
        serialNumber: revocationRequests.serialNumber,
        certificateSha256: revocationRequests.certificateSha256,
        reasonCode: revocationRequests.reasonCode,
        revocationDate: revocationRequests.revocationDate,
        publishedAt: revocationRequests.publishedAt,
      })
      .from(revocationRequests)
      .where(inArray(revocationRequests.inputId, own))
      .orderBy(asc(revocationRequests.number));
  },
});
