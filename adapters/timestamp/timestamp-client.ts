import { randomBytes, type X509Certificate } from 'node:crypto';
import { StampRefused, verifyStamp, type Stamp } from '../../books/timestamp.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  boolean,
  integer,
  nullValue,
  octetString,
  oid,
  seq,
  smallInteger,
} from '../x509/der-writer.ts';

/** A time-stamp authority and what is to be stamped. */
export interface TimestampRequest {
  readonly url: string;
  /** SHA-256 of the octets. */
  readonly sha256: Buffer;
  /** Certificates that the authority's has to lead to. */
  readonly anchors: readonly X509Certificate[];
}

/** A stamp with the reply it came in. */
export interface StampedReply extends Stamp {
  /** TimeStampResp in DER. */
  readonly reply: Buffer;
}

const PATIENCE_MS = 20_000;
const REPLY_OCTETS_MAX = 64 * 1024;
const REPLY_TYPE = 'application/timestamp-reply';

const SHA256 = '2.16.840.1.101.3.4.2.1';

/** TimeStampReq (RFC 3161 §2.4.1), asking for the authority's certificate too. */
export const timestampQuery = (sha256: Uint8Array, nonce: Uint8Array): Buffer =>
  seq(
    smallInteger(1),
    seq(seq(oid(SHA256), nullValue()), octetString(sha256)),
    integer(nonce),
    boolean(true),
  );

/** 8 random octets that are an INTEGER as they stand: positive, none to spare. */
function newNonce(): Buffer {
  const nonce = randomBytes(8);
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  return nonce;
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > REPLY_OCTETS_MAX) throw new RangeError('reply is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function post(url: string, query: Buffer): Promise<Buffer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(query),
      headers: { 'content-type': 'application/timestamp-query', accept: REPLY_TYPE },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (response.status === 200 && type === REPLY_TYPE) return await readBounded(response);
  } catch {
    // Falls to the one failure below: texts of network libraries say where we called.
  }
  throw new DomainError('TimestampUnavailable', 'no reply of the time-stamp authority');
}

/**
 * Has octets stamped (RFC 3161 over HTTP) and verifies the stamp.
 *
 * @throws DomainError `TimestampUnavailable` (retried) without a reply; `TimestampRefused` for one that
 *   grants nothing or is not believed.
 */
export async function askTimestamp(request: TimestampRequest): Promise<StampedReply> {
  const { url, sha256, anchors } = request;
  const nonce = newNonce();
  const reply = await post(url, timestampQuery(sha256, nonce));
  try {
    return { ...verifyStamp(reply, { sha256, anchors, nonce }), reply };
  } catch (error) {
    if (!(error instanceof StampRefused)) throw error;
    throw new DomainError('TimestampRefused', `time stamp is not believed: ${error.reason}`);
  }
}
