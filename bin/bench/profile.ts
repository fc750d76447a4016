import { generateKeyPairSync, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import * as der from '../../adapters/x509/der-writer.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import {
  rdn,
  tbsCertificateOf,
  type CertificateContent,
} from '../../enclave/issuance/certificate-profile.ts';
import { lintTbsCertificate } from '../../enclave/issuance/certificate-lint.ts';
import { newSerialNumber } from '../../enclave/issuance/serial-number.ts';
import { ORGANIZATION, profileOf } from '../demonstration/documents.ts';
import { median, rounded } from './measure.ts';

/** How much is measured. */
export interface ProfileBench {
  readonly rounds: number;
  /** Certificates built and linted in a round; of the reference a hundredth. */
  readonly perRound: number;
}

/** Built and linted in a second by one thread: an HSM of two cores signs a tenth of that. */
const GOAL_PER_SECOND = 15_000;

const NAMES = [
  '山田　花子',
  '\u{20BB7}野　葛\u{E0100}子',
  "O'BRIEN MARY-JANE ELIZABETH",
  '佐々木　髙﨑',
];
const KEYS_OF_EACH_KIND = 4;
const ISSUER_KEY_ID = '0123456789abcdef0123456789abcdef01234567';
const REPOSITORY = 'http://repository.example';

/**
 * TBSCertificates of subscribers that one thread builds and lints in a second, names, keys
 * and serial numbers in turn. Against @peculiar/x509, which builds and signs as much, in turns within one run.
 * Where others share the machine, what counts is the second of CPU time.
 */
export async function benchProfile({ rounds, perRound }: ProfileBench): Promise<object> {
  const contents = sampleContents();
  const ours: Spent[] = [];
  const reference: Spent[] = [];
  const generate = await referenceGenerator();
  buildAndLint(contents, perRound);
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await spending(perRound, async () => buildAndLint(contents, perRound)));
    const few = Math.max(1, Math.floor(perRound / 100));
    reference.push(await spending(few, () => generate(few)));
  }
  const perSecond = median(ours.map((each) => each.perSecond));
  const perCpuSecond = median(ours.map((each) => each.perCpuSecond));
  const peculiarPerCpuSecond = median(reference.map((each) => each.perCpuSecond));
  return {
    bench: 'profile',
    goalPerSecond: GOAL_PER_SECOND,
    perSecond: rounded(perSecond, 0),
    perCpuSecond: rounded(perCpuSecond, 0),
    ratioToGoal: rounded(perCpuSecond / GOAL_PER_SECOND),
    peculiarPerSecond: rounded(median(reference.map((each) => each.perSecond)), 0),
    peculiarPerCpuSecond: rounded(peculiarPerCpuSecond, 0),
    ratioToPeculiar: rounded(perCpuSecond / peculiarPerCpuSecond, 0),
  };
}

interface Spent {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

async function spending(count: number, act: () => Promise<void>): Promise<Spent> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (count * 1000) / (performance.now() - start),
    perCpuSecond: (count * 1_000_000) / (user + system),
  };
}

const spkiOf = ({ publicKey }: ReturnType<typeof generateKeyPairSync>): Buffer =>
  publicKey.export({ type: 'spki', format: 'der' });

function sampleContents(): readonly CertificateContent[] {
  const profile = profileOf('demo-simultaneous', REPOSITORY);
  const { notBefore, notAfter } = certificateValidity(Date.parse('2026-12-01T00:31:07Z'), 24);
  const issuer = der.seq(
    rdn('2.5.4.6', der.printableString('JP')),
    rdn('2.5.4.10', der.utf8String(ORGANIZATION)),
    rdn('2.5.4.3', der.utf8String('Toroku Sample CA S1')),
  );
  const keys = Array.from({ length: KEYS_OF_EACH_KIND }, () => [
    spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 })),
    spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  ]).flat();
  return keys.flatMap((spki, n) =>
    NAMES.map((name) => ({
      profile,
      certificateType: n % 2 === 0 ? ('basic' as const) : ('attribute' as const),
      serialNumber: newSerialNumber(),
      issuer,
      issuerKeyId: ISSUER_KEY_ID,
      signatureAlgorithm: 'sha256WithRSA' as const,
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      name,
      subjectSerialNumber: '019ad7f2-6a10-7c3a-9f10-4d5e6f708192',
      spki,
    })),
  );
}

function buildAndLint(contents: readonly CertificateContent[], count: number): void {
  for (let n = 0; n < count; n += 1) {
    const sample = contents[n % contents.length];
    if (!sample) throw new Error('no sample');
    const [broken] = lintTbsCertificate(tbsCertificateOf(sample), sample);
    if (broken) throw new Error(`a sound certificate breaks ${broken.id}`);
  }
}

async function referenceGenerator(): Promise<(count: number) => Promise<void>> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const notBefore = new Date('2026-12-01T00:31:07Z');
  const generate = async (n: number): Promise<void> => {
    await X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      issuer: `C=JP, O=${ORGANIZATION}, CN=Toroku Sample CA S1`,
      subject: `C=JP, CN=${NAMES[n % NAMES.length]?.replaceAll("'", '')}`,
      notBefore,
      notAfter: new Date('2028-11-30T14:59:59Z'),
      publicKey: keys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new AuthorityKeyIdentifierExtension(ISSUER_KEY_ID),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
        new CertificatePolicyExtension(['2.999.1.1.1']),
        new CRLDistributionPointsExtension([`${REPOSITORY}/crls/${ISSUER_KEY_ID}/0.crl`]),
        new AuthorityInfoAccessExtension({
          ocsp: [`${REPOSITORY}/ocsp`],
          caIssuers: [`${REPOSITORY}/issuers/${ISSUER_KEY_ID}.cer`],
        }),
      ],
    });
  };
  return async (count) => {
    for (let n = 0; n < count; n += 1) await generate(n);
  };
}
