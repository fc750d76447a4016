import { createContext, useContext } from 'hono/jsx';
import type { Language, Said } from '../words/said.ts';

/** Language of the page that is being made. */
export const LanguageContext = createContext<Language>('ja');

/** The language of the page. */
export const useLanguage = (): Language => useContext(LanguageContext);

/** Whether the page is a sheet of paper: hashes are whole and nothing is folded. */
export const PaperContext = createContext(false);

/** Whether the page is a sheet of paper. */
export const usePaper = (): boolean => useContext(PaperContext);

/** Picks from both languages the one of the page. */
export function useSay(): <T>(said: Said<T>) => T {
  const language = useLanguage();
  return (said) => said[language];
}
