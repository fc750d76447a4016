import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import {
  tryReadSignatureContainer,
  type SignatureContainer,
} from '../../adapters/jpki/signature-container.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { entriesOfRequest, type RevocationRequest } from '../../db/revocation/request-file.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** What a portal sent: the text and what signs it. */
export interface SignedRequestEvidence {
  readonly textOctets: Buffer;
  /** Undefined for a container that cannot be read. */
  readonly container: SignatureContainer | undefined;
}

/** Whether a request is a text that somebody signed through a portal. */
export const isSigned = ({ channel }: RevocationRequest): boolean =>
  channel === 'portalJpki' || channel === 'portalOwnCertificate';

/** Reads the evidence of a signed request; it lies with the first request of its text. */
export async function readSignedRequest(
  { db, evidence }: Pick<OfficeDependencies, 'db' | 'evidence'>,
  { inputId, chainId }: RevocationRequest,
): Promise<SignedRequestEvidence> {
  const [first] = await entriesOfRequest(db, inputId, ['revocation.requested']);
  const hashOf = (kind: string): string =>
    first?.evidence?.find((each) => each.kind === kind)?.sha256 ?? '';
  const [text, container] = [hashOf('signedText'), hashOf('signatureContainer')];
  const octets = evidence.get({ caseId: inputId, chainId }, [text, container]);
  return {
    textOctets: octets.get(text) ?? Buffer.alloc(0),
    container: tryReadSignatureContainer(octets.get(container) ?? Buffer.alloc(0)),
  };
}

/** Whom J-LIS can be asked about: the card that signed, if one of its CAs issued it. */
export function cardOf(
  { container }: SignedRequestEvidence,
  anchors: readonly X509Certificate[],
): { readonly certificate: X509Certificate; readonly issuer: X509Certificate } | undefined {
  const certificate = container?.signer;
  const issuer = certificate && findIssuer(certificate, anchors);
  return issuer && { certificate, issuer };
}
