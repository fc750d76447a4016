import { readContentOf } from '../../../db/governance/dual-control.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { actView, type ActView } from './act-view.ts';
import { switchesView, type SwitchView } from './switches-view.ts';

/** What of acts and switches a reader has to know on every page. */
export interface GovernanceAlarm {
  readonly off: readonly SwitchView[];
  /** Proposals that the reader may approve, the oldest first. */
  readonly mine: readonly ActView[];
}

/** Proposals looked at for the banner. */
const LOOKED_AT = 50;

/** Reads what the banner says. Staff are read only where there is something to say. */
export async function governanceAlarm(
  officer: StaffMember,
  { records, now }: Pick<ConsoleDependencies, 'records' | 'now'>,
): Promise<GovernanceAlarm> {
  const at = now();
  const [rows, waiting] = await Promise.all([
    records.acts.switches(),
    records.acts.waiting(at, LOOKED_AT),
  ]);
  if (waiting.length === 0 && rows.every(({ isOn }) => isOn)) return { off: [], mine: [] };
  const staff = await records.staff();
  return {
    off: switchesView(rows, staff).filter(({ isOn }) => !isOn),
    // Nobody approves what this build cannot read: the list shows it.
    mine: waiting
      .filter((act) => readContentOf(act) !== undefined)
      .map((act) => actView(act, { officer, staff, now: at }))
      .filter(({ duty }) => duty.may),
  };
}
