import type { Said } from './said.ts';

/** Days, durations and deadlines in words. */
export const times = {
  weekdays: {
    ja: ['日', '月', '火', '水', '木', '金', '土'],
    en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  },
  days: (days: number, hours: number): Said => ({
    ja: hours === 0 ? `${days}日` : `${days}日${hours}時間`,
    en: hours === 0 ? `${days} d` : `${days} d ${hours} h`,
  }),
  hours: (hours: number, minutes: number): Said => ({
    ja: minutes === 0 ? `${hours}時間` : `${hours}時間${minutes}分`,
    en: minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`,
  }),
  minutes: (minutes: number): Said => ({ ja: `${minutes}分`, en: `${minutes} min` }),
  left: (duration: Said): Said => ({ ja: `残り ${duration.ja}`, en: `${duration.en} left` }),
  over: (duration: Said): Said => ({ ja: `${duration.ja} 超過`, en: `${duration.en} over` }),
  untilQuery: (duration: Said): Said => ({
    ja: `照会まで ${duration.ja}`,
    en: `query in ${duration.en}`,
  }),
  underWay: { ja: '確認中', en: 'under way' },
  stopped: (days: number): Said => ({ ja: `停止 ${days}日目`, en: `Stopped, day ${days}` }),
  lapsesOn: (day: string): Said => ({ ja: `${day} に期限切れ`, en: `lapses ${day}` }),
  asOf: (time: string): Said => ({ ja: `${time} 現在`, en: `as of ${time}` }),
  planned: (time: string): Said => ({ ja: `${time} 予定`, en: `${time}, planned` }),
  eras: {
    meiji: (year: number): Said => ({ ja: `明治${year}年`, en: `Meiji ${year}` }),
    taisho: (year: number): Said => ({ ja: `大正${year}年`, en: `Taisho ${year}` }),
    showa: (year: number): Said => ({ ja: `昭和${year}年`, en: `Showa ${year}` }),
    heisei: (year: number): Said => ({ ja: `平成${year}年`, en: `Heisei ${year}` }),
    reiwa: (year: number): Said => ({ ja: `令和${year}年`, en: `Reiwa ${year}` }),
  },
} as const;
