import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readOcspResponse } from '../../adapters/jlis/ocsp-response.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';

/** An answer as it lies in its file. */
export interface StoredAnswer {
  readonly octets: Buffer;
  /** Strong, with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly lastModified: string;
  readonly expires: string;
}

interface Kept {
  readonly answer: StoredAnswer | undefined;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** Answers in memory, about 2 KiB each. */
const KEPT_MAX = 20_000;

const SERIAL = /^[0-9a-f]{40}$/;

/** Answers of the files `ocsp/<issuer key>/<two digits>/<serial number>.ors`, those in memory that are asked for. */
export class AnswerStore {
  readonly #dir: string;
  readonly #kept = new Map<string, Kept>();

  /** Reads below the published files. */
  constructor(dir: string) {
    this.#dir = join(dir, 'ocsp');
  }

  /** The newest answer for a certificate; undefined if there is none, and for what is no serial number of ours. */
  find(issuerKeyId: string, serialNumber: string): StoredAnswer | undefined {
    if (!SERIAL.test(serialNumber)) return undefined;
    const key = `${issuerKeyId}/${serialNumber}`;
    const kept = this.#kept.get(key);
    const path = join(this.#dir, issuerKeyId, serialNumber.slice(0, 2), `${serialNumber}.ors`);
    const file = statSync(path, { throwIfNoEntry: false });
    // What is not there is not kept: anybody may ask for any number.
    if (!file) return undefined;
    const { mtimeMs, ino } = file;
    // Looked at each time, which costs a tenth of reading it: what is revoked shows at once.
    if (kept?.mtimeMs === mtimeMs && kept.ino === ino) return kept.answer;
    const answer = readAnswer(path);
    this.#keep(key, { answer, mtimeMs, ino });
    return answer;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size <= KEPT_MAX) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** A file that is no answer is as good as none: a loss of power may leave one. */
function readAnswer(path: string): StoredAnswer | undefined {
  const octets = readFileSync(path);
  try {
    const response = readOcspResponse(octets);
    const [single] = response.status === 'successful' ? response.basic.responses : [];
    if (!single?.nextUpdate) return undefined;
    return {
      octets,
      etag: `"${hash('sha256', octets).slice(0, 40)}"`,
      thisUpdate: single.thisUpdate.getTime(),
      nextUpdate: single.nextUpdate.getTime(),
      lastModified: single.thisUpdate.toUTCString(),
      expires: single.nextUpdate.toUTCString(),
    };
  } catch (error) {
    if (error instanceof MalformedDer) return undefined;
    throw error;
  }
}
