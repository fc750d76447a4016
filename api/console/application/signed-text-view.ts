import { readSignedText, type ApplicationText } from '../../../domain/application/signed-text.ts';
import { invisibles } from '../words/evidence.ts';
import type { Said } from '../words/said.ts';

/** A stretch of a line: its text is part of the document, its mark is only drawn. */
export interface Piece {
  readonly text: string;
  /** Fixed width: hashes, numbers, times. */
  readonly isCode?: true;
  /** Label drawn in the place of a character that does not show itself, or behind one that does. */
  readonly mark?: Said;
  /** The label stands behind characters that stay visible. */
  readonly isShown?: true;
}

/** One line with its number; the line feed that ends it is part of the last piece. */
export interface SignedLine {
  readonly number: number;
  readonly pieces: readonly Piece[];
}

/** The document as a page can show it, or why it cannot. */
export type SignedTextView =
  | {
      readonly isShown: true;
      readonly lines: readonly SignedLine[];
      readonly text: ApplicationText | undefined;
    }
  | { readonly isShown: false };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** HTML drops or changes these, so a page that held them would not show the octets that were signed. */
const CHANGED_BY_HTML = /(?!\n)\p{Cc}/u;

const CODE =
  /(SHA-256 [0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32,}|\d{4}-\d\d-\d\dT[\d:]{8}\+09:00)/;

const SELECTED = /\P{Variation_Selector}\p{Variation_Selector}+/u;
const SPACES = /(?! )\p{Zs}/u;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]/u;
const PRIVATE = /\p{Co}/u;
const MARKED = new RegExp(
  `(${SELECTED.source}|${SPACES.source}|${UNSEEN.source}|${PRIVATE.source})`,
  'u',
);

const pointOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

function markedPiece(text: string): Piece {
  if (text === '\u3000') return { text, mark: invisibles.ideographicSpace };
  if (text === '\u00a0') return { text, mark: invisibles.noBreakSpace };
  const [, ...rest] = text;
  if (rest.length > 0) {
    // Base and selector stay in one run, so that the font can join them; the label stands behind.
    return { text, mark: invisibles.selector(rest.map(pointOf).join(' ')), isShown: true };
  }
  if (PRIVATE.test(text)) {
    return { text, mark: invisibles.privateUse(pointOf(text)), isShown: true };
  }
  return { text, mark: invisibles.control(pointOf(text)) };
}

/** In a name a plain space is a character like any other; elsewhere it only parts words. */
function plainPieces(text: string, marksSpaces: boolean): Piece[] {
  if (!marksSpaces) return text === '' ? [] : [{ text }];
  return text
    .split(/( )/)
    .filter((part) => part !== '')
    .map((part) => (part === ' ' ? { text: part, mark: invisibles.space } : { text: part }));
}

const NAME_LABEL = '証明書に記載する氏名：';

function piecesOf(line: string): Piece[] {
  const marksSpaces = line.startsWith(NAME_LABEL);
  return line.split(CODE).flatMap((part, index): Piece[] => {
    if (index % 2 === 1) return [{ text: part, isCode: true }];
    return part
      .split(MARKED)
      .flatMap((run, at) => (at % 2 === 1 ? [markedPiece(run)] : plainPieces(run, marksSpaces)));
  });
}

/** Lines with their line feeds: the texts of all pieces, one after the other, are the document. */
export function signedLines(document: string): SignedLine[] {
  const lines = document.split('\n');
  const isEnded = lines.at(-1) === '';
  if (isEnded) lines.pop();
  return lines.map((line, index) => {
    const isLast = index === lines.length - 1;
    const feed = isLast && !isEnded ? [] : [{ text: '\n' }];
    return { number: index + 1, pieces: [...piecesOf(line), ...feed] };
  });
}

/** Takes the octets apart for showing. */
export function signedTextView(octets: Buffer): SignedTextView {
  let document: string;
  try {
    document = utf8.decode(octets);
  } catch {
    return { isShown: false };
  }
  if (CHANGED_BY_HTML.test(document)) return { isShown: false };
  const reading = readSignedText(octets);
  const text = reading.ok && reading.text.kind === 'application' ? reading.text : undefined;
  return { isShown: true, lines: signedLines(document), text };
}

/** Number of the line that begins with a label. */
export function lineOf(view: SignedTextView, label: string): number | undefined {
  if (!view.isShown) return undefined;
  return view.lines.find(({ pieces }) => pieces[0]?.text.startsWith(label))?.number;
}
