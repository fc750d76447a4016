import { createHash } from 'node:crypto';
import type { Reconciliation } from '../../../../db/reconciliation/reconciliations.ts';
import { EQUATION_NOS } from '../../../../domain/reconciliation/equations.ts';
import { figuresPath } from '../../../../domain/reconciliation/figures-path.ts';

/** A day that was reconciled, and its figures as they lie beside the book. */
export interface SeededDay {
  readonly row: Reconciliation;
  readonly path: string;
  readonly octets: Buffer;
}

const CASE = '019ad7f2-6a10-7c3a-9f10-4d5e6f708192';

const DIFFERENCES: Readonly<Record<string, readonly object[]>> = {
  Q8: [{ check: 'room.openOver1h = 0', left: 1, right: 0 }],
  Q10: [{ check: 'office.settled = room.settled', left: 212 }],
  Q24: [{ check: 'office.openCases = office.openRuns', left: 1914, right: 1913 }],
};

/** Makes one; what differs has figures as a night would leave them. */
export function aReconciledDay(
  day: string,
  failed: readonly string[] = [],
  isStopped = false,
): SeededDay {
  const document = {
    v: 1,
    day,
    differences: Object.fromEntries(failed.map((no) => [no, DIFFERENCES[no] ?? []])),
    office: { Q24: { openCases: 1914, openRuns: 1913, cases: [CASE], runs: [] } },
    room: {
      equations: { Q8: { openOver1h: 1, orders: [CASE] } },
      switchesOff: isStopped ? ['allSigning'] : [],
    },
  };
  const octets = Buffer.from(JSON.stringify(document));
  const sha256 = createHash('sha256').update(octets).digest('hex');
  const at = new Date(Date.parse(`${day}T00:30:04+09:00`) + 86_400_000);
  return {
    row: {
      id: `019ad7f2-6a20-7a11-8b22-${sha256.slice(0, 12)}`,
      day,
      at,
      equations: EQUATION_NOS.length,
      failed: [...failed],
      figuresSha256: sha256,
    },
    path: figuresPath(day, sha256),
    octets,
  };
}
