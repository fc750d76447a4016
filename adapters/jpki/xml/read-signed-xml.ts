import { readCertificate, type X509Certificate } from '../../x509/certificate.ts';
import { MalformedDer, readElement } from '../../x509/der-reader.ts';
import * as der from '../../x509/der-writer.ts';
import type { SignatureContainer } from '../signature-container.ts';
import { UnreadableContainer } from '../unreadable-container.ts';
import { canonicalXml } from './canonical-xml.ts';
import {
  findSignature,
  referencedElement,
  type SignedPlaces,
  textOctetsIn,
} from './signed-element.ts';
import { digestMethod, isEcdsa, signatureMethod } from './xml-algorithms.ts';
import { readXml, type XmlElement } from './xml-reader.ts';
import { readXmlSignature, type XmlSignature } from './xml-signature.ts';

/** The largest document: a text, its signature and a chain have less than a tenth of it. */
const DOCUMENT_OCTETS_MAX = 256 * 1024;

/** Octets of r and s together on the curves that are accepted. */
const RS_OCTETS = [64, 96];

/** Ecdsa-Sig-Value of the bare r and s; empty, which is no signature, for another length. */
function ecdsaValue(octets: Buffer): Buffer {
  if (!RS_OCTETS.includes(octets.length)) return Buffer.alloc(0);
  const half = octets.length / 2;
  return der.seq(der.integer(octets.subarray(0, half)), der.integer(octets.subarray(half)));
}

function tryCertificate(octets: Buffer): X509Certificate | undefined {
  try {
    return readCertificate(readElement(octets).octets);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

/**
 * The signer's certificate: the only one, or the only one that issued none of the others. KeyInfo
 * names no signer, and which certificate answers for the signature must not be a choice.
 */
function signerOf({
  certificates,
}: XmlSignature): Pick<SignatureContainer, 'certificate' | 'signer'> {
  const read = certificates.map((octets) => ({ octets, signer: tryCertificate(octets) }));
  const [own, ...others] = read.filter(
    ({ signer }) =>
      read.length === 1 ||
      !read.some((each) => each.signer !== signer && each.signer?.issuer.equals(subjectOf(signer))),
  );
  if (own === undefined || others.length > 0) throw new UnreadableContainer('xmlCertificate');
  return { certificate: own.octets, signer: own.signer };
}

const subjectOf = (certificate: X509Certificate | undefined): Buffer =>
  certificate?.subject ?? Buffer.alloc(0);

/** Whether the reference's transform says where the signature really is. */
function requireTransform({ reference }: XmlSignature, { signature, signed }: SignedPlaces): void {
  let at: XmlElement | undefined = signature.parent;
  while (at !== undefined && at !== signed) at = at.parent;
  if (reference.isEnveloped !== (at === signed)) throw new UnreadableContainer('xmlTransform');
}

/**
 * Reads an XML document with one XMLDSig signature (XMLDSig 1.1) over one element of it that holds a
 * text in Base64: enveloped, enveloping, or beside the element. As in CMS, the signature covers
 * SignedInfo, which holds the digest of what is signed.
 *
 * @throws UnreadableContainer for everything else
 */
export function readSignedXml(octets: Buffer): SignatureContainer {
  if (octets.length > DOCUMENT_OCTETS_MAX) throw new UnreadableContainer('tooLarge');
  const root = readXml(octets);
  const element = findSignature(root);
  const signature = readXmlSignature(element);
  const { reference, canonicalization } = signature;
  const signed = referencedElement(root, reference);
  const places = { signature: element, object: signature.object, signed };
  requireTransform(signature, places);
  const text = textOctetsIn(root, places);
  const signatureAlgorithm = signatureMethod(signature.signatureMethod);
  return {
    kind: 'xml',
    text,
    content: undefined,
    coveredOctets: canonicalXml(signed, reference.canonicalization, element),
    digestAlgorithm: digestMethod(reference.digestMethod),
    signatureAlgorithm,
    signedAttributes: {
      octetsToVerify: canonicalXml(signature.signedInfo, canonicalization),
      messageDigest: reference.digestValue,
      signingTime: undefined,
    },
    signature: isEcdsa(signatureAlgorithm)
      ? ecdsaValue(signature.signatureValue)
      : signature.signatureValue,
    ...signerOf(signature),
  };
}
