/**
 * `npm run --silent chaos -- <name>`: breaks things on purpose on a throw-away instance. What happens is
 * told on stderr; the last line of stdout is JSON. Exit code 1 if something went wrong that must not.
 *
 *   kill   [--runs N]                 nothing may be lost, doubled or signed without an intent
 *   hsm    [--runs N]                 the token is taken away, and its sessions, while it signs
 *   churn  [--minutes N]              sessions end beneath signatures, and no caller may see it
 *   restore [--seconds N]             both databases go back to a backup beneath the running programs
 *   temporal-loss [--cases N]         Temporal loses everything with cases in every state
 *   status [--serials N]              revocations under kills; what was said is never taken back
 *   hostile [--inputs N] [--seed N]   changed octets through the code of the verify commands
 *   forge                             a stolen office asks and answers the room; no certificate
 *   tamper [--mutations N] [--seed N] every change of an exported folder has to be named
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sendHostileInputs } from './chaos/hostile.ts';
import { killWhileApplying } from './chaos/kill.ts';
import { isCleanRestore, restoreUnderLoad } from './chaos/restore.ts';
import { tamperWithInstance } from './chaos/tamper.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '200' },
    mutations: { type: 'string', default: '1000' },
    inputs: { type: 'string', default: '200000' },
    seed: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    cases: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '60' },
    serials: { type: 'string', default: '10000' },
  },
});

const seed = (): number => (values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed));

interface Outcome {
  readonly result: object;
  readonly isClean: boolean;
}

const RUNS: Readonly<Record<string, () => Promise<Outcome>>> = {
  kill: async () => {
    const result = await killWhileApplying(Number(values.runs));
    const { runs, issued, lost, duplicate, withoutIntent } = result;
    return { result, isClean: issued === runs && lost + duplicate + withoutIntent === 0 };
  },
  hsm: async () => {
    const { strikeWhileSigning } = await import('./chaos/hsm.ts');
    const result = await strikeWhileSigning(Number(values.runs));
    const { runs, orders, issued, lost, duplicate, malformed, stopped } = result;
    const isWhole = issued === orders && lost + duplicate + malformed + stopped === 0;
    return { result, isClean: isWhole && runs >= Number(values.runs) };
  },
  churn: async () => {
    const { churnSessions } = await import('./chaos/hsm/churn.ts');
    const result = await churnSessions(Number(values.minutes) * 60);
    const isUnseen = Object.keys(result.surfaced).length === 0 && result.wrong === 0;
    return { result, isClean: isUnseen && Object.keys(result.strikes).length === 3 };
  },
  restore: async () => {
    const result = await restoreUnderLoad(Number(values.seconds));
    return { result, isClean: isCleanRestore(result) };
  },
  status: async () => {
    const { isCleanStatus, revokeWhileKilling } = await import('./chaos/status.ts');
    const result = await revokeWhileKilling(Number(values.serials));
    return { result, isClean: isCleanStatus(result) };
  },
  hostile: async () => {
    const result = await sendHostileInputs({
      inputs: Number(values.inputs),
      seed: seed(),
      say: (line) => console.error(line),
    });
    const { crashes, timeouts, wronglyValid } = result;
    return { result, isClean: crashes + timeouts + wronglyValid === 0 };
  },
  'temporal-loss': async () => {
    const { loseTemporalAmid } = await import('./chaos/temporal-loss.ts');
    const result = await loseTemporalAmid(Number(values.cases));
    return { result, isClean: result.endedRight === result.cases };
  },
  forge: async () => {
    const { forgeCertificates } = await import('./chaos/forge.ts');
    const result = await forgeCertificates({ say: (line) => console.error(line) });
    const { attacks, certificates, named } = result;
    return { result, isClean: certificates === 0 && named === attacks };
  },
  tamper: async () => {
    const result = await tamperWithInstance({
      mutations: Number(values.mutations),
      seed: seed(),
      say: (line) => console.error(line),
    });
    return { result, isClean: result.caught === result.mutations };
  },
};

const run = RUNS[positionals[0] ?? ''];
if (!run) {
  console.error(`chaos: ${Object.keys(RUNS).join(' | ')}`);
  process.exit(64);
}
const { result, isClean } = await run();
console.log(JSON.stringify(result));
process.exit(isClean ? 0 : 1);
