/** How a program of an instance talks to whoever started it. Started by hand it works the same. */
export interface ProgramHooks {
  /** Ends the program's work in good order: finishes what is under way and takes nothing new. */
  readonly stop: () => Promise<void>;
  /** What to show to a person, such as the console's sign-in link. */
  readonly links?: Readonly<Record<string, string>>;
}

const PATIENCE_SECONDS = 15;

/**
 * Tells that the program is ready, and ends it on SIGTERM, on SIGINT and when whoever started it is gone. Call it
 * once, when the program serves.
 */
export function announceReady({ stop, links = {} }: ProgramHooks): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), PATIENCE_SECONDS * 1000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (!process.send) return;
  process.once('disconnect', end);
  process.send({ ready: true, links });
}
