import type { ActState } from '../../../domain/governance/act-inputs.ts';
import type { ChipView } from '../components/chip.tsx';

/** Icon and ground of the state of an act. */
export const STATE_CHIPS: Readonly<Record<ActState, Omit<ChipView, 'word'>>> = {
  proposed: { kind: 'waits', icon: 'clock' },
  approved: { kind: 'holds', icon: 'tick' },
  effective: { kind: 'holds', icon: 'tick' },
  refused: { kind: 'forbids', icon: 'cross' },
  lapsed: { kind: 'plain', icon: 'clock' },
};
