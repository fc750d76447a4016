import { judgeJpkiCertificate } from '../../adapters/jpki/judge-jpki-certificate.ts';
import type { Judgement } from '../../adapters/x509/finding.ts';
import { type CertificateInput, judgeCertificate } from '../../adapters/x509/judge-certificate.ts';
import {
  FILE_OCTETS_MAX,
  type OptionKind,
  parseOptions,
  type ParsedOptions,
  readInput,
  timeOption,
  UsageError,
} from './judgement-options.ts';
import { tellJudgement } from './tell-judgement.ts';

const USAGE = `toroku verify-certificate --trust FILE… [--chain FILE…] [--crl FILE…] --at TIME
  [--policy OID…] [--profile rfc5280|jpki] CERTIFICATE
  --policy                   one of these policies has to be valid for the path
  --require-explicit-policy  some policy has to be; --inhibit-policy-mapping, --inhibit-any-policy: RFC 5280 §6.1.1
  --crl                      every certificate of the path needs a CRL that speaks for it at that time`;

const OPTIONS: Readonly<Record<string, OptionKind>> = {
  trust: 'words',
  chain: 'words',
  crl: 'words',
  at: 'word',
  policy: 'oids',
  profile: 'word',
  'require-explicit-policy': 'flag',
  'inhibit-policy-mapping': 'flag',
  'inhibit-any-policy': 'flag',
};

const PROFILES: Readonly<Record<string, (input: CertificateInput) => Judgement>> = {
  rfc5280: judgeCertificate,
  jpki: judgeJpkiCertificate,
};

function inputOf({ values, positionals }: ParsedOptions): CertificateInput {
  const [file, ...more] = positionals;
  const trust = values.get('trust') ?? [];
  if (file === undefined || more.length > 0 || trust.length === 0) {
    throw new UsageError('an anchor and one certificate are wanted');
  }
  const at = timeOption(values.get('at')?.[0]);
  const policies = values.get('policy');
  if (policies?.length === 0) throw new UsageError('--policy wants an object identifier');
  return {
    certificate: readInput(file),
    trust: trust.map(readInput),
    chain: values.get('chain')?.map(readInput),
    crls: values.get('crl')?.map(readInput),
    crlOctetsMax: FILE_OCTETS_MAX,
    at,
    policies,
    // Whoever names a policy wants to hear of a path that has none.
    explicitPolicy: policies !== undefined || values.has('require-explicit-policy'),
    inhibitPolicyMapping: values.has('inhibit-policy-mapping'),
    inhibitAnyPolicy: values.has('inhibit-any-policy'),
  };
}

/**
 * `toroku verify-certificate`: judges a certificate at a time, by path, policies and CRLs. Files in PEM or DER;
 * nothing is fetched.
 *
 * @returns the exit code, see `tellJudgement`
 */
export function verifyCertificateCommand(args: readonly string[]): number {
  return tellJudgement(USAGE, () => {
    const options = parseOptions(args, OPTIONS);
    const judge = PROFILES[options.values.get('profile')?.[0] ?? 'rfc5280'];
    if (judge === undefined) throw new UsageError('--profile is rfc5280 or jpki');
    return judge(inputOf(options));
  });
}
