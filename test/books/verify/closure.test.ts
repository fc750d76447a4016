import { describe, expect, it } from 'vitest';
import { importsOf } from '../../imports.ts';
import { linesOfCode, read } from '../../tree.ts';

/** Files and packages that a file loads, and those load; types alone load nothing. */
function closureOf(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const { target, isType } of importsOf(file, read(file))) {
      if (isType) continue;
      if (target.endsWith('.ts')) visit(target);
      else packages.add(target);
    }
  };
  visit(entry);
  return { files: [...files].toSorted(), packages: [...packages] };
}

const isOwn = (file: string): boolean => /^books\/(verify|export)\//.test(file);

const isTable = (file: string): boolean => file.startsWith('books/events/');

const linesIn = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + linesOfCode(read(file)), 0);

describe('what verifies an exported folder', () => {
  const { files, packages } = closureOf('books/verify/verify-export.ts');

  it('is the books alone', () => {
    expect(files.filter((file) => !file.startsWith('books/'))).toEqual([]);
    expect(packages).toEqual(['node:crypto']);
  });

  it('stays of a size that a person can read', () => {
    expect(linesIn(files.filter(isOwn))).toBeLessThan(1_500);
    expect(linesIn(files.filter(isTable))).toBeLessThan(1_500);
    expect(linesIn(files.filter((file) => !isTable(file)))).toBeLessThan(3_100);
  });
});
