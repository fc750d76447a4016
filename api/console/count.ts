import { COUNTED_MAX } from '../../db/inspection/queue-statements.ts';

/** A count that stops at a hundred: what is more is counted for nobody. */
export const countText = (count: number): string =>
  count >= COUNTED_MAX ? `${COUNTED_MAX - 1}+` : `${count}`;
