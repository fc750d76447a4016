import { applicationTransition, isFinal, type ApplicationState } from '../application/states.ts';

/** What somebody who is neither applicant nor ours tells us about the applicant, or that it was a mistake. */
export const noticeSubjects = {
  death: {
    ja: '申込者が亡くなったと連絡があった',
    en: 'Somebody says that the applicant has died',
  },
  deathMistaken: {
    ja: '死亡の連絡は誤りだった',
    en: 'The notice of death was a mistake',
  },
} as const;

/** How it reached us. */
export const noticeChannels = {
  telephone: { ja: '電話', en: 'by telephone' },
  letter: { ja: '手紙・電子メール', en: 'by letter or e-mail' },
  counter: { ja: '窓口', en: 'at the counter' },
  authority: { ja: '官公署からの連絡', en: 'from an authority' },
} as const;

/** The code of a subject. */
export type NoticeSubject = keyof typeof noticeSubjects;

/** The code of a way. */
export type NoticeChannel = keyof typeof noticeChannels;

/** Tells whether a text is the code of a subject. */
export const isNoticeSubject = (code: string): code is NoticeSubject =>
  Object.hasOwn(noticeSubjects, code);

/** Tells whether a text is the code of a way. */
export const isNoticeChannel = (code: string): code is NoticeChannel =>
  Object.hasOwn(noticeChannels, code);

/** Content of a piece of evidence `thirdPartyNotice`, as canonical JSON: what was recorded of it, and no words of anybody. */
export interface NoticeRecord {
  readonly v: 1;
  readonly about: NoticeSubject;
  readonly channel: NoticeChannel;
  readonly officer: string;
  /** The row of inputs that it came in with. */
  readonly input: string;
}

/** Reads such evidence out of a parsed value; undefined for anything that is not exactly one. */
export function readNotice(value: unknown): NoticeRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (Object.keys(fields).toSorted().join() !== 'about,channel,input,officer,v') return undefined;
  const { about, channel, input, officer } = fields;
  const areTexts = [about, channel, input, officer].every((each) => typeof each === 'string');
  if (fields['v'] !== 1 || !areTexts) return undefined;
  const isOne = isNoticeSubject(String(about)) && isNoticeChannel(String(channel));
  return isOne ? (value as NoticeRecord) : undefined;
}

/**
 * Who takes a notice back: an approver, and then another one decides, because whoever brought evidence in does not (N1).
 */
export const mayRecordNotice = (about: NoticeSubject, role: string): boolean =>
  about !== 'deathMistaken' || role === 'approver';

/**
 * Where a notice takes a case (state table, rows 11 and 19): what is decided is decided anew. A case that the applicant has
 * to answer, or that nobody has looked at yet, stays where it is, and is checked with the notice when it goes on.
 *
 * @returns undefined where nothing can follow: the case is closed, or the room has an intent.
 */
export function noticeMove(
  from: ApplicationState,
  hasIntent: boolean,
): 'checking' | 'same' | undefined {
  if (isFinal(from)) return undefined;
  const rows = ['evidenceAddedOrRebased', 'dossierChanged'].map((event) =>
    applicationTransition({ from, event, hasIntent }),
  );
  if (rows.some((row) => row?.to === 'checking')) return 'checking';
  return from === 'received' || from === 'returned' ? 'same' : undefined;
}
