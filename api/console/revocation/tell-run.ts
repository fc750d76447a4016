import type { ConsoleDependencies } from '../dependencies.ts';

/** Tells the run of a request that something waits. Nobody waits for it: what is lost, the office-worker's sweeper repeats. */
export function tellRun(
  { revoking }: Pick<ConsoleDependencies, 'revoking'>,
  of: { readonly requestId: string; readonly inputId?: string },
): void {
  revoking?.nudge(of).catch(() => undefined);
}
