import type { NamedDuty } from '../../../db/governance/duty-roster.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { permissionFor } from '../../../domain/governance/acts.ts';
import { roleNameWith, rolesNamed } from '../../../domain/governance/role-names.ts';
import { rolesProblem } from '../../../domain/governance/separation.ts';
import { durationOf } from '../clock.ts';
import type { Said } from '../words/said.ts';

/** Whether somebody may be on duty as 責任を有する者. */
export const mayTakeDuty = ({
  roles,
  personRoles,
}: Pick<StaffMember, 'roles' | 'personRoles'>): boolean =>
  rolesProblem(rolesNamed(personRoles)) === undefined &&
  roleNameWith(roles, (role) => permissionFor('takeDuty', role) !== undefined) !== undefined;

/** Who is on duty, as a reader sees it. */
export interface DutyView {
  readonly current: NamedDuty | undefined;
  readonly isOwn: boolean;
  readonly mayTake: boolean;
  /** Names of those who may take it. */
  readonly able: string;
  readonly now: Date;
  readonly formToken: string;
}

/** A line of the roster; `gap` is how long nobody was on duty after it. */
export interface DutyLine {
  readonly name: string;
  readonly from: Date;
  readonly until: Date | undefined;
  readonly length: Said;
  readonly gap: Said | undefined;
}

interface Asked {
  readonly current: NamedDuty | undefined;
  readonly staff: readonly StaffMember[];
  readonly officer: StaffMember;
  readonly formToken: string;
  readonly now: Date;
}

/** Who is on duty, for a reader. */
export const dutyView = ({ current, staff, officer, formToken, now }: Asked): DutyView => ({
  current,
  isOwn: current?.officerId === officer.id,
  mayTake: mayTakeDuty(officer),
  able: staff
    .filter(mayTakeDuty)
    .map(({ name }) => name)
    .join('、'),
  now,
  formToken,
});

/** The roster, newest first as it is given. */
export const dutyLines = (duties: readonly NamedDuty[], now: Date): DutyLine[] =>
  duties.map(({ name, from, until }, index) => {
    const next = index === 0 ? now : (duties[index - 1]?.from ?? now);
    const gapMs = until === undefined ? 0 : next.getTime() - until.getTime();
    return {
      name,
      from,
      until,
      length: durationOf((until ?? now).getTime() - from.getTime()),
      // Less than a minute is the time between two clicks.
      gap: gapMs >= 60_000 ? durationOf(gapMs) : undefined,
    };
  });
