import type { CaseFile } from '../../../db/inspection/case-file.ts';

/** Octets of which a page shows at most so many; the rest is for a download. */
const SHOWN_MAX = 64 * 1024;

/** One piece of evidence as its page shows it. */
export interface EvidenceView {
  readonly caseId: string;
  readonly object: CaseFile['evidence'][number];
  /** Undefined when the octets cannot be read any more. */
  readonly content:
    | {
        readonly view: 'text' | 'hex';
        /** Whether the octets are text at all. */
        readonly isText: boolean;
        readonly shown: string;
        readonly shownOctets: number;
      }
    | undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of octets that are text: valid UTF-8 without control characters but tab and line ends. */
function textOf(octets: Buffer): string | undefined {
  try {
    const text = utf8.decode(octets);
    return /(?![\t\n\r])\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Sixteen octets a line: offset, octets in pairs of hexadecimal digits, and what of them is ASCII. */
function hexDump(octets: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < octets.length; at += 16) {
    const row = octets.subarray(at, at + 16);
    const hex = (row.toString('hex').match(/../g) ?? []).map((pair, i) =>
      i === 8 ? ` ${pair}` : pair,
    );
    const ascii = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.join(' ').padEnd(48)}  ${ascii}`);
  }
  return lines.join('\n');
}

/** What a page shows of an object: as text if it is text and nothing else was asked for. */
export function evidenceView({
  caseId,
  object,
  octets,
  asked,
}: {
  readonly caseId: string;
  readonly object: CaseFile['evidence'][number];
  readonly octets: Buffer | undefined;
  readonly asked: string | undefined;
}): EvidenceView {
  if (!octets) return { caseId, object, content: undefined };
  const isWhole = octets.length <= SHOWN_MAX;
  const text = isWhole ? textOf(octets) : undefined;
  const isText = text !== undefined;
  const view = isText && asked !== 'hex' ? 'text' : 'hex';
  const part = octets.subarray(0, SHOWN_MAX);
  const shown = view === 'text' ? (text ?? '') : hexDump(part);
  return { caseId, object, content: { view, isText, shown, shownOctets: part.length } };
}
