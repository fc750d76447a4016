import { channel } from 'node:diagnostics_channel';

/**
 * Numbered steps between which a crash leaves something different behind. Each commit point reports
 * itself here after it is durable; with nobody listening a report costs a property read. Operators
 * trace with it, and the chaos run kills the process at it.
 */
const steps = channel('toroku:step');

/** Reports that `name` (for example `issuance.3-intended`) has just become durable. */
export function step(name: string): void {
  if (steps.hasSubscribers) steps.publish(name);
}
