import type { ExplanationVersion } from '../governance/certificate-service.ts';

/** What an application text names, and when it was handed out. */
export interface NamedExplanation {
  readonly date: string;
  readonly sha256: string;
  /** 作成日時 of the text, in milliseconds since 1970. */
  readonly textCreatedAt: number;
}

/**
 * Fact `explanation` (規則6条1号): is the 重要事項説明 that the text names the one in force at `at`
 * (milliseconds since 1970)? One that was superseded after the text was handed out is within grace.
 */
export function judgeExplanation(
  named: NamedExplanation,
  versions: readonly ExplanationVersion[],
  at: number,
): 'current' | 'withinGrace' | 'superseded' | 'unknown' | 'hashMismatch' {
  const version = versions.find((v) => v.version === named.date);
  if (!version) return 'unknown';
  if (version.sha256 !== named.sha256) return 'hashMismatch';
  const from = version.effectiveFrom.getTime();
  const until = version.withdrawnFrom?.getTime() ?? Number.POSITIVE_INFINITY;
  if (from <= at && at < until) return 'current';
  return from <= named.textCreatedAt && named.textCreatedAt < until ? 'withinGrace' : 'superseded';
}
