import { strictBase64 } from '../base64.ts';
import { UnreadableContainer, type UnreadableReason } from '../unreadable-container.ts';
import type { Canonicalization } from './canonical-xml.ts';
import { XML_ALGORITHMS, XMLDSIG } from './xml-algorithms.ts';
import type { XmlElement } from './xml-reader.ts';

/** The one Reference of a signature (XMLDSig 1.1 §4.4.3). */
export interface XmlReference {
  readonly uri: string;
  readonly isEnveloped: boolean;
  readonly canonicalization: Canonicalization;
  readonly digestMethod: string;
  readonly digestValue: Buffer;
}

/** A Signature element in the narrow form that is read, taken apart. */
export interface XmlSignature {
  readonly signedInfo: XmlElement;
  readonly canonicalization: Canonicalization;
  readonly signatureMethod: string;
  readonly reference: XmlReference;
  readonly signatureValue: Buffer;
  /** DER of the certificates in KeyInfo. */
  readonly certificates: readonly Buffer[];
  /** The Object of an enveloping signature. */
  readonly object: XmlElement | undefined;
}

const CERTIFICATES_MAX = 16;
const TRANSFORMS_MAX = 2;

const CANONICAL: Canonicalization = { isExclusive: false, inclusivePrefixes: [] };

const isBlank = (text: string): boolean => /^[ \t\r\n]*$/.test(text);

function fail(reason: UnreadableReason): never {
  throw new UnreadableContainer(reason);
}

export const isDsig = (element: XmlElement, local: string): boolean =>
  element.namespace === XMLDSIG && element.local === local;

/** The elements in an element that has no character data of its own. */
function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) => {
    if (typeof child !== 'string') return [child];
    return isBlank(child) ? [] : fail('xmlSignatureForm');
  });
}

/** The elements in an element, which are exactly these, in this order. */
function sequenceIn(element: XmlElement, ...names: readonly string[]): XmlElement[] {
  const found = elementsIn(element);
  const isSequence =
    found.length === names.length && found.every((each, i) => isDsig(each, names[i] ?? ''));
  return isSequence ? found : fail('xmlSignatureForm');
}

function attributeOf(element: XmlElement, local: string): string {
  const found = element.attributes.find((each) => each.namespace === '' && each.local === local);
  return found?.value ?? fail('xmlSignatureForm');
}

/** Character data of an element that has no elements. */
export function textIn(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : fail('xmlSignatureForm')))
    .join('');
}

const octetsIn = (element: XmlElement): Buffer =>
  strictBase64(textIn(element)) ?? fail('xmlBase64');

/** A method that has no parameters. */
function methodOf(element: XmlElement): string {
  sequenceIn(element);
  return attributeOf(element, 'Algorithm');
}

/** The canonical form that an element names; undefined for another algorithm. */
function canonicalizationOf(element: XmlElement): Canonicalization | undefined {
  const algorithm = attributeOf(element, 'Algorithm');
  if (algorithm === XML_ALGORITHMS.canonical) return sequenceIn(element) && CANONICAL;
  if (algorithm !== XML_ALGORITHMS.exclusive) return undefined;
  const [inclusive, ...more] = elementsIn(element);
  if (inclusive === undefined) return { isExclusive: true, inclusivePrefixes: [] };
  const isKnown =
    inclusive.namespace === XML_ALGORITHMS.exclusive && inclusive.local === 'InclusiveNamespaces';
  if (!isKnown || more.length > 0) return undefined;
  const prefixes = attributeOf(inclusive, 'PrefixList').split(/[ \t\r\n]+/);
  return {
    isExclusive: true,
    inclusivePrefixes: prefixes
      .filter((prefix) => prefix !== '')
      .map((prefix) => (prefix === '#default' ? '' : prefix)),
  };
}

/** First "without the signature itself", then at most one canonical form; no other transform. */
function transformsOf(
  element: XmlElement | undefined,
): Pick<XmlReference, 'isEnveloped' | 'canonicalization'> {
  const transforms = element ? elementsIn(element) : [];
  if (transforms.length > TRANSFORMS_MAX || transforms.some((each) => !isDsig(each, 'Transform'))) {
    fail('xmlTransform');
  }
  const [first] = transforms;
  const isEnveloped =
    first !== undefined && attributeOf(first, 'Algorithm') === XML_ALGORITHMS.enveloped;
  if (isEnveloped) sequenceIn(first);
  const [form, ...more] = isEnveloped ? transforms.slice(1) : transforms;
  if (more.length > 0) fail('xmlTransform');
  // What is still a set of nodes is hashed in its canonical form (XMLDSig 1.1 §4.4.3.2).
  const canonicalization = form ? canonicalizationOf(form) : CANONICAL;
  return { isEnveloped, canonicalization: canonicalization ?? fail('xmlTransform') };
}

function readReference(element: XmlElement): XmlReference {
  const parts = elementsIn(element);
  const transforms = parts[0] && isDsig(parts[0], 'Transforms') ? parts.shift() : undefined;
  const [method, value, ...more] = parts;
  if (!method || !isDsig(method, 'DigestMethod') || !value || !isDsig(value, 'DigestValue')) {
    fail('xmlSignatureForm');
  }
  if (more.length > 0) fail('xmlSignatureForm');
  return {
    uri: attributeOf(element, 'URI'),
    ...transformsOf(transforms),
    digestMethod: methodOf(method),
    digestValue: octetsIn(value),
  };
}

/** Of KeyInfo only the certificates count; names and values of keys beside them say nothing. */
function readCertificates(keyInfo: XmlElement): Buffer[] {
  const data = elementsIn(keyInfo).filter((each) => isDsig(each, 'X509Data'));
  const found = data.flatMap(elementsIn).filter((each) => isDsig(each, 'X509Certificate'));
  if (found.length > CERTIFICATES_MAX) fail('xmlTooComplex');
  return found.map(octetsIn);
}

/**
 * Takes a Signature element apart (XMLDSig 1.1 §4): SignedInfo with one Reference, the value,
 * KeyInfo, and at most one Object.
 *
 * @throws UnreadableContainer for any other form, canonical form or transform
 */
export function readXmlSignature(signature: XmlElement): XmlSignature {
  const [signedInfo, value, keyInfo, object, ...more] = elementsIn(signature);
  const isForm =
    signedInfo !== undefined &&
    isDsig(signedInfo, 'SignedInfo') &&
    value !== undefined &&
    isDsig(value, 'SignatureValue') &&
    keyInfo !== undefined &&
    isDsig(keyInfo, 'KeyInfo') &&
    (object === undefined || isDsig(object, 'Object'));
  if (!isForm || more.length > 0) fail('xmlSignatureForm');
  const references = elementsIn(signedInfo).filter((each) => isDsig(each, 'Reference'));
  // More than one reference is more than one thing that was signed.
  if (references.length !== 1) fail('xmlReference');
  const [form, method, reference] = sequenceIn(
    signedInfo,
    'CanonicalizationMethod',
    'SignatureMethod',
    'Reference',
  );
  if (!form || !method || !reference) fail('xmlSignatureForm');
  return {
    signedInfo,
    canonicalization: canonicalizationOf(form) ?? fail('xmlCanonicalization'),
    signatureMethod: methodOf(method),
    reference: readReference(reference),
    signatureValue: octetsIn(value),
    certificates: readCertificates(keyInfo),
    object,
  };
}
