import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { halfOf, HALF_OCTETS, readHalf } from '../../domain/governance/enrolment-code.ts';
import type { OfficeDatabase, Queryable } from '../office-database.ts';
import { enrolments } from '../schema/access.ts';
import { officers } from '../schema/governance.ts';
import { writePermission, type PermissionActor } from './permission-entries.ts';
import { isConfirmed, type SignedBy } from './signed-by.ts';

/** An enrolment that nobody used by then is past. */
export const ENROLMENT_MS = 24 * 3_600_000;

/** Who may make a passkey, or which terminal is made. */
export type EnrolmentSubject = { readonly officerId: string } | { readonly terminalId: string };

/** The two people behind an enrolment; the first persons of an installation have nobody before them. */
export interface EnrolmentPair {
  readonly proposedBy: string;
  readonly approvedBy: string;
}

/** A new enrolment. */
export interface NewEnrolment {
  readonly actId: string;
  readonly subject: EnrolmentSubject;
  readonly pair?: EnrolmentPair;
  /** In whose name the end of one before it stands. */
  readonly by: PermissionActor;
  readonly at: Date;
}

/** The halves of a code, as they were typed or drawn. */
export type Halves = readonly [string, string];

/** An enrolment by its code. */
export interface OpenEnrolment {
  readonly actId: string;
  readonly officerId: string | null;
  readonly terminalId: string | null;
  readonly approvedBy: string | null;
}

/** An enrolment as its two people see it. */
export interface ListedEnrolment extends OpenEnrolment {
  readonly proposedBy: string | null;
  readonly endsAt: Date;
  /** Whether the half of each is drawn. */
  readonly isFirstDrawn: boolean;
  readonly isSecondDrawn: boolean;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A half by what is kept of it: 80 random bits need neither salt nor stretching. */
const hashOfHalf = (half: string): string => sha256(`enrolment/1\0${readHalf(half) ?? ''}`);

const newHalf = (): string => halfOf(randomBytes(HALF_OCTETS));

const isOpen = (at: Date) => and(isNull(enrolments.usedAt), gt(enrolments.endsAt, at));

/** Ends the open enrolments of a person or a terminal, each with its entry: so a restored database has none of them either. */
export async function endEnrolments(
  tx: Queryable,
  subject: EnrolmentSubject,
  { act, by, at }: { readonly act: string; readonly by: PermissionActor; readonly at: Date },
): Promise<void> {
  const [mine, person] =
    'officerId' in subject
      ? [eq(enrolments.officerId, subject.officerId), subject.officerId]
      : [eq(enrolments.terminalId, subject.terminalId), subject.terminalId];
  const ended = await tx
    .update(enrolments)
    .set({ endsAt: at })
    .where(and(mine, isOpen(at)))
    .returning({ actId: enrolments.actId });
  for (const _ of ended) {
    const data = { person, permission: 'enrolment', act, by, at };
    await writePermission(tx, 'permission.withdrawn', data);
  }
}

/** Opens an enrolment for a day. One before it for the same person or terminal is past. */
export async function openEnrolment(
  tx: Queryable,
  { actId, subject, pair, by, at }: NewEnrolment,
): Promise<void> {
  await endEnrolments(tx, subject, { act: actId, by, at });
  await tx.insert(enrolments).values({
    actId,
    ...subject,
    ...pair,
    openedAt: at,
    endsAt: new Date(at.getTime() + ENROLMENT_MS),
  });
}

/** Draws both halves of an enrolment that has no two people behind it. */
export async function drawBoth(tx: Queryable, actId: string): Promise<Halves> {
  const halves = [newHalf(), newHalf()] as const;
  await tx
    .update(enrolments)
    .set({ firstSha256: hashOfHalf(halves[0]), secondSha256: hashOfHalf(halves[1]) })
    .where(eq(enrolments.actId, actId));
  return halves;
}

/** Whose half is drawn, and the passkey by which they confirmed that it is they who draw it. */
export interface Drawing {
  readonly actId: string;
  readonly officerId: string;
  readonly at: Date;
  readonly confirmedBy: SignedBy;
}

/**
 * Draws the half of one of the two people, once: it is shown and never kept.
 *
 * @returns undefined if there is none for this person, or it was drawn, or the day is over.
 */
async function drawHalf(
  db: Queryable,
  { actId, officerId, at }: Drawing,
): Promise<string | undefined> {
  const half = newHalf();
  const drawn = hashOfHalf(half);
  const own = and(eq(enrolments.actId, actId), isOpen(at));
  const first = await db
    .update(enrolments)
    .set({ firstSha256: drawn })
    .where(and(own, eq(enrolments.proposedBy, officerId), isNull(enrolments.firstSha256)))
    .returning({ actId: enrolments.actId });
  if (first.length === 1) return half;
  const second = await db
    .update(enrolments)
    .set({ secondSha256: drawn })
    .where(and(own, eq(enrolments.approvedBy, officerId), isNull(enrolments.secondSha256)))
    .returning({ actId: enrolments.actId });
  return second.length === 1 ? half : undefined;
}

/** By both halves, in whatever order they are typed; one of them opens nothing. */
const byHalves = ([one, other]: Halves) => {
  const [a, b] = [hashOfHalf(one), hashOfHalf(other)];
  return or(
    and(eq(enrolments.firstSha256, a), eq(enrolments.secondSha256, b)),
    and(eq(enrolments.firstSha256, b), eq(enrolments.secondSha256, a)),
  );
};

const columns = {
  actId: enrolments.actId,
  officerId: enrolments.officerId,
  terminalId: enrolments.terminalId,
  approvedBy: enrolments.approvedBy,
};

/** Uses an enrolment of its kind. The update decides between two browsers with one code. */
export async function useEnrolment(
  tx: Queryable,
  {
    halves,
    of,
    at,
  }: { readonly halves: Halves; readonly of: 'officer' | 'terminal'; readonly at: Date },
): Promise<OpenEnrolment | undefined> {
  const isOfKind = isNotNull(of === 'officer' ? enrolments.officerId : enrolments.terminalId);
  const [used] = await tx
    .update(enrolments)
    .set({ usedAt: at })
    .where(and(byHalves(halves), isOpen(at), isOfKind))
    .returning(columns);
  return used;
}

/**
 * Uses the enrolment of an invented person of a demonstration, who has nobody to draw its halves: there the console does, and
 * forgets them. One that two people stand behind is not used so.
 *
 * @returns its act; undefined if there is none.
 */
export async function useInDevelopment(
  tx: Queryable,
  officerId: string,
  at: Date,
): Promise<string | undefined> {
  const [used] = await tx
    .update(enrolments)
    .set({ firstSha256: hashOfHalf(newHalf()), secondSha256: hashOfHalf(newHalf()), usedAt: at })
    .where(
      and(
        eq(enrolments.officerId, officerId),
        isOpen(at),
        isNull(enrolments.proposedBy),
        isNull(enrolments.firstSha256),
      ),
    )
    .returning({ actId: enrolments.actId });
  return used?.actId;
}

/** Enrolments as the console asks for them. */
export function prepareEnrolments(db: OfficeDatabase) {
  return {
    /** Whose passkey a code lets be made. Nothing is used yet. */
    async officerOf(halves: Halves, at: Date): Promise<{ id: string; name: string } | undefined> {
      const [officer] = await db
        .select({ id: officers.id, name: officers.name })
        .from(enrolments)
        .innerJoin(officers, eq(officers.id, enrolments.officerId))
        .where(and(byHalves(halves), isOpen(at)));
      return officer;
    },

    /** Draws a half. @returns undefined if there is none for this person, or their passkey is withdrawn meanwhile */
    draw: (drawing: Drawing): Promise<string | undefined> =>
      db.transaction(async (tx) =>
        (await isConfirmed(tx, drawing)) ? drawHalf(tx, drawing) : undefined,
      ),

    /** Those that are open, the newest first. */
    list: (at: Date): Promise<ListedEnrolment[]> =>
      db
        .select({
          ...columns,
          proposedBy: enrolments.proposedBy,
          endsAt: enrolments.endsAt,
          isFirstDrawn: sql<boolean>`${enrolments.firstSha256} is not null`,
          isSecondDrawn: sql<boolean>`${enrolments.secondSha256} is not null`,
        })
        .from(enrolments)
        .where(isOpen(at))
        .orderBy(sql`${enrolments.openedAt} desc`),
  };
}

/** Enrolments as the console asks for them. */
export type Enrolments = ReturnType<typeof prepareEnrolments>;
