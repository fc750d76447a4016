import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** Folders that are not ours, or hold what was made here. */
const NOT_OURS = new Set(['node_modules', '.git', '.toroku', 'coverage', 'dist', 'secrets']);

/** Binary files, and the lock file, which is npm's. */
const NOT_TEXT = /\.(png|jpg|ico|der|cer|pack|bin|woff2)$|^package-lock\.json$/;

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Every file of the repository by its path from the root. */
export const allFiles: readonly string[] = walk('.').toSorted();

/** Files that people read: code, pages, settings. */
export const textFiles = allFiles.filter((path) => !NOT_TEXT.test(path));

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const isTest = (path: string): boolean => path.startsWith('test/');

/** Code that is not a test, migrations left aside. */
export const sourceFiles = textFiles.filter(
  (path) => /\.(tsx?|mjs)$/.test(path) && !isTest(path) && !path.includes('/migrations/'),
);

export const testFiles = textFiles.filter((path) => isTest(path) && /\.tsx?$/.test(path));

const NAMED =
  /(?:from|import)\s*\(?\s*'(\.[^']+)'|new URL\(\s*[`']([^`'$]+)[`'],\s*import\.meta\.url/g;

/** Files that a file imports or names by URL, by path from the root. */
export function namedBy(path: string): string[] {
  return [...read(path).matchAll(NAMED)].map(([, imported, url]) =>
    normalize(join(dirname(path), imported ?? url ?? '')),
  );
}

/** Lines of code: neither empty nor a comment. */
export const linesOfCode = (source: string): number =>
  source.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length;
