import { readCertificate, type X509Certificate } from '../x509/certificate.ts';
import { MalformedDer, readElement } from '../x509/der-reader.ts';
import {
  type BirthDate,
  type JpkiAttributes,
  judgeSubstitutes,
  readBirthDate,
  readJpkiAttributes,
  type SubstitutesVerdict,
} from './jpki-attributes.ts';
import { judgeProfile, type JpkiKind, jpkiKind, type ProfileVerdict } from './jpki-profile.ts';

/** What a certificate for signing with the card says, and how it is made. */
export interface ReadableJpkiCertificate {
  /** Word of fact `certificateEncoding`: trailing octets are not part of what was read. */
  readonly encoding: 'exact' | 'trailingBytes';
  readonly certificate: X509Certificate;
  readonly kind: JpkiKind;
  readonly profile: ProfileVerdict;
  readonly attributes: JpkiAttributes;
  readonly birthDate: BirthDate;
  readonly nameSubstitutes: SubstitutesVerdict;
  readonly addressSubstitutes: SubstitutesVerdict;
}

export type JpkiCertificate = ReadableJpkiCertificate | { readonly encoding: 'unreadable' };

function read(octets: Buffer, known: X509Certificate | undefined): ReadableJpkiCertificate {
  const exact = readElement(octets).octets;
  const certificate = known?.der.equals(exact) ? known : readCertificate(exact);
  const attributes = readJpkiAttributes(certificate);
  const { values } = attributes;
  return {
    encoding: exact.length === octets.length ? 'exact' : 'trailingBytes',
    certificate,
    kind: jpkiKind(certificate),
    profile: judgeProfile(certificate, attributes),
    attributes,
    birthDate: readBirthDate(values.dateOfBirth),
    nameSubstitutes: judgeSubstitutes(values.commonName, values.substituteCharacterOfCommonName),
    addressSubstitutes: judgeSubstitutes(values.address, values.substituteCharacterOfAddress),
  };
}

/**
 * Reads a certificate of JPKI (署名用電子証明書) out of a container: encoding, kind, profile and the
 * person it names. It says nothing about who issued it, see `judgeChain`. Never throws: what is not
 * a certificate in DER, its extensions included, is `unreadable`.
 *
 * @param known the same certificate if it has been read already, to spare reading it twice
 */
export function readJpkiCertificate(octets: Buffer, known?: X509Certificate): JpkiCertificate {
  try {
    return read(octets, known);
  } catch (error) {
    if (error instanceof MalformedDer) return { encoding: 'unreadable' };
    throw error;
  }
}
