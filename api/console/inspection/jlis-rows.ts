import type {
  JlisQuestion,
  ListInForce,
  StatedJlisService,
} from '../../../db/inspection/morning-check.ts';
import { closesAt, opensAt } from '../../../domain/governance/jlis-service.ts';
import { dayAndTimeOf } from '../clock.ts';
import { morning } from '../words/morning.ts';
import { same, type Said } from '../words/said.ts';
import { since, type MorningRow } from './morning-row.ts';

/** What the rows on J-LIS are made of. */
export interface JlisFacts {
  readonly stated: StatedJlisService;
  /** Newest first. */
  readonly questions: readonly JlisQuestion[];
  /** Cases that wait, as far as they are counted. */
  readonly waiting: number;
  readonly lists: readonly ListInForce[];
}

const words = morning.jlis;

/** A question younger than this is on its way. */
const ON_ITS_WAY_MS = 60_000;

/** Silence for less than this is one question that failed. */
const SILENT_MS = 10 * 60_000;

const isAnswered = ({ answeredAt, result }: JlisQuestion): boolean =>
  answeredAt !== null && result !== null && result !== 'none';

/** When J-LIS last answered, and since when it has not. */
function silenceOf(questions: readonly JlisQuestion[], now: Date) {
  const asked = questions.filter(
    (question) =>
      isAnswered(question) || now.getTime() - question.askedAt.getTime() > ON_ITS_WAY_MS,
  );
  const place = asked.findIndex(isAnswered);
  const unanswered = place < 0 ? asked : asked.slice(0, place);
  return {
    answeredAt: asked[place]?.answeredAt ?? undefined,
    silentSince: unanswered.at(-1)?.askedAt,
    /** The oldest question that was looked at had no answer either. */
    isLonger: place < 0 && asked.length > 0,
  };
}

function answers({ questions }: JlisFacts, now: Date): { what: Said; isSilent: boolean } {
  const { answeredAt, silentSince, isLonger } = silenceOf(questions, now);
  if (silentSince && now.getTime() - silentSince.getTime() > SILENT_MS) {
    const from = dayAndTimeOf(silentSince, now);
    const what = isLonger ? words.silentLonger(from) : words.silent(from, since(silentSince, now));
    return { what, isSilent: true };
  }
  if (!answeredAt) return { what: words.neverAsked, isSilent: false };
  return { what: words.answered(since(answeredAt, now)), isSilent: false };
}

const timeOf = (ms: number, now: Date): Said => dayAndTimeOf(new Date(ms), now);

function hours({ stated }: JlisFacts, now: Date): { what: Said[]; isOpen: boolean } {
  if (stated.by === 'unreadable') return { what: [words.unreadable], isOpen: false };
  const { service, by } = stated;
  const opens = opensAt(service, now.getTime());
  if (opens > now.getTime()) {
    return { what: [words.closed, words.opens(timeOf(opens, now))], isOpen: false };
  }
  if (by === 'nothing') return { what: [words.allDay], isOpen: true };
  const closes = closesAt(service, now.getTime());
  const until = closes === undefined ? [] : [words.closes(timeOf(closes, now))];
  return { what: [words.open, ...until], isOpen: true };
}

/** Whether J-LIS may be asked now, and whether it answers. */
export function jlisRow(facts: JlisFacts, now: Date): MorningRow {
  const { what, isOpen } = hours(facts, now);
  const answered = answers(facts, now);
  const isMuted = !isOpen || answered.isSilent;
  const waits = answered.isSilent ? 'look' : 'wait';
  const waiting = {
    href: '/queue?view=jlis',
    name: words.waiting(facts.waiting),
    needs: 'cases',
  } as const;
  return {
    id: 'jlis',
    name: same('J-LIS'),
    level: facts.stated.by === 'unreadable' ? 'look' : isMuted ? waits : 'good',
    what: [...what, answered.what, ...(isMuted ? [words.nobody] : [])],
    ...(facts.waiting > 0 ? { link: waiting } : {}),
  };
}

/** How old the revocation lists of J-LIS are. */
export function listsRow({ stated, lists }: JlisFacts, now: Date): MorningRow {
  const row = { id: 'lists', name: morning.lists.name };
  const isAgreed = stated.by !== 'unreadable' && stated.service.revocationLists;
  if (!isAgreed) return { ...row, level: 'none', what: [morning.lists.notAgreed] };
  const [first] = lists;
  if (!first) return { ...row, level: 'look', what: [morning.lists.none] };
  const oldest = lists.reduce((a, b) => (a.thisUpdate < b.thisUpdate ? a : b));
  const age = since(oldest.thisUpdate, now);
  return {
    ...row,
    level: 'good',
    what: [morning.lists.some(lists.length, age)],
    age: morning.ago(age),
    limit: morning.left(since(now, first.nextUpdate)),
  };
}
