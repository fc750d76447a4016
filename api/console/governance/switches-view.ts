import type { SwitchRow } from '../../../db/governance/act-inputs.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { findSwitch, switches, type SwitchKind } from '../../../domain/governance/switches.ts';
import { governance as words } from '../words/governance.ts';
import { same, type Said } from '../words/said.ts';

/** A switch as pages show it. */
export interface SwitchView {
  readonly name: string;
  readonly kind: SwitchKind;
  readonly word: Said;
  readonly isOn: boolean;
  /** Of one that is off: what that means, who stopped it, when and why. */
  readonly means: Said;
  readonly by: string | undefined;
  readonly changedAt: Date | undefined;
  readonly cause: string | undefined;
}

const kindOf = (name: string): SwitchKind => (name.split(':')[0] ?? '') as SwitchKind;

/** What a switch is called, with what it stops. */
export function switchWord(name: string): Said {
  if (!findSwitch(name)) return same(name);
  const word = words.switches.kinds[kindOf(name)];
  const subject = name.split(':').slice(1).join(':');
  return subject === '' ? word : { ja: `${word.ja} ${subject}`, en: `${word.en} ${subject}` };
}

/** Switches without a subject, which every office has. `suspension` comes with the suspension of certificates. */
const ALWAYS = Object.entries(switches)
  .filter(([name, each]) => !('hasSubject' in each) && name !== 'suspension')
  .map(([name]) => name);

/**
 * All switches: those that every office has, and those of a portal, route, service or app that are off. For the page of
 * acts, the banner, and the column of the morning check.
 */
export function switchesView(
  rows: readonly SwitchRow[],
  staff: readonly StaffMember[],
): SwitchView[] {
  const off = rows.filter(({ name, isOn }) => !isOn && findSwitch(name) && !ALWAYS.includes(name));
  return [...ALWAYS, ...off.map(({ name }) => name)].map((name) => {
    const row = rows.find((each) => each.name === name);
    const isOn = row?.isOn ?? true;
    const by = row?.changedBy;
    return {
      name,
      kind: kindOf(name),
      word: switchWord(name),
      isOn,
      means: words.switches.means[kindOf(name)],
      by: by ? (staff.find(({ id }) => id === by)?.name ?? by) : undefined,
      changedAt: row?.changedAt,
      cause: row?.cause,
    };
  });
}
