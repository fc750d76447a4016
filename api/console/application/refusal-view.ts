import {
  gateRefusals,
  refusalSource,
  unknownRefusal,
  type RefusalWords,
} from '../words/gate-refusals.ts';
import type { Said } from '../words/said.ts';

/** What staff read of a refusal of the room; a check that this build does not know has words, too. */
export const refusalOf = (check: string): RefusalWords =>
  Object.hasOwn(gateRefusals, check)
    ? gateRefusals[check as keyof typeof gateRefusals]
    : unknownRefusal;

/** What to do about it, with its code and where more stands. */
export function refusalText(check: string): Said {
  const { next } = refusalOf(check);
  const source = refusalSource(check);
  return { ja: `${next.ja}${source.ja}`, en: `${next.en} ${source.en}` };
}

/** Why a case stands still, in a row of a list: the sentence with its code. */
export function refusalLine(check: string): Said {
  const { means } = refusalOf(check);
  return { ja: `${means.ja}(${check})`, en: `${means.en} (${check})` };
}
