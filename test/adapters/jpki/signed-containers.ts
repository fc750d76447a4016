import { buildSignedData, type SignedDataInput } from '../../../adapters/jpki/signed-data.ts';
import { readSignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import { UnreadableContainer } from '../../../adapters/jpki/unreadable-container.ts';
import {
  pdfContainer,
  type PdfContainerInput,
} from '../../../simulator/containers/pdf-container.ts';
import {
  xmlContainer,
  type XmlContainerInput,
} from '../../../simulator/containers/xml-container.ts';
import { cardSign, jpkiCertificate } from './fixture.ts';

export const TEXT = Buffer.from('電子証明書利用申込書\n書式：toroku-text/1\n', 'utf8');

const certificate = jpkiCertificate();

/** The CMS of the card over these octets, detached unless said otherwise. */
export const cardCms = (content: Buffer, fields: Partial<SignedDataInput> = {}): Buffer =>
  buildSignedData({
    content,
    detached: true,
    certificate,
    digest: 'sha256',
    sign: cardSign(fields.digest),
    ...fields,
  });

/** A PDF that the card signed. */
export const signedPdf = (
  fields: Partial<PdfContainerInput> = {},
  cms: Partial<SignedDataInput> = {},
): Buffer => pdfContainer({ text: TEXT, sign: (covered) => cardCms(covered, cms), ...fields });

/** An XML document that the card signed. */
export const signedXml = (fields: Partial<XmlContainerInput> = {}): Buffer =>
  xmlContainer({
    text: TEXT,
    certificate,
    digest: 'sha256',
    sign: cardSign(fields.digest),
    ...fields,
  });

/** Why a container is not read; undefined if it is. */
export function reasonOf(octets: Buffer): string | undefined {
  try {
    readSignatureContainer(octets);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableContainer) return error.reason;
    throw error;
  }
}
