import { createHash } from 'node:crypto';

/**
 * Id of the dispatch that carries a code, the same each time it is computed: a room that is asked again for a code it has
 * made has the letter under this very name. The form is that of a UUIDv7 with the time of the case and a hash in place of chance.
 */
export function letterIdOf(caseId: string, codeNumber: number): string {
  const hash = createHash('sha256')
    .update(`toroku-letter/1\n${caseId}\n${codeNumber}\n`)
    .digest('hex');
  const variant = ((parseInt(hash.slice(3, 4), 16) & 3) | 8).toString(16);
  return `${caseId.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(8, 20)}`;
}
