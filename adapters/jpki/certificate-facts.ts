import type { Facts } from '../../domain/decision/facts.ts';
import type { X509Certificate } from '../x509/certificate.ts';
import type { ReadableJpkiCertificate } from './jpki-certificate.ts';
import type { ChainVerdict } from './jpki-chain.ts';
import { judgeContainer } from './judge-signature.ts';
import type { SignatureContainer } from './signature-container.ts';

/** A signature with the certificate it was made by, and between which instants it was made. */
export interface SignedByCard {
  readonly container: SignatureContainer;
  readonly textOctets: Buffer;
  readonly read: ReadableJpkiCertificate;
  readonly chain: ChainVerdict;
  /** 作成日時 of the text: nothing signs it earlier. */
  readonly createdAt: Date;
  readonly receivedAt: Date;
  readonly now: Date;
}

/** Expired when signed, since, or not: signing lies between 作成日時 and receipt. */
function validityOf(
  { notBefore, notAfter }: X509Certificate,
  { createdAt, receivedAt, now }: SignedByCard,
): NonNullable<Facts['jpkiValidity']> {
  if (notBefore > receivedAt) return 'notYetValid';
  if (notAfter < createdAt) return 'expiredBeforeSigning';
  return notAfter < now ? 'expiredSinceSigning' : 'valid';
}

/** What container, signature and certificate are, apart from the person and from J-LIS. */
export function certificateFacts(signed: SignedByCard) {
  const { container, textOctets, read, chain } = signed;
  return {
    signatureContainer: container.kind,
    certificateEncoding: read.encoding,
    signature: judgeContainer(container, textOctets),
    jpkiCertificateKind: read.kind,
    jpkiChain: chain,
    jpkiProfile: read.profile.verdict,
    jpkiAttributes: read.attributes.verdict,
    jpkiValidity: validityOf(read.certificate, signed),
  } as const satisfies Partial<Facts>;
}
