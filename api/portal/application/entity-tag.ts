import { hash } from 'node:crypto';
import type { Context } from 'hono';

/** Tags in `If-None-Match` (RFC 9110 §13.1.2), weak ones compared as strong: an answer is either the same or not. */
const tagsIn = (header: string): readonly string[] =>
  header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/**
 * Gives an answer its strong `ETag` (RFC 9110 §8.8.3), out of its content.
 *
 * @returns true if the caller has this very answer: then it is 304.
 */
export function answerTagged(c: Context, content: object | string | Buffer): boolean {
  const octets =
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
  const tag = `"${hash('sha256', octets, 'base64url').slice(0, 22)}"`;
  c.header('ETag', tag);
  const asked = c.req.header('If-None-Match');
  return asked !== undefined && (asked.trim() === '*' || tagsIn(asked).includes(tag));
}
