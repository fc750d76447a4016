/** A list of keys that nobody may certify, as it was read; or the line, from 1, that is none of it. */
export type KeyList =
  | { readonly fingerprints: readonly string[] }
  | { readonly unreadableLine: number };

/** SHA-256 of a SubjectPublicKeyInfo, or the last 80 bits of the SHA-1 that Debian's lists hold. */
const FINGERPRINT = /^(?:[0-9a-f]{20}|[0-9a-f]{64})$/i;

/** Lines of a file; Debian's longest list has some hundred thousand. */
export const LIST_LINES_MAX = 2_000_000;

/**
 * Reads a list of keys: a fingerprint in hexadecimal a line, of 64 digits (SHA-256 of the DER SubjectPublicKeyInfo) or
 * of 20 (package `openssl-blacklist`: the end of the SHA-1 of what `openssl rsa -modulus` prints). Empty lines and lines
 * that begin with `#` say nothing; each fingerprint is given once, in small letters.
 */
export function readKeyList(text: string): KeyList {
  const fingerprints = new Set<string>();
  const lines = text.split('\n');
  if (lines.length > LIST_LINES_MAX) return { unreadableLine: LIST_LINES_MAX + 1 };
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (!FINGERPRINT.test(line)) return { unreadableLine: index + 1 };
    fingerprints.add(line.toLowerCase());
  }
  return { fingerprints: [...fingerprints] };
}
