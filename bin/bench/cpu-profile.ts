import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Does something under V8's profiler, and keeps what it saw of this thread where a file is named. */
export async function profiled<T>(file: string | undefined, act: () => Promise<T>): Promise<T> {
  if (file === undefined) return act();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  try {
    return await act();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
    session.disconnect();
  }
}
