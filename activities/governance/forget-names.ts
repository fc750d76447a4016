import { step } from '../../adapters/telemetry/steps.ts';
import { overwriteEndedNames } from '../../db/governance/officer-names.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';

/**
 * Overwrites the names of people whom nobody registered: their act was refused, lapsed, ended, or never came to be.
 *
 * A crash before the commit leaves the names to the next look.
 */
export async function forgetNames({
  db,
  now,
}: {
  readonly db: OfficeDatabase;
  readonly now: () => Date;
}): Promise<void> {
  if ((await overwriteEndedNames(db, now())) > 0) step('act.3-names-overwritten');
}
