import { judgeCrl } from '../../adapters/x509/crl/judge-crl.ts';
import {
  FILE_OCTETS_MAX,
  parseOptions,
  readInput,
  timeOption,
  UsageError,
} from './judgement-options.ts';
import { tellJudgement } from './tell-judgement.ts';

const USAGE = 'toroku verify-crl --issuer FILE --at TIME CRL';

/**
 * `toroku verify-crl`: judges a CRL at a time by the certificate of its issuer. Files in PEM or DER.
 *
 * @returns the exit code, see `tellJudgement`
 */
export function verifyCrlCommand(args: readonly string[]): number {
  return tellJudgement(USAGE, () => {
    const { values, positionals } = parseOptions(args, { issuer: 'word', at: 'word' });
    const [file, ...more] = positionals;
    const [issuer] = values.get('issuer') ?? [];
    if (file === undefined || issuer === undefined || more.length > 0) {
      throw new UsageError('an issuer and one CRL are wanted');
    }
    const at = timeOption(values.get('at')?.[0]);
    const octetsMax = FILE_OCTETS_MAX;
    return judgeCrl({ crl: readInput(file), issuer: readInput(issuer), at, octetsMax });
  });
}
