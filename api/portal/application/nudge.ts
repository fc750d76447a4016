import type { PortalDependencies, ReceivedInput } from '../dependencies.ts';

/** Tells the run of a case that an input came. Not awaited: the input is stored, and what is lost here the sweeper finds. */
export function nudge({ lifecycle }: PortalDependencies, input: ReceivedInput | undefined): void {
  if (input) lifecycle.nudge(input).catch(() => undefined);
}
