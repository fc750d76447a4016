/**
 * Writes the pinned character tables of `domain/identity/tables/`.
 *
 * The domain may not ask the machine about characters: Unicode tables come with the version of
 * Node, and a decision must come out the same ten years later. So they are written here once, from
 * the decoder and the regular expressions of the Node that runs this program, and checked in.
 * Writing them again with a newer Node is a change of the rules and needs a review as one.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../domain/identity/tables/', import.meta.url);

/**
 * Cells that this decoder maps as Microsoft does; the standard's own mapping is added, because a
 * document from another system may carry either (JIS X 0208 rows 1 and 2, JIS X 0212 row 2).
 */
const standardMapping = {
  jisX0208: [0x2016, 0x2212, 0x301c, 0x00a2, 0x00a3, 0x00ac],
  jisX0212: [0x007e],
};

function decodeCell(plane: readonly number[], row: number, cell: number): number | undefined {
  try {
    const octets = Uint8Array.from([...plane, 0xa0 + row, 0xa0 + cell]);
    return new TextDecoder('euc-jp', { fatal: true }).decode(octets).codePointAt(0);
  } catch {
    return undefined;
  }
}

/** Decodes the rows that the standard defines; the others hold extensions of vendors. */
function repertoire(plane: readonly number[], rows: readonly number[]): Set<number> {
  const cells = Array.from({ length: 94 }, (_, index) => index + 1);
  const decoded = rows.flatMap((row) => cells.map((cell) => decodeCell(plane, row, cell)));
  return new Set(decoded.filter((codePoint) => codePoint !== undefined));
}

function rowsOf(...spans: readonly (readonly [first: number, last: number])[]): number[] {
  return spans.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

function everyCodePoint(belongs: (character: string) => boolean): Set<number> {
  const found = new Set<number>();
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    if (belongs(String.fromCodePoint(codePoint))) found.add(codePoint);
  }
  return found;
}

/** Writes ranges as `gap` or `gap-more`, in base 36, each counted from the end of the one before. */
function ranges(codePoints: Iterable<number>): string {
  const sorted = [...codePoints].toSorted((a, b) => a - b);
  const tokens: string[] = [];
  let end = 0;
  for (let index = 0; index < sorted.length;) {
    const start = sorted[index] ?? 0;
    let count = 1;
    while (sorted[index + count] === start + count) count += 1;
    const gap = (start - end).toString(36);
    tokens.push(count === 1 ? gap : `${gap}-${(count - 1).toString(36)}`);
    end = start + count;
    index += count;
  }
  return tokens.join(' ');
}

/** Writes pairs as `gap:target` in base 36. */
function decompositions(): string {
  const tokens: string[] = [];
  let last = 0;
  const blocks = [
    [0xf900, 0xfaff],
    [0x2f800, 0x2fa1f],
  ] as const;
  for (const [first, end] of blocks) {
    for (let codePoint = first; codePoint <= end; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const target = character.normalize('NFC');
      if (target === character) continue;
      tokens.push(`${(codePoint - last).toString(36)}:${target.codePointAt(0)?.toString(36)}`);
      last = codePoint;
    }
  }
  return tokens.join(' ');
}

function write(file: string, table: { name: string; comment: string; content: string }): void {
  const lines = table.content.match(/.{1,93}(?: |$)/g) ?? [];
  const quoted = lines.map((line) => `  '${line.trimEnd()}',\n`).join('');
  const text = `// Written by bin/generate-jis-tables.ts; not edited by hand.

/** ${table.comment} */
export const ${table.name} = [
${quoted}].join(' ');
`;
  writeFileSync(new URL(file, folder), text);
  console.log(`${fileURLToPath(new URL(file, folder))}: ${lines.length} lines`);
}

const jisX0208 = repertoire([], rowsOf([1, 8], [16, 84]));
const jisX0212 = repertoire([0x8f], rowsOf([2, 11], [16, 77]));

write('jis-x-0208.ts', {
  name: 'JIS_X_0208',
  comment: `The ${jisX0208.size} characters of JIS X 0208:1997, as ranges of code points.`,
  content: ranges([...jisX0208, ...standardMapping.jisX0208]),
});
write('jis-x-0212.ts', {
  name: 'JIS_X_0212',
  comment: `The ${jisX0212.size} characters of JIS X 0212-1990, as ranges of code points.`,
  content: ranges([...jisX0212, ...standardMapping.jisX0212]),
});
write('assigned-code-points.ts', {
  name: 'ASSIGNED_CODE_POINTS',
  comment: `Code points assigned to characters in Unicode ${process.versions['unicode']}, as ranges.`,
  content: ranges(everyCodePoint((character) => !/[\p{Cn}\p{Co}\p{Cs}]/u.test(character))),
});
write('compatibility-ideographs.ts', {
  name: 'COMPATIBILITY_IDEOGRAPHS',
  comment: `CJK compatibility ideographs and what they decompose to, Unicode ${process.versions['unicode']}.`,
  content: decompositions(),
});
