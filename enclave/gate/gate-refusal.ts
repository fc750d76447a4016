import { DomainError } from '../../domain/errors.ts';
import type { GateCheck } from '../../domain/issuance/order-states.ts';

/** Why the gate said no, as data. `detail` holds ids and codes only. */
export interface Refusal {
  readonly check: GateCheck;
  readonly detail: string;
}

/**
 * The gate said no. A refusal is a result, not a failure: it becomes an entry `gate.refused` and the
 * office decides what follows.
 */
export class GateRefusal extends Error implements Refusal {
  override readonly name = 'GateRefusal';
  readonly check: GateCheck;
  readonly detail: string;

  constructor(check: GateCheck, detail = 'none') {
    super(`${check} ${detail}`);
    this.check = check;
    this.detail = detail;
  }
}

/**
 * Reads what the office handed over. Whatever cannot be read is a refusal, not a failure: a failure would
 * be tried again for ever, and nobody would own it.
 */
export function readable<T>(check: GateCheck, piece: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GateRefusal || error instanceof DomainError) throw error;
    throw new GateRefusal(check, piece);
  }
}

/** Refuses unless the condition holds. */
export function require(condition: unknown, check: GateCheck, detail?: string): asserts condition {
  if (condition === undefined || condition === null || condition === false) {
    throw new GateRefusal(check, detail);
  }
}
