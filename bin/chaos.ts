/**
 * `npm run --silent chaos -- kill --runs 200`: breaks things on purpose on a throw-away instance. What
 * happens is told on stderr; the last line of stdout is JSON. Exit code 1 if anything was lost, doubled or
 * signed without an intent.
 */
import { parseArgs } from 'node:util';
import { killWhileApplying } from './chaos/kill.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '200' } },
});

if (positionals[0] !== 'kill') {
  console.error('chaos: kill [--runs N]');
  process.exit(64);
}
const result = await killWhileApplying(Number(values.runs));
console.log(JSON.stringify(result));
const isClean =
  result.issued === result.runs && result.lost + result.duplicate + result.withoutIntent === 0;
process.exit(isClean ? 0 : 1);
