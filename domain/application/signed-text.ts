import { DomainError } from '../errors.ts';
import {
  APPLICATION_TITLE,
  printApplicationText,
  readApplicationText,
} from './application-text.ts';
import type { ApplicationText } from './application-text.ts';
import { printReceiptText, readReceiptText, RECEIPT_TITLE } from './receipt-text.ts';
import type { ReceiptText } from './receipt-text.ts';
import { printRevocationText, readRevocationText, REVOCATION_TITLE } from './revocation-text.ts';
import type { RevocationText } from './revocation-text.ts';
import { isTextLine, textLines, TextReader, TextRefused } from './text-reader.ts';
import { printWithdrawalText, readWithdrawalText, WITHDRAWAL_TITLE } from './withdrawal-text.ts';
import type { WithdrawalText } from './withdrawal-text.ts';

export type { ApplicationText, ReceiptText, RevocationText, WithdrawalText };

/** A text that an applicant or subscriber signs (`toroku-text/1`). */
export type SignedText = ApplicationText | RevocationText | ReceiptText | WithdrawalText;

/** What reading octets gave: the text, or the line and the reason why it is none. */
export type SignedTextReading =
  | { readonly ok: true; readonly text: SignedText }
  | { readonly ok: false; readonly line: number; readonly reason: string };

const readers: Readonly<Record<string, (reader: TextReader) => SignedText>> = {
  [APPLICATION_TITLE]: readApplicationText,
  [REVOCATION_TITLE]: readRevocationText,
  [RECEIPT_TITLE]: readReceiptText,
  [WITHDRAWAL_TITLE]: readWithdrawalText,
};

/**
 * Reads the exact octets of a signed text (規則6条2号).
 *
 * Strict: each text has one sequence of octets, and each sequence of octets at most one text, so
 * what was read is what was shown and signed. Never throws, whatever the octets are.
 */
export function readSignedText(octets: Uint8Array): SignedTextReading {
  try {
    const [title = '', ...lines] = textLines(octets);
    const read = Object.hasOwn(readers, title) ? readers[title] : undefined;
    if (read === undefined) throw new TextRefused(1, 'unknown title');
    const reader = new TextReader([title, ...lines]);
    reader.fixed(title);
    return { ok: true, text: read(reader) };
  } catch (thrown) {
    if (!(thrown instanceof TextRefused)) throw thrown;
    return { ok: false, line: thrown.line, reason: thrown.message };
  }
}

/**
 * Prints a signed text: the octets that are handed out, shown, signed, hashed and kept.
 *
 * @throws DomainError `MalformedSignedText` if the values do not make a text of the grammar.
 */
export function printSignedText(text: SignedText): Uint8Array {
  const lines = printLines(text);
  // A line feed inside a value would let a name forge the lines after it.
  if (!lines.every(isTextLine)) {
    throw new DomainError('MalformedSignedText', 'a value holds a character that is not allowed');
  }
  const octets = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const reading = readSignedText(octets);
  if (!reading.ok) {
    throw new DomainError('MalformedSignedText', `line ${reading.line}: ${reading.reason}`);
  }
  return octets;
}

function printLines(text: SignedText): string[] {
  if (text.kind === 'application') return printApplicationText(text);
  if (text.kind === 'revocation') return printRevocationText(text);
  if (text.kind === 'receipt') return printReceiptText(text);
  return printWithdrawalText(text);
}
