/**
 * Octets of Base64 (RFC 4648 §4) with padding, line breaks and spaces within it allowed; undefined
 * for any other character, wrong padding and bits left over.
 */
export function strictBase64(text: string): Buffer | undefined {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  const octets = Buffer.from(compact, 'base64');
  // Node passes over what is no Base64: only what comes out the same again was some.
  return octets.toString('base64') === compact ? octets : undefined;
}
