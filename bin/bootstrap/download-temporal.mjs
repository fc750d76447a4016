// Has the Temporal SDK download its development server, or its test server, into the folder given, and stops it
// again. A process of its own, because the SDK's native part cannot be interrupted otherwise.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SILENCE_SECONDS = 10;
const [folder, kind] = process.argv.slice(2);

// A network that swallows packets gives no error: without a byte for a while, we give up.
let seen = 0;
let lastGrowth = Date.now();
setInterval(() => {
  const size = readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
  if (size > seen) lastGrowth = Date.now();
  seen = size;
  if (Date.now() - lastGrowth > SILENCE_SECONDS * 1000) {
    console.error(`no data for ${SILENCE_SECONDS} s`);
    process.exit(1);
  }
}, 500).unref();

try {
  const { TestWorkflowEnvironment, Runtime } = await loadSdk();
  Runtime.install({
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const executable = { type: 'cached-download', downloadDir: folder };
  const environment =
    kind === 'test'
      ? // The version that goes with the SDK: its own choice.
        await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
      : await TestWorkflowEnvironment.createLocal({
          server: { executable: { ...executable, version: `v${process.env.TEMPORAL_VERSION}` } },
        });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function loadSdk() {
  const [testing, worker] = await Promise.all([
    import('@temporalio/testing'),
    import('@temporalio/worker'),
  ]);
  return {
    TestWorkflowEnvironment: testing.TestWorkflowEnvironment,
    Runtime: worker.Runtime,
  };
}

function sizeOf(path) {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
