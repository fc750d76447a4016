/**
 * `node --import tsx bin/generate-docs.ts`: writes the pages of `docs/` that follow from data in the code, and what the portal's client has of it. They are
 * checked in, and a test fails while one of them is not what this program would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, type FormatConfig } from 'oxfmt';
import { eventsAsMarkdown } from '../books/events/document.ts';
import { certificateProfilesPage } from './generate-docs/certificate-profiles-page.ts';
import { factsPage } from './generate-docs/facts-page.ts';
import { failuresPage } from './generate-docs/failures-page.ts';
import { reconciliationPage } from './generate-docs/reconciliation-page.ts';
import { gateRefusalsPage } from './generate-docs/gate-refusals-page.ts';
import { keysPage } from './generate-docs/keys-page.ts';
import { problemSlugsModule } from './generate-docs/problem-slugs-module.ts';
import { rulesPage } from './generate-docs/rules-page.ts';
import { separationPage } from './generate-docs/separation-page.ts';
import { statesPage } from './generate-docs/states-page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each page by its path from the root, with what makes it. */
const PAGES: Readonly<Record<string, () => string>> = {
  'docs/applicant-keys.md': keysPage,
  'docs/books/entries.md': eventsAsMarkdown,
  'docs/books/reconciliation.md': reconciliationPage,
  'docs/certificate-profiles.md': certificateProfilesPage,
  'docs/facts.md': factsPage,
  'docs/failures.md': failuresPage,
  'docs/operations/gate-refusals.md': gateRefusalsPage,
  'docs/rules.md': rulesPage,
  'docs/separation-of-duties.md': separationPage,
  'docs/states.md': statesPage,
  'portal-client/problem-slugs.ts': problemSlugsModule,
};

/** The command that writes the pages again. */
export const RENEWAL = 'node --import tsx bin/generate-docs.ts';

/**
 * The generated pages as they have to be checked in, in the form of the formatter.
 *
 * @throws Error if the formatter refuses a page
 */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const options = formatOptions();
  const formatted = Object.entries(PAGES).map(async ([path, page]) => {
    const { code, errors } = await format(path, page(), options);
    if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
    return [path, code] as const;
  });
  return new Map(await Promise.all(formatted));
}

function formatOptions(): FormatConfig {
  const { ignorePatterns: _, ...options } = JSON.parse(
    readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8'),
  ) as FormatConfig & { ignorePatterns?: readonly string[] };
  return options;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, page] of await generatedPages()) writeFileSync(join(ROOT, path), page);
}
