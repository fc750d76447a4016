import { readCertificate, type X509Certificate } from '../x509/certificate.ts';
import { MalformedDer } from '../x509/der-reader.ts';
import { type Finding, type Judgement, judgementOf } from '../x509/finding.ts';
import { type CertificateInput, judgeCertificate } from '../x509/judge-certificate.ts';
import { derBlocks } from '../x509/pem.ts';
import { type ReadableJpkiCertificate, readJpkiCertificate } from './jpki-certificate.ts';
import { type ChainVerdict, judgeChain } from './jpki-chain.ts';

type Outcome = Finding['outcome'];

const CHAIN: Readonly<Record<ChainVerdict, string>> = {
  trusted: 'issued by a pinned CA in force',
  testHierarchy: 'a test or mock CA',
  impersonation: 'an issuer that bears a JPKI name with a key that is not pinned',
  unknownIssuer: 'not the CA for signature certificates',
  anchorExpired: 'a pinned CA past its notAfter',
  pathInvalid:
    'signed by a pinned CA, but key usage, policy or a critical extension does not serve',
};

const finding = (rule: string, outcome: Outcome, detail: string): Finding => ({
  rule,
  outcome,
  detail,
});

const holdsIf = (isSo: boolean): Outcome => (isSo ? 'holds' : 'fails');

/** The smartphone's policy numbers are not published: whether it is one cannot be determined. */
function kindOutcome(kind: ReadableJpkiCertificate['kind']): Outcome {
  return kind === 'signatureMobile' ? 'unknown' : holdsIf(kind === 'signatureCard');
}

/** In words of facts: what the person's certificate says of the person stays out. */
function profileFindings(read: ReadableJpkiCertificate): Finding[] {
  const { kind, profile, attributes, birthDate, nameSubstitutes, addressSubstitutes } = read;
  const flags = [nameSubstitutes, addressSubstitutes];
  const hasDate = birthDate.verdict === 'known' || birthDate.verdict === 'unknown';
  const areUsable = flags.every((verdict) => verdict === 'none' || verdict === 'present');
  const deviations = [profile.verdict, ...profile.deviations].join(' ');
  return [
    finding('jpkiCertificateKind', kindOutcome(kind), kind),
    finding('jpkiProfile', holdsIf(profile.verdict !== 'deviates'), deviations),
    finding('jpkiAttributes', holdsIf(attributes.verdict === 'complete'), attributes.verdict),
    finding('birthDate', holdsIf(hasDate), birthDate.verdict),
    finding('substitutes', holdsIf(areUsable), flags.join(' ')),
  ];
}

/** Anchors as the facts read them: strictly; another one is none. */
function anchorsOf({ trust }: CertificateInput): X509Certificate[] {
  return trust
    .flatMap((file) => derBlocks(file, 'CERTIFICATE'))
    .flatMap((der) => {
      try {
        return [readCertificate(der)];
      } catch (error) {
        if (error instanceof MalformedDer) return [];
        throw error;
      }
    });
}

/**
 * Judges a certificate for signing with the card: by RFC 5280 as `judgeCertificate` does, by who issued it as fact
 * `jpkiChain` does, and field by field by the known profile. A function of octets alone, which never throws for what
 * they say.
 */
export function judgeJpkiCertificate(input: CertificateInput): Judgement {
  const general = judgeCertificate(input);
  if (general.verdict === 'unreadable') return general;
  const [octets = input.certificate] = derBlocks(input.certificate, 'CERTIFICATE');
  const read = readJpkiCertificate(octets);
  if (read.encoding === 'unreadable') {
    const own = finding('jpkiProfile', 'fails', 'fields of the profile cannot be read');
    return judgementOf([...general.findings, own]);
  }
  const { certificate } = read;
  const chain = judgeChain({ certificate, anchors: anchorsOf(input), at: input.at });
  const issued = finding('jpkiChain', holdsIf(chain === 'trusted'), `${chain}: ${CHAIN[chain]}`);
  return judgementOf([...general.findings, issued, ...profileFindings(read)]);
}
