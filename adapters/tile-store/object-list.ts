/** One page of ListObjectsV2. */
export interface ObjectPage {
  readonly keys: readonly string[];
  /** Where the next page begins; undefined for the last. */
  readonly continuation: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Text of an XML element: the entities of XML and numbered characters. */
const unescaped = (text: string): string =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number(name.replace('#', '').replace(/^x/i, '0x')));
  });

const textsOf = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text]) =>
    unescaped(text ?? ''),
  );

/**
 * Reads a page of ListObjectsV2; of its elements only those that we need.
 *
 * @throws Error if it is no such page, or one that goes on without saying where.
 */
export function readObjectPage(xml: string): ObjectPage {
  const [isTruncated] = textsOf(xml, 'IsTruncated');
  const [continuation] = textsOf(xml, 'NextContinuationToken');
  if (isTruncated !== 'true' && isTruncated !== 'false') throw new Error('no list of objects');
  if (isTruncated === 'true' && !continuation) throw new Error('a list without its next page');
  return {
    keys: textsOf(xml, 'Key'),
    continuation: isTruncated === 'true' ? continuation : undefined,
  };
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (letter) => `&#${letter.codePointAt(0)};`);

/** The body of DeleteObjects; the answer names only what could not be deleted. */
export const deletion = (keys: readonly string[]): Buffer => {
  const objects = keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`).join('');
  return Buffer.from(
    `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects}</Delete>`,
  );
};

/** The word for the first key that an answer to DeleteObjects names; undefined if all are gone. */
export const refusedDeletion = (xml: string): string | undefined =>
  /<Error>[\s\S]*?<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(xml)?.[1] ??
  (xml.includes('<Error>') ? 'unknown' : undefined);
