import type { OpenSession } from '../../db/inspection/sessions.ts';
import type { Language } from './words/said.ts';

/** What travels with a request through the console. */
export interface ConsoleEnvironment {
  Variables: {
    language: Language;
    /** There behind `requireSession` only. */
    session: OpenSession;
    /** The session by the hash of its secret; there with it. */
    sessionSha256: string;
    /** Binds the forms of a page to its session. */
    formToken: string;
  };
}
