// Health check of a container: ends with 0 if the program does its work. Without an argument the program listens, and
// has to answer; with the name of a task queue it polls, and Temporal has to have heard of this very host.
import { statSync } from 'node:fs';
import { hostname } from 'node:os';

const TIMEOUT_MS = 8_000;
/** A poller asks again within a minute; one that has not is gone. */
const SILENCE_MS = 120_000;

const { HEARTBEAT_FILE } = process.env;

setTimeout(() => process.exit(1), TIMEOUT_MS).unref();
const [queue] = process.argv.slice(2);
process.exit((await isHealthy()) ? 0 : 1);

function isHealthy() {
  if (queue) return polls(queue);
  return HEARTBEAT_FILE ? beats(HEARTBEAT_FILE) : answers();
}

/** A program that neither listens nor polls Temporal writes a file in each round. */
function beats(file) {
  try {
    return Date.now() - statSync(file).mtimeMs < SILENCE_MS;
  } catch {
    return false;
  }
}

async function answers() {
  const { env } = process;
  const port = [
    env.PORTAL_PORT,
    env.CONSOLE_PORT,
    env.REPOSITORY_PORT,
    env.SIMULATOR_PORT,
    env.WITNESS_PORT,
  ].find((given) => given !== undefined);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    return response.status < 500;
  } catch {
    return false;
  }
}

async function polls(name) {
  const { Connection } = await import('@temporalio/client');
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace = 'toroku' } = process.env;
  const connection = await Connection.connect({ address, connectTimeout: '5 seconds' });
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    taskQueueType: 2, // Activities: both workers have some.
  });
  return (pollers ?? []).some(isThisHost);
}

function isThisHost({ identity, lastAccessTime }) {
  const silenceMs = Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000;
  return identity?.endsWith(`@${hostname()}`) && silenceMs < SILENCE_MS;
}
