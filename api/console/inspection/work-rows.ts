import type { AbleToAgree } from '../../../db/governance/agreement-left.ts';
import type { NamedDuty } from '../../../db/governance/duty-roster.ts';
import type { FailedDispatches } from '../../../db/inspection/dispatches.ts';
import type {
  MissedReceipts,
  RoomSigns,
  UnconfirmedRevocations,
  UndecidedRevocations,
} from '../../../db/inspection/morning-check.ts';
import type { LateLots } from '../../../db/dispatch/lot-records.ts';
import { letters } from '../words/letters.ts';
import { agreement } from '../words/agreement.ts';
import { dispatches } from '../words/dispatches.ts';
import { missedReceipts } from '../words/missed-receipts.ts';
import { morning } from '../words/morning.ts';
import { confirmations, revocations } from '../words/revocations.ts';
import { clockOf } from '../clock.ts';
import type { AnchoringLine } from './anchoring-view.ts';
import { since, type MorningRow } from './morning-row.ts';

/** Who is 責任を有する者. */
export const dutyRow = (current: NamedDuty | undefined, now: Date): MorningRow => ({
  id: 'duty',
  name: morning.duty.name,
  level: current ? 'good' : 'look',
  what: [current ? morning.duty.on(current.name) : morning.duty.nobody],
  link: { href: '/duty', name: morning.duty.next },
  ...(current ? { age: morning.ago(since(current.from, now)) } : {}),
});

/** Whether two people can agree about access; somebody who is locked is let in again by two others. */
export function agreementRow({ persons, withLocked }: AbleToAgree): MorningRow {
  const words = agreement;
  const locked = withLocked - persons;
  const isEnough = persons >= 2;
  return {
    id: 'agreement',
    name: words.name,
    level: isEnough ? 'good' : 'look',
    what: [
      isEnough ? words.enough(persons) : words.tooFew(persons),
      ...(locked > 0 ? [words.locked(locked)] : []),
      ...(persons > 2 ? [] : [isEnough ? words.next : words.nobody]),
    ],
    link: { href: '/staff', name: words.open, needs: 'alarms' },
  };
}

/** How many minutes a case may wait for the room before somebody looks. */
export const ROOM_WAIT_MINUTES = 10;

/** What the office knows of HSM and room, and that it knows no more. */
export function roomRow(signs: RoomSigns, lines: readonly AnchoringLine[], now: Date): MorningRow {
  const words = morning.room;
  const { waiting, waitingSince, certificateAt } = signs;
  const heard = lines.find(({ log, kind }) => log === 'enclave' && kind === 'anchored');
  const isHeard = heard?.succeededAt !== undefined;
  const isLate = !isHeard || heard.level !== 'good';
  return {
    id: 'room',
    name: words.name,
    level: waiting > 0 || isLate ? 'look' : 'good',
    what: [
      ...(waiting > 0 && waitingSince ? [words.waits(waiting, since(waitingSince, now))] : []),
      isHeard ? words.heard(since(heard.succeededAt ?? now, now)) : words.notHeard,
      certificateAt ? words.certificate(since(certificateAt, now)) : words.noCertificate,
      words.cannotAsk,
    ],
    ...(isHeard ? { age: morning.ago(since(heard.succeededAt ?? now, now)) } : {}),
    ...(waiting > 0
      ? { link: { href: '/queue?view=machine', name: morning.checking.open, needs: 'cases' } }
      : {}),
  };
}

/** Cases that the machine has been checking for long. */
export const checkingRow = (count: number): MorningRow => ({
  id: 'checking',
  name: morning.checking.name,
  level: count > 0 ? 'look' : 'good',
  what: [count > 0 ? morning.checking.long(count) : morning.checking.good],
  ...(count > 0
    ? { link: { href: '/queue?view=machine', name: morning.checking.open, needs: 'cases' } }
    : {}),
});

/** Cases past the deadline of their state. */
export function overdueRow({ review, approved }: Readonly<Record<'review' | 'approved', number>>) {
  const words = morning.overdue;
  const what = [
    ...(review > 0 ? [words.review(review)] : []),
    ...(approved > 0 ? [words.approved(approved)] : []),
  ];
  const view = review > 0 ? 'free' : 'instruct';
  return {
    id: 'overdue',
    name: words.name,
    level: what.length > 0 ? 'look' : 'good',
    what: what.length > 0 ? what : [words.good],
    ...(what.length > 0
      ? { link: { href: `/queue?view=${view}`, name: words.openReview, needs: 'cases' } }
      : {}),
  } satisfies MorningRow;
}

/** Cases that the room refused for good. */
export const parkedRow = (count: number): MorningRow => ({
  id: 'parked',
  name: morning.parked.name,
  level: count > 0 ? 'look' : 'good',
  what: [count > 0 ? morning.parked.some(count) : morning.parked.good],
  ...(count > 0
    ? { link: { href: '/queue?view=parked', name: morning.parked.open, needs: 'cases' } }
    : {}),
});

/** How long a letter may wait for its two seals: over a weekend, not over a week. */
export const LETTER_WAIT_DAYS = 3;

/** Letters that are late with us or with the vendor; whoever looks calls. Nothing is decided by it. */
export function lettersRow(late: LateLots, now: Date): MorningRow {
  const words = letters.morning;
  const { toPrint, toPost, toSeal, waitingSince } = late;
  const isOld =
    waitingSince !== null && now.getTime() - waitingSince.getTime() > LETTER_WAIT_DAYS * 86_400_000;
  const what = [
    ...(toPrint > 0 ? [words.toPrint(toPrint)] : []),
    ...(toPost > 0 ? [words.toPost(toPost)] : []),
    ...(toPrint + toPost > 0 ? [words.call] : []),
    ...(toSeal > 0 ? [words.toSeal(toSeal)] : []),
    ...(isOld ? [words.waits(since(waitingSince, now))] : []),
  ];
  return {
    id: 'letters',
    name: words.name,
    level: what.length > 0 ? 'look' : 'good',
    what: what.length > 0 ? what : [words.good],
    link: { href: '/dispatch-lots', name: words.open, needs: 'cases' },
  };
}

/** Requests for revocation that nobody has decided: each within the hour, nights too. */
export function revocationsRow(
  { count, late, since: at }: UndecidedRevocations,
  now: Date,
): MorningRow {
  const words = revocations;
  return {
    id: 'revocations',
    name: words.name,
    level: count > 0 ? 'look' : 'good',
    what: [
      count > 0 ? words.some(count) : words.good,
      ...(late > 0 ? [words.late(late)] : []),
      ...(count > 0 ? [words.next] : []),
    ],
    link: { href: '/revocation-requests', name: words.open, needs: 'cases' },
    ...(at ? { age: morning.ago(since(at, now)), limit: words.limit } : {}),
  };
}

/** Revocations by one person that await a second within the hour; the one whose time ends first is linked. */
export function confirmationsRow({
  count,
  late,
  requestId,
  confirmBy,
  denied,
}: UnconfirmedRevocations): MorningRow {
  const words = confirmations;
  const list = { href: '/revocation-requests?view=confirm', name: words.list };
  const isOne = count === 1 && requestId !== null;
  const one = { href: `/revocation-requests/${requestId ?? ''}/confirmation`, name: words.open };
  return {
    id: 'confirmations',
    name: words.name,
    level: count + denied > 0 ? 'look' : 'good',
    what: [
      count > 0 && confirmBy ? words.some(count, clockOf(confirmBy)) : words.good,
      ...(late > 0 ? [words.late(late)] : []),
      ...(denied > 0 ? [words.denied(denied)] : []),
    ],
    link: { ...(isOne ? one : list), needs: 'cases' },
    ...(count > 0 ? { limit: words.limit } : {}),
  };
}

/** Mails and events that were given up: somebody has to find another way (規則6条12号 of notices of a revocation). */
export function dispatchesRow({ count, since: oldest }: FailedDispatches, now: Date): MorningRow {
  const words = dispatches.check;
  return {
    id: 'dispatches',
    name: words.name,
    level: count > 0 ? 'look' : 'good',
    what: [count > 0 ? words.some(count) : words.good],
    link: { href: '/dispatches', name: words.open },
    ...(oldest ? { age: morning.ago(since(oldest, now)) } : {}),
  };
}

/** Certificates whose receipt nobody confirmed in time; with the policy a person asks for their revocation. */
export function receiptsRow({ missed, required }: MissedReceipts): MorningRow {
  const words = missedReceipts;
  return {
    id: 'receipts',
    name: words.name,
    level: required > 0 ? 'look' : 'good',
    what: [
      missed > 0 ? words.missed(missed) : words.good,
      ...(required > 0 ? [words.required(required), words.next] : []),
    ],
    ...(required > 0
      ? {
          link: {
            href: '/revocation-requests/new?channel=exOfficio',
            name: words.open,
            needs: 'cases',
          },
        }
      : {}),
  };
}
