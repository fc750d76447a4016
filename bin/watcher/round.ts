import { randomBytes } from 'node:crypto';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import type { OpenCrl } from '../../adapters/x509/crl/open-crl.ts';
import type { Alarm, AlarmCode } from './alarms.ts';
import { ask } from './ask.ts';
import { certificateUrls } from './certificate-urls.ts';
import { judgeAnswer, judgeStranger } from './judge-answer.ts';
import { judgeList } from './judge-list.ts';
import { ocspQuestion } from './ocsp-question.ts';
import type { SeenLists } from './seen-lists.ts';
import { readWatched, type WatchedIssuer } from './watched.ts';

/** What a round probes, and how. */
export interface RoundOptions {
  readonly issuersDir: string;
  readonly certificatesDir: string;
  readonly seen: SeenLists;
  /** Asked for each CA in each round. */
  readonly randomSerials: number;
  readonly now: () => Date;
}

/** A list that was probed, for whoever reads the line. */
export interface ProbedList {
  readonly url: string;
  readonly number: string;
  readonly thisUpdate: string;
  readonly nextUpdate: string | undefined;
  readonly entries: number;
}

/** One round: a line of JSON. */
export interface Round {
  readonly at: string;
  readonly isWell: boolean;
  readonly alarms: readonly Alarm[];
  readonly probes: number;
  readonly lists: readonly ProbedList[];
}

/** Probes everything once. Never rejects for what others serve. */
export async function watchRound(options: RoundOptions): Promise<Round> {
  const { now } = options;
  const at = now();
  const watched = readWatched(options, at);
  const rounds = [];
  for (const each of watched.issuers) rounds.push(await new IssuerRound(options, each).run());
  const alarms = [...watched.alarms, ...rounds.flatMap((round) => round.alarms)];
  return {
    at: at.toISOString(),
    isWell: alarms.length === 0,
    alarms,
    probes: rounds.reduce((sum, round) => sum + round.probes, 0),
    lists: rounds.flatMap((round) => round.lists),
  };
}

const OCSP_REQUEST = 'application/ocsp-request';
const OCSP_RESPONSE = 'application/ocsp-response';

/** 20 octets, as serial numbers of certificates have; by chance no certificate has this one. */
function randomSerial(): string {
  const octets = randomBytes(20);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets.toString('hex');
}

/** The round of one CA. */
class IssuerRound {
  readonly alarms: Alarm[] = [];
  readonly lists: ProbedList[] = [];
  probes = 0;
  readonly #options: RoundOptions;
  readonly #watched: WatchedIssuer;

  constructor(options: RoundOptions, watched: WatchedIssuer) {
    this.#options = options;
    this.#watched = watched;
  }

  async run(): Promise<this> {
    const { certificates } = this.#watched;
    const [newest] = certificates;
    if (!newest) return this;
    const open = await this.#probeLists(certificates);
    for (const certificate of certificates) {
      if (certificate.notAfter > this.#options.now()) await this.#probeStatus(certificate, open);
    }
    await this.#probeStrangers(newest);
    await this.#probePlaces(newest);
    return this;
  }

  #raise(about: string, ...codes: readonly AlarmCode[]): void {
    this.alarms.push(...codes.map((code) => ({ code, about })));
  }

  async #ask(question: Parameters<typeof ask>[0]): Promise<Buffer | undefined> {
    this.probes += 1;
    const answered = await ask(question);
    if ('octets' in answered) return answered.octets;
    this.#raise(question.url, answered.alarm);
    return undefined;
  }

  /** Every list that any of the certificates names, once. */
  async #probeLists(certificates: readonly X509Certificate[]): Promise<Map<string, OpenCrl>> {
    const open = new Map<string, OpenCrl>();
    for (const url of new Set(certificates.flatMap((each) => certificateUrls(each).lists))) {
      const octets = await this.#ask({ url, type: 'application/pkix-crl' });
      const list = octets && this.#judge(url, octets);
      if (list) open.set(url, list);
    }
    return open;
  }

  #judge(url: string, octets: Buffer): OpenCrl | undefined {
    const { seen, now } = this.#options;
    const { issuer, certificates } = this.#watched;
    const at = now();
    const expired = new Set(
      certificates.filter(({ notAfter }) => notAfter < at).map((each) => each.serialNumber),
    );
    const before = seen.find(url);
    const isExpired = (serialNumber: string): boolean => expired.has(serialNumber);
    const { open, alarms, vanished } = judgeList(octets, { issuer, now: at, before, isExpired });
    const others = alarms.filter((code) => code !== 'serialVanished');
    this.#raise(url, ...others);
    // A few name the fault; a list that lost a million says so in one line all the same.
    for (const serial of vanished.slice(0, 10)) this.#raise(serial, 'serialVanished');
    if (!open || alarms.includes('listForeign')) return undefined;
    // What was seen stays what the next is held against until people have looked.
    const isFollowing = !alarms.some((code) => STANDS.includes(code));
    if (isFollowing && before?.equals(octets) !== true) seen.keep(url, octets);
    const { thisUpdate, nextUpdate, crlNumber, size } = open;
    this.lists.push({
      url,
      number: String(crlNumber ?? ''),
      thisUpdate: thisUpdate.toISOString(),
      nextUpdate: nextUpdate?.toISOString(),
      entries: size,
    });
    return open;
  }

  /** By POST with SHA-256 and by GET with SHA-1 (RFC 5019 §5): either way a client may ask. */
  async #probeStatus(
    certificate: X509Certificate,
    open: ReadonlyMap<string, OpenCrl>,
  ): Promise<void> {
    const { issuer } = this.#watched;
    const { lists, ocsp } = certificateUrls(certificate);
    const list = lists.flatMap((url) => open.get(url) ?? [])[0];
    const { serialNumber } = certificate;
    for (const url of ocsp) {
      const posted = ocspQuestion(issuer, serialNumber, 'sha256');
      const gotten = ocspQuestion(issuer, serialNumber, 'sha1').toString('base64');
      const questions = [
        { url, type: OCSP_RESPONSE, body: { type: OCSP_REQUEST, octets: posted } },
        { url: `${url}/${encodeURIComponent(gotten)}`, type: OCSP_RESPONSE },
      ];
      for (const question of questions) {
        const octets = await this.#ask(question);
        const situation = { certificate, issuer, now: this.#options.now(), list };
        if (octets) this.#raise(serialNumber, ...judgeAnswer(octets, situation));
      }
    }
  }

  async #probeStrangers(newest: X509Certificate): Promise<void> {
    const [url] = certificateUrls(newest).ocsp;
    if (url === undefined) return;
    for (let i = 0; i < this.#options.randomSerials; i += 1) {
      const serial = randomSerial();
      const octets = ocspQuestion(this.#watched.issuer, serial, i % 2 === 0 ? 'sha1' : 'sha256');
      const body = { type: OCSP_REQUEST, octets };
      const answer = await this.#ask({ url, type: OCSP_RESPONSE, body });
      if (answer) this.#raise(serial, ...judgeStranger(answer));
    }
  }

  /** What the newest certificate names beside status (incident 12); each kind of URL has to be there at all. */
  async #probePlaces(newest: X509Certificate): Promise<void> {
    const urls = certificateUrls(newest);
    for (const [kind, list] of Object.entries(urls)) {
      if (list.length === 0) this.#raise(`${newest.serialNumber} ${kind}`, 'urlMissing');
    }
    for (const url of urls.issuers) {
      const octets = await this.#ask({ url, type: 'application/pkix-cert' });
      if (octets?.equals(this.#watched.issuer.der) === false) this.#raise(url, 'issuerDiffers');
    }
    for (const url of urls.policies) {
      const octets = await this.#ask({ url });
      if (octets?.length === 0) this.#raise(url, 'policyEmpty');
    }
  }
}

/** After these the list of before stays what the next is held against. */
const STANDS: readonly AlarmCode[] = [
  'listNumberMissing',
  'listNumberFell',
  'listNumberReused',
  'serialVanished',
];
