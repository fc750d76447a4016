import { UnreadableContainer } from '../unreadable-container.ts';

/** An attribute that declares no namespace. */
export interface XmlAttribute {
  /** As written, with its prefix. */
  readonly name: string;
  readonly local: string;
  /** Empty if it has no prefix. */
  readonly namespace: string;
  readonly value: string;
}

/** An element with what is in it: elements and character data, nothing else is read. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  /** Namespaces in scope by prefix, the default under ''; an empty name undeclares it. */
  readonly scope: ReadonlyMap<string, string>;
  readonly parent: XmlElement | undefined;
  readonly children: readonly (XmlElement | string)[];
}

const DEPTH_MAX = 16;
const ELEMENTS_MAX = 256;
const ATTRIBUTES_MAX = 16;
const NAME_LENGTH_MAX = 256;
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

const NAME = String.raw`[\p{L}_][\p{L}\p{N}\p{M}._-]*`;
const TOKENS = {
  declaration:
    /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"([\w.-]+)"|'([\w.-]+)'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y,
  space: /[ \t\n]*/y,
  open: new RegExp(`<(?:(${NAME}):)?(${NAME})`, 'uy'),
  attribute: new RegExp(
    String.raw`[ \t\n]+(?:(${NAME}):)?(${NAME})[ \t\n]*=[ \t\n]*(?:"([^<"]*)"|'([^<']*)')`,
    'uy',
  ),
  openEnd: /[ \t\n]*(\/?)>/y,
  close: new RegExp(String.raw`<\/((?:${NAME}:)?${NAME})[ \t\n]*>`, 'uy'),
  characters: /[^<]+/y,
} as const;

const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const REFERENCE = /&(?:#(x[0-9a-fA-F]{1,6}|[0-9]{1,7})|(amp|lt|gt|quot|apos));|&/g;
const PREDEFINED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const malformed = (): UnreadableContainer => new UnreadableContainer('xmlSyntax');

function characterOf(codePoint: number): string {
  if (codePoint > 0x10ffff) throw malformed();
  const character = String.fromCodePoint(codePoint);
  if (NOT_XML.test(character)) throw malformed();
  return character;
}

/** Character data with its references replaced: characters and the five names of XML itself. */
function replaceReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (_, number?: string, name?: string) => {
    if (number !== undefined)
      return characterOf(Number(`${number.startsWith('x') ? '0' : ''}${number}`));
    // Any other name is an entity, which only a DTD could declare.
    if (name === undefined) throw new UnreadableContainer('xmlEntity');
    return PREDEFINED[name] ?? '';
  });
}

interface Written {
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

/** The namespaces in scope after the declarations among these attributes (Namespaces in XML 1.0). */
function scopeWith(
  outer: ReadonlyMap<string, string>,
  attributes: readonly Written[],
): ReadonlyMap<string, string> {
  const declared = attributes.filter(
    ({ prefix, local }) => prefix === 'xmlns' || (prefix === '' && local === 'xmlns'),
  );
  if (declared.length === 0) return outer;
  const scope = new Map(outer);
  const seen = new Set<string>();
  for (const { prefix, local, value } of declared) {
    const name = prefix === '' ? '' : local;
    const isReserved = name === 'xml' || name === 'xmlns' || value.startsWith(XML_NAMESPACE);
    const isUndeclared = value === '' && name !== '';
    // Canonical XML is not defined over relative names of namespaces (C14N §1.3).
    const isRelative = value !== '' && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(value);
    if (isReserved || isUndeclared || isRelative || seen.has(name)) throw malformed();
    seen.add(name);
    scope.set(name, value);
  }
  return scope;
}

function resolveAttributes(
  written: readonly Written[],
  scope: ReadonlyMap<string, string>,
): XmlAttribute[] {
  const seen = new Set<string>();
  const resolved: XmlAttribute[] = [];
  for (const { prefix, local, value } of written) {
    if (prefix === 'xmlns' || (prefix === '' && local === 'xmlns')) continue;
    // `xml:` attributes are inherited by canonical forms and change what is an identifier.
    const namespace = prefix === '' ? '' : scope.get(prefix);
    if (namespace === undefined || prefix === 'xml') throw malformed();
    const key = `${namespace} ${local}`;
    if (seen.has(key)) throw malformed();
    seen.add(key);
    resolved.push({ name: prefix === '' ? local : `${prefix}:${local}`, local, namespace, value });
  }
  return resolved;
}

type Open = XmlElement & { readonly children: (XmlElement | string)[] };

/** Reads one document; kept as an object for the position and the count of elements. */
class XmlParser {
  readonly #text: string;
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #match(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  document(): XmlElement {
    const declaration = this.#match(TOKENS.declaration);
    const encoding = declaration?.[1] ?? declaration?.[2] ?? 'UTF-8';
    if (encoding.toUpperCase() !== 'UTF-8') throw new UnreadableContainer('xmlEncoding');
    this.#match(TOKENS.space);
    const root = this.#root();
    this.#match(TOKENS.space);
    if (this.#at !== this.#text.length) throw malformed();
    return root;
  }

  #root(): XmlElement {
    const root = this.#open(undefined, 1);
    let open: Open | undefined = root.isEmpty ? undefined : root.element;
    for (let depth = 1; open !== undefined;) {
      this.#characters(open);
      if (this.#text.startsWith('</', this.#at)) {
        if (this.#match(TOKENS.close)?.[1] !== open.name) throw malformed();
        open = open.parent as Open | undefined;
        depth -= 1;
        continue;
      }
      const inner = this.#open(open, depth + 1);
      open.children.push(inner.element);
      if (inner.isEmpty) continue;
      open = inner.element;
      depth += 1;
    }
    return root.element;
  }

  #characters(open: Open): void {
    const written = this.#match(TOKENS.characters)?.[0];
    if (written === undefined) return;
    if (written.includes(']]>')) throw malformed();
    open.children.push(replaceReferences(written));
  }

  #open(parent: Open | undefined, depth: number): { element: Open; isEmpty: boolean } {
    this.#elements += 1;
    if (depth > DEPTH_MAX || this.#elements > ELEMENTS_MAX) {
      throw new UnreadableContainer('xmlTooComplex');
    }
    if (this.#text.startsWith('<!DOCTYPE', this.#at)) throw new UnreadableContainer('xmlDoctype');
    // Comments, processing instructions and CDATA sections begin with no name.
    const [, prefix = '', local = ''] = this.#match(TOKENS.open) ?? [];
    if (local === '' || prefix === 'xmlns') throw malformed();
    const written = this.#attributes();
    const isEmpty = this.#match(TOKENS.openEnd)?.[1];
    if (isEmpty === undefined) throw malformed();
    const scope = scopeWith(parent?.scope ?? new Map(), written);
    const namespace = scope.get(prefix) ?? (prefix === '' ? '' : undefined);
    if (namespace === undefined) throw malformed();
    const element = {
      name: prefix === '' ? local : `${prefix}:${local}`,
      prefix,
      local,
      namespace,
      attributes: resolveAttributes(written, scope),
      scope,
      parent,
      children: [],
    };
    return { element, isEmpty: isEmpty === '/' };
  }

  #attributes(): Written[] {
    const written: Written[] = [];
    for (let found = this.#match(TOKENS.attribute); found; found = this.#match(TOKENS.attribute)) {
      const [, prefix = '', local = '', double, single] = found;
      if (written.length === ATTRIBUTES_MAX || local.length > NAME_LENGTH_MAX) {
        throw new UnreadableContainer('xmlTooComplex');
      }
      // White space as written is normalised to spaces, a reference to it is not (XML 1.0 §3.3.3).
      const spaced = (double ?? single ?? '').replace(/[\t\n]/g, ' ');
      written.push({ prefix, local, value: replaceReferences(spaced) });
    }
    return written;
  }
}

function decode(octets: Buffer): string {
  try {
    // A byte order mark is no part of the document (XML 1.0 §4.3.3); the decoder drops it.
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    throw new UnreadableContainer('xmlEncoding');
  }
}

/**
 * Reads a document of a strict subset of XML 1.0 with namespaces: UTF-8, elements, attributes,
 * character data and the five predefined entities. There is no DTD, no other entity, no comment, no
 * processing instruction, no CDATA section and no `xml:` attribute, so each document has one reading.
 * Bounded in depth, elements and attributes.
 *
 * @throws UnreadableContainer `xmlEncoding`, `xmlDoctype`, `xmlEntity`, `xmlTooComplex`, `xmlSyntax`
 */
export function readXml(octets: Buffer): XmlElement {
  const text = decode(octets);
  if (NOT_XML.test(text)) throw malformed();
  return new XmlParser(text.replace(/\r\n?/g, '\n')).document();
}
