import { Context } from '@temporalio/activity';

const BEAT_MS = 5_000;

/** Does something that may take minutes, and says that it is alive: of a room that died Temporal hears within seconds. */
export async function withHeartbeat<T>(act: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const beating = setInterval(() => context.heartbeat(), BEAT_MS);
  try {
    return await act();
  } finally {
    clearInterval(beating);
  }
}
