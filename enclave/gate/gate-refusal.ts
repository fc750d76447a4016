import type { GateCheck } from '../../domain/issuance/order-states.ts';

/**
 * The gate said no. A refusal is a result, not a failure: it becomes an entry `gate.refused` and the
 * office decides what follows. `detail` holds ids and codes only.
 */
export class GateRefusal extends Error {
  override readonly name = 'GateRefusal';
  readonly check: GateCheck;
  readonly detail: string;

  constructor(check: GateCheck, detail = '') {
    super(`${check} ${detail}`.trim());
    this.check = check;
    this.detail = detail;
  }
}

/** Refuses unless the condition holds. */
export function require(condition: unknown, check: GateCheck, detail?: string): asserts condition {
  if (condition === undefined || condition === null || condition === false) {
    throw new GateRefusal(check, detail);
  }
}
