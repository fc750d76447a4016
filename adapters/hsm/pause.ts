/** Lets so many milliseconds pass; a program may end meanwhile where that is all that it waits for. */
export function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
