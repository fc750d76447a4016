import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure } from './ensure.mjs';
import { runNode } from './run-program.mjs';

await ensure({ stream: process.stdout, quiet: false, forTests: true });

const folder = mkdtempSync(join(tmpdir(), 'toroku-test-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const status = await runNode(
  [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)],
  'inherit',
);
const { passed, failed } = count(report);
rmSync(folder, { recursive: true, force: true });

// A run that vitest calls failed without a failed test (an error outside of tests, a crash) is one failure.
const failures = status === 0 ? failed : Math.max(failed, 1);
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : status || 1;

/** Sums up vitest's report. A file that could not be loaded has no tests, and counts as one failure. */
function count(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    const broken = results.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    );
    return { passed: results.numPassedTests, failed: results.numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
