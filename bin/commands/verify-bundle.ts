import { unreadable } from '../../adapters/x509/finding.ts';
import { readFolder } from '../bundle/read-folder.ts';
import { readKeyLines, type GivenTrust } from '../bundle/trust.ts';
import { BundleUnreadable, verifyBundle } from '../bundle/verify-bundle.ts';
import {
  type OptionKind,
  parseOptions,
  type ParsedOptions,
  readCertificates,
  readInput,
  timeOption,
  UnreadableFile,
  UsageError,
} from './judgement-options.ts';
import { tellJudgement, type ToldJudgement } from './tell-judgement.ts';

const USAGE = `toroku verify-bundle DIR --at TIME
  --trust-jpki FILE…       CAs of J-LIS that the card's certificate may come from
  --trust-issuer FILE…     issuers of the certificate of the case
  --trust-timestamp FILE…  time-stamp authorities
  --trust-log FILE…        verifier key lines of the office's log
  all received in another way: without one for each role the outcome is never valid`;

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  at: 'word',
  'trust-jpki': 'words',
  'trust-issuer': 'words',
  'trust-timestamp': 'words',
  'trust-log': 'words',
};

/** @throws UnreadableFile */
function keyLinesIn(file: string): readonly string[] {
  const lines = readKeyLines(readInput(file));
  if (!lines) throw new UnreadableFile(`${file}: holds no key lines alone`);
  return lines;
}

function givenIn({ values }: ParsedOptions): GivenTrust {
  const certificates = (option: string): Buffer[] =>
    (values.get(option) ?? []).flatMap(readCertificates).map(({ der }) => der);
  return {
    jpki: certificates('trust-jpki'),
    issuer: certificates('trust-issuer'),
    timestamp: certificates('trust-timestamp'),
    log: (values.get('trust-log') ?? []).flatMap(keyLinesIn),
  };
}

function judge(args: readonly string[]): ToldJudgement {
  const options = parseOptions(args, OPTIONS);
  const [dir, ...more] = options.positionals;
  if (dir === undefined || more.length > 0) throw new UsageError('one folder is wanted');
  const at = timeOption(options.values.get('at')?.[0]);
  const given = givenIn(options);
  try {
    const { valid, findings } = verifyBundle({ files: readFolder(dir), given, at });
    return { verdict: valid ? 'valid' : 'invalid', findings };
  } catch (error) {
    if (error instanceof BundleUnreadable) return unreadable(error.message);
    throw error;
  }
}

/**
 * `toroku verify-bundle`: verifies the long-term evidence of one case; needs no setting, database or
 * network.
 *
 * @returns the exit code, see `tellJudgement`
 */
export function verifyBundleCommand(args: readonly string[]): number {
  return tellJudgement(USAGE, () => judge(args));
}
