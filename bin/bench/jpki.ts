import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractJpkiFacts } from '../../adapters/jpki/extract-facts.ts';
import { readCertificate, type X509Certificate } from '../../adapters/x509/certificate.ts';
import { openSimulator, pemOf, type Jlis } from '../../simulator/jlis.ts';
import { makeSignedApplication, type SignedApplication } from './instructed-cases.ts';
import { median, rounded } from './measure.ts';

/** How much is measured. */
export interface JpkiBench {
  readonly rounds: number;
  readonly perRound: number;
}

/** Applications, each with another key: more than any cache of keys holds, so that caches help as in life. */
const APPLICATIONS = 600;

/**
 * RSA keys that the cards take in turns. Making one for each card took minutes of a busy machine before anything was
 * measured; what it would add is the import of an RSA key, 3 µs of an application.
 */
const CARD_KEYS = 16;

/** OpenSSL takes tens of milliseconds for one: as many give a figure. */
const OPENSSL_PER_ROUND = 20;

/** RSA signatures in an application: over the text, of the card's certificate, of the answer, of its responder. */
const RSA_SIGNATURES = 4;

interface Stage {
  readonly dir: string;
  readonly applications: readonly SignedApplication[];
  readonly anchors: readonly X509Certificate[];
}

/**
 * Applications judged a second in one process (signature, chain, J-LIS answer, and every other fact of the
 * evidence), against the same three checks by OpenSSL, a process each, and against the raw `crypto.verify`
 * that they need, the proof of possession too, with keys that are at hand. In turns within one run.
 */
export async function benchJpki({ rounds, perRound }: JpkiBench): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-bench-'));
  const jlis = await openSimulator({ dataDir: join(dir, 'jlis'), keyPoolSize: CARD_KEYS });
  try {
    const stage = { dir, ...(await makeApplications(jlis)) };
    const [judged, openssl, raw]: [number[], number[], number[]] = [[], [], []];
    const verifyRaw = rawVerifier(stage);
    judge(stage, perRound);
    for (let round = 0; round < rounds; round += 1) {
      const paired = alternately(perRound, [
        verifyRaw,
        (count, from) => judge(stage, count, round * perRound + from),
      ]);
      raw.push(paired[0] ?? 0);
      judged.push(paired[1] ?? 0);
      openssl.push(perSecond(OPENSSL_PER_ROUND, () => askOpenssl(stage, OPENSSL_PER_ROUND)));
      console.error(
        `judged ${rounded(judged.at(-1) ?? 0, 0)}/s, raw ${rounded(raw.at(-1) ?? 0, 0)}/s`,
      );
    }
    return {
      bench: 'jpki',
      applicationsPerSecond: rounded(median(judged), 0),
      opensslPerSecond: rounded(median(openssl), 1),
      timesOpenssl: rounded(median(judged) / median(openssl), 0),
      rawVerifiedPerSecond: rounded(median(raw), 0),
      ratio: rounded(median(judged) / median(raw)),
    };
  } finally {
    jlis.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function makeApplications(jlis: Jlis): Promise<Omit<Stage, 'dir'>> {
  const applications: SignedApplication[] = [];
  for (let n = 0; n < APPLICATIONS; n += 1) {
    applications.push(await makeSignedApplication({ jlis, service: 'demo-simultaneous' }));
  }
  return { applications, anchors: jlis.anchors.map(readCertificate) };
}

/** Applications of a slice: short against whatever else the machine does, so that it meets both alike. */
const SLICE = 20;

/** Rates of acts done in turns, slice by slice. */
function alternately(
  total: number,
  acts: readonly ((count: number, from: number) => void)[],
): number[] {
  const spent = acts.map(() => 0);
  for (let from = 0; from < total; from += SLICE) {
    acts.forEach((act, i) => {
      const start = performance.now();
      act(SLICE, from);
      spent[i] = (spent[i] ?? 0) + performance.now() - start;
    });
  }
  return spent.map((ms) => (Math.ceil(total / SLICE) * SLICE * 1000) / ms);
}

function perSecond(count: number, act: () => void): number {
  const start = performance.now();
  act();
  return count / ((performance.now() - start) / 1000);
}

const nth = ({ applications }: Stage, n: number): SignedApplication =>
  applications[n % applications.length] as SignedApplication;

function judge(stage: Stage, count: number, from = 0): void {
  const { anchors } = stage;
  for (let n = 0; n < count; n += 1) {
    const application = nth(stage, from + n);
    const facts = extractJpkiFacts({
      ...application,
      now: application.receivedAt,
      anchors,
      jlisAnswerMaxSkewSeconds: 300,
    });
    const { signature, jpkiChain, jlisStatus } = facts;
    if (signature !== 'valid' || jpkiChain !== 'trusted' || jlisStatus !== 'good') {
      throw new Error(`judged ${signature} ${jpkiChain} ${jlisStatus}`);
    }
  }
}

/** The key of a CA over a certificate of it, RSA-2048 as all four have; and an applicant's P-256 key. */
function rawVerifier({ applications, anchors }: Stage): (count: number) => void {
  const [application] = applications;
  const certificate = readCertificate(application?.card.certificate ?? Buffer.alloc(0));
  const { tbs, signature } = certificate;
  const key = anchors.map(keyOf).find((candidate) => isOf(candidate, certificate));
  if (!key) throw new Error('the card has no issuer among the anchors');
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const proof = sign('sha256', tbs, own.privateKey);
  return (count) => {
    for (let n = 0; n < count; n += 1) {
      for (let i = 0; i < RSA_SIGNATURES; i += 1) verify('sha256', tbs, key, signature);
      verify('sha256', tbs, own.publicKey, proof);
    }
  };
}

const keyOf = ({ spki }: X509Certificate): KeyObject =>
  createPublicKey({ key: spki, format: 'der', type: 'spki' });

const isOf = (key: KeyObject, { tbs, signature }: X509Certificate): boolean =>
  verify('sha256', tbs, key, signature);

function askOpenssl(stage: Stage, count: number): void {
  const { dir, anchors } = stage;
  const at = (name: string): string => join(dir, name);
  const write = (name: string, octets: string | Buffer): string => {
    writeFileSync(at(name), octets);
    return at(name);
  };
  const trust = write('anchors.pem', pemOf(...anchors.map(({ der }) => der)));
  for (let n = 0; n < count; n += 1) {
    const { card, signatureContainer, textOctets, jlis } = nth(stage, n);
    const own = readCertificate(card.certificate);
    const issuer = anchors.find((anchor) => isOf(keyOf(anchor), own));
    const certificate = write('card.pem', pemOf(card.certificate));
    const issuerFile = write('issuer.pem', pemOf(issuer?.der ?? Buffer.alloc(0)));
    const [container, text] = [write('text.p7', signatureContainer), write('text', textOctets)];
    const [request, answer] = [write('request', jlis.request), write('answer', jlis.answer)];
    const anyPurpose = ['-CAfile', trust, '-purpose', 'any'];
    run(
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      container,
      '-content',
      text,
      '-noverify',
    );
    run('verify', ...anyPurpose, certificate);
    run('ocsp', '-reqin', request, '-respin', answer, '-issuer', issuerFile, '-CAfile', issuerFile);
  }
}

function run(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${String(stderr)}`);
}
