import { decision as words } from '../words/decision.ts';
import type { Said } from '../words/said.ts';
import type { Duty } from './duties.ts';

/** Why somebody may not take a decision, and who could. */
export function whyNot({ because, people }: Extract<Duty, { may: false }>): Said {
  const { may } = words;
  const say = Object.hasOwn(may, because) ? may[because as keyof typeof may] : may.other;
  return say(people);
}
