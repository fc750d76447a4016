import { createHash } from 'node:crypto';

/**
 * Id of what follows from something else, the same each time it is computed: it has the form of a UUIDv7 with the time of
 * that other's id and a hash in place of chance. A step that is repeated names the same, so the database takes it once.
 */
export function derivedId(of: string, ...what: readonly (string | number)[]): string {
  const hash = createHash('sha256')
    .update(`toroku-derived/1\n${of}\n${what.join('\n')}\n`)
    .digest('hex');
  const variant = ((parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${of.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(8, 20)}`;
}
