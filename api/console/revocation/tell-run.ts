import type { ConsoleDependencies } from '../dependencies.ts';

/**
 * Tells the run of a request that something waits, or begins it. Nobody waits for it: what is lost, the office-worker's sweeper
 * repeats.
 */
export function tellRun(
  { deciding }: Pick<ConsoleDependencies, 'deciding'>,
  { requestId, ...input }: { requestId: string; inputId: string; kind: string },
): void {
  deciding?.nudge({ applicationId: requestId, ...input }).catch(() => undefined);
}
