/** Chains whose keys the office's book calls destroyed: what they held is erased, not missing. */

import { UuidTable } from '../uuid-table.ts';
import type { LinkedEntry } from './check-bundle.ts';

/** Follows which chain each case is on, and which chains are erased. */
export class Erasures {
  /** Chains by a number of their own, and the number of each case's chain. */
  readonly #chains = new UuidTable();
  readonly #cases = new UuidTable();
  readonly #erased = new Set<number>();

  #numberOf(chain: string): number {
    const known = this.#chains.get(chain);
    if (known !== 0) return known;
    const next = this.#chains.count + 1;
    this.#chains.set(chain, next);
    return next;
  }

  take({ log, event, case: caseId, data }: LinkedEntry): void {
    if (log !== 'office') return;
    const chain = String(data['chain']);
    if (event === 'application.received' && caseId !== undefined) {
      this.#cases.set(caseId, this.#numberOf(chain));
    } else if (event === 'chain.erased') {
      this.#erased.add(this.#numberOf(chain));
    }
  }

  /** True, after the last entry, if the chain of the case was erased. */
  isErased(caseId: string | undefined): boolean {
    return caseId !== undefined && this.#erased.has(this.#cases.get(caseId));
  }
}
