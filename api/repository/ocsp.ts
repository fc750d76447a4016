import { hash } from 'node:crypto';
import { publicKeyBits } from '../../adapters/jlis/ocsp-request.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { AnswerStore, type StoredAnswer } from './answer-store.ts';
import { readOcspRequest, REQUEST_OCTETS_MAX, type AskedCertificate } from './ocsp-request.ts';
import { publishedIssuers } from './published-issuers.ts';

/** An answer over HTTP; every one of them is an OCSPResponse, or nothing. */
export interface OcspReply {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly octets: Buffer | undefined;
}

/** Answers requests for the status of certificates out of files. */
export interface OcspResponder {
  /** @param path what follows `/ocsp/`, as it stands in the request line */
  readonly get: (path: string, ifNoneMatch?: string) => OcspReply;
  readonly post: (octets: Buffer) => OcspReply;
}

/** Where files lie, and what time it is. */
export interface OcspDependencies {
  readonly dir: string;
  readonly now: () => Date;
}

/** OCSPResponseStatus other than successful (RFC 6960 §4.2.1), as whole responses. */
const errorResponse = (status: number): Buffer => Buffer.from([0x30, 3, 0x0a, 1, status]);

const ERRORS = {
  malformedRequest: errorResponse(1),
  tryLater: errorResponse(3),
  /** No answer of ours (RFC 5019 §2.2.3): never issued, another issuer, a hash that nobody uses. */
  unauthorized: errorResponse(6),
} as const;

const CONTENT_TYPE = 'application/ocsp-response';

/** What was not issued now may be issued in a moment, and a file may come back: nobody keeps these. */
const ERROR_HEADERS = { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' } as const;

/** Caches keep an answer so long, and never past its end: a revocation shows that much later behind them. */
const CACHED_SECONDS = 300;

/** How long a look at the CA certificates serves. */
const LOOK_SERVES_MS = 1_000;

const HASHES: Readonly<Record<string, 'sha1' | 'sha256'>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

const keyOf = (algorithm: string, nameHash: Buffer, keyHash: Buffer): string =>
  `${algorithm} ${nameHash.toString('latin1')} ${keyHash.toString('latin1')}`;

/** Issuer keys by the hashes that requests name them by. */
class IssuersByHash {
  readonly #issuers: ReturnType<typeof publishedIssuers>;
  #listed: unknown;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #keys = new Map<string, string>();

  constructor(dir: string) {
    this.#issuers = publishedIssuers(dir);
  }

  find({ algorithm, nameHash, keyHash }: AskedCertificate): string | undefined {
    if (performance.now() - this.#lookedAt > LOOK_SERVES_MS) this.#look();
    return this.#keys.get(keyOf(algorithm, nameHash, keyHash));
  }

  #look(): void {
    const list = this.#issuers.list();
    this.#lookedAt = performance.now();
    if (list === this.#listed) return;
    this.#listed = list;
    this.#keys = new Map(list.flatMap(({ keyId, der }) => hashesOf(keyId, der)));
  }
}

function hashesOf(keyId: string, der: Buffer): [string, string][] {
  const certificate = readCertificate(der);
  const [name, key] = [certificate.subject, publicKeyBits(certificate)];
  return Object.entries(HASHES).map(([algorithm, by]) => [
    keyOf(algorithm, hash(by, name, 'buffer'), hash(by, key, 'buffer')),
    keyId,
  ]);
}

const failed = (error: keyof typeof ERRORS): OcspReply => ({
  status: 200,
  headers: ERROR_HEADERS,
  octets: ERRORS[error],
});

/** What is answered when files cannot be read. */
export const TRY_LATER: OcspReply = failed('tryLater');

/** RFC 5019 §6.2: fresh for some minutes, stale from nextUpdate on, changed by nobody on its way. */
function headersOf(answer: StoredAnswer, now: number): Record<string, string> {
  const left = Math.floor((answer.nextUpdate - now) / 1000);
  const maxAge = Math.max(0, Math.min(CACHED_SECONDS, left));
  return {
    'Content-Type': CONTENT_TYPE,
    'Cache-Control': `max-age=${maxAge}, public, no-transform, must-revalidate`,
    ETag: answer.etag,
    'Last-Modified': answer.lastModified,
    Expires: answer.expires,
  };
}

/**
 * Answers from files alone; there is no key here, and nothing is made at a stranger's demand. A serial number without a file is
 * `unauthorized`, never good; an answer past its nextUpdate is not served.
 */
export function ocspResponder({ dir, now }: OcspDependencies): OcspResponder {
  const issuers = new IssuersByHash(dir);
  const store = new AnswerStore(dir);
  const paths = new Map<string, Place>();
  const placeIn = (octets: Buffer | undefined): Place | undefined => {
    const asked = octets && askedIn(octets);
    return asked && { issuerKeyId: issuers.find(asked), serialNumber: asked.serialNumber };
  };
  const answer = (place: Place | undefined, ifNoneMatch?: string): OcspReply => {
    if (!place) return failed('malformedRequest');
    const { issuerKeyId, serialNumber } = place;
    const found = issuerKeyId && store.find(issuerKeyId, serialNumber);
    return found ? replyOf(found, now().getTime(), ifNoneMatch) : failed('unauthorized');
  };
  return {
    get(path, ifNoneMatch) {
      const known = paths.get(path);
      if (known) return answer(known, ifNoneMatch);
      const place = placeIn(requestInPath(path));
      const reply = answer(place, ifNoneMatch);
      // Only what there is an answer to: anybody may ask for anything.
      if (place && reply.headers !== ERROR_HEADERS) remember(paths, path, place);
      return reply;
    },
    post: (octets) => answer(placeIn(octets)),
  };
}

/** Where an answer lies. */
interface Place {
  readonly issuerKeyId: string | undefined;
  readonly serialNumber: string;
}

/** Relying parties ask for the same certificates by the same addresses again and again, which are short (RFC 5019 §5). */
const PATHS_MAX = 20_000;
const KEPT_PATH_MAX = 255;

function remember(paths: Map<string, Place>, path: string, place: Place): void {
  if (path.length > KEPT_PATH_MAX) return;
  paths.set(path, place);
  if (paths.size <= PATHS_MAX) return;
  const [oldest] = paths.keys();
  if (oldest !== undefined) paths.delete(oldest);
}

function replyOf(answer: StoredAnswer, at: number, ifNoneMatch?: string): OcspReply {
  if (answer.nextUpdate <= at) return failed('tryLater');
  const headers = headersOf(answer, at);
  return ifNoneMatch === answer.etag
    ? { status: 304, headers, octets: undefined }
    : { status: 200, headers, octets: answer.octets };
}

function askedIn(octets: Buffer): AskedCertificate | undefined {
  try {
    return readOcspRequest(octets);
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}

const BASE64 = /^[A-Za-z0-9+/]{8,}={0,2}$/;
const PATH_MAX = REQUEST_OCTETS_MAX * 2;

/** The request within an address (RFC 6960 Appendix A.1): base64, escaped or, as many clients have it, not. */
function requestInPath(path: string): Buffer | undefined {
  if (path.length > PATH_MAX) return undefined;
  let text = path;
  if (path.includes('%')) {
    try {
      text = decodeURIComponent(path);
    } catch {
      return undefined;
    }
  }
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
