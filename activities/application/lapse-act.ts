import type { CaseRow } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';

/** The act that ends a case because an instant has passed (application.lapsed). */
export const lapseAct = (
  { build }: OfficeDependencies,
  row: CaseRow,
  { now, ends }: { readonly now: Date; readonly ends: Date },
): CaseAct => ({
  change: { state: 'lapsed', closedAt: now, nextAttemptAt: null, stateDeadline: null },
  entries: [
    {
      entry: {
        event: 'application.lapsed',
        items: ['1ロ'],
        at: now.toISOString(),
        actor: OFFICE_WORKER,
        data: { cause: row.state, deadline: ends.toISOString() },
        ...runOf(build),
      },
    },
  ],
});
