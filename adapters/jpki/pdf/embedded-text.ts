import { inflateSync } from 'node:zlib';

import { UnreadableContainer } from '../unreadable-container.ts';
import { isName, type PdfFile, type PdfObject } from './pdf-file.ts';
import {
  isDictionary,
  type PdfDictionary,
  PdfReference,
  PdfString,
  type PdfValue,
} from './pdf-objects.ts';

/** Name of the embedded file that is the text. */
export const TEXT_FILE_NAME = 'toroku.txt';

/** Sixteen texts of the greatest length: whatever unfolds further is no text of ours. */
const TEXT_OCTETS_MAX = 64 * 1024;
const TREE_NODES_MAX = 64;

function fail(): never {
  throw new UnreadableContainer('pdfEmbeddedFile');
}

/** Text of a string: UTF-16 with its mark, or else in ASCII, which is all that is compared. */
function textOf(value: PdfValue | undefined): string | undefined {
  if (!(value instanceof PdfString)) return undefined;
  const { octets } = value;
  const isUtf16 = octets[0] === 0xfe && octets[1] === 0xff && octets.length % 2 === 0;
  return isUtf16
    ? Buffer.from(octets.subarray(2)).swap16().toString('utf16le')
    : octets.toString('latin1');
}

/** Names and values of a name tree (ISO 32000-1 §7.9.6). */
function namesOf(file: PdfFile, tree: PdfDictionary | undefined): (readonly PdfValue[])[] {
  const pairs: (readonly PdfValue[])[] = [];
  const open = tree ? [tree] : [];
  for (let count = 0, node = open.pop(); node !== undefined; count += 1, node = open.pop()) {
    if (count === TREE_NODES_MAX) fail();
    const names = file.array(node.get('Names')) ?? [];
    for (let i = 0; i < names.length; i += 2) pairs.push(names.slice(i, i + 2));
    for (const kid of file.array(node.get('Kids')) ?? []) open.push(file.dictionary(kid) ?? fail());
  }
  return pairs;
}

/** The one file specification that the document names, under the name of the text. */
function findSpecification(file: PdfFile): PdfDictionary {
  const names = file.dictionary(file.root.get('Names'));
  const [pair, ...others] = namesOf(file, file.dictionary(names?.get('EmbeddedFiles')));
  const [name, specification] = pair ?? [];
  if (others.length > 0 || textOf(name) !== TEXT_FILE_NAME) fail();
  return file.dictionary(specification) ?? fail();
}

/** The stream of a file specification (§7.11.3), whose names are all the one of the text. */
function streamOf(specification: PdfDictionary): PdfReference {
  // Related files (§7.11.4.3) would be further ones beside it.
  if (specification.has('RF')) fail();
  const names = ['F', 'UF'].filter((key) => specification.has(key));
  const isNamed = names.every((key) => textOf(specification.get(key)) === TEXT_FILE_NAME);
  const embedded = specification.get('EF');
  if (names.length === 0 || !isNamed || !isDictionary(embedded)) fail();
  const [first, ...others] = [...embedded.values()];
  if (!(first instanceof PdfReference)) fail();
  const isOne = others.every(
    (each) => each instanceof PdfReference && each.number === first.number,
  );
  return isOne ? first : fail();
}

const isSpecification = (dictionary: PdfDictionary): boolean =>
  dictionary.has('EF') || dictionary.has('RF');
const isFile = (file: PdfFile, dictionary: PdfDictionary): boolean =>
  file.mayBeName(dictionary.get('Type'), 'EmbeddedFile');

/** Other places for files: annotations, associated files, what nothing leads to any more. */
function requireOnlyOne(file: PdfFile): void {
  const specifications = file.dictionaries.filter(isSpecification);
  const files = file.dictionaries.filter((each) => isFile(file, each));
  if (specifications.length !== 1 || files.length > 1) fail();
}

/** A file, or what names it, that an earlier revision had and somebody may have seen. */
function requireNoFormer(file: PdfFile, { number }: PdfReference): void {
  const isReplaced =
    file.formerDictionaries.some((each) => isSpecification(each) || isFile(file, each)) ||
    file.former.some((object) => object.number === number);
  if (isReplaced) throw new UnreadableContainer('pdfEmbeddedFileReplaced');
}

/** Parameters of a filter; some readers know them by their short name, too, which is for inline images. */
const PARAMETERS = ['DecodeParms', 'DP'];

function unfold({ value, stream }: PdfObject): Buffer {
  if (stream === undefined || !isDictionary(value)) fail();
  const filter = value.get('Filter');
  const [only, ...others] = Array.isArray(filter) ? (filter as readonly PdfValue[]) : [filter];
  if (others.length > 0 || PARAMETERS.some((key) => value.has(key))) fail();
  if (only === undefined) return stream;
  if (!isName(only, 'FlateDecode')) fail();
  try {
    return inflateSync(stream, { maxOutputLength: TEXT_OCTETS_MAX });
  } catch {
    return fail();
  }
}

/**
 * The octets of the one file in the document, `toroku.txt`. No earlier revision of the document had
 * another: what somebody saw before signing is what is read.
 *
 * @throws UnreadableContainer `pdfEmbeddedFile`, `pdfEmbeddedFileReplaced`
 */
export function readEmbeddedText(file: PdfFile): Buffer {
  requireOnlyOne(file);
  const reference = streamOf(findSpecification(file));
  requireNoFormer(file, reference);
  return unfold(file.object(reference) ?? fail());
}
