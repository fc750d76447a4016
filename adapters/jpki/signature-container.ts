import { hash } from 'node:crypto';

import { MalformedDer } from '../x509/der-reader.ts';
import { accidentOf } from './container-accident.ts';
import { readSignedPdf } from './pdf/read-signed-pdf.ts';
import { CONTAINER_OCTETS_MAX, readSignedData, type SignedData } from './signed-data.ts';
import { UnreadableContainer } from './unreadable-container.ts';
import { readSignedXml } from './xml/read-signed-xml.ts';

/**
 * A signature over a text with whatever carries both, taken apart but not judged. PDF and XML are said
 * in the words of a detached CMS: what is signed is `coveredOctets`, which holds the text.
 */
export interface SignatureContainer extends SignedData {
  /** Word of fact `signatureContainer`. */
  readonly kind: 'cms' | 'pdf' | 'xml';
  /** The text in the container; undefined if it is detached. */
  readonly text: Buffer | undefined;
  /** What the signature is over, if that is not the text itself (PDF, XML). */
  readonly coveredOctets: Buffer | undefined;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LESS_THAN = 0x3c;
const SEQUENCE = 0x30;

const isXml = (octets: Buffer): boolean =>
  octets[0] === LESS_THAN ||
  (octets.subarray(0, 3).equals(BYTE_ORDER_MARK) && octets[3] === LESS_THAN);

function readCms(octets: Buffer): SignatureContainer {
  const read = readSignedData(octets);
  // The quick path of every application: written out, because spreading costs half of what reading does.
  return {
    content: read.content,
    digestAlgorithm: read.digestAlgorithm,
    signatureAlgorithm: read.signatureAlgorithm,
    signedAttributes: read.signedAttributes,
    signature: read.signature,
    certificate: read.certificate,
    signer: read.signer,
    kind: 'cms',
    text: read.content,
    coveredOctets: undefined,
  };
}

function readAny(octets: Buffer): SignatureContainer {
  if (octets[0] === SEQUENCE) return readCms(octets);
  if (octets.subarray(0, 5).toString('latin1') === '%PDF-') return readSignedPdf(octets);
  if (isXml(octets)) return readSignedXml(octets);
  throw new UnreadableContainer(accidentOf(octets));
}

/**
 * Reads a signature container: CMS SignedData, a signed PDF or a document with an XMLDSig signature,
 * told apart by their first octets. Whether the signature holds is `judgeContainer`'s to say.
 *
 * @throws UnreadableContainer that says why, for everything else and for more than 1 MiB
 */
export function readSignatureContainer(octets: Buffer): SignatureContainer {
  if (octets.length > CONTAINER_OCTETS_MAX) throw new UnreadableContainer('tooLarge');
  try {
    return readAny(octets);
  } catch (error) {
    if (!(error instanceof MalformedDer)) throw error;
    // Of a PDF it is the CMS in it.
    throw new UnreadableContainer(octets[0] === SEQUENCE ? accidentOf(octets) : 'malformedCms');
  }
}

/** As `readSignatureContainer`; undefined for what it would refuse. */
export function tryReadSignatureContainer(octets: Buffer): SignatureContainer | undefined {
  try {
    return readSignatureContainer(octets);
  } catch (error) {
    if (error instanceof UnreadableContainer) return undefined;
    throw error;
  }
}

/** `signedContentSha256`: hexadecimal SHA-256 of the octets that the signature covers; of CMS, the text. */
export const signedContentSha256 = (
  { coveredOctets }: Pick<SignatureContainer, 'coveredOctets'>,
  textOctets: Buffer,
): string => hash('sha256', coveredOctets ?? textOctets);
