/** A value between backticks, as code is shown. */
export const code = (text: string): string => `\`${text}\``;

/** Several values as code; a dash for none. */
export const codes = (texts: readonly string[]): string =>
  texts.length === 0 ? '–' : texts.map(code).join(', ');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A table; no row may be longer than the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A page out of its paragraphs, tables and headings, ending in a newline. */
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
