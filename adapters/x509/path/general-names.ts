import { type DerElement, children, expectTag, MalformedDer, readElement } from '../der-reader.ts';
import { nameKeys, type NameKeys } from './distinguished-names.ts';

/** A GeneralName (RFC 5280 §4.2.1.6) as far as names are compared here. Text is in small letters. */
export type GeneralName =
  | { readonly form: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string }
  | { readonly form: 'directoryName'; readonly keys: NameKeys }
  | { readonly form: 'iPAddress'; readonly octets: Buffer }
  | { readonly form: 'other'; readonly tag: number; readonly octets: Buffer };

/** Names in one list; more is refused, so that names cost little to compare. */
const GENERAL_NAMES_MAX = 1024;

/** IPv4 and IPv6; as the base of a subtree each has its mask behind it. */
const ADDRESS_OCTETS: readonly number[] = [4, 16];

const ASCII = /^[\u0020-\u007e]*$/;

function asciiOf({ content }: DerElement): string {
  const text = content.toString('latin1');
  if (!ASCII.test(text)) throw new MalformedDer('name is not of ASCII letters');
  return text.toLowerCase();
}

function readGeneralName(element: DerElement): GeneralName {
  switch (element.tag) {
    case 0x81:
      return { form: 'rfc822Name', text: asciiOf(element) };
    case 0x82:
      return { form: 'dNSName', text: asciiOf(element) };
    case 0x86:
      return { form: 'uniformResourceIdentifier', text: asciiOf(element) };
    case 0x87:
      return { form: 'iPAddress', octets: element.content };
    case 0xa4: {
      // Name is a CHOICE, so its tag is explicit.
      const [name, ...more] = children(element);
      if (more.length > 0) throw new MalformedDer('directoryName has odd parts');
      return { form: 'directoryName', keys: nameKeys(expectTag(name, 0x30).octets) };
    }
    case 0xa0:
    case 0xa3:
    case 0xa5:
    case 0x88:
      return { form: 'other', tag: element.tag, octets: element.content };
    default:
      throw new MalformedDer('unknown form of name');
  }
}

/** The names in the content of a GeneralNames. @throws MalformedDer also if there is none */
export function generalNamesIn(list: { readonly content: Buffer }): GeneralName[] {
  const names = children(list);
  if (names.length === 0 || names.length > GENERAL_NAMES_MAX) {
    throw new MalformedDer('no name or too many');
  }
  return names.map((element) => {
    const name = readGeneralName(element);
    if (name.form === 'iPAddress' && !ADDRESS_OCTETS.includes(name.octets.length)) {
      throw new MalformedDer('address is neither of IPv4 nor of IPv6');
    }
    return name;
  });
}

/** Whether nothing could ever be compared with the base, so that a subtree of it would exclude nothing. */
function isOddBase(name: GeneralName): boolean {
  if (name.form === 'iPAddress') return !ADDRESS_OCTETS.includes(name.octets.length / 2);
  if (name.form === 'directoryName' || name.form === 'other') return false;
  // Hosts are compared without a final dot, and none of these forms is written with spaces.
  if (name.text.endsWith('.') || /[ /:]|^@/.test(name.text)) return true;
  return name.text === '' && name.form !== 'dNSName';
}

/** The base of a subtree of nameConstraints (RFC 5280 §4.2.1.10). @throws MalformedDer */
export function subtreeBaseOf(element: DerElement): GeneralName {
  const name = readGeneralName(readElement(element.octets));
  if (isOddBase(name)) throw new MalformedDer('base of a subtree is malformed');
  return name;
}
