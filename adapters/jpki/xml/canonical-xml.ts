import type { XmlElement } from './xml-reader.ts';

/** How an element is written out: Canonical XML 1.0, or Exclusive XML Canonicalization 1.0. */
export interface Canonicalization {
  readonly isExclusive: boolean;
  /** `InclusiveNamespaces` of the exclusive form: prefixes, the default as ''. */
  readonly inclusivePrefixes: readonly string[];
}

const TEXT: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#xD;',
};
const VALUE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (each) => TEXT[each] ?? each);
const escapeValue = (value: string): string =>
  value.replace(/[&<"\t\n\r]/g, (each) => VALUE[each] ?? each);

/** Order of code points, which that of UTF-16 units is not. */
const byCodePoints = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));

type Namespaces = ReadonlyMap<string, string>;

/** Prefixes that an element may have to declare in its canonical form. */
function prefixesOf(element: XmlElement, how: Canonicalization): string[] {
  if (!how.isExclusive) return [...new Set(['', ...element.scope.keys()])];
  const used = element.attributes.flatMap(({ name, namespace }) =>
    namespace === '' ? [] : [name.slice(0, name.indexOf(':'))],
  );
  const listed = how.inclusivePrefixes.filter((prefix) => element.scope.has(prefix));
  return [...new Set([element.prefix, ...used, ...listed])];
}

/** The declarations to write on an element, sorted: those its nearest written ancestor lacks. */
function declarationsOf(
  element: XmlElement,
  written: Namespaces,
  how: Canonicalization,
): [prefix: string, namespace: string][] {
  return prefixesOf(element, how)
    .map((prefix): [string, string] => [prefix, element.scope.get(prefix) ?? ''])
    .filter(([prefix, namespace]) => (written.get(prefix) ?? '') !== namespace)
    .toSorted(([a], [b]) => byCodePoints(a, b));
}

const declaration = ([prefix, namespace]: [string, string]): string =>
  ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeValue(namespace)}"`;

function write(
  element: XmlElement,
  written: Namespaces,
  { how, omitted }: { readonly how: Canonicalization; readonly omitted: XmlElement | undefined },
): string {
  const declared = declarationsOf(element, written, how);
  const inside = declared.length === 0 ? written : new Map([...written, ...declared]);
  const attributes = element.attributes
    .toSorted((a, b) => byCodePoints(a.namespace, b.namespace) || byCodePoints(a.local, b.local))
    .map(({ name, value }) => ` ${name}="${escapeValue(value)}"`);
  const content = element.children.map((child) => {
    if (typeof child === 'string') return escapeText(child);
    return child === omitted ? '' : write(child, inside, { how, omitted });
  });
  const start = `<${element.name}${declared.map(declaration).join('')}${attributes.join('')}>`;
  return `${start}${content.join('')}</${element.name}>`;
}

/**
 * The canonical octets of an element with everything in it, but for `omitted`: Canonical XML 1.0
 * (REC-xml-c14n-20010315) or its exclusive form (REC-xml-exc-c14n-20020718), without comments. Of
 * documents that `readXml` reads there are no `xml:` attributes to inherit.
 */
export const canonicalXml = (
  element: XmlElement,
  how: Canonicalization,
  omitted?: XmlElement,
): Buffer => Buffer.from(write(element, new Map(), { how, omitted }), 'utf8');
