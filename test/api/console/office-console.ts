import { randomBytes } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { createConsoleApp } from '../../../api/console/app.tsx';
import type { ConsoleParts } from '../../../api/console/dependencies.ts';
import { hashOfSecret } from '../../../api/console/governance/session.ts';
import { readEntry, type Entry } from '../../../books/entry.ts';
import type { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { bookEntries } from '../../../db/schema/books.ts';
import { SITE } from './passkey-browser.ts';
import type { SeededOffice } from './seed/seeded-office.ts';

/** What a console of a test keeps and reads. */
export type Records = ReturnType<typeof openConsoleRecords>;

/** A console that takes requests. */
export type ConsoleApp = ReturnType<typeof createConsoleApp>;

/** What a console of a test has besides; an unexpected error fails the test. */
type More = Omit<Partial<ConsoleParts>, 'records' | 'settings'> & {
  readonly settings?: Partial<ConsoleParts['settings']>;
};

/** A console over a seeded office, in the office's time unless another clock is given. */
export const consoleOf = (
  office: SeededOffice,
  records: Records,
  { settings, ...more }: More = {},
): ConsoleApp =>
  createConsoleApp({
    records,
    evidence: office.evidence,
    now: () => office.now,
    report: ({ error }) => {
      throw error;
    },
    ...more,
    settings: {
      isDevelopment: true,
      origin: SITE.origin,
      isSecure: false,
      build: 'test',
      terminal: 'T-07',
      sessionKey: Buffer.alloc(32, 7),
      ...settings,
    },
  });

const LINK_MS = 3_600_000;

/** Makes a link by which somebody signs in once, for an hour. @returns its secret */
export async function addLink(
  { sessions }: Pick<Records, 'sessions'>,
  officerId: string,
  now: Date,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const endsAt = new Date(now.getTime() + LINK_MS);
  await sessions.addLinks([{ idSha256: hashOfSecret(secret), officerId, endsAt }]);
  return secret;
}

/** The newest entries of an event, the last first. */
export async function newestEntries(
  { owner }: SeededOffice,
  event: string,
  limit = 1,
): Promise<Entry[]> {
  const rows = await owner
    .select({ octets: bookEntries.octets })
    .from(bookEntries)
    .where(eq(bookEntries.event, event))
    .orderBy(desc(bookEntries.ordinal))
    .limit(limit);
  return rows.map(({ octets }) => readEntry(octets));
}
