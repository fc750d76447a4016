import { randomBytes } from 'node:crypto';

/** Drawn at once: a draw costs the same for twelve octets as for all of these. */
const DRAWN = 4096;

let drawn = Buffer.alloc(0);

/**
 * Random octets for keys, nonces and salts, out of the same source as `randomBytes`.
 *
 * An application takes some forty, and each draw goes through a job of OpenSSL. What is handed out is handed out once,
 * and is a copy: beside it nothing of a key stays here.
 */
export function randomOctets(size: number): Buffer {
  if (size > DRAWN) return randomBytes(size);
  if (drawn.length < size) drawn = randomBytes(DRAWN);
  const octets = Buffer.from(drawn.subarray(0, size));
  drawn.fill(0, 0, size);
  drawn = drawn.subarray(size);
  return octets;
}
