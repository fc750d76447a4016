import { ensure } from './ensure.mjs';
import { HELP } from './help.mjs';
import { runProgram } from './run-program.mjs';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(HELP);
} else {
  await ensure({ stream: process.stdout, quiet: false, forTests: false });
  await runProgram('bin/supervisor.ts', args);
}
