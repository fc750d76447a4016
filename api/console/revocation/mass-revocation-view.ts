import type { MassProgress } from '../../../db/revocation/mass-revocation-records.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import { isRevocationReason } from '../../../domain/revocation/mass-revocation.ts';
import type { ChipView } from '../components/chip.tsx';
import { massProgress as words } from '../words/mass-progress.ts';
import { same, type Said } from '../words/said.ts';

/** How far a mass revocation is, as its page shows it. */
export interface MassView {
  readonly progress: MassProgress;
  readonly chip: ChipView;
  readonly reason: Said;
  /** Lines that have their outcome. */
  readonly done: number;
  /** Name of whoever told it to wait. */
  readonly pausedBy: string | undefined;
  /** What the reader may send, with the id of what is sent. */
  readonly sends: { readonly kind: 'pause' | 'resume'; readonly inputId: string } | undefined;
}

const CHIPS: Readonly<Record<keyof typeof words.states, ChipView['kind']>> = {
  running: 'refers',
  paused: 'waits',
  finished: 'holds',
};

/** Where a list stands. */
export function standingOf({ mass }: MassProgress): keyof typeof words.states {
  if (mass.finishedAt !== null) return 'finished';
  return mass.pausedAt === null ? 'running' : 'paused';
}

/** Makes a list readable for a person. */
export function massView(
  progress: MassProgress,
  {
    staff,
    inputId,
  }: { readonly staff: readonly StaffMember[]; readonly inputId: string | undefined },
): MassView {
  const { mass, counts } = progress;
  const standing = standingOf(progress);
  const maySend = inputId !== undefined && standing !== 'finished' && !progress.isAsked;
  return {
    progress,
    chip: { kind: CHIPS[standing], word: words.states[standing] },
    reason: isRevocationReason(mass.reasonCode)
      ? revocationReasons[mass.reasonCode].said
      : same(mass.reasonCode),
    done: mass.certificates - (counts['left'] ?? 0),
    pausedBy:
      mass.pausedBy === null
        ? undefined
        : (staff.find(({ id }) => id === mass.pausedBy)?.name ?? mass.pausedBy),
    sends: maySend ? { kind: standing === 'paused' ? 'resume' : 'pause', inputId } : undefined,
  };
}

/** What became of a line; a code that is new stays as it is. */
export const outcomeWord = (outcome: string): Said =>
  (words.outcomes as Readonly<Record<string, Said>>)[outcome] ?? same(outcome);
