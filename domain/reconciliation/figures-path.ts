/**
 * Where the figures of a day lie beside a log. A day that is found otherwise later has another file, so
 * that what an entry names is never written over.
 */
export const figuresPath = (day: string, sha256: string): string =>
  `figures/${day}-${sha256.slice(0, 16)}.json`;
