import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ensure } from './ensure.mjs';
import { runProgram } from './run-program.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file || !existsSync(join(ROOT, file))) {
  console.error(`プログラムがありません / no such program: ${file}`);
  process.exit(2);
}
// The program's own output is all that may stand on stdout.
await ensure({ stream: process.stderr, quiet: true, forTests: false });
await runProgram(file, args);
