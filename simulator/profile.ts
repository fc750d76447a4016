import {
  explicit,
  integer,
  nullValue,
  oid,
  seq,
  time,
  utf8String,
} from '../adapters/x509/der-writer.ts';
import { distinguishedName } from './distinguished-name.ts';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoint,
  issuerAltName,
  keyIdentifierOf,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
import type { Authority } from './authority.ts';
import type { Attribute, Place } from './person.ts';

/** sha256WithRSAEncryption, the signature algorithm of every JPKI certificate so far. */
export const SHA256_WITH_RSA = seq(oid('1.2.840.113549.1.1.11'), nullValue());

/** Where the certificate's policy qualifier points on real certificates. */
export const CPS_URI = 'http://www.jpki.go.jp/cps.html';

/** Arc of the personal attributes in subjectAltName. */
const ATTRIBUTE_ARC = '1.2.392.200149.8.5.5';

/** What differs between two certificates of one profile. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface TbsFields extends Validity {
  readonly serialNumber: Buffer;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly extensions: readonly Buffer[];
}

/** TBSCertificate, version 3 (RFC 5280 §4.1). */
export const tbsCertificate = (fields: TbsFields): Buffer =>
  seq(
    explicit(0, integer(Buffer.from([2]))),
    integer(fields.serialNumber),
    SHA256_WITH_RSA,
    fields.issuer,
    seq(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.spki,
    explicit(3, seq(...fields.extensions)),
  );

/** What an end-entity certificate of a card is made from. */
export interface CardCertificateFields extends Validity {
  readonly issuer: Authority;
  readonly serialNumber: Buffer;
  readonly commonName: string;
  readonly place: Place;
  readonly spki: Buffer;
  /** Responder named in authorityInfoAccess; null leaves the extension out. */
  readonly ocspUrl: string | null;
}

/** otherName of a personal attribute: a UTF8String under its OID (RFC 5280 §4.2.1.6). */
const personalAttribute = ({ number, value }: Attribute): Buffer =>
  explicit(0, oid(`${ATTRIBUTE_ARC}.${number}`), explicit(0, utf8String(value)));

/**
 * The municipality's own distribution point in the name space of its CA; on a real certificate of
 * the signature CA `OU=Tokyo-to, CN=Kiyose-shi CRLDP`.
 */
const municipalCrl = ({ issuer, place }: CardCertificateFields): Buffer =>
  crlDistributionPoint(
    distinguishedName([
      ...issuer.rdns.slice(0, 3),
      ['OU', 'CRL Distribution Points'],
      ['OU', place.prefectureRomaji],
      ['CN', `${place.municipalityRomaji} CRLDP`],
    ]),
  );

/**
 * Extensions after the ones that tell signature and authentication certificates apart. Whether real
 * certificates carry authorityInfoAccess could not be established, hence it can be left out.
 */
const commonExtensions = (fields: CardCertificateFields): Buffer[] => [
  certificatePolicies(fields.issuer.policy, CPS_URI),
  issuerAltName(fields.issuer.japaneseName),
  municipalCrl(fields),
  ...(fields.ocspUrl === null ? [] : [authorityInfoAccess(fields.ocspUrl)]),
  authorityKeyIdentifier(fields.issuer),
  subjectKeyIdentifier(keyIdentifierOf(fields.spki)),
];

/**
 * Certificate to be signed of a 署名用電子証明書: locality twice in the subject, the person in six
 * otherNames of subjectAltName, two critical extensions. The order of extensions is the one seen on
 * a real card; that of certificatePolicies and issuerAltName among each other is our choice.
 */
export const signatureCertificate = (
  fields: CardCertificateFields,
  attributes: readonly Attribute[],
): Buffer =>
  tbsCertificate({
    ...fields,
    issuer: fields.issuer.name,
    subject: distinguishedName([
      ['C', 'JP'],
      ['L', fields.place.prefectureRomaji],
      ['L', fields.place.municipalityRomaji],
      ['CN', fields.commonName],
    ]),
    extensions: [
      keyUsage('digitalSignature', 'nonRepudiation'),
      subjectAltName(...attributes.map(personalAttribute)),
      ...commonExtensions(fields),
    ],
  });

/** Certificate to be signed of a 利用者証明用電子証明書: it names nobody and no place. */
export const authenticationCertificate = (fields: CardCertificateFields): Buffer =>
  tbsCertificate({
    ...fields,
    issuer: fields.issuer.name,
    subject: distinguishedName([
      ['C', 'JP'],
      ['CN', fields.commonName],
    ]),
    extensions: [keyUsage('digitalSignature'), ...commonExtensions(fields)],
  });

const DAY_MS = 86_400_000;
const JST_MS = 9 * 3_600_000;

/**
 * End of the fifth birthday after issue, 23:59:59 in Japan. A birthday of 29 February ends on
 * 28 February where the year has no 29th (our choice; no source was found).
 */
export function fifthBirthdayEnd(birthDate: string, issuedAt: Date): Date {
  const [, month = 1, day = 1] = birthDate.split('-').map(Number);
  const issuedDay = new Date(issuedAt.getTime() + JST_MS).toISOString().slice(0, 10);
  const birthday = (year: number): Date => {
    const lastOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1, Math.min(day, lastOfMonth)));
  };
  const issuedYear = Number(issuedDay.slice(0, 4));
  const isAhead = birthday(issuedYear).toISOString().slice(0, 10) > issuedDay;
  const fifth = birthday(issuedYear + (isAhead ? 4 : 5));
  return new Date(fifth.getTime() + DAY_MS - JST_MS - 1000);
}
