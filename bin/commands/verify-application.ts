import { judgeApplication, type JudgedApplication } from '../../adapters/jpki/judge-application.ts';
import { UnreadableContainer } from '../../adapters/jpki/unreadable-container.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import {
  type OptionKind,
  parseOptions,
  readCertificates,
  readInput,
  timeOption,
  UsageError,
} from './judgement-options.ts';
import { tellJudgement, type ToldJudgement } from './tell-judgement.ts';

const USAGE = `toroku verify-application --at TIME FILE [--text FILE] [--trust FILE…]
  --text   the text, if it stands beside its signature`;

const OPTIONS: Readonly<Record<string, OptionKind>> = { at: 'word', text: 'word', trust: 'words' };

/** The newest rule set: what holds today is what an investigator asks about. */
function judge(args: readonly string[]): JudgedApplication {
  const { values, positionals } = parseOptions(args, OPTIONS);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('one application is wanted');
  const [text] = values.get('text') ?? [];
  const ruleSet = ruleSets.at(-1);
  if (ruleSet === undefined) throw new Error('there is no rule set');
  return judgeApplication({
    at: timeOption(values.get('at')?.[0]),
    container: readInput(file),
    text: text === undefined ? undefined : readInput(text),
    anchors: (values.get('trust') ?? []).flatMap(readCertificates),
    ruleSet,
  });
}

function judged(args: readonly string[]): ToldJudgement {
  try {
    const { valid, findings } = judge(args);
    return { verdict: valid ? 'valid' : 'invalid', findings };
  } catch (error) {
    if (!(error instanceof UnreadableContainer)) throw error;
    const { reason: detail } = error;
    const rule = 'signature.container/unreadable';
    return { verdict: 'unreadable', findings: [{ rule, outcome: 'forbids', detail }] };
  }
}

/**
 * `toroku verify-application`: judges a signed application by itself, offline. Nothing of a person is in what
 * it says.
 *
 * @returns the exit code, see `tellJudgement`
 */
export function verifyApplicationCommand(args: readonly string[]): number {
  return tellJudgement(USAGE, () => judged(args));
}
