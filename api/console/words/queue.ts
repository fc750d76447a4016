import { countText } from '../count.ts';
import type { Said } from './said.ts';

/** The queue (受付箱): its views, and what stands in them. */
export const queue = {
  title: { ja: '受付箱', en: 'Queue' },
  views: { ja: '受付箱の見方', en: 'Views of the queue' },
  own: { ja: '自分', en: 'You' },
  everybody: { ja: 'みんな', en: 'Everybody' },
  over: { ja: '終わった', en: 'Closed' },
  view: {
    mine: { ja: '担当している', en: 'Yours' },
    free: { ja: '誰も持っていない', en: 'Free' },
    jlis: { ja: 'J-LISを待つ', en: 'Awaiting J-LIS' },
    applicant: { ja: '申込者を待つ', en: 'With applicants' },
    instruct: { ja: '発行指示を待つ', en: 'To be instructed' },
    parked: { ja: '置いてある', en: 'Put aside' },
    machine: { ja: '自動で進む', en: 'By the machine' },
    done: { ja: '終わった案件', en: 'Closed cases' },
  },
  heading: {
    mine: { ja: '担当している案件', en: 'Cases that you hold' },
    free: { ja: '誰も持っていない案件', en: 'Cases that nobody holds' },
    jlis: { ja: 'J-LISの回答や条件を待つ案件', en: 'Cases that await J-LIS or a condition' },
    applicant: { ja: '申込者を待つ案件', en: 'Cases with their applicants' },
    instruct: { ja: '発行指示を待つ案件', en: 'Cases to be instructed' },
    parked: {
      ja: '置いてある案件と、認証設備室が断った案件',
      en: 'Cases put aside, and cases that the room refused',
    },
    machine: { ja: '自動で進む案件', en: 'Cases that go on by themselves' },
    done: { ja: '終わった案件', en: 'Closed cases' },
  },
  byDeadline: { ja: '期限の早い順', en: 'Nearest deadline first' },
  newest: { ja: '終わりの新しい順', en: 'Last closed first' },
  counted: (count: number): Said => ({
    ja: `${countText(count)}件`,
    en: count === 1 ? '1 case' : `${countText(count)} cases`,
  }),
  refresh: { ja: '最新にする', en: 'Refresh' },
  hints: {
    take: { ja: '次を引き受ける', en: 'take next' },
  },
  takeNext: { ja: '次を引き受ける', en: 'Take the next' },
  holder: { ja: '担当・窓口', en: 'Held by, portal' },
  closed: { ja: '終わり', en: 'Closed' },
  you: { ja: 'あなた', en: 'You' },
  aside: (reason: Said): Said => ({
    ja: `置いてあります: ${reason.ja}。時計は進んでいます。`,
    en: `Put aside: ${reason.en}. The clock goes on.`,
  }),
  asideUntil: (time: Said): Said => ({
    ja: `${time.ja} まで置く`,
    en: `aside until ${time.en}`,
  }),
  awaitsRoom: (cause: string): Said => ({
    ja: `認証設備室の復旧を待っています(${cause})。自動でやり直します。`,
    en: `Waits for the room to be back (${cause}); tried again without anybody’s doing.`,
  }),
  groups: {
    over: { ja: '期限を過ぎた', en: 'Past the deadline' },
    today: { ja: '今日が期限', en: 'Due today' },
    tomorrow: { ja: '明日まで', en: 'Due tomorrow' },
    later: { ja: 'それより後', en: 'Later' },
    machine: { ja: '自動で進む', en: 'Goes on by itself' },
    stopped: { ja: '時計が止まっている', en: 'The clock has stopped' },
    closedToday: { ja: '今日終わった', en: 'Closed today' },
    closedYesterday: { ja: '昨日終わった', en: 'Closed yesterday' },
    closedEarlier: { ja: 'それより前', en: 'Earlier' },
  },
  empty: {
    mine: { ja: '担当している案件はありません。', en: 'You hold no cases.' },
    free: { ja: '誰も持っていない案件はありません。', en: 'No case is free.' },
    jlis: { ja: '待っている案件はありません。', en: 'No case is waiting.' },
    applicant: { ja: '申込者を待つ案件はありません。', en: 'No case is with its applicant.' },
    instruct: { ja: '発行指示を待つ案件はありません。', en: 'No case is to be instructed.' },
    parked: { ja: '認証設備室が断った案件はありません。', en: 'The room has refused no case.' },
    machine: { ja: '自動で進んでいる案件はありません。', en: 'The machine has no case.' },
    done: { ja: '終わった案件は、まだありません。', en: 'No case has been closed yet.' },
    free99: (count: number): Said => ({
      ja: `誰も持っていない案件が${countText(count)}件あります。`,
      en: `${countText(count)} free.`,
    }),
    toFree: { ja: '誰も持っていない案件を見る', en: 'Show the free cases' },
    toDone: { ja: '終わった案件を見る', en: 'Show closed cases' },
  },
  checking: {
    long: (count: number): Said => ({
      ja: `点検が10分を超えている案件が${countText(count)}件あります。`,
      en:
        count === 1
          ? '1 case has been in the check for more than 10 minutes.'
          : `${countText(count)} cases have been in the check for more than 10 minutes.`,
    }),
    next: {
      ja: 'J-LISに照会する順番を待っていることがあります。自動で進みます。',
      en: 'They may be in turn to be asked of J-LIS. They go on by themselves.',
    },
    open: { ja: '点検中の案件', en: 'Cases in the check' },
  },
} as const;

/** What is said, without a reload, of rows that have changed. */
export const queueLive = {
  more: (count: number): Said => ({
    ja: `${count}件ふえました。`,
    en: count === 1 ? '1 case more.' : `${count} cases more.`,
  }),
  fewer: (count: number): Said => ({
    ja: `${count}件へりました。`,
    en: count === 1 ? '1 case fewer.' : `${count} cases fewer.`,
  }),
  others: { ja: '案件が入れ替わりました。', en: 'Other cases stand here now.' },
  again: { ja: '並べ直す', en: 'Sort again' },
} as const;
