import { UnreadableContainer } from '../unreadable-container.ts';
import { isDictionary, PdfReference, type PdfDictionary, type PdfReader } from './pdf-objects.ts';

/** Where an object is in the file. */
export interface ObjectPlace {
  readonly number: number;
  readonly offset: number;
  readonly generation: number;
}

/** The table of all objects as the newest sections have it (ISO 32000-1 §7.5.4, §7.5.6). */
export interface CrossReference {
  /** Objects in use by number. */
  readonly places: ReadonlyMap<number, ObjectPlace>;
  /** What older sections had under numbers that a newer one changed or removed. */
  readonly former: readonly ObjectPlace[];
  readonly root: PdfReference;
}

const OBJECTS_MAX = 2048;
/** In all sections together; an empty one is allowed, and is read in no time but for its number. */
const SUBSECTIONS_MAX = 2048;
const SECTIONS_MAX = 32;

const TAIL = /startxref[\r\n ]+(\d{1,8})[\r\n ]+%%EOF[\r\n ]*$/;
const SUBSECTION = /(\d{1,8}) (\d{1,8})[ ]?(?:\r\n|\r|\n)/y;
const ENTRY = /(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)/y;

const broken = (): UnreadableContainer => new UnreadableContainer('pdfCrossReference');

interface Table {
  readonly places: Map<number, ObjectPlace>;
  readonly seen: Set<number>;
  readonly former: ObjectPlace[];
  subsections: number;
}

/** Takes an entry of a section, those of newer sections having been taken before. */
function take({ places, seen, former }: Table, place: ObjectPlace): void {
  if (!seen.has(place.number)) places.set(place.number, place);
  // Some software writes all entries again with each revision.
  else if (places.get(place.number)?.offset !== place.offset) former.push(place);
}

/** Reads `xref` with its subsections; entries of newer sections, read before, stand. */
function readSection(reader: PdfReader, table: Table): void {
  const own = new Set<number>();
  reader.expect(/xref[ ]?(?:\r\n|\r|\n)/y);
  for (let head = reader.match(SUBSECTION); head; head = reader.match(SUBSECTION)) {
    table.subsections += 1;
    if (table.subsections > SUBSECTIONS_MAX) throw new UnreadableContainer('pdfTooComplex');
    const [first, count] = [Number(head[1]), Number(head[2])];
    for (let number = first; number < first + count; number += 1) {
      const [, offset, generation, use] = reader.match(ENTRY) ?? [];
      if (use === undefined || own.has(number)) throw broken();
      if (own.size === OBJECTS_MAX) throw new UnreadableContainer('pdfTooComplex');
      own.add(number);
      if (use === 'n') {
        take(table, { number, offset: Number(offset), generation: Number(generation) });
      }
      table.seen.add(number);
    }
  }
  if (table.seen.size + table.former.length > OBJECTS_MAX) {
    throw new UnreadableContainer('pdfTooComplex');
  }
}

function readTrailer(reader: PdfReader): PdfDictionary {
  reader.expect(/trailer/y);
  const trailer = reader.value();
  if (!isDictionary(trailer)) throw broken();
  if (trailer.has('Encrypt')) throw new UnreadableContainer('pdfEncrypted');
  // Hybrid files have a second table for those who can read it (§7.5.8.4): two documents in one.
  if (trailer.has('XRefStm')) throw broken();
  return trailer;
}

/**
 * Reads the table of objects from the end of the file, through every older section.
 *
 * @throws UnreadableContainer `pdfCrossReference` for a table that is not in the classic form,
 *   `pdfEncrypted`, `pdfTooComplex`
 */
export function readCrossReference(reader: PdfReader): CrossReference {
  const tail = TAIL.exec(reader.text.slice(-64));
  if (tail === null) throw broken();
  const table: Table = { places: new Map(), seen: new Set(), former: [], subsections: 0 };
  const visited = new Set<number>();
  let root: PdfReference | undefined;
  let at: number | undefined = Number(tail[1]);
  while (at !== undefined) {
    if (visited.has(at) || visited.size === SECTIONS_MAX || at >= reader.text.length) {
      throw broken();
    }
    visited.add(at);
    reader.at = at;
    readSection(reader, table);
    const trailer = readTrailer(reader);
    const [own, previous] = [trailer.get('Root'), trailer.get('Prev')];
    if (!(own instanceof PdfReference)) throw broken();
    // A document keeps its catalogue; another one in an older revision is another document.
    if (root && root.number !== own.number) throw broken();
    root ??= own;
    if (previous !== undefined && typeof previous !== 'number') throw broken();
    at = previous;
  }
  if (root === undefined) throw broken();
  return { places: table.places, former: table.former, root };
}
