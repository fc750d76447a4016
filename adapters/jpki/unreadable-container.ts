/**
 * Why a container is not read. The words are stable: portals and investigators get them.
 *
 * Of the whole: `tooLarge`, `empty`, `notAContainer`, `pem`, `base64`, `base64url` and `utf16` (octets
 * that were encoded once too often), `trailingOctets`, `malformedCms`. `textMissing` and `otherText`
 * are of a container and the text beside it. Of PDF: ISO 32000. Of XML:
 * XMLDSig 1.1.
 */
export type UnreadableReason =
  | 'tooLarge'
  | 'empty'
  | 'notAContainer'
  | 'pem'
  | 'base64'
  | 'base64url'
  | 'utf16'
  | 'trailingOctets'
  | 'malformedCms'
  | 'textMissing'
  | 'otherText'
  | 'pdfSyntax'
  | 'pdfTooComplex'
  | 'pdfCrossReference'
  | 'pdfEncrypted'
  | 'pdfActiveContent'
  | 'pdfSignatureCount'
  | 'pdfSubFilter'
  | 'pdfByteRange'
  | 'pdfUpdatedAfterSigning'
  | 'pdfEmbeddedFile'
  | 'pdfEmbeddedFileReplaced'
  | 'xmlSyntax'
  | 'xmlTooComplex'
  | 'xmlEncoding'
  | 'xmlDoctype'
  | 'xmlEntity'
  | 'xmlSignatureCount'
  | 'xmlSignatureForm'
  | 'xmlCanonicalization'
  | 'xmlReference'
  | 'xmlTransform'
  | 'xmlContent'
  | 'xmlBase64'
  | 'xmlCertificate';

/** A signature container that is not read; nothing of its content is in the message. */
export class UnreadableContainer extends Error {
  override readonly name = 'UnreadableContainer';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(`signature container is not read: ${reason}`);
    this.reason = reason;
  }
}
