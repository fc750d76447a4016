import { unreadable } from '../../adapters/x509/finding.ts';
import { UnreadableFile, UsageError } from './judgement-options.ts';

/** A judgement of whatever kind; the words of `outcome` are those of whoever judged. */
export interface ToldJudgement {
  readonly verdict: 'valid' | 'invalid' | 'unreadable';
  readonly findings: readonly {
    readonly rule: string;
    readonly outcome: string;
    readonly detail: string;
  }[];
}

/**
 * Runs a command that judges files, and says what it found: a line for each finding, then the judgement as a line of
 * JSON.
 *
 * @returns the exit code: 0 valid, 1 invalid, 2 unreadable, 64 for a command line that is not as it has to be.
 */
export function tellJudgement(usage: string, judge: () => ToldJudgement): number {
  try {
    return tell(judge());
  } catch (error) {
    if (error instanceof UnreadableFile) return tell(unreadable(error.message));
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    console.error(usage);
    return 64;
  }
}

function tell({ verdict, findings }: ToldJudgement): number {
  for (const { rule, outcome, detail } of findings) console.log(`${outcome}: ${rule}: ${detail}`);
  console.log(JSON.stringify({ valid: verdict === 'valid', findings }));
  return { valid: 0, invalid: 1, unreadable: 2 }[verdict];
}
