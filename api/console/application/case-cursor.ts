import type { CaseCursor } from '../../../db/inspection/queue.ts';
import { isApplicationId } from './case-number.ts';

/** A place in a list as an address carries it. It says nothing but where the next page begins. */
export const printCursor = ({ at, id }: CaseCursor): string => `${at.getTime()}.${id}`;

/** Undefined for anything but what a link of ours carries: the list then begins at its start. */
export function readCursor(text: string | undefined): CaseCursor | undefined {
  const [, ms, id = ''] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? [];
  if (ms === undefined || !isApplicationId(id)) return undefined;
  return { at: new Date(Number(ms)), id };
}
