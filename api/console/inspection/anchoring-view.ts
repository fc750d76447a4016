import type { AnchoringMark } from '../../../db/anchoring/marks.ts';
import {
  ANCHORING_KINDS,
  anchoringAge,
  anchoringLevel,
  isContradicted,
  type AnchoringKind,
  type AnchoringLevel,
} from '../../../domain/anchoring/alarms.ts';
import { durationOf } from '../clock.ts';
import type { Said } from '../words/said.ts';

/** One line: a kind for a log, at a witness where it has one. */
export interface AnchoringLine {
  readonly log: 'office' | 'enclave';
  readonly kind: AnchoringKind;
  readonly name: string;
  readonly level: AnchoringLevel;
  readonly isContradicted: boolean;
  readonly succeededAt: Date | undefined;
  readonly size: number | undefined;
  /** How long it has not gone well. */
  readonly age: Said;
  readonly ageMs: number;
  /** Type of the failure of the last attempt. */
  readonly failure: string | undefined;
}

const isKind = (kind: string): kind is AnchoringKind =>
  (ANCHORING_KINDS as readonly string[]).includes(kind);

/** Lines of the table, in the order of the marks. */
export const anchoringLines = (marks: readonly AnchoringMark[], now: Date): AnchoringLine[] =>
  marks.flatMap((mark) => {
    const { log, kind, name } = mark;
    if (!isKind(kind)) return [];
    const standing = {
      kind,
      since: mark.since.getTime(),
      succeededAt: mark.succeededAt?.getTime(),
      inconsistentAt: mark.inconsistentAt?.getTime(),
    };
    const ageMs = anchoringAge(standing, now.getTime());
    return [
      {
        log: log === 'enclave' ? ('enclave' as const) : ('office' as const),
        kind,
        name,
        level: anchoringLevel(standing, now.getTime()),
        isContradicted: isContradicted(standing, now.getTime()),
        succeededAt: mark.succeededAt ?? undefined,
        size: mark.size ?? undefined,
        age: durationOf(ageMs),
        ageMs,
        failure: mark.failure ?? undefined,
      },
    ];
  });

const rank = ({ isContradicted: contradicted, level }: AnchoringLine): number =>
  (contradicted ? 4 : 0) + (level === 'alarm' ? 2 : 0) + (level === 'warning' ? 1 : 0);

/** The line that a banner has to tell of: the worst, and of equals the one that lasts longest. */
export function worstOf(lines: readonly AnchoringLine[]): AnchoringLine | undefined {
  const [worst] = lines.toSorted((a, b) => rank(b) - rank(a) || b.ageMs - a.ageMs);
  return worst === undefined || worst.level === 'good' ? undefined : worst;
}
