import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MalformedDer } from '../../../adapters/x509/der-reader.ts';
import { readCertificate, type X509Certificate } from '../../../adapters/x509/certificate.ts';
import { openCrl, type OpenCrl } from '../../../adapters/x509/crl/open-crl.ts';
import { onlyDerBlock } from '../../../adapters/x509/pem.ts';
import { readOcspResponse } from '../../../adapters/jlis/ocsp-response.ts';
import { requestFor } from '../../../adapters/jlis/cert-id.ts';
import type { OutsideVerifier } from '../../story/outside-verifier.ts';

/** What an answer says; `away` while nobody answers, or something before the responder does. */
export type Seen = 'good' | 'revoked' | 'unknown' | 'unauthorized' | 'away';

/** What the prober found that must not be. */
export const FAULTS = [
  'strangerAnswered',
  'answerLost',
  'revokedTurnedGood',
  'stayingRevoked',
  'listLost',
  'listedTwice',
  'numberFell',
  'malformed',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What was asked and seen over the whole run. */
export interface Probed {
  readonly answers: Readonly<Record<Seen, number>>;
  /** Serial numbers that nobody has, asked for. */
  readonly strangers: number;
  /** Answers and lists that OpenSSL verified. */
  readonly byOpenSsl: number;
  readonly listsSeen: number;
  readonly faults: Readonly<Record<Fault, number>>;
  /** The first of them, for whoever looks. */
  readonly examples: readonly string[];
}

export interface ProberOptions {
  readonly repository: string;
  readonly issuerKeyId: string;
  /** PEM. */
  readonly ca: string;
  readonly outside: OutsideVerifier;
  readonly serials: readonly string[];
  /** Of them, those that nobody revokes. */
  readonly staying: ReadonlySet<string>;
}

const LANES = 4;
const ASKED_WITHIN_MS = 10_000;
const AWAY_MS = 50;
/** Every so many questions is one about a number that nobody has. */
const STRANGER_EVERY = 8;
const LIST_EVERY_MS = 200;
const OPENSSL_EVERY_MS = 1_000;
const EXAMPLES_MAX = 20;
/** OCSPResponseStatus `unauthorized` (RFC 6960 §4.2.1). */
const UNAUTHORIZED = 6;

/** A serial number as the room draws them, which nobody has. */
function strange(): string {
  const octets = randomBytes(20);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets.toString('hex');
}

/** Asks from outside while the office works, and remembers what it was told: nothing may be taken back. */
export class Prober {
  readonly #of: ProberOptions;
  readonly #issuer: X509Certificate;
  readonly #answered = new Set<string>();
  readonly #revoked = new Set<string>();
  readonly #answers = { good: 0, revoked: 0, unknown: 0, unauthorized: 0, away: 0 };
  readonly #faults = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  readonly #examples: string[] = [];
  #list: OpenCrl | undefined;
  #counts = { strangers: 0, byOpenSsl: 0, listsSeen: 0 };
  #isOver = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(of: ProberOptions) {
    this.#of = of;
    this.#issuer = readCertificate(onlyDerBlock(Buffer.from(of.ca), 'CERTIFICATE'));
  }

  /** Asks on and on, until `stop`. */
  start(): void {
    const lanes = Array.from({ length: LANES }, (_, lane) => this.#askOn(lane));
    this.#running = Promise.all([
      ...lanes,
      this.#repeat(LIST_EVERY_MS, () => this.takeList()),
      this.#repeat(OPENSSL_EVERY_MS, () => this.#askOpenSsl()),
    ]);
    // Looked at in `stop`.
    this.#running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** What was asked and seen so far. */
  probed(): Probed {
    return {
      ...this.#counts,
      answers: { ...this.#answers },
      faults: { ...this.#faults },
      examples: [...this.#examples],
    };
  }

  /** Asks about each, and again about those whose answer is another, until none is left or it is late. @returns those left */
  async until(serials: readonly string[], wanted: Seen, patienceMs: number): Promise<string[]> {
    const end = Date.now() + patienceMs;
    let left = [...serials];
    for (;;) {
      const asked = left;
      left = [];
      const lane = async (): Promise<void> => {
        for (let serial = asked.pop(); serial !== undefined; serial = asked.pop()) {
          if ((await this.ask(serial)) !== wanted) left.push(serial);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (left.length === 0 || Date.now() > end) return left;
      await sleep(LIST_EVERY_MS);
    }
  }

  /** Asks about one of ours, and holds the answer against what was told before the question was put. */
  async ask(serial: string): Promise<Seen> {
    const [wasAnswered, wasRevoked] = [this.#answered.has(serial), this.#revoked.has(serial)];
    const seen = await this.#statusOf(serial);
    const isLost = seen === 'unknown' || seen === 'unauthorized';
    if (wasAnswered && isLost) this.#fault('answerLost', `${serial} is ${seen}`);
    if (wasRevoked && seen === 'good') this.#fault('revokedTurnedGood', serial);
    this.#note(serial, seen);
    return seen;
  }

  #note(serial: string, seen: string): void {
    if (seen !== 'good' && seen !== 'revoked') return;
    this.#answered.add(serial);
    if (seen === 'good') return;
    this.#revoked.add(serial);
    if (this.#of.staying.has(serial)) this.#fault('stayingRevoked', serial);
  }

  /** Takes the list; what the one before had, it has. @returns its serial numbers; undefined while there is none to be had */
  async takeList(): Promise<readonly string[] | undefined> {
    const { repository, issuerKeyId, staying } = this.#of;
    const octets = await fetched(`${repository}/crls/${issuerKeyId}/0.crl`);
    if (octets === undefined) return undefined;
    const list = this.#read('list', () => openCrl(octets));
    const before = this.#list;
    if (!list) return undefined;
    this.#counts.listsSeen += 1;
    const serials = [...list.serialNumbers()];
    if (before?.crl.der.equals(octets)) return serials;
    const number = list.crlNumber ?? 0n;
    if (number < (before?.crlNumber ?? 0n)) this.#fault('numberFell', String(number));
    for (const lost of before?.missingFrom(list) ?? []) this.#fault('listLost', lost);
    const distinct = new Set(serials);
    if (distinct.size !== serials.length) this.#fault('listedTwice', String(number));
    for (const serial of distinct) {
      // OCSP says it first, so whoever asks from now on has to be told.
      this.#revoked.add(serial);
      if (staying.has(serial)) this.#fault('stayingRevoked', `${serial} is listed`);
    }
    this.#list = list;
    return serials;
  }

  async #askOn(lane: number): Promise<void> {
    const { serials } = this.#of;
    for (let n = lane; !this.#isOver; n += 1) {
      if (n % STRANGER_EVERY === 0) await this.#askStranger();
      else await this.ask(serials[Math.floor(Math.random() * serials.length)] ?? '');
      await sleep(1);
    }
  }

  async #askStranger(): Promise<void> {
    const serial = strange();
    const seen = await this.#statusOf(serial);
    this.#counts.strangers += 1;
    if (seen === 'good' || seen === 'revoked') this.#fault('strangerAnswered', serial);
  }

  /** OpenSSL verifies signature and responder of one answer, and of the list. */
  async #askOpenSsl(): Promise<void> {
    const { serials, outside, repository } = this.#of;
    const serial = serials[Math.floor(Math.random() * serials.length)] ?? '';
    const [wasAnswered, wasRevoked] = [this.#answered.has(serial), this.#revoked.has(serial)];
    const seen = await outside.status(serial).catch((error: Error) => {
      if (/verify (error|failure)|Verify Failure/i.test(error.message)) {
        this.#fault('malformed', error.message);
      }
    });
    if (seen === undefined) return;
    this.#counts.byOpenSsl += 1;
    if (wasAnswered && seen !== 'good' && seen !== 'revoked') {
      this.#fault('answerLost', `${serial} is ${seen} to OpenSSL at ${repository}`);
    }
    if (wasRevoked && seen === 'good') this.#fault('revokedTurnedGood', `${serial} to OpenSSL`);
    this.#note(serial, seen);
  }

  async #statusOf(serial: string): Promise<Seen> {
    const octets = await fetched(`${this.#of.repository}/ocsp`, {
      method: 'POST',
      headers: { 'content-type': 'application/ocsp-request' },
      body: new Uint8Array(requestFor(this.#issuer, serial)),
    });
    const seen = octets === undefined ? 'away' : (this.#seenIn(octets, serial) ?? 'away');
    this.#answers[seen] += 1;
    if (seen === 'away') await sleep(AWAY_MS);
    return seen;
  }

  #seenIn(octets: Buffer, serial: string): Seen | undefined {
    const answer = this.#read('answer', () => readOcspResponse(octets));
    if (!answer) return undefined;
    if (answer.status === 'error') return answer.code === UNAUTHORIZED ? 'unauthorized' : 'away';
    const now = Date.now();
    const statuses = answer.basic.responses.map(
      ({ certId, certStatus, thisUpdate, nextUpdate }) => {
        const isOfNow = thisUpdate.getTime() <= now && now < (nextUpdate?.getTime() ?? 0);
        const isIts = certId.serialNumber.padStart(40, '0') === serial;
        if (!isOfNow || !isIts) this.#fault('malformed', `answer for ${serial}`);
        return certStatus.status;
      },
    );
    if (new Set(statuses).size !== 1) this.#fault('malformed', `${statuses.join()} of ${serial}`);
    return statuses[0];
  }

  #read<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedDer)) throw error;
      this.#fault('malformed', `${what}: ${error.message}`);
      return undefined;
    }
  }

  #fault(fault: Fault, example: string): void {
    this.#faults[fault] += 1;
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push(`${fault}: ${example}`);
    console.error(`${fault}: ${example}`);
  }

  async #repeat(everyMs: number, act: () => Promise<unknown>): Promise<void> {
    while (!this.#isOver) {
      await act();
      await sleep(everyMs);
    }
  }
}

/** What is served; undefined while nobody serves, or says that it cannot. */
async function fetched(url: string, init: RequestInit = {}): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ASKED_WITHIN_MS) });
    const octets = Buffer.from(await response.arrayBuffer());
    return response.status === 200 ? octets : undefined;
  } catch {
    return undefined;
  }
}
