type Listener = (error: Error) => void;

/**
 * Takes uncaught exceptions in place of the test runner until the function it returns is called: what
 * would have ended the program is then among `caught`.
 */
export function catchUncaught(caught: unknown[]): () => void {
  const runners = process.listeners('uncaughtException') as Listener[];
  const listener: Listener = (error) => caught.push(error);
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', listener);
  return () => {
    process.off('uncaughtException', listener);
    for (const runner of runners) process.on('uncaughtException', runner);
  };
}
