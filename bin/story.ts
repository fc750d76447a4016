/**
 * `npm run --silent story -- <name>`: plays a story against a throw-away instance. What happens is told on
 * stderr; the last line of stdout is JSON.
 */
import { playCeremony } from './story/ceremony.ts';
import { playCode } from './story/code.ts';
import { playErase } from './story/erase.ts';
import { playPortal } from './story/portal.ts';
import { playRevocation } from './story/revocation.ts';
import { playRebuild } from './story/rebuild.ts';
import { playSimultaneous } from './story/simultaneous.ts';

const STORIES: Readonly<Record<string, (args: readonly string[]) => Promise<object>>> = {
  simultaneous: playSimultaneous,
  code: playCode,
  portal: playPortal,
  revocation: playRevocation,
  rebuild: playRebuild,
  erase: playErase,
  ceremony: playCeremony,
  // Loaded when it is played: it needs what only a checkout for development has.
  outage: async () => (await import('./story/outage.ts')).playOutage(),
  compromise: async (args) => (await import('./story/compromise.ts')).playCompromise(args),
  validity: async (args) => (await import('./story/validity.ts')).playValidity(args),
  'status-outage': async () => (await import('./story/status-outage.ts')).playStatusOutage(),
  review: async () => (await import('./story/review.ts')).playReview(),
};

const [name = '', ...args] = process.argv.slice(2);
const play = STORIES[name];
if (!play) {
  console.error(`story: ${Object.keys(STORIES).join(' | ')}`);
  process.exit(64);
}
console.log(JSON.stringify(await play(args)));
process.exit(0);
