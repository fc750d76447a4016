/** What a page says, in both languages. Leaving one out does not compile. */
export interface Said<T = string> {
  readonly ja: T;
  readonly en: T;
}

/** A language of the console. */
export type Language = keyof Said;

/** The languages, Japanese first: it is the one of the law and of the books. */
export const LANGUAGES = ['ja', 'en'] as const satisfies readonly Language[];

/** Says the same in both languages: names, numbers, codes. */
export const same = (text: string): Said => ({ ja: text, en: text });
