import type { X509Certificate } from './certificate.ts';
import { children, readExactly, type DerElement } from './der-reader.ts';

/** uniformResourceIdentifier of a GeneralName (RFC 5280 §4.2.1.6). */
const URI = 0x86;
const CONSTRUCTED = 0x20;

const urisBelow = (element: DerElement): string[] => {
  if (element.tag === URI) return [element.content.toString('latin1')];
  return element.tag & CONSTRUCTED ? children(element).flatMap(urisBelow) : [];
};

/** Every URI in an extension, in its order; none if the extension is absent. @throws MalformedDer */
export function urisOf(certificate: X509Certificate, extension: string): string[] {
  const value = certificate.extensions.get(extension)?.value;
  return value ? urisBelow(readExactly(value)) : [];
}
