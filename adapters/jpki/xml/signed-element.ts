import { strictBase64 } from '../base64.ts';
import { UnreadableContainer, type UnreadableReason } from '../unreadable-container.ts';
import type { XmlElement } from './xml-reader.ts';
import { isDsig, textIn, type XmlReference } from './xml-signature.ts';

function fail(reason: UnreadableReason): never {
  throw new UnreadableContainer(reason);
}

const elementsIn = ({ children }: XmlElement): XmlElement[] =>
  children.filter((child) => typeof child !== 'string');

/** An element and all in it, in the order of the document. */
function descendants(element: XmlElement): XmlElement[] {
  return [element, ...elementsIn(element).flatMap(descendants)];
}

/** The one Signature of a document. @throws UnreadableContainer `xmlSignatureCount` */
export function findSignature(root: XmlElement): XmlElement {
  const [signature, ...more] = descendants(root).filter((each) => isDsig(each, 'Signature'));
  return signature && more.length === 0 ? signature : fail('xmlSignatureCount');
}

/** Without a DTD nothing says which attributes identify: all that could be read so must differ. */
function identifiersIn(root: XmlElement): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  for (const element of descendants(root)) {
    for (const { local, value } of element.attributes) {
      if (local.toLowerCase() !== 'id') continue;
      if (found.has(value)) fail('xmlReference');
      found.set(value, element);
    }
  }
  return found;
}

/**
 * The element that a reference means: the document's, or one by its identifier in the same document.
 * Identifiers are unique over every attribute that is called id in any case.
 *
 * @throws UnreadableContainer `xmlReference` for everything outside, XPointer, and nothing
 */
export function referencedElement(root: XmlElement, { uri }: XmlReference): XmlElement {
  const identifiers = identifiersIn(root);
  if (uri === '') return root;
  // No parentheses: `#xpointer(…)` is another way to choose.
  if (!/^#[^()#\s]+$/.test(uri)) fail('xmlReference');
  return identifiers.get(uri.slice(1)) ?? fail('xmlReference');
}

const hasCharacters = ({ children }: XmlElement): boolean =>
  children.some((child) => typeof child === 'string' && /[^ \t\r\n]/.test(child));

function ancestors(element: XmlElement): XmlElement[] {
  return element.parent ? [element, ...ancestors(element.parent)] : [element];
}

/** Attributes that say nothing which somebody could take for a part of the text. */
const MUTE_ATTRIBUTES = ['id', 'encoding', 'mimetype', 'version'];

const isMute = ({ attributes }: XmlElement): boolean =>
  attributes.every(({ local }) => MUTE_ATTRIBUTES.includes(local.toLowerCase()));

/** Where the parts of a signature are in the document. */
export interface SignedPlaces {
  readonly signature: XmlElement;
  /** The Object of an enveloping signature. */
  readonly object: XmlElement | undefined;
  /** The element that is referenced. */
  readonly signed: XmlElement;
}

/** Every element but those that make up the signature. */
function elementsBeside(root: XmlElement, { signature, object }: SignedPlaces): XmlElement[] {
  const inSignature = new Set(descendants(signature));
  const outside = descendants(root).filter((each) => !inSignature.has(each));
  return object ? [...outside, ...descendants(object)] : outside;
}

/**
 * The octets that stand in Base64 in the referenced element. But for the signature the document has
 * nothing but the elements that lead to the text: what has no place beside it cannot be wrapped or
 * moved about, and there is nothing signed that is not the text.
 *
 * @throws UnreadableContainer `xmlReference`, `xmlContent`, `xmlBase64`
 */
export function textOctetsIn(root: XmlElement, places: SignedPlaces): Buffer {
  const { signature, object, signed } = places;
  const beside = elementsBeside(root, places);
  // An Object that is not what is signed, or a reference to the signature's own parts.
  const isWithin = ancestors(signed).includes(object ?? root);
  if (!beside.includes(signed) || !isWithin) fail('xmlReference');
  const [holder, ...others] = beside.filter(hasCharacters);
  if (holder === undefined || others.length > 0) fail('xmlContent');
  if (!ancestors(holder).includes(signed)) fail('xmlContent');
  const leading = new Set([...ancestors(holder), ...ancestors(signature)]);
  if (beside.some((each) => !leading.has(each) || !isMute(each))) fail('xmlContent');
  const children = holder.children.filter((child) => child !== signature);
  return strictBase64(textIn({ ...holder, children })) ?? fail('xmlBase64');
}
