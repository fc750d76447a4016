// Stops what an instance ran when the instance's process is gone, however that died. It has a session of its
// own, so that neither Ctrl-C nor the end of the terminal reaches it.
import { isAlive, startOf } from '../bootstrap/lock.mjs';

const PATIENCE_SECONDS = 20;
/** pid -> { pid, started, signal, phase }; the programs are phase 1, the servers they use are phase 2. */
const watched = new Map();

process.on('message', ({ watch, unwatch }) => {
  if (watch) watched.set(watch.pid, { ...watch, started: startOf(watch.pid) });
  else watched.delete(unwatch);
});
process.on('disconnect', () => {
  void stopAll();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

async function stopAll() {
  await stop(1);
  await stop(2);
  process.exit(0);
}

async function stop(phase) {
  const running = [...watched.values()].filter((entry) => entry.phase === phase);
  for (const entry of running) send(entry, entry.signal);
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  while (running.some(isAlive) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const entry of running) send(entry, 'SIGKILL');
}

function send(entry, signal) {
  if (!isAlive(entry)) return;
  try {
    process.kill(entry.pid, signal);
  } catch {
    // It went by itself between the two lines.
  }
}
