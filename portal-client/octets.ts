/** Octets that WebCrypto takes: in memory of their own. */
export type Octets = Uint8Array<ArrayBuffer>;

/** Copies octets into memory of their own. */
export const owned = (octets: Uint8Array): Octets => new Uint8Array(octets);

/** A text as UTF-8. */
export const utf8 = (text: string): Octets => owned(new TextEncoder().encode(text));

/** Octets as lower-case hexadecimal. */
export const toHex = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');

/** Hexadecimal as octets. @throws RangeError if it is none */
export function fromHex(hex: string): Octets {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new RangeError('not hexadecimal');
  return owned(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

/** Octets as Base64 (RFC 4648 §4). */
export function toBase64(octets: Uint8Array): string {
  // One after the other: a spread of a container of a mebibyte would overflow the stack.
  let binary = '';
  for (const octet of octets) binary += String.fromCharCode(octet);
  return btoa(binary);
}

/** Base64 as octets. @throws if it is none */
export const fromBase64 = (base64: string): Octets =>
  owned(Uint8Array.from(atob(base64), (symbol) => symbol.charCodeAt(0)));

/** Octets as Base64url without padding (RFC 4648 §5). */
export const toBase64url = (octets: Uint8Array): string =>
  toBase64(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** SHA-256, 32 octets. */
export const sha256 = async (octets: Uint8Array): Promise<Octets> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', owned(octets)));

/** SHA-256 in lower-case hexadecimal, as texts and messages name things. */
export const sha256Hex = async (octets: Uint8Array): Promise<string> => toHex(await sha256(octets));

/** A key of WebCrypto, in Node and in browsers. */
export type WebKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
