import { dirname, join, normalize } from 'node:path';
import { allFiles, read } from './tree.ts';

/** Pages in Markdown, wherever they lie. */
export const pages = allFiles.filter((path) => path.endsWith('.md'));

/** A page without its code, in which nothing is a link or a heading. */
const proseOf = (page: string): string =>
  read(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()#]/g, ''));

/** The anchor that a heading gets: small letters, spaces to hyphens, other signs dropped. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const anchorsOf = (page: string): Set<string> =>
  new Set([...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, text]) => anchorOf(text ?? '')));

/** Relative links of a page: the file, and the anchor if one is named. */
export function relativeLinks(page: string): { target: string; anchor: string | undefined }[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^(https?|mailto):/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { target: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

/** Links of a page that lead nowhere, for people. */
export function brokenLinks(page: string): string[] {
  return relativeLinks(page).flatMap(({ target, anchor }) => {
    const path = target.replace(/\/$/, '');
    const isThere = allFiles.some((file) => file === path || file.startsWith(`${path}/`));
    if (!isThere) return [`${page}: ${target} is not there`];
    const isMissing =
      anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).has(decodeURI(anchor));
    return isMissing ? [`${page}: ${path} has no heading for #${anchor}`] : [];
  });
}
