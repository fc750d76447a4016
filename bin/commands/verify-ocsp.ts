import { verifyOcspResponse } from '../../adapters/jlis/verify-response.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { unreadable } from '../../adapters/x509/finding.ts';
import { onlyDerBlock } from '../../adapters/x509/pem.ts';
import {
  type OptionKind,
  parseOptions,
  readInput,
  timeOption,
  UsageError,
} from './judgement-options.ts';
import { tellJudgement, type ToldJudgement } from './tell-judgement.ts';

const USAGE = `toroku verify-ocsp --issuer FILE --cert FILE --at TIME RESPONSE
  --max-age-minutes N   how old its information may be; a day, unless said
  --allow-sha1          also signatures with SHA-1, of other people's old responses`;

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  issuer: 'word',
  cert: 'word',
  at: 'word',
  'max-age-minutes': 'word',
  'allow-sha1': 'flag',
};

/** As everywhere: five minutes between clocks. */
const MAX_SKEW_SECONDS = 300;
const DAY_MINUTES = '1440';

function judge(args: readonly string[]): ToldJudgement {
  const { values, positionals } = parseOptions(args, OPTIONS);
  const [issuer, cert] = [values.get('issuer')?.[0], values.get('cert')?.[0]];
  const [response, ...more] = positionals;
  if (issuer === undefined || cert === undefined || response === undefined || more.length > 0) {
    throw new UsageError('an issuer, a certificate and one response are wanted');
  }
  const minutes = values.get('max-age-minutes')?.[0] ?? DAY_MINUTES;
  if (!/^\d{1,7}$/.test(minutes)) throw new UsageError('--max-age-minutes is a number of minutes');
  const files = [readInput(issuer), readInput(cert), readInput(response)] as const;
  const at = timeOption(values.get('at')?.[0]);
  const sha1Allowed = values.has('allow-sha1');
  return judgeFiles(files, { at, maxAgeSeconds: Number(minutes) * 60, sha1Allowed });
}

function judgeFiles(
  [issuer, certificate, response]: readonly [Buffer, Buffer, Buffer],
  how: { readonly at: Date; readonly maxAgeSeconds: number; readonly sha1Allowed: boolean },
): ToldJudgement {
  try {
    const { valid, findings } = verifyOcspResponse({
      ...how,
      issuer: onlyDerBlock(issuer, 'CERTIFICATE'),
      certificate: onlyDerBlock(certificate, 'CERTIFICATE'),
      response: onlyDerBlock(response, 'OCSP RESPONSE'),
      maxSkewSeconds: MAX_SKEW_SECONDS,
    });
    return { verdict: valid ? 'valid' : 'invalid', findings };
  } catch (error) {
    if (error instanceof MalformedDer) return unreadable(error.message);
    throw error;
  }
}

/**
 * `toroku verify-ocsp`: whether an OCSP response proves, at a time, that a certificate is good. Needs no
 * setting, database or network. PEM or DER. Without the request a nonce is not judged, and the findings say
 * so; revoked and unknown are not valid.
 *
 * @returns the exit code, see `tellJudgement`
 */
export function verifyOcspCommand(args: readonly string[]): number {
  return tellJudgement(USAGE, () => judge(args));
}
