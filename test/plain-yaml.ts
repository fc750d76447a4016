/** A value of the YAML that we write: maps, lists and scalars; every scalar is a string. */
export type PlainYaml = string | readonly PlainYaml[] | { readonly [key: string]: PlainYaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

/**
 * Reads the part of YAML in which our own files are written: maps and lists in block form, indented by spaces, and
 * scalars on one line, plain or in single quotes. Anything else is refused, so that nothing is read by guessing.
 *
 * @throws Error with the number of the line
 */
export function readPlainYaml(source: string): PlainYaml {
  const lines = source
    .split('\n')
    .map((line, i) => ({ text: line.trim(), indent: line.search(/\S/), number: i + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const [value, end] = readBlock(lines, 0);
  if (end < lines.length) refuse(lines[end], 'indented less than what it belongs to');
  return value;
}

/** Reads the map or list that starts at a line. @returns it, and the line after it */
function readBlock(lines: readonly Line[], start: number): [PlainYaml, number] {
  const first = lines[start];
  const map: Record<string, PlainYaml> = {};
  const list: PlainYaml[] = [];
  const isList = first?.text.startsWith('- ') ?? false;
  let at = start;
  for (let line = lines[at]; line && line.indent === first?.indent; line = lines[at]) {
    if (line.text.startsWith('- ') !== isList) refuse(line, 'a list and a map in one place');
    at += 1;
    if (isList) {
      list.push(scalar(line, line.text.slice(2)));
      continue;
    }
    const [, key = '', rest = ''] =
      /^([\w.-]+):(?: (.+))?$/.exec(line.text) ?? refuse(line, 'no key');
    if (Object.hasOwn(map, key)) refuse(line, `${key} twice`);
    const next = lines[at];
    const isNested = rest === '' && next !== undefined && next.indent > line.indent;
    if (isNested) [map[key], at] = readBlock(lines, at);
    else map[key] = rest === '' ? {} : scalar(line, rest);
  }
  return [isList ? list : map, at];
}

function scalar(line: Line, text: string): string {
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted) return (quoted[1] ?? '').replaceAll("''", "'");
  if (/^['"[{&*!|>%@`]|: | #/.test(text)) refuse(line, 'not in the part of YAML that we write');
  return text;
}

function refuse(line: Line | undefined, reason: string): never {
  throw new Error(`line ${line?.number}: ${reason}`);
}
