/** The states of a case as its entries show them, and what a decision has to rest on. */

import { hash } from 'node:crypto';

import type { LogName } from '../entry.ts';
import type { EventName } from '../events/all-events.ts';
import { UuidTable } from '../uuid-table.ts';
import type { LinkedEntry } from './check-bundle.ts';
import type { Failures } from './failures.ts';

/** A key of 128 bits for a UuidTable, out of several values: nobody finds two sets with one key. */
export const keyOf = (...values: readonly unknown[]): string =>
  hash('sha256', values.join('\n'), 'hex').slice(0, 32);

/**
 * States. `-` nothing that moves a case yet. Applications: `c` under examination, `r` returned,
 * `a` approved, `i` instructed, `d` every order issued, `x` ended otherwise. Revocation requests: `q`
 * open, `g` granted, `f` refused. Codes of the room: `l` live, `k` locked, `p` lapsed, `v` voided,
 * `z` redeemed. What no entry shows (waiting, inquiring, review, the letter's way) is one state here.
 */
const STATES = '-craidxqgflkpvz';

type Steps = Partial<Record<EventName, readonly [from: string, to: string]>>;

/** Where an event may stand, and the state after it; `=` leaves it. Others may stand anywhere. */
const STEPS: Readonly<Record<LogName, Steps>> = {
  office: {
    'application.received': ['-', 'c'],
    'jlis.asked': ['-caiqg', '='],
    'case.evaluated': ['cai', '='],
    'case.waiting': ['cai', '='],
    'application.returned': ['c', 'r'],
    'application.corrected': ['r', 'c'],
    'application.approvalGiven': ['c', '='],
    'application.approved': ['c', 'a'],
    'application.approvalVoided': ['cai', 'c'],
    'issuing.instructed': ['a', 'i'],
    'application.rejectionGiven': ['c', '='],
    'application.rejected': ['c', 'x'],
    'application.withdrawn': ['crai', 'x'],
    'application.lapsed': ['crai', 'x'],
    'certificate.received': ['i', 'd'],
    'certificate.delivered': ['id', '='],
    'acceptance.received': ['d', '='],
    'acceptance.reminded': ['d', '='],
    'acceptance.missed': ['d', '='],
    'revocation.requested': ['-', 'q'],
    'revocation.examined': ['q', '='],
    'revocation.granted': ['q', 'g'],
    'revocation.confirmed': ['g', '='],
    'revocation.refused': ['q', 'f'],
  },
  enclave: {
    'code.generated': ['-kpv', 'l'],
    'code.attemptFailed': ['l', '='],
    'code.locked': ['l', 'k'],
    'code.lapsed': ['l', 'p'],
    'code.voided': ['lkp', 'v'],
    'code.redeemed': ['l', 'z'],
  },
};

/** Orders of an approval that have no certificate yet stand above the state in one number. */
const ORDERS = 16;

/** Moves each case of a log through its states, and holds decisions against what they name. */
export class CaseRules {
  readonly #log: LogName;
  readonly #failures: Failures;
  readonly #cases = new UuidTable();
  readonly #bases = new UuidTable();

  constructor(log: LogName, failures: Failures) {
    this.#log = log;
    this.#failures = failures;
  }

  take(entry: LinkedEntry, index: number): void {
    const { case: caseId, event, data } = entry;
    const step = STEPS[this.#log][event];
    if (caseId === undefined || step === undefined) return;
    const before = this.#cases.get(caseId);
    const [from, to] = step;
    const state = STATES[before % ORDERS] ?? '-';
    if (!from.includes(state)) {
      this.#fail('caseState', index, `${event} of case ${caseId} in state ${state}`);
    }
    this.#requireBasis(entry, index);
    const after = afterStep({ to, event, data, before });
    if (after !== before) this.#cases.set(caseId, after);
  }

  #requireBasis({ case: id, event, data }: LinkedEntry, index: number): void {
    const evaluation = [id, data['factsSha256'], data['findingsSha256'], data['ruleSetSha256']];
    const approval = [id, data['dossierSha256']];
    if (event === 'case.evaluated') this.#bases.set(keyOf('e', ...evaluation), 1);
    if (event === 'application.approved') {
      this.#bases.set(keyOf('a', ...approval), 1);
      if (this.#bases.get(keyOf('e', ...evaluation)) !== 0) return;
      this.#fail('decisionBasis', index, `no evaluation of case ${id} with these hashes before it`);
    }
    if (event === 'issuing.instructed' && this.#bases.get(keyOf('a', ...approval)) === 0) {
      this.#fail('decisionBasis', index, `no approval of this dossier of case ${id} before it`);
    }
  }

  #fail(rule: 'caseState' | 'decisionBasis', index: number, detail: string): void {
    this.#failures.add({ rule, log: this.#log, index, detail });
  }
}

interface Moving {
  readonly to: string;
  readonly event: EventName;
  readonly data: LinkedEntry['data'];
  readonly before: number;
}

function afterStep({ to, event, data, before }: Moving): number {
  const orders = Math.floor(before / ORDERS);
  if (event === 'application.approved') {
    const list = data['orders'];
    return STATES.indexOf(to) + ORDERS * (Array.isArray(list) ? list.length : 0);
  }
  if (to === '=') return before;
  // With the last certificate the case is issued; before it, it goes on.
  if (event === 'certificate.received' && orders > 1) return before - ORDERS;
  return STATES.indexOf(to) + (event === 'issuing.instructed' ? ORDERS * orders : 0);
}
