import type { AnchoringMark } from '../../../../db/anchoring/marks.ts';

/** A mark of something that went well at an instant. */
export const aMark = (at: Date, more: Partial<AnchoringMark> = {}): AnchoringMark => ({
  log: 'office',
  kind: 'cosigned',
  name: 'witness.example/w1',
  since: new Date(0),
  isExpected: true,
  succeededAt: at,
  size: 4711,
  failure: null,
  failedAt: null,
  inconsistentAt: null,
  ...more,
});
