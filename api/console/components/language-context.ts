import { createContext, useContext } from 'hono/jsx';
import type { Language, Said } from '../words/said.ts';

/** Language of the page that is being made. */
export const LanguageContext = createContext<Language>('ja');

/** The language of the page. */
export const useLanguage = (): Language => useContext(LanguageContext);

/** Picks from both languages the one of the page. */
export function useSay(): <T>(said: Said<T>) => T {
  const language = useLanguage();
  return (said) => said[language];
}
