import { desc, eq } from 'drizzle-orm';
import type { Span } from '../../domain/inspection/night.ts';
import {
  readJlisService,
  alwaysOpen,
  type JlisService,
} from '../../domain/governance/jlis-service.ts';
import { countAbleToAgree, type AbleToAgree } from '../governance/agreement-left.ts';
import { documentInForce } from '../governance/documents.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { certificateApplications } from '../schema/application.ts';
import { jlisQueries } from '../schema/decision.ts';
import { governanceDocuments, switches } from '../schema/governance.ts';
import { countNights } from './night-counts.ts';
import { COUNTED_MAX } from './queue-statements.ts';

/** A question to J-LIS, as far as the morning check has to know of it. */
export interface JlisQuestion {
  readonly askedAt: Date;
  /** Null while the question is on its way, and where a crash left it. */
  readonly answeredAt: Date | null;
  /** `none` where no answer came. */
  readonly result: string | null;
}

/** When J-LIS may be asked: by a document, without one, or by one that nobody can read. */
export type StatedJlisService =
  | { readonly by: 'document' | 'nothing'; readonly service: JlisService }
  | { readonly by: 'unreadable' };

/** A revocation list of J-LIS in force. */
export interface ListInForce {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** What the office knows of the room: nobody outside can ask its HSM. */
export interface RoomSigns {
  /** When the newest certificate came from it. */
  readonly certificateAt: Date | null;
  /** Cases that wait for it since then or longer, as far as they are counted, and the oldest of them. */
  readonly waiting: number;
  readonly waitingSince: Date | null;
}

/** A case that somebody has put aside. */
export interface HeldCase {
  readonly caseId: string;
  readonly holderName: string;
  readonly reason: string;
  readonly since: Date;
  readonly until: Date;
}

/** A stop switch that has been used. */
export interface SwitchState {
  readonly name: string;
  readonly isOn: boolean;
  readonly changedAt: Date;
}

/** Requests for revocation that nobody has decided yet. */
export interface UndecidedRevocations {
  /** As far as they are counted. */
  readonly count: number;
  /** Of them those that are past their hour. */
  readonly late: number;
  readonly since: Date | null;
}

/** Revocations by one person that await a second (緊急の失効の事後確認). */
export interface UnconfirmedRevocations {
  /** As far as they are counted. */
  readonly count: number;
  /** Of them those that are past their sixty minutes. */
  readonly late: number;
  /** The request whose time ends first, and when. */
  readonly requestId: string | null;
  readonly confirmBy: Date | null;
  /** Emergencies that were not confirmed: each is an incident. */
  readonly denied: number;
}

/** Certificates whose receipt is missing past its deadline, as far as they are counted. */
export interface MissedReceipts {
  readonly missed: number;
  /** Of them those that may not stay without one (policy `receiptRequired`). */
  readonly required: number;
}

/** What the office has heard of lists of revoked certificates, of the key whose list ends first. */
export interface PublishedLists {
  /** Issuer keys that make lists. */
  readonly keys: number;
  readonly nextUpdate: Date | null;
  /** When the office heard of that list. */
  readonly notedAt: Date | null;
}

/** Questions that are looked at for when J-LIS last answered. */
const QUESTIONS_LOOKED_AT = 100;

const LISTS = `
select this_update as "thisUpdate", next_update as "nextUpdate"
from jlis_lists where next_update > $1::timestamptz order by next_update limit 20`;

/** Letter by letter as the index of the queue has it. */
const DUE = 'coalesce(state_deadline, next_attempt_at, case_deadline)';

/** Cases of a state that wait for the room, those that were received first at the head. */
const atTheRoom = (state: string): string => `
(select changed_at from certificate_applications
 where closed_at is null and state = '${state}'
   and not (next_attempt_at is null and coalesce(not_holding[1], '') like 'gate/%')
   and changed_at <= $1::timestamptz
 order by ${DUE}, id limit ${COUNTED_MAX})`;

const ROOM = `
select (select received_at from orders where received_at is not null
    order by received_at desc limit 1) as "certificateAt",
  count(*)::int as waiting, min(changed_at) as "waitingSince"
from (${atTheRoom('issuing')} union all ${atTheRoom('instructed')}) waiting`;

const HELD = `
select h.case_id as "caseId", o.name as "holderName", h.hold_reason as reason,
  h.changed_at as since, h.hold_until as until
from case_leases h join officers o on o.id = h.officer_id
where h.hold_until is not null and h.hold_until > $1::timestamptz
order by h.hold_until limit ${COUNTED_MAX}`;

const overdue = (state: string): string => `
(select state from certificate_applications
 where closed_at is null and state = '${state}'
   and ${DUE} < $1::timestamptz
 limit ${COUNTED_MAX})`;

const OVERDUE = `${overdue('review')} union all ${overdue('approved')}`;

const UNDECIDED = `
select count(*)::int as count, count(*) filter (where decide_by < $1::timestamptz)::int as late,
  min(requested_at) as since
from (select decide_by, requested_at from revocation_requests
  where state in ('received', 'examining', 'suspended')
  order by decide_by limit ${COUNTED_MAX}) undecided`;

const UNCONFIRMED = `
select count(*)::int as count, count(*) filter (where confirm_by < $1::timestamptz)::int as late,
  (array_agg(id order by confirm_by))[1] as "requestId", min(confirm_by) as "confirmBy",
  (select count(*)::int from (select 1 from revocation_requests
    where is_confirmed = false and confirmed_at > $1::timestamptz - interval '7 days'
    limit ${COUNTED_MAX}) denied) as denied
from (select id, confirm_by from revocation_requests
  where is_emergency and confirmed_at is null
  order by confirm_by limit ${COUNTED_MAX}) unconfirmed`;

const UNRECEIVED = `
select count(*)::int as missed, count(*) filter (where receipt_required)::int as required
from (select receipt_required from certificates
  where state = 'issued' and acceptance_deadline < $1::timestamptz
  order by acceptance_deadline limit ${COUNTED_MAX}) unreceived`;

const STATUS = `
select next_update as "nextUpdate", noted_at as "notedAt",
  count(*) over ()::int as keys
from status_publications where next_update is not null and noted_at <= $1::timestamptz
order by next_update limit 1`;

async function statedService(db: OfficeDatabase, at: Date): Promise<StatedJlisService> {
  const document = await documentInForce(db, 'jlisService', at);
  if (!document) return { by: 'nothing', service: alwaysOpen };
  const service = readJlisService(JSON.parse(document.content.toString('utf8')));
  return service ? { by: 'document', service } : { by: 'unreadable' };
}

/** What 朝の点検 looks at: ids, counts and instants; nothing of whom a case is about. */
export function prepareMorningCheck(db: OfficeDatabase) {
  const rowsOf = async <T extends object>(name: string, text: string, at: Date): Promise<T[]> =>
    (await db.$client.query<T>({ name: `console_morning_${name}`, text, values: [at] })).rows;
  const questions = db
    .select({
      askedAt: jlisQueries.askedAt,
      answeredAt: jlisQueries.answeredAt,
      result: jlisQueries.result,
    })
    .from(jlisQueries)
    .orderBy(desc(jlisQueries.askedAt))
    .limit(QUESTIONS_LOOKED_AT)
    .prepare('console_morning_questions');

  const first = db
    .select({ at: certificateApplications.receivedAt })
    .from(certificateApplications)
    .orderBy(certificateApplications.receivedAt, certificateApplications.id)
    .limit(1)
    .prepare('console_morning_first');

  return {
    jlisService: (at: Date): Promise<StatedJlisService> => statedService(db, at),

    /** The newest questions to J-LIS, newest first. */
    questions: (): Promise<JlisQuestion[]> => questions.execute(),

    /** Revocation lists of J-LIS in force, the one that ends first at the head. */
    lists: (now: Date): Promise<ListInForce[]> => rowsOf<ListInForce>('lists', LISTS, now),

    /** What is known of the room; cases count that wait for it since an instant or longer. */
    async room(since: Date): Promise<RoomSigns> {
      const [row] = await rowsOf<RoomSigns>('room', ROOM, since);
      return row ?? { certificateAt: null, waiting: 0, waitingSince: null };
    },

    /** Cases that are put aside, by when they come back. */
    held: (now: Date): Promise<HeldCase[]> => rowsOf<HeldCase>('held', HELD, now),

    /** How many cases are past the deadline of their state, up to `COUNTED_MAX` of a state. */
    async overdue(now: Date): Promise<Readonly<Record<'review' | 'approved', number>>> {
      const rows = await rowsOf<{ state: string }>('overdue', OVERDUE, now);
      const of = (wanted: string): number => rows.filter(({ state }) => state === wanted).length;
      return { review: of('review'), approved: of('approved') };
    },

    /** Requests for revocation that wait for a decision, day and night (規則6条10号). */
    async revocations(now: Date): Promise<UndecidedRevocations> {
      const [row] = await rowsOf<UndecidedRevocations>('revocations', UNDECIDED, now);
      return row ?? { count: 0, late: 0, since: null };
    },

    /** Emergency revocations that await the second person, or that were not confirmed within the week. */
    async confirmations(now: Date): Promise<UnconfirmedRevocations> {
      const [row] = await rowsOf<UnconfirmedRevocations>('confirmations', UNCONFIRMED, now);
      return row ?? { count: 0, late: 0, requestId: null, confirmBy: null, denied: 0 };
    },

    /** Certificates in force whose receipt was not confirmed in time (規則12条1項1号リ). */
    async receipts(now: Date): Promise<MissedReceipts> {
      const [row] = await rowsOf<MissedReceipts>('receipts', UNRECEIVED, now);
      return row ?? { missed: 0, required: 0 };
    },

    /** The newest list of revoked certificates, of the issuer key whose list ends first. */
    async status(now: Date): Promise<PublishedLists> {
      const [row] = await rowsOf<PublishedLists>('status', STATUS, now);
      return row ?? { keys: 0, nextUpdate: null, notedAt: null };
    },

    /** How many persons can agree about access: by them alone somebody who is locked comes in again. */
    agreement: (): Promise<AbleToAgree> => countAbleToAgree(db),

    /** When the office received its first application. */
    async firstReceivedAt(): Promise<Date | undefined> {
      const [row] = await first.execute();
      return row?.at;
    },

    /** What the machine did in some stretches of time. */
    nights: (spans: readonly Span[]) => countNights(db, spans),

    /** Stop switches that have ever been used: one that has not is on. */
    switches: (): Promise<SwitchState[]> => db.select().from(switches).orderBy(switches.name),

    /** CA certificates that the office believes, DER. */
    async issuerCertificates(): Promise<Buffer[]> {
      const rows = await db
        .select({ content: governanceDocuments.content })
        .from(governanceDocuments)
        .where(eq(governanceDocuments.documentType, 'issuerCertificate'));
      return rows.map(({ content }) => content);
    },
  };
}

/** The morning check as the console asks for it. */
export type MorningCheck = ReturnType<typeof prepareMorningCheck>;
