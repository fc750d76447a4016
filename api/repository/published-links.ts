import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A link certificate: the key `subject` certified by the key `issuer` of the same CA (RFC 4210 §4.4). */
export interface PublishedLink {
  readonly subject: string;
  readonly issuer: string;
}

const KEY_ID = /^[0-9a-f]{40}$/;
const FILE = /^([0-9a-f]{40})\.cer$/;

/** The links `<dir>/links/{subject}/{issuer}.cer`. */
export function publishedLinks(dir: string): readonly PublishedLink[] {
  return namesIn(join(dir, 'links'))
    .filter((subject) => KEY_ID.test(subject))
    .flatMap((subject) =>
      namesIn(join(dir, 'links', subject)).flatMap((name) => {
        const [, issuer] = FILE.exec(name) ?? [];
        return issuer === undefined ? [] : [{ subject, issuer }];
      }),
    );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}
