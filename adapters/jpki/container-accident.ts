import { MalformedDer, readElement } from '../x509/der-reader.ts';
import { strictBase64 } from './base64.ts';
import { CONTAINER_OCTETS_MAX } from './signed-data.ts';
import type { UnreadableReason } from './unreadable-container.ts';

/** How much is looked at: an accident shows at the beginning. */
const LOOKED_AT = 4096;

const PEM = /^\s*-----BEGIN [A-Z0-9 ]{1,32}-----/;

/** Whether text of ASCII alone is some of an alphabet of 64 letters, at least a line of it. */
const isEncoded = (text: string, alphabet: RegExp): boolean =>
  text.length >= 16 && alphabet.test(text);

function isFollowed(octets: Buffer): boolean {
  try {
    return readElement(octets).octets.length < octets.length;
  } catch (error) {
    if (error instanceof MalformedDer) return false;
    throw error;
  }
}

/**
 * What happened to octets that are no container, if it is one of the accidents that are known: they
 * are PEM, or Base64 once more, or one element and more after it. Nothing is repaired by it; the one
 * who sent them is told.
 */
export function accidentOf(octets: Buffer): UnreadableReason {
  if (octets.length === 0) return 'empty';
  if (octets[0] === 0x30 && isFollowed(octets)) return 'trailingOctets';
  const start = octets.subarray(0, LOOKED_AT);
  const text = start.toString('latin1');
  if (PEM.test(text)) return 'pem';
  if (/^(?:\xff\xfe|\xfe\xff|[\x20-\x7e]\0|\0[\x20-\x7e])/.test(text)) return 'utf16';
  if (isEncoded(text, /^[A-Za-z0-9+/=\s]+$/)) return 'base64';
  if (isEncoded(text, /^[A-Za-z0-9_-]+={0,2}\s*$/)) return 'base64url';
  return octets[0] === 0x30 ? 'malformedCms' : 'notAContainer';
}

/** The largest container in Base64 with its line breaks: four octets for three, and some to spare. */
const PEM_OCTETS_MAX = CONTAINER_OCTETS_MAX * 1.4;

/** Octets of a PEM file of one block (RFC 7468); undefined for anything else, and for what is too large to be read. */
export function octetsOfPem(octets: Buffer): Buffer | undefined {
  if (octets.length > PEM_OCTETS_MAX) return undefined;
  const text = octets.toString('latin1');
  const found =
    /^\s*-----BEGIN ([A-Z0-9 ]{1,32})-----\r?\n([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/.exec(text);
  return found?.[2] === undefined ? undefined : strictBase64(found[2]);
}
