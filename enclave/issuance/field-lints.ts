import { hash } from 'node:crypto';
import {
  bitsOf,
  children,
  integerOctetsOf,
  oidOf,
  readExactly,
} from '../../adapters/x509/der-reader.ts';
import { SUBSCRIBER_MONTHS_MAX } from '../../domain/issuance/certificate-profiles.ts';
import { certificateValidity } from '../../domain/issuance/validity.ts';
import type { Lint, Linted } from './lint.ts';
import { pairOf, type ReadTime } from './tbs-reading.ts';

/** AlgorithmIdentifiers, octet for octet: RFC 4055 §5, RFC 5758 §3.2. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  sha256WithRSA: '300d06092a864886f70d01010b0500',
  ecdsaWithSha256: '300a06082a8648ce3d040302',
  ecdsaWithSha384: '300a06082a8648ce3d040303',
};

const DAY_MS = 24 * 3600 * 1000;

const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

const hasForm = ({ tag, at }: ReadTime): boolean =>
  tag === (at.getUTCFullYear() < 2050 ? UTC_TIME : GENERALIZED_TIME);

/** The last instant that a validity from `notBefore` may have by the profile. */
function latestEnd({ read, asked, shape }: Linted): number {
  const from = read.notBefore.at;
  // Both ends count (RFC 5280 §4.1.2.5), so the last second of the last day is the last one.
  if ('days' in shape.validity) return from.getTime() + shape.validity.days * DAY_MS - 1000;
  const { months } = shape.validity;
  if ('name' in asked) return certificateValidity(from.getTime(), months).notAfter;
  const end = new Date(from);
  end.setUTCMonth(end.getUTCMonth() + months);
  return end.getTime();
}

const isSubscriber = ({ asked }: Linted): boolean => 'name' in asked;

/** What a public key is, in the only forms that are certified. */
function isKnownKey(spki: Buffer): boolean {
  const [algorithm, key] = pairOf(readExactly(spki, 0x30));
  const [identifier, parameters] = pairOf(algorithm);
  const bits = bitsOf(key);
  const curve = parameters.tag === 0x06 ? oidOf(parameters) : '';
  switch (oidOf(identifier)) {
    case '1.2.840.113549.1.1.1':
      return parameters.octets.toString('hex') === '0500' && isRsaKey(bits);
    case '1.2.840.10045.2.1':
      if (bits[0] !== 4) return false;
      return curve === '1.2.840.10045.3.1.7'
        ? bits.length === 65
        : curve === '1.3.132.0.34' && bits.length === 97;
    default:
      return false;
  }
}

function isRsaKey(key: Buffer): boolean {
  const [modulus, exponent] = pairOf(readExactly(key, 0x30)).map(integerOctetsOf);
  const top = modulus?.[0] ?? 0;
  const length = (modulus?.length ?? 0) * 8 - (Math.clz32(top) - 24);
  const isOdd = ((modulus?.at(-1) ?? 0) & 1) === 1 && ((exponent?.at(-1) ?? 0) & 1) === 1;
  return length >= 2048 && length <= 4096 && isOdd;
}

const keyIdOf = (spki: Buffer): string => hash('sha256', spki, 'hex').slice(0, 40);

const hasAttributes = (name: Buffer): boolean => children(readExactly(name, 0x30)).length > 0;

/** Rules about the fields other than subject and extensions. */
export const FIELD_LINTS: readonly Lint[] = [
  { id: 'version', source: 'RFC 5280 §4.1.2.1', holds: ({ read }) => read.version === 3 },
  {
    id: 'serialForm',
    source: 'RFC 5280 §4.1.2.2',
    // Twenty octets whose first is from 40 to 7f: positive, no 21st octet, and never a short one.
    holds: ({ read: { serialNumber } }) =>
      serialNumber.length === 20 && (serialNumber[0] ?? 0) >> 6 === 1,
  },
  {
    id: 'serialReserved',
    source: '規則6条5号イ',
    holds: ({ read, asked }) => read.serialNumber.toString('hex') === asked.serialNumber,
  },
  {
    id: 'signatureAlgorithm',
    source: 'RFC 5280 §4.1.2.3, 規則6条6号',
    holds: ({ read, asked }) =>
      read.signature.toString('hex') === ALGORITHMS[asked.signatureAlgorithm],
  },
  {
    id: 'issuer',
    source: 'RFC 5280 §4.1.2.4, 規則6条5号イ',
    holds: ({ read, asked }) => read.issuer.equals(asked.issuer) && hasAttributes(read.issuer),
  },
  {
    id: 'timeForm',
    source: 'RFC 5280 §4.1.2.5',
    holds: ({ read }) => hasForm(read.notBefore) && hasForm(read.notAfter),
  },
  {
    id: 'validityDecided',
    source: '規則6条5号ロ',
    holds: ({ read, asked }) =>
      read.notBefore.at.getTime() === asked.notBefore.getTime() &&
      read.notAfter.at.getTime() === asked.notAfter.getTime(),
  },
  {
    id: 'validityOrder',
    source: 'RFC 5280 §4.1.2.5',
    holds: ({ read }) => read.notBefore.at < read.notAfter.at,
  },
  {
    id: 'validityOfProfile',
    source: 'profile',
    holds: (of) => of.read.notAfter.at.getTime() <= latestEnd(of),
  },
  {
    id: 'fiveYears',
    source: '規則6条4号',
    holds: ({ read, ...of }) =>
      !isSubscriber({ read, ...of }) ||
      read.notAfter.at.getTime() <=
        certificateValidity(read.notBefore.at.getTime(), SUBSCRIBER_MONTHS_MAX).notAfter,
  },
  {
    id: 'key',
    source: '規則6条5号ニ',
    holds: ({ read, asked }) => read.spki.equals(asked.spki),
  },
  {
    id: 'keyForm',
    source: 'RFC 3279 §2.3.1, RFC 5480 §2.1.1, 規則2条',
    holds: ({ read }) => isKnownKey(read.spki),
  },
  {
    id: 'selfIssued',
    source: 'RFC 5280 §3.2',
    holds: ({ read, asked: { certificateType, issuerKeyId } }) => {
      const isOneName = read.issuer.equals(read.subject);
      if (certificateType === 'selfSigned') return isOneName && issuerKeyId === keyIdOf(read.spki);
      if (certificateType === 'link') return isOneName && issuerKeyId !== keyIdOf(read.spki);
      return !isOneName;
    },
  },
];
